"""Running text, laid out a column to a page and put side by side on the pages of a document.

WeasyPrint lays out the columns of a page in several attempts, and a whole document anew when one word changes. A page
as narrow as a column it lays out once. So a document marks what runs on: between ``<!--flow 2-->`` (two columns) and
``<!--/flow-->``, right inside a ``<section>``; ``<!--column-->`` in it begins a new column. Each piece between those
marks is a document of its own, of class "flow", whose pages the style sheet makes one column wide. What it became is
kept for the next time that it is the same. The pages around it, with their heads and numbers, are laid out with room
for it: an empty ``.sheet`` a page. They are kept as well, while what stands on each page stays there.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

NOTE = '<span class="fn"'
"""Where a footnote begins."""

_FLOW = re.compile(r"(?P<open><section[^>]*>)\s*<!--flow (?P<count>\d)-->(?P<text>.*?)<!--/flow-->", re.DOTALL)
_COLUMN = "<!--column-->"
_MENTIONED = re.compile(r'"#([^"]+)"')

Layout = Callable[[str, bool], Any]
"""Lays out a whole HTML document, with heads and feet on its pages or without: WeasyPrint's ``Document``."""


@dataclass
class Kept:
    """What the document before this one was put together from, by the hash of what each was made of."""

    documents: dict[str, Any] = field(default_factory=dict)


def runs_on(html: str) -> bool:
    """Whether a document has text in flows."""
    return _FLOW.search(html) is not None


def laid_out(html: str, layout: Layout, kept: Kept, *, style: str, told: Callable[[int], None]) -> Any:
    """The document with its columns in place. ``style`` is what ``layout`` lays out by; ``told`` hears how many pages
    are filled. Raises what they raise.
    """
    sheets = _Sheets(html, layout, kept, style, told)
    frame = sheets.laid_out(_FLOW.sub(sheets.room, html), heads=True)
    kept.documents = sheets.used
    document = frame.copy([sheets.filled(page) for page in frame.pages])
    document.metadata = copy(frame.metadata)
    return document


class _Sheets:
    """The pages of one document that its running text stands on."""

    def __init__(self, html: str, layout: Layout, kept: Kept, style: str, told: Callable[[int], None]) -> None:
        self._html, self._layout, self._kept, self._style, self._told = html, layout, kept, style, told
        self._head = html[: html.index(">", html.index("<body")) + 1]
        self._mentioned = frozenset(_MENTIONED.findall(_FLOW.sub("", html)))
        """The ids that the pages around the flows refer to, perhaps by their page."""
        self._columns: dict[str, tuple[Sequence[Any], int]] = {}
        """By the name of each sheet: what stands on it, and how many columns it has room for."""
        self.used: dict[str, Any] = {}

    def room(self, flow: re.Match[str]) -> str:
        """The room that a flow takes: its sheets, each with the ids of what will stand on it, as far as they matter."""
        notes, count = self._html.count(NOTE, 0, flow.start()), int(flow["count"])
        columns: list[Any] = []
        for text in flow["text"].split(_COLUMN):
            columns += self._piece(f"{flow['open']}{text}</section>", notes)
            notes += text.count(NOTE)
            self._told(len(self._columns) + -(-len(columns) // count))
        several = (columns[place : place + count] for place in range(0, len(columns), count))
        return flow["open"] + "".join(self._sheet(one, count, notes) for one in several)

    def _piece(self, html: str, notes: int) -> Sequence[Any]:
        """Its pages, each one column, with footnotes numbered from ``notes`` + 1."""
        head = self._head.replace("<html ", f'<html class="flow" style="counter-set: footnote {notes}" ', 1)
        pages: Sequence[Any] = self.laid_out(f"{head}{html}</body></html>", heads=False).pages
        return pages

    def laid_out(self, html: str, *, heads: bool) -> Any:
        """A whole document, of which no box may be changed: the next one may use it too."""
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
        """A page with its columns where it had room for them; any other as it is."""
        name = next((one for one in page.anchors if one in self._columns), None)
        return _composed(page, *self._columns[name]) if name else page


def _composed(page: Any, columns: Sequence[Any], count: int) -> Any:
    """The frame's heads and numbers around the columns. Needs what WeasyPrint calls private: the boxes of a page."""
    from weasyprint.formatting_structure.boxes import MarginBox  # noqa: PLC0415  (as in pdf.py)

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
    """A page's text or notes, painted elsewhere. What is in it stays that of the page, which may be kept."""
    from weasyprint.css.properties import Dimension  # noqa: PLC0415

    moved = box.copy()
    moved.style = box.style.copy()
    moved.style["transform"] = (("translate", (Dimension(x, "px"), Dimension(y, "px"))),)
    return moved
