"""Whether a citation still rests on the words that are agreed now. Plain Python."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from surveyapp.dutch import counted
from surveyapp.report.citations import Citation
from surveyapp.report.quotations import Misquoted

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


@dataclass(frozen=True, slots=True)
class Vain:
    """A citation that a final report cannot hold, and why, as the end of a Dutch sentence."""

    citation: Citation
    why: str
    agreed: int | None = None
    """The version to rest on instead, when the citation may stay."""
    misquoted: Misquoted | None = None
    """The words before it that its answer does not say so."""

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
    return Vain(citation, f"zegt niet woord voor woord ‘{words}’", misquoted=wrong)


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


def counted_stale(vain: Sequence[Vain]) -> str:
    """How many there are, in words; "" for none. What was never pinned is not old: it could not be pinned yet."""
    wrong = sum(one.misquoted is not None for one in vain)
    old = sum(one.citation.version is not None for one in vain if not one.misquoted)
    loose = len(vain) - wrong - old
    words = [counted(old, "aanhaling verouderd", "aanhalingen verouderd")] * bool(old)
    words += [counted(loose, "aanhaling niet vastgezet", "aanhalingen niet vastgezet")] * bool(loose)
    words += [counted(wrong, "aanhaling klopt niet", "aanhalingen kloppen niet")] * bool(wrong)
    return ", ".join(words)
