"""Parts of the report's Word file that python-docx has no words for: contents, links inside the file, long tables."""

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
"""The headings of three levels, as links, without page numbers on a screen without pages."""
DEPTH = 3


def undated(file: bytes) -> bytes:
    """The same file, without the moment at which each part was written."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(file)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()


class Marks:
    """The names of places in one document."""

    def __init__(self) -> None:
        self._last = 0

    def put(self, paragraph: Any, name: str) -> None:
        """Name a paragraph, given as its element."""
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
    """A field that Word keeps up to date, filled in already for who does not use Word."""

    def __init__(self, text: TextWriter, marks: Marks) -> None:
        self.text, self.marks = text, marks
        self._heading: Paragraph | None = None
        self._entries: list[_Entry] = []

    def begin(self) -> None:
        """Here it will stand."""
        self._heading = self.text.add(CONTENTS, "Inhoud")

    def enter(self, heading: Paragraph, level: int, number: str, title: str) -> None:
        """A heading that stands in it, if it is not too deep."""
        if self._heading is not None and level <= DEPTH:
            name = f"_Toc{len(self._entries) + 1:08d}"
            self.marks.put(heading._p, name)
            self._entries.append(_Entry(level, number, title, name))

    def finish(self) -> None:
        """Write it, once all headings are known."""
        if self._heading is None:
            return
        box, content = _contents_box()
        self._heading._p.addprevious(box)
        content.append(self._heading._p)
        paragraphs = [self._entry(one) for one in self._entries] or [self._empty()]
        begin = [_char("begin"), _instruction(FIELD), _char("separate")]
        for part in reversed(begin):
            paragraphs[0].find(qn("w:pPr")).addnext(part)
        paragraphs[-1].append(_char("end"))
        for one in paragraphs:
            content.append(one)

    def _empty(self) -> Any:
        return self.text.add("toc 1")._p

    def _entry(self, entry: _Entry) -> Any:
        paragraph = self.text.add(f"toc {entry.level}")._p
        page = [_char("begin"), _instruction(f"PAGEREF {entry.name} \\h"), _char("separate"), _char("end")]
        words = [made_run(Run(entry.number)), _tab(), made_run(Run(entry.title)), _tab()]
        paragraph.append(link_to(entry.name, [*words, *page]))
        return paragraph


def _contents_box() -> tuple[Any, Any]:
    """What shows "Update table" above the contents in Word, and its inside."""
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
    """A link to a named place in the same file."""
    link = element("w:hyperlink", anchor=name, history=1)
    for run in runs:
        link.append(run)
    return link


def add_table(
    text: TextWriter, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[Length]
) -> list[Any]:
    """A table whose head is repeated on every page; the paragraphs of its first column come back, without the head.

    Made of elements: python-docx takes minutes for a table of some hundred rows.
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
    """An empty table of an editor's own, or with one cell a box. Its first row is a ``head``, or tinted like one."""
    table = text.document.add_table(rows=rows, cols=columns)
    _rules(table._tbl.tblPr)
    if head:
        table.rows[0]._tr.get_or_add_trPr().append(element("w:tblHeader"))
    for cell in table.rows[0].cells:
        cell._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill=styles.TINT))
    return table


def _rules(properties: Any) -> None:
    """Lines between the rows, and little room at their sides."""
    lines = element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        lines.append(element(f"w:{side}", val="single", sz=4, space=0, color=styles.EDGE))
    room = element("w:tblCellMar")
    for side, width in (("top", 30), ("left", 60), ("bottom", 30), ("right", 60)):
        room.append(element(f"w:{side}", w=width, type="dxa"))
    look = properties.find(qn("w:tblLook"))
    for one in (lines, element("w:tblLayout", type="fixed"), room):
        look.addprevious(one) if look is not None else properties.append(one)


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
