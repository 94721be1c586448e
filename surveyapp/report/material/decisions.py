"""Editors' decisions to publish although a final report would wait for something. Plain Python.

A decision names its subject exactly. Anything that it does not name is open again: an answer agreed in another version,
a paragraph with other words. What has no Concern can never be overruled: words that nobody agreed to, that are
background only or withdrawn, a citation of nothing, a quotation that does not match.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from surveyapp.core.dutch import counted, listed
from surveyapp.text.words import fingerprint

MAX_REASON = 2000
"""Longest reason, in characters."""
FEW = 3
"""Up to this many subjects of one concern are named in a sentence; more are counted."""


class Concern(StrEnum):
    """Kind of finding that editors may overrule."""

    ABSENT = "absent"
    """An organisation that has not agreed to everything; ``key`` is the organisation's key."""
    EMPTY = "empty"
    """A section without its text; ``key`` is the section's key."""
    STALE = "stale"
    """A text written with ``version`` of an answer, while version ``agreed`` is the agreed one now."""
    ANSWER_NAMES = "answer_names"
    """A word in ``version`` of an answer used without name that looks like its organisation's name."""
    PLACE_NAMES = "place_names"
    """Such a word in the paragraph of an editor's text that cites the answer; ``words`` is its fingerprint."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Exact subject of a decision. ``cited`` is an answer: "oost-drenthe.2b"."""

    concern: Concern
    key: str = ""
    cited: str = ""
    version: int = 0
    agreed: int = 0
    words: str = ""

    @property
    def token(self) -> str:
        """Identifier of this subject in forms and addresses: 20 characters of a fingerprint."""
        return fingerprint(
            concern=self.concern,
            key=self.key,
            cited=self.cited,
            version=self.version,
            agreed=self.agreed,
            words=self.words,
        )[:20]


@dataclass(frozen=True, slots=True)
class Overruling:
    """A decision that holds. ``function`` is the editor's role: "redacteur"."""

    id: int
    subject: Subject
    reason: str
    by: str
    """Name of the editor; "" for the command line."""
    function: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that an edition rests on, as published.

    For words used without name, ``what`` and ``why`` are empty: either could tell whose words they are.
    """

    concern: Concern
    key: str
    """Key of the organisation or section that was left open; "" for other decisions."""
    what: str
    why: str
    by: str
    """Function of the editor: names of editors are not published."""
    on: date

    @property
    def secret(self) -> bool:
        """Whether it concerns words used without name."""
        return not self.what


NOUNS = {
    Concern.ABSENT: ("organisatie zonder volledig akkoord", "organisaties zonder volledig akkoord"),
    Concern.EMPTY: ("tekst van de redactie die ontbreekt", "teksten van de redactie die ontbreken"),
    Concern.STALE: ("aanhaling bij een eerdere versie", "aanhalingen bij een eerdere versie"),
}
NAMELESS = ("plaats met een antwoord zonder naam", "plaatsen met een antwoord zonder naam")


def in_words(decisions: Sequence[Decided]) -> str:
    """Return a sentence on these decisions for the report; "" when there are none."""
    parts = []
    for concern, (singular, many) in NOUNS.items():
        described = [each.what for each in decisions if each.concern is concern and not each.secret]
        if described:
            named = f" ({'; '.join(described)})" if len(described) <= FEW else ""
            parts.append(f"{counted(len(described), singular, many)}{named}")
    secret = sum(each.secret for each in decisions)
    parts += [counted(secret, *NAMELESS)] * bool(secret)
    if not parts:
        return ""
    return f"Bij naam en met een reden is besloten dat dit publicatie niet tegenhoudt: {listed(parts)}."
