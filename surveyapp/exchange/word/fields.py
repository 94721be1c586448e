"""Fields of a Word file, whose begin, separator and end marks can be spread over runs."""

import re
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from surveyapp.exchange.word.elements import is_on

MAX_DEPTH = 10
"""Depth to which nested fields are followed. Deeper ones are read as text, without links."""
MAX_INSTRUCTION = 5_000
"""Limit in characters to an instruction, before its last part."""

_ADDRESS = re.compile(r'\s*HYPERLINK\s+(?:"([^"]*)"|([^\s"\\][^\s"]*))', re.IGNORECASE)
_PLACE = re.compile(r'\\l\s+(?:"([^"]*)"|([^\s"\\]+))')


def link_of(instruction: str) -> str:
    """Return the address of a HYPERLINK instruction, including its fragment; "" for another instruction."""
    match = _ADDRESS.match(instruction)
    if match is None:
        return ""
    address, place = match[1] or match[2] or "", _PLACE.search(instruction, match.end())
    return f"{address}#{place[1] or place[2]}" if address and place else address


@dataclass(slots=True)
class _Field:
    """An open field. ``link`` is None until its result begins."""

    instruction: str = ""
    link: str | None = None


class Fields:
    """Stack of open fields."""

    def __init__(self) -> None:
        self._open: list[_Field] = []
        self._deeper = 0

    def mark(self, mark: Any) -> str:
        """Process a w:fldChar, and return the text that it shows, for the checkbox of a form."""
        kind = mark.get(qn("w:fldCharType"))
        if kind == "begin":
            return self._begin(mark)
        if kind == "separate" and self._open and not self._deeper:
            self._open[-1].link = link_of(self._open[-1].instruction)
        elif kind == "end" and self._deeper:
            self._deeper -= 1
        elif kind == "end" and self._open:
            self._open.pop()
        return ""

    def _begin(self, mark: Any) -> str:
        if len(self._open) < MAX_DEPTH:
            self._open.append(_Field())
        else:
            self._deeper += 1
        return _box(mark)

    def instruct(self, words: str) -> None:
        """Add a part of an instruction to the innermost field."""
        if self._open and self._open[-1].link is None and len(self._open[-1].instruction) < MAX_INSTRUCTION:
            self._open[-1].instruction += words

    @property
    def inside_instruction(self) -> bool:
        """Whether the text here belongs to a field inside the instruction of another field, and so is invisible."""
        return any(field.link is None for field in self._open[:-1])

    @property
    def link(self) -> str:
        """Address of the innermost link around the text here."""
        return next((field.link for field in reversed(self._open) if field.link), "")


def _box(mark: Any) -> str:
    box = next(mark.iter(qn("w:checkBox")), None)
    if box is None:
        return ""
    ticked = is_on(box, "w:checked")
    return "☒" if (is_on(box, "w:default") if ticked is None else ticked) else "☐"
