"""Writing of text to a Word file: runs, links, lists and footnotes, from blocks."""

from collections.abc import Iterable
from typing import Any

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from surveyapp.exchange.papers.blocks import Block, BlockKind, Run
from surveyapp.exchange.word.numbering import STEP, NumberingWriter, element
from surveyapp.exchange.word.styles import NOTE

_NO_NOTES = (
    f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p>'
    '</w:footnote><w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p>'
    "</w:footnote></w:footnotes>"
)


class TextWriter:
    """Writer of text into a document whose styles exist."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.styles = {style.name: style.style_id for style in document.styles}
        self.numbering = NumberingWriter(document)
        self._notes: Any = None

    def add(self, style: str, words: str = "") -> Paragraph:
        """Append a paragraph and return it."""
        paragraph = self.document.add_paragraph(words)
        self.style(paragraph, style)
        return paragraph

    def style(self, paragraph: Paragraph, name: str) -> None:
        """Set the style of a paragraph by id. By name, python-docx would search all styles each time."""
        paragraph._p.style = self.styles[name]

    def runs(self, paragraph: Paragraph, runs: Iterable[Run]) -> None:
        """Append text with links and footnotes to a paragraph."""
        self._runs(self.document.part, paragraph._p, runs)

    def _runs(self, part: Part, parent: Any, runs: Iterable[Run]) -> None:
        link, target = None, ""
        for run in runs:
            if run.href != target or link is None:
                target, link = run.href, _link(part, parent, run.href) if run.href else None
            made = made_run(run, "FootnoteReference" if run.note else "Hyperlink" if run.href else "")
            if run.note:
                made.append(element("w:footnoteReference", id=self._note(run.note)))
            (parent if link is None else link).append(made)

    def _note(self, runs: tuple[Run, ...]) -> int:
        if self._notes is None:
            part = self.document.part
            self._notes = XmlPart(
                PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, parse_xml(_NO_NOTES), part.package
            )
            part.relate_to(self._notes, RELATIONSHIP_TYPE.FOOTNOTES)
        number = len(self._notes.element) - 1
        note, paragraph = element("w:footnote", id=number), element("w:p")
        properties = element("w:pPr")
        properties.append(element("w:pStyle", val=self.styles[NOTE]))
        paragraph.append(properties)
        call = made_run(Run("", note=runs), "FootnoteReference")
        call.append(element("w:footnoteRef"))
        paragraph.append(call)
        self._runs(self._notes, paragraph, (Run(" "), *runs))
        note.append(paragraph)
        self._notes.element.append(note)
        return number


class Lists:
    """Lists of one answer. A numbered list that restarts gets a numbering of its own."""

    def __init__(self, numbering: NumberingWriter) -> None:
        self.numbering = numbering
        self._open: dict[int, tuple[int, int]] = {}

    def mark(self, paragraph: Paragraph, block: Block) -> None:
        """Make the paragraph a list item as its block."""
        if block.kind is BlockKind.MORE:
            paragraph.paragraph_format.left_indent = (block.level + 1) * STEP * 635
            return
        numbering, last = self._open.get(block.level, (0, 0))
        self._open = {level: opened for level, opened in self._open.items() if level < block.level}
        if block.kind is BlockKind.BULLET:
            _number(paragraph, self.numbering.bullets, block.level)
        elif block.kind is BlockKind.NUMBER:
            if not numbering or block.number != last + 1:
                numbering = self.numbering.numbers(block.level, block.number)
            self._open[block.level] = numbering, block.number
            _number(paragraph, numbering, block.level)
        else:
            self._open = {}


def _number(paragraph: Paragraph, numbering: int, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = numbering


def _link(part: Part, parent: Any, href: str) -> Any:
    link = element("w:hyperlink", history=1)
    link.set(qn("r:id"), part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    parent.append(link)
    return link


def made_run(run: Run, style: str = "") -> Any:
    """Return a run as an element. ``style`` is the id of a character style."""
    made, look = element("w:r"), element("w:rPr")
    if style:
        look.append(element("w:rStyle", val=style))
    if run.strong:
        look.append(element("w:b"))
    if run.emphasis:
        look.append(element("w:i"))
    if len(look):
        made.append(look)
    for place, line in enumerate(run.text.split("\n")):
        if place:
            made.append(element("w:br"))
        if line:
            text = element("w:t")
            text.text = line
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            made.append(text)
    return made


def add_pages(line: Paragraph) -> None:
    """Append the number of the page and of all pages: "3 van 41"."""
    for instruction, words in (("PAGE", " van "), ("NUMPAGES", "")):
        field = element("w:fldSimple", instr=instruction)
        field.append(made_run(Run("1")))
        line._p.append(field)
        line.add_run(words)


def describe(table: Any, tag: str, title: str) -> None:
    """Set the description for screen readers, and a tag that identifies the table without the title above it."""
    properties = table._tbl.tblPr
    properties.append(element("w:tblCaption", val=title))
    properties.append(element("w:tblDescription", val=tag))
