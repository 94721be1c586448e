"""Where an editor's text rests on an answer: the organisation's key, the question, and the version that was read.

An editor types ``[oost-drenthe.2b]`` or ``[[oost-drenthe.2b]]``; what is stored says ``[[oost-drenthe.2b@3]]``, the
number of an answer revision.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_ANSWER = r"[a-z][a-z0-9-]*\.[1-9]"
_CITATION = re.compile(
    r"\[(\[)?(?P<organisation>[a-z][a-z0-9-]*)\.(?P<item>[1-9][0-9]?[a-z]?)(?:@(?P<version>[1-9][0-9]{0,8}))?\]"
    # Closed as it was opened, and no link: what may follow directly is a footnote or another citation.
    rf"(?(1)\])(?!\(|\[(?!\^|\[?{_ANSWER}))"
)

Cited = tuple[str, str]
"""An organisation's key and the number of an item."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One place in a text. ``version`` is the number of the answer revision that it is pinned to, if it is."""

    cited: Cited
    version: int | None = None

    @property
    def name(self) -> str:
        """As an editor reads it: "oost-drenthe.2b"."""
        return ".".join(self.cited)


def citations(text: str) -> tuple[Citation, ...]:
    """What a text cites, in order."""
    return tuple(map(_citation, _CITATION.finditer(text)))


def found_in(text: str) -> tuple[tuple[int, int, Citation], ...]:
    """What a text cites, in order, each with where it begins and ends."""
    return tuple((match.start(), match.end(), _citation(match)) for match in _CITATION.finditer(text))


def cited_as(name: str) -> Cited:
    """The answer that "oost-drenthe.2b" names."""
    organisation, _, item = name.rpartition(".")
    return organisation, item


def in_brackets(_citation: Citation, code: str) -> str:
    """A citation as it is printed: "[OD 2b]"."""
    return f"[{code}]"


def with_codes(text: str, codes: Mapping[Cited, str], written: Callable[[Citation, str], str] = in_brackets) -> str:
    """The text with codes as they are printed, ``[OD 2b]``. What has no code stands there as ``[oost-drenthe.2b]``."""

    def code(match: re.Match[str]) -> str:
        found = _citation(match)
        return written(found, codes.get(found.cited, found.name))

    return _CITATION.sub(code, text)


def pinned(text: str, versions: Mapping[Cited, int]) -> str:
    """The text with a version for every citation that had none, as far as ``versions`` know one."""

    def pin(match: re.Match[str]) -> str:
        found = _citation(match)
        version = found.version or versions.get(found.cited)
        return _written(found, version) if version else match[0]

    return _CITATION.sub(pin, text)


def pinned_anew(text: str, cited: Cited, version: int) -> str:
    """The text with all its citations of one answer pinned to this version, whatever they were pinned to."""

    def pin(match: re.Match[str]) -> str:
        found = _citation(match)
        return _written(found, version) if found.cited == cited else match[0]

    return _CITATION.sub(pin, text)


def _citation(match: re.Match[str]) -> Citation:
    version = match["version"]
    return Citation((match["organisation"], match["item"]), int(version) if version else None)


def _written(citation: Citation, version: int) -> str:
    return f"[[{citation.name}@{version}]]"
