"""Whether a citation still rests on the words that are agreed now. Plain Python."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from surveyapp.core.dutch import counted
from surveyapp.report.citations.quotations import Misquoted
from surveyapp.report.citations.rules import Citation
from surveyapp.report.material.decisions import Concern, Subject

_SHOWN = 60
"""Characters of a quotation that a message repeats."""
UNPINNED = "is nog niet aan een versie vastgezet"

Words = Mapping[Citation, str]
"""What the version of an answer says that a citation is pinned to."""


def why_stale(version: int | None, agreed: int) -> str:
    """Why a citation of an agreed answer is not current, as the end of a Dutch sentence; "" when it is.

    ``version`` is what it is pinned to, ``agreed`` the number of the answer's newest revision, which is agreed.
    """
    if version is None:
        return UNPINNED
    if version > agreed:
        return f"rust op versie {version}, die er niet is; versie {agreed} is akkoord"
    return f"rust op versie {version}; versie {agreed} is akkoord" if version < agreed else ""


class Trouble(StrEnum):
    """What is wrong with a citation, the worst first."""

    UNKNOWN = "unknown"
    UNAPPROVED = "unapproved"
    LIMITED = "limited"
    MISQUOTED = "misquoted"
    STALE = "stale"
    UNPINNED = "unpinned"

    @property
    def word(self) -> str:
        """Behind the citation that has it."""
        return {
            "unknown": "van iets dat er niet is",
            "unapproved": "zonder akkoord",
            "limited": "tegen de afspraak",
            "misquoted": "klopt niet",
            "stale": "verouderd",
            "unpinned": "niet vastgezet",
        }[self.value]

    def counted(self, number: int) -> str:
        """How many citations have it, in words."""
        phrase = "kloppen niet" if self is Trouble.MISQUOTED and number != 1 else self.word
        return f"{counted(number, 'aanhaling', 'aanhalingen')} {phrase}"


@dataclass(frozen=True, slots=True)
class Vain:
    """A citation that a final report cannot hold, and why, as the end of a Dutch sentence."""

    citation: Citation
    why: str
    agreed: int | None = None
    """The version to rest on instead, when the citation may stay."""
    misquoted: Misquoted | None = None
    """The words before it that its answer does not say so."""
    trouble: Trouble = Trouble.UNKNOWN
    concern: Concern | None = None
    """What an editor can overrule here; None for what can never be."""
    version: int = 0
    """The version of the answer, when a decision is about its own words."""
    words: str = ""
    """The fingerprint of the paragraph, when a decision is about that."""

    def about(self, section: str) -> Subject | None:
        """What a decision to leave it in this section would concern; None when there can be none."""
        if self.concern is None:
            return None
        if self.concern is Concern.ANSWER_NAMES:
            return Subject(self.concern, cited=self.name, version=self.version)
        agreed = self.agreed if self.concern is Concern.STALE else None
        return Subject(self.concern, section, self.name, self.citation.version or 0, agreed or 0, self.words)

    @property
    def name(self) -> str:
        """The answer as an editor reads it: "oost-drenthe.2b"."""
        return self.citation.name

    @property
    def overtaken(self) -> bool:
        """Whether the answer has another version that is agreed than the one that was cited."""
        return self.agreed is not None and self.citation.version is not None

    @property
    def current(self) -> Citation:
        """The same citation, pinned to what is agreed now."""
        return Citation(self.citation.cited, self.agreed)


def misquoting(citation: Citation, wrong: Misquoted) -> Vain:
    """A citation behind words that its answer does not say so."""
    words = wrong.words if len(wrong.words) <= _SHOWN else f"{wrong.words[:_SHOWN].rsplit(' ', 1)[0]} …"
    return Vain(citation, f"zegt niet woord voor woord ‘{words}’", misquoted=wrong, trouble=Trouble.MISQUOTED)


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A stale citation as an editor sees it: what was cited, and what is agreed instead."""

    name: str
    version: int | None
    agreed: int | None
    before: str | None
    """The words that were cited; None when nobody ever agreed to that version, or it is not there."""
    after: str


def overtaken(vain: Iterable[Vain], words: Words) -> tuple[Overtaken, ...]:
    """The stale ones among them, in the order of the text."""
    return tuple(
        Overtaken(one.name, one.citation.version, one.agreed, words.get(one.citation), words.get(one.current, ""))
        for one in vain
        if one.overtaken
    )


def unsettled(section: str, vain: Iterable[Vain], settled: Collection[Subject]) -> tuple[Vain, ...]:
    """Those of a section's text on which nobody decided."""
    return tuple(one for one in vain if one.about(section) not in settled)


def counted_vain(vain: Sequence[Vain]) -> str:
    """How many there are of each trouble, in words; "" for none."""
    found = Counter(one.trouble for one in vain)
    return ", ".join(trouble.counted(found[trouble]) for trouble in Trouble if found[trouble])


def worst(vain: Sequence[Vain]) -> Trouble:
    """The worst trouble among some."""
    return min((one.trouble for one in vain), key=list(Trouble).index)
