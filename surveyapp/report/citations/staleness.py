"""Check that a citation rests on the words that are agreed now. Plain Python."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from surveyapp.core.dutch import counted
from surveyapp.report.citations.quotations import Misquoted
from surveyapp.report.citations.rules import Citation
from surveyapp.report.material.decisions import Concern, Subject

_SHOWN = 60
"""Longest quotation repeated in a message, in characters."""
UNPINNED = "is nog niet aan een versie vastgezet"

Words = Mapping[Citation, str]
"""Words of the answer version that a citation is pinned to."""


def why_stale(version: int | None, agreed: int) -> str:
    """Return why a citation of an agreed answer is outdated, as the end of a Dutch sentence; "" when it is not.

    ``version`` is the one that it is pinned to, ``agreed`` the number of the newest revision, which is agreed.
    """
    if version is None:
        return UNPINNED
    if version > agreed:
        return f"rust op versie {version}, die er niet is; versie {agreed} is akkoord"
    return f"rust op versie {version}; versie {agreed} is akkoord" if version < agreed else ""


class Trouble(StrEnum):
    """What is wrong with a citation, worst first."""

    UNKNOWN = "unknown"
    UNAPPROVED = "unapproved"
    LIMITED = "limited"
    MISQUOTED = "misquoted"
    STALE = "stale"
    UNPINNED = "unpinned"

    @property
    def word(self) -> str:
        """Dutch label shown with the citation."""
        return {
            "unknown": "van iets dat er niet is",
            "unapproved": "zonder akkoord",
            "limited": "tegen de afspraak",
            "misquoted": "klopt niet",
            "stale": "verouderd",
            "unpinned": "niet vastgezet",
        }[self.value]

    def counted(self, number: int) -> str:
        """Return the number of citations with this trouble, in words."""
        phrase = "kloppen niet" if self is Trouble.MISQUOTED and number != 1 else self.word
        return f"{counted(number, 'aanhaling', 'aanhalingen')} {phrase}"


@dataclass(frozen=True, slots=True)
class Vain:
    """A citation that a final report may not contain. ``why`` is the end of a Dutch sentence."""

    citation: Citation
    why: str
    agreed: int | None = None
    """Version to pin it to instead, when the citation itself may stay."""
    misquoted: Misquoted | None = None
    """The quotation before it that is not in its answer."""
    trouble: Trouble = Trouble.UNKNOWN
    concern: Concern | None = None
    """What an editor can overrule here; None when nothing."""
    version: int = 0
    """Version of the answer, for a decision on the answer's own words."""
    words: str = ""
    """Fingerprint of the paragraph, for a decision on that."""

    def about(self, section: str) -> Subject | None:
        """Return the subject of a decision to leave it in this section; None when that cannot be decided."""
        if self.concern is None:
            return None
        if self.concern is Concern.ANSWER_NAMES:
            return Subject(self.concern, cited=self.name, version=self.version)
        agreed = self.agreed if self.concern is Concern.STALE else None
        return Subject(self.concern, section, self.name, self.citation.version or 0, agreed or 0, self.words)

    @property
    def name(self) -> str:
        """Name of the answer as editors type it: "oost-drenthe.2b"."""
        return self.citation.name

    @property
    def overtaken(self) -> bool:
        """Whether another version of the answer is agreed than the one cited."""
        return self.agreed is not None and self.citation.version is not None

    @property
    def current(self) -> Citation:
        """The same citation, pinned to the version agreed now."""
        return Citation(self.citation.cited, self.agreed)


def misquoting(citation: Citation, wrong: Misquoted) -> Vain:
    """Return the Vain of a citation whose quotation is not in its answer."""
    words = wrong.words if len(wrong.words) <= _SHOWN else f"{wrong.words[:_SHOWN].rsplit(' ', 1)[0]} …"
    return Vain(citation, f"zegt niet woord voor woord ‘{words}’", misquoted=wrong, trouble=Trouble.MISQUOTED)


@dataclass(frozen=True, slots=True)
class Overtaken:
    """An outdated citation for an editor: the version cited and the version agreed now."""

    name: str
    version: int | None
    agreed: int | None
    before: str | None
    """Words of the version cited; None when it was never agreed or does not exist."""
    after: str


def overtaken(vain: Iterable[Vain], words: Words) -> tuple[Overtaken, ...]:
    """Return the outdated citations, in the order of the text."""
    return tuple(
        Overtaken(
            citation.name,
            citation.citation.version,
            citation.agreed,
            words.get(citation.citation),
            words.get(citation.current, ""),
        )
        for citation in vain
        if citation.overtaken
    )


def unsettled(section: str, vain: Iterable[Vain], settled: Collection[Subject]) -> tuple[Vain, ...]:
    """Return the citations of a section's text that no decision covers."""
    return tuple(citation for citation in vain if citation.about(section) not in settled)


def counted_vain(vain: Sequence[Vain]) -> str:
    """Return the number of citations per trouble, in words; "" when there are none."""
    numbers = Counter(citation.trouble for citation in vain)
    return ", ".join(trouble.counted(numbers[trouble]) for trouble in Trouble if numbers[trouble])


def worst(vain: Sequence[Vain]) -> Trouble:
    """Return the worst trouble of these citations."""
    return min((citation.trouble for citation in vain), key=list(Trouble).index)
