"""Running text, laid out a column to a page and placed side by side on the pages of a document.

WeasyPrint lays out the columns of a page in several attempts, and a whole document again when a word changes; it lays
out a page as narrow as a column only once. So a document marks its running text: between ``<!--flow 2-->`` (two
columns) and ``<!--/flow-->``, directly inside a ``<section>``; ``<!--column-->`` in it begins a new column. Each piece
between those marks becomes a document of its own, of class "flow", whose pages the style sheet makes a column wide. Its
layout is kept for the next time that the piece is the same. The pages around it, with their heads and numbers, are laid
out with room for it: an empty ``.sheet`` per page. They are kept as well, as long as the content of each page stays the
same.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

NOTE = '<span class="fn"'
"""The start of a footnote."""

_FLOW = re.compile(r"(?P<open><section[^>]*>)\s*<!--flow (?P<count>\d)-->(?P<text>.*?)<!--/flow-->", re.DOTALL)
_COLUMN = "<!--column-->"
_MENTIONED = re.compile(r'"#([^"]+)"')

Layout = Callable[[str, bool], Any]
"""Lays out a whole HTML document, with or without heads and feet on its pages; returns WeasyPrint's ``Document``."""


@dataclass
class Kept:
    """The layouts of the previous document, by the hash of their input."""

    documents: dict[str, Any] = field(default_factory=dict)


def runs_on(html: str) -> bool:
    """Return whether a document has text in flows."""
    return _FLOW.search(html) is not None


def laid_out(html: str, layout: Layout, kept: Kept, *, style: str, told: Callable[[int], None]) -> Any:
    """Return the document with its columns in place.

    ``style`` identifies the styles that ``layout`` uses; ``told`` is called with the number of filled pages. Raises
    what these raise.
    """
    sheets = _Sheets(html, layout, kept, style, told)
    frame = sheets.laid_out(_FLOW.sub(sheets.room, html), heads=True)
    kept.documents = sheets.used
    document = frame.copy([sheets.filled(page) for page in frame.pages])
    document.metadata = copy(frame.metadata)
    return document


class _Sheets:
    """The pages of a document that hold its running text."""

    def __init__(self, html: str, layout: Layout, kept: Kept, style: str, told: Callable[[int], None]) -> None:
        self._html, self._layout, self._kept, self._style, self._told = html, layout, kept, style, told
        self._head = html[: html.index(">", html.index("<body")) + 1]
        self._mentioned = frozenset(_MENTIONED.findall(_FLOW.sub("", html)))
        """Ids in flows that the pages around them refer to, perhaps by page number."""
        self._columns: dict[str, tuple[Sequence[Any], int]] = {}
        """By the name of each sheet: its columns, and how many fit on it."""
        self.used: dict[str, Any] = {}

    def room(self, flow: re.Match[str]) -> str:
        """Return the room for a flow: its sheets, each with the referenced ids of the text that will stand on it."""
        notes, count = self._html.count(NOTE, 0, flow.start()), int(flow["count"])
        columns: list[Any] = []
        for text in flow["text"].split(_COLUMN):
            columns += self._piece(f"{flow['open']}{text}</section>", notes)
            notes += text.count(NOTE)
            self._told(len(self._columns) + -(-len(columns) // count))
        several = (columns[place : place + count] for place in range(0, len(columns), count))
        return flow["open"] + "".join(self._sheet(side_by_side, count, notes) for side_by_side in several)

    def _piece(self, html: str, notes: int) -> Sequence[Any]:
        """Return the pages of a piece, each a column, with footnotes numbered from ``notes`` + 1."""
        head = self._head.replace("<html ", f'<html class="flow" style="counter-set: footnote {notes}" ', 1)
        pages: Sequence[Any] = self.laid_out(f"{head}{html}</body></html>", heads=False).pages
        return pages

    def laid_out(self, html: str, *, heads: bool) -> Any:
        """Return a cached layout. Callers must not change its boxes."""
        key = hashlib.sha256(f"{html}\0{self._style}".encode()).hexdigest()
        if key not in self.used:
            self.used[key] = self._kept.documents.get(key) or self._layout(html, heads)
        return self.used[key]

    def _sheet(self, columns: Sequence[Any], count: int, notes: int) -> str:
        name = f"blad-{len(self._columns) + 1}"
        self._columns[name] = columns, count
        anchors = (anchor for column in columns for anchor in column.anchors if anchor in self._mentioned)
        ids = "".join(f'<div id="{anchor}"></div>' for anchor in anchors)
        return f'<div class="sheet" id="{name}" style="counter-set: footnote {notes}">{ids}</div>'

    def filled(self, page: Any) -> Any:
        """Return a page with its columns when it has room for them, or unchanged."""
        name = next((anchor for anchor in page.anchors if anchor in self._columns), None)
        return _composed(page, *self._columns[name]) if name else page


def _composed(page: Any, columns: Sequence[Any], count: int) -> Any:
    """Return the page with its heads and numbers around the columns.

    Uses a private part of WeasyPrint: the boxes of a page.
    """
    from weasyprint.formatting_structure.boxes import MarginBox  # noqa: PLC0415  (loaded with WeasyPrint)

    frame = page._page_box  # noqa: SLF001
    width = columns[0]._page_box.width  # noqa: SLF001
    step = width if count == 1 else width + (frame.width - count * width) / (count - 1)
    text = [
        _moved(child, frame.content_box_x() + place * step, frame.content_box_y())
        for place, column in enumerate(columns)
        for child in column._page_box.children  # noqa: SLF001
        if not isinstance(child, MarginBox)
    ]
    heads: list[Any] = [child for child in frame.children if isinstance(child, MarginBox)]
    return type(page)(frame.copy_with_children([*text, *heads]))


def _moved(box: Any, x: float, y: float) -> Any:
    """Return a copy of a box, painted elsewhere. Its content is shared with the original page, which may be cached."""
    from weasyprint.css.properties import Dimension  # noqa: PLC0415

    moved = box.copy()
    moved.style = box.style.copy()
    moved.style["transform"] = (("translate", (Dimension(x, "px"), Dimension(y, "px"))),)
    return moved
