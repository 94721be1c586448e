"""Citations in editors' texts: organisation key, question and answer version.

An editor types ``[oost-drenthe.2b]`` or ``[[oost-drenthe.2b]]``; stored is ``[[oost-drenthe.2b@3]]``, with the number
of an answer revision.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_ANSWER = r"[a-z][a-z0-9-]*\.[1-9]"
_CITATION = re.compile(
    r"\[(\[)?(?P<organisation>[a-z][a-z0-9-]*)\.(?P<item>[1-9][0-9]?[a-z]?)(?:@(?P<version>[1-9][0-9]{0,8}))?\]"
    # Brackets must match, and a link is no citation: only a footnote or another citation may follow directly.
    rf"(?(1)\])(?!\(|\[(?!\^|\[?{_ANSWER}))"
)

Cited = tuple[str, str]
"""Organisation key and item number."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation in a text. ``version`` is the number of the answer revision that it is pinned to, or None."""

    cited: Cited
    version: int | None = None

    @property
    def name(self) -> str:
        """Name as editors type it: "oost-drenthe.2b"."""
        return ".".join(self.cited)


def citations(text: str) -> tuple[Citation, ...]:
    """Return the citations in a text, in order."""
    return tuple(map(_citation, _CITATION.finditer(text)))


def found_in(text: str) -> tuple[tuple[int, int, Citation], ...]:
    """Return the citations in a text, in order, as (start, end, citation)."""
    return tuple((match.start(), match.end(), _citation(match)) for match in _CITATION.finditer(text))


def cited_as(name: str) -> Cited:
    """Return the answer with a name such as "oost-drenthe.2b"."""
    organisation, _, item = name.rpartition(".")
    return organisation, item


def in_brackets(_citation: Citation, code: str) -> str:
    """Return a citation as printed: "[OD 2b]"."""
    return f"[{code}]"


def with_codes(text: str, codes: Mapping[Cited, str], written: Callable[[Citation, str], str] = in_brackets) -> str:
    """Return the text with citations as printed, ``[OD 2b]``. Those without code appear as ``[oost-drenthe.2b]``."""

    def code(match: re.Match[str]) -> str:
        citation = _citation(match)
        return written(citation, codes.get(citation.cited, citation.name))

    return _CITATION.sub(code, text)


def pinned(text: str, versions: Mapping[Cited, int]) -> str:
    """Return the text with unpinned citations pinned to the version in ``versions``, where it has one."""

    def pin(match: re.Match[str]) -> str:
        citation = _citation(match)
        version = citation.version or versions.get(citation.cited)
        return _written(citation, version) if version else match[0]

    return _CITATION.sub(pin, text)


def pinned_anew(text: str, cited: Cited, version: int) -> str:
    """Return the text with all citations of one answer pinned to this version, whatever their version was."""

    def pin(match: re.Match[str]) -> str:
        citation = _citation(match)
        return _written(citation, version) if citation.cited == cited else match[0]

    return _CITATION.sub(pin, text)


def _citation(match: re.Match[str]) -> Citation:
    version = match["version"]
    return Citation((match["organisation"], match["item"]), int(version) if version else None)


def _written(citation: Citation, version: int) -> str:
    return f"[[{citation.name}@{version}]]"
