"""Parts of the Word file that python-docx does not support: contents, internal links, long tables."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Length
from docx.text.paragraph import Paragraph

from surveyapp.exchange.papers.blocks import Run
from surveyapp.exchange.word import styles
from surveyapp.exchange.word.numbering import element
from surveyapp.exchange.word.text import TextWriter, made_run
from surveyapp.report.formats.word_look import CELL, CONTENTS, HEAD

_EPOCH = (1980, 1, 1, 0, 0, 0)
FIELD = r'TOC \o "1-3" \h \z'
"""Headings of three levels, as links, without page numbers in web layout."""
DEPTH = 3


def undated(file: bytes) -> bytes:
    """Return the file without the times at which its parts were written."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(file)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()


class Marks:
    """Bookmarks of one document."""

    def __init__(self) -> None:
        self._last = 0

    def put(self, paragraph: Any, name: str) -> None:
        """Add a bookmark to a paragraph, given as its element."""
        self._last += 1
        properties = paragraph.find(qn("w:pPr"))
        start = element("w:bookmarkStart", id=self._last, name=name)
        paragraph.insert(0, start) if properties is None else properties.addnext(start)
        paragraph.append(element("w:bookmarkEnd", id=self._last))


@dataclass(frozen=True, slots=True)
class _Entry:
    level: int
    number: str
    title: str
    name: str


class Contents:
    """Table of contents: a field that Word updates, filled in already for other programs."""

    def __init__(self, text: TextWriter, marks: Marks) -> None:
        self.text, self.marks = text, marks
        self._heading: Paragraph | None = None
        self._entries: list[_Entry] = []

    def begin(self) -> None:
        """Put the table of contents here."""
        self._heading = self.text.add(CONTENTS, "Inhoud")

    def enter(self, heading: Paragraph, level: int, number: str, title: str) -> None:
        """Add a heading to the contents, unless it is too deep."""
        if self._heading is not None and level <= DEPTH:
            name = f"_Toc{len(self._entries) + 1:08d}"
            self.marks.put(heading._p, name)
            self._entries.append(_Entry(level, number, title, name))

    def finish(self) -> None:
        """Write the contents, once all headings are known."""
        if self._heading is None:
            return
        box, content = _contents_box()
        self._heading._p.addprevious(box)
        content.append(self._heading._p)
        paragraphs = [self._entry(entry) for entry in self._entries] or [self._empty()]
        begin = [_char("begin"), _instruction(FIELD), _char("separate")]
        for part in reversed(begin):
            paragraphs[0].find(qn("w:pPr")).addnext(part)
        paragraphs[-1].append(_char("end"))
        for paragraph in paragraphs:
            content.append(paragraph)

    def _empty(self) -> Any:
        return self.text.add("toc 1")._p

    def _entry(self, entry: _Entry) -> Any:
        paragraph = self.text.add(f"toc {entry.level}")._p
        page = [_char("begin"), _instruction(f"PAGEREF {entry.name} \\h"), _char("separate"), _char("end")]
        words = [made_run(Run(entry.number)), _tab(), made_run(Run(entry.title)), _tab()]
        paragraph.append(link_to(entry.name, [*words, *page]))
        return paragraph


def _contents_box() -> tuple[Any, Any]:
    """Return the content control that shows "Update table" above the contents in Word, and its content element."""
    box, properties, gallery = element("w:sdt"), element("w:sdtPr"), element("w:docPartObj")
    gallery.append(element("w:docPartGallery", val="Table of Contents"))
    gallery.append(element("w:docPartUnique"))
    properties.append(gallery)
    content = element("w:sdtContent")
    box.append(properties)
    box.append(content)
    return box, content


def _char(kind: str) -> Any:
    run = element("w:r")
    run.append(element("w:fldChar", fldCharType=kind))
    return run


def _instruction(words: str) -> Any:
    run, instruction = element("w:r"), element("w:instrText")
    instruction.text = f" {words} "
    instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(instruction)
    return run


def _tab() -> Any:
    run = element("w:r")
    run.append(element("w:tab"))
    return run


def link_to(name: str, runs: Sequence[Any]) -> Any:
    """Return a link to a bookmark in the same file."""
    link = element("w:hyperlink", anchor=name, history=1)
    for run in runs:
        link.append(run)
    return link


def add_table(
    text: TextWriter, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[Length]
) -> list[Any]:
    """Add a table whose head is repeated on every page; return the paragraphs of its first column, without the head.

    Built from XML elements: python-docx takes minutes for some hundred rows.
    """
    made = text.document.add_table(rows=0, cols=len(heads))._tbl
    properties = made.tblPr
    _rules(properties)
    properties.append(element("w:tblCaption", val=title))
    for column, width in zip(made.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        column.set(qn("w:w"), str(width.twips))
    first = []
    for number, cells in enumerate([heads, *rows]):
        row, looks = element("w:tr"), element("w:trPr")
        looks.append(element("w:cantSplit"))
        if number == 0:
            looks.append(element("w:tblHeader"))
        row.append(looks)
        for place, (words, width) in enumerate(zip(cells, widths, strict=True)):
            style = HEAD if number == 0 or place == 0 else CELL
            row.append(_cell(words, width, text.styles[style], tinted=number == 0))
        made.append(row)
        first.append(row.find(f".//{qn('w:p')}"))
    return first[1:]


def add_grid(text: TextWriter, rows: int, columns: int, *, head: bool) -> Any:
    """Add and return an empty table for an editor's table, or with one cell for a box.

    The first row is tinted; with ``head`` it is repeated on every page.
    """
    table = text.document.add_table(rows=rows, cols=columns)
    _rules(table._tbl.tblPr)
    if head:
        table.rows[0]._tr.get_or_add_trPr().append(element("w:tblHeader"))
    for cell in table.rows[0].cells:
        cell._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill=styles.TINT))
    return table


def _rules(properties: Any) -> None:
    """Set lines between the rows and narrow margins in the cells."""
    lines = element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        lines.append(element(f"w:{side}", val="single", sz=4, space=0, color=styles.EDGE))
    room = element("w:tblCellMar")
    for side, width in (("top", 30), ("left", 60), ("bottom", 30), ("right", 60)):
        room.append(element(f"w:{side}", w=width, type="dxa"))
    look = properties.find(qn("w:tblLook"))
    for child in (lines, element("w:tblLayout", type="fixed"), room):
        look.addprevious(child) if look is not None else properties.append(child)


def _cell(words: str, width: Length, style: str, *, tinted: bool) -> Any:
    cell, properties = element("w:tc"), element("w:tcPr")
    properties.append(element("w:tcW", w=width.twips, type="dxa"))
    if tinted:
        properties.append(element("w:shd", val="clear", color="auto", fill=styles.TINT))
    cell.append(properties)
    paragraph, look = element("w:p"), element("w:pPr")
    look.append(element("w:pStyle", val=style))
    paragraph.append(look)
    paragraph.append(made_run(Run(words)))
    cell.append(paragraph)
    return cell
