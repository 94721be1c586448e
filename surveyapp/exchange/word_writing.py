"""A questionnaire as a Word file to fill in: under each question a box that says which item it belongs to."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from surveyapp.exchange import word_styles as styles
from surveyapp.exchange.blocks import Block, BlockKind, Run
from surveyapp.exchange.markdown import to_blocks
from surveyapp.exchange.paper import FACTS, Paper, Printed, box_title
from surveyapp.exchange.word_numbering import STEP, NumberingWriter, element
from surveyapp.questionnaires.rules import Question

ROOM = 1700
"""Height of an empty box, in twentieths of a point."""
_NO_NOTES = (
    f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p>'
    '</w:footnote><w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p>'
    "</w:footnote></w:footnotes>"
)


def write(paper: Paper) -> bytes:
    """The file."""
    writer = _Writer(paper)
    out = BytesIO()
    writer.document.save(out)
    return out.getvalue()


class _Writer:
    """Writes one document from top to bottom."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.document: Document = docx.Document()
        questionnaire = paper.questionnaire
        styles.prepare(self.document, ", ".join(filter(None, (paper.heading, paper.facts.get("Organisatie")))))
        self.document.core_properties.identifier = str(paper.stamp)
        self.styles = {style.name: style.style_id for style in self.document.styles}
        self.numbering = NumberingWriter(self.document)
        self.notes: Any = None
        self._add("Title", paper.heading)
        self._facts()
        for words in paper.instructions:
            self._add("Normal", words)
        for question in filter(paper.has_box, questionnaire.questions):
            self._question(question, "Heading 1")
        self._add(styles.SMALL)  # Word wants a paragraph after the last box
        self._footer()

    def _add(self, style: str, words: str = "") -> None:
        self._style(self.document.add_paragraph(words), style)

    def _style(self, paragraph: Paragraph, name: str) -> None:
        """By its id: python-docx looks through all styles each time that it is given a name."""
        paragraph._p.style = self.styles[name]

    def _facts(self) -> None:
        table = self.document.add_table(rows=0, cols=2)
        _describe(table, "gegevens", "Gegevens van het interview")
        widths = (Cm(3.6), styles.WIDTH - Cm(3.6))
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        styles.borders(table._tbl)
        for label in dict.fromkeys((*FACTS, *self.paper.facts)):
            row = table.add_row()
            words_of = (label, self.paper.facts.get(label, ""))
            for cell, width, words, style in zip(row.cells, widths, words_of, (styles.BOX, styles.ANSWER), strict=True):
                cell.width = width
                self._style(cell.paragraphs[0], style)
                cell.paragraphs[0].add_run(words)
                cell.paragraphs[0].paragraph_format.space_after = 0
            styles.shade(row.cells[0]._tc, styles.TINT)
        self._add(styles.SMALL)

    def _question(self, question: Question, heading: str) -> None:
        self._add(heading, f"{question.number} {question.title}")
        self._add(styles.QUESTION, question.wording)
        if question.item and (self.paper.asked is None or question.number in self.paper.asked):
            self._box(question.number, self.paper.answers.get(question.number))
        for part in filter(self.paper.has_box, question.parts):
            self._question(part, "Heading 2")

    def _box(self, item: str, printed: Printed | None) -> None:
        table = self.document.add_table(rows=2, cols=1)
        title, version = box_title(item, printed.base if printed else 0)
        _describe(table, f"antwoord-{item}", title)
        styles.borders(table._tbl)
        head, body = table.rows
        head._tr.get_or_add_trPr().append(element("w:cantSplit"))
        head._tr.get_or_add_trPr().append(element("w:tblHeader"))
        head.cells[0].width = body.cells[0].width = styles.WIDTH
        styles.shade(head.cells[0]._tc, styles.TINT)
        line = head.cells[0].paragraphs[0]
        self._style(line, styles.BOX)
        line.paragraph_format.keep_with_next = True
        line.add_run(title)
        if version:
            line.add_run(f", {version}").bold = False
        height = ROOM if printed is None or not printed.words.strip() else ROOM // 3
        body._tr.get_or_add_trPr().append(element("w:trHeight", val=height, hRule="atLeast"))
        self._answer(body.cells[0], printed.words if printed else "")

    def _answer(self, cell: _Cell, words: str) -> None:
        self._style(cell.paragraphs[0], styles.ANSWER)
        lists = _Lists(self.numbering)
        for place, block in enumerate(to_blocks(words)):
            paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
            self._style(paragraph, "Quote" if block.kind is BlockKind.QUOTE else styles.ANSWER)
            lists.mark(paragraph, block)
            self._runs(self.document.part, paragraph._p, block.runs)

    def _runs(self, part: Part, parent: Any, runs: Iterable[Run]) -> None:
        link, target = None, ""
        for run in runs:
            if run.href != target or link is None:
                target, link = run.href, _link(part, parent, run.href) if run.href else None
            made = _run(run, linked=bool(run.href))
            if run.note:
                made.append(element("w:footnoteReference", id=self._note(run.note)))
            (parent if link is None else link).append(made)

    def _note(self, runs: tuple[Run, ...]) -> int:
        if self.notes is None:
            part = self.document.part
            self.notes = XmlPart(
                PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, parse_xml(_NO_NOTES), part.package
            )
            part.relate_to(self.notes, RELATIONSHIP_TYPE.FOOTNOTES)
        number = len(self.notes.element) - 1
        note, paragraph = element("w:footnote", id=number), element("w:p")
        properties = element("w:pPr")
        properties.append(element("w:pStyle", val=self.styles[styles.NOTE]))
        paragraph.append(properties)
        call = _run(Run("", note=runs), linked=False)
        call.append(element("w:footnoteRef"))
        paragraph.append(call)
        self._runs(self.notes, paragraph, (Run(" "), *runs))
        note.append(paragraph)
        self.notes.element.append(note)
        return number

    def _footer(self) -> None:
        line = self.document.sections[0].footer.paragraphs[0]
        self._style(line, styles.SMALL)
        line.paragraph_format.tab_stops.clear_all()
        line.paragraph_format.tab_stops.add_tab_stop(styles.WIDTH, WD_TAB_ALIGNMENT.RIGHT)
        line.add_run(f"Kenmerk {self.paper.stamp}\t")
        for instruction, words in (("PAGE", " van "), ("NUMPAGES", "")):
            field = element("w:fldSimple", instr=instruction)
            field.append(_run(Run("1"), linked=False))
            line._p.append(field)
            line.add_run(words)


class _Lists:
    """The lists of one answer: a numbered list that begins anew gets a numbering of its own."""

    def __init__(self, numbering: NumberingWriter) -> None:
        self.numbering = numbering
        self._open: dict[int, tuple[int, int]] = {}

    def mark(self, paragraph: Paragraph, block: Block) -> None:
        """Make a paragraph the list item that its block is."""
        if block.kind is BlockKind.MORE:
            paragraph.paragraph_format.left_indent = (block.level + 1) * STEP * 635
            return
        numbering, last = self._open.get(block.level, (0, 0))
        self._open = {level: one for level, one in self._open.items() if level < block.level}
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


def _run(run: Run, *, linked: bool) -> Any:
    made, look = element("w:r"), element("w:rPr")
    if style := "FootnoteReference" if run.note else "Hyperlink" if linked else "":
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


def _describe(table: Any, tag: str, title: str) -> None:
    """What screen readers say of a table, and by which the item is found when the line above the box is gone."""
    properties = table._tbl.tblPr
    properties.append(element("w:tblCaption", val=title))
    properties.append(element("w:tblDescription", val=tag))
