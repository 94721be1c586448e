"""Where an editor's text rests on an answer: ``[oost-drenthe.2b]``, the organisation's key and the question."""

import re
from collections.abc import Mapping

_CITATION = re.compile(r"\[([a-z][a-z0-9-]*)\.([1-9][0-9]?[a-z]?)\](?![(\[])")

Cited = tuple[str, str]
"""An organisation's key and the number of an item."""


def citations(text: str) -> tuple[Cited, ...]:
    """What a text cites, in order."""
    return tuple((match[1], match[2]) for match in _CITATION.finditer(text))


def with_codes(text: str, codes: Mapping[Cited, str]) -> str:
    """The text with codes as they are printed, ``[OD 2b]``. What has no code stays as it stands."""

    def code(match: re.Match[str]) -> str:
        found = codes.get((match[1], match[2]))
        return f"[{found}]" if found else match[0]

    return _CITATION.sub(code, text)
