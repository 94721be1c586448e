"""What editors decide to publish although a final report would wait for it. Plain Python.

A decision concerns one thing by name. What it does not name exactly is open anew: an answer that is agreed in another
version, a paragraph with other words. What has no concern can never be overruled: words that nobody agreed to, that are
background only or withdrawn, a citation of nothing, a quotation that does not match.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from surveyapp.core.dutch import counted, listed
from surveyapp.text.words import fingerprint

MAX_REASON = 2000
"""Characters."""
FEW = 3
"""So many things of one kind are named in a sentence; more are counted."""


class Concern(StrEnum):
    """What can be overruled."""

    ABSENT = "absent"
    """An organisation that has not agreed to everything; ``key`` is the organisation's."""
    EMPTY = "empty"
    """A section without its text; ``key`` is the section's."""
    STALE = "stale"
    """A text that was written with ``version`` of an answer, while ``agreed`` is agreed now."""
    ANSWER_NAMES = "answer_names"
    """A word in ``version`` of an answer without name that looks like its organisation's name."""
    PLACE_NAMES = "place_names"
    """Such a word in the paragraph with the fingerprint ``words``, in which a text cites the answer."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a decision is about, exactly. ``cited`` is an answer: "oost-drenthe.2b"."""

    concern: Concern
    key: str = ""
    cited: str = ""
    version: int = 0
    agreed: int = 0
    words: str = ""

    @property
    def token(self) -> str:
        """A word that stands for it in a form or an address."""
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
    """A decision that holds. ``function`` is what the one who took it is: "redacteur"."""

    id: int
    subject: Subject
    reason: str
    by: str
    """Their name; "" for the command line."""
    function: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that an edition rests on, as any reader may know it.

    Of words that are used without name it says neither which they are nor why: either could tell whose they are.
    """

    concern: Concern
    key: str
    """The organisation's or section's that was left open; "" for another decision."""
    what: str
    why: str
    by: str
    """A function: names of editors are not published."""
    on: date

    @property
    def secret(self) -> bool:
        """Whether it concerns words without name."""
        return not self.what


NOUNS = {
    Concern.ABSENT: ("organisatie zonder volledig akkoord", "organisaties zonder volledig akkoord"),
    Concern.EMPTY: ("tekst van de redactie die ontbreekt", "teksten van de redactie die ontbreken"),
    Concern.STALE: ("aanhaling bij een eerdere versie", "aanhalingen bij een eerdere versie"),
}
NAMELESS = ("plaats met een antwoord zonder naam", "plaatsen met een antwoord zonder naam")


def in_words(decisions: Sequence[Decided]) -> str:
    """What a report says of them in one sentence; "" when there are none."""
    parts = []
    for concern, (one, many) in NOUNS.items():
        found = [each.what for each in decisions if each.concern is concern and not each.secret]
        if found:
            named = f" ({'; '.join(found)})" if len(found) <= FEW else ""
            parts.append(f"{counted(len(found), one, many)}{named}")
    secret = sum(each.secret for each in decisions)
    parts += [counted(secret, *NAMELESS)] * bool(secret)
    if not parts:
        return ""
    return f"Bij naam en met een reden is besloten dat dit publicatie niet tegenhoudt: {listed(parts)}."
