"""Writing of a questionnaire as a Word file, with a box for the answer below each question."""

from io import BytesIO

import docx
from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Cm
from docx.table import _Cell

from surveyapp.exchange.papers.blocks import BlockKind
from surveyapp.exchange.papers.markdown import to_blocks
from surveyapp.exchange.papers.paper import FACTS, Paper, Printed, box_title
from surveyapp.exchange.word import styles
from surveyapp.exchange.word.numbering import element
from surveyapp.exchange.word.text import Lists, TextWriter, add_pages, describe
from surveyapp.questionnaires.rules import Question

ROOM = 1700
"""Height of an empty box, in twentieths of a point."""


def write(paper: Paper) -> bytes:
    """Return the bytes of the file."""
    writer = _Writer(paper)
    out = BytesIO()
    writer.document.save(out)
    return out.getvalue()


class _Writer:
    """Writer of one document, from top to bottom."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.document: Document = docx.Document()
        questionnaire = paper.questionnaire
        styles.prepare(self.document, ", ".join(filter(None, (paper.heading, paper.facts.get("Organisatie")))))
        self.document.core_properties.identifier = str(paper.stamp)
        self.text = TextWriter(self.document)
        self.text.add("Title", paper.heading)
        self._facts()
        for words in paper.instructions:
            self.text.add("Normal", words)
        for question in filter(paper.has_box, questionnaire.questions):
            self._question(question, "Heading 1")
        self.text.add(styles.SMALL)  # Word requires a paragraph after the last table
        self._footer()

    def _facts(self) -> None:
        table = self.document.add_table(rows=0, cols=2)
        describe(table, "gegevens", "Gegevens van het interview")
        widths = (Cm(3.6), styles.WIDTH - Cm(3.6))
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        styles.borders(table._tbl)
        for label in dict.fromkeys((*FACTS, *self.paper.facts)):
            row = table.add_row()
            words_of = (label, self.paper.facts.get(label, ""))
            for cell, width, words, style in zip(row.cells, widths, words_of, (styles.BOX, styles.ANSWER), strict=True):
                cell.width = width
                self.text.style(cell.paragraphs[0], style)
                cell.paragraphs[0].add_run(words)
                cell.paragraphs[0].paragraph_format.space_after = 0
            styles.shade(row.cells[0]._tc, styles.TINT)
        self.text.add(styles.SMALL)

    def _question(self, question: Question, heading: str) -> None:
        self.text.add(heading, f"{question.number} {question.title}")
        self.text.add(styles.QUESTION, question.wording)
        if question.item and (self.paper.asked is None or question.number in self.paper.asked):
            self._box(question.number, self.paper.answers.get(question.number))
        for part in filter(self.paper.has_box, question.parts):
            self._question(part, "Heading 2")

    def _box(self, item: str, printed: Printed | None) -> None:
        table = self.document.add_table(rows=2, cols=1)
        title, version = box_title(item, printed.base if printed else 0)
        describe(table, f"antwoord-{item}", title)
        styles.borders(table._tbl)
        head, body = table.rows
        head._tr.get_or_add_trPr().append(element("w:cantSplit"))
        head._tr.get_or_add_trPr().append(element("w:tblHeader"))
        head.cells[0].width = body.cells[0].width = styles.WIDTH
        styles.shade(head.cells[0]._tc, styles.TINT)
        line = head.cells[0].paragraphs[0]
        self.text.style(line, styles.BOX)
        line.paragraph_format.keep_with_next = True
        line.add_run(title)
        if version:
            line.add_run(f", {version}").bold = False
        height = ROOM if printed is None or not printed.words.strip() else ROOM // 3
        body._tr.get_or_add_trPr().append(element("w:trHeight", val=height, hRule="atLeast"))
        self._answer(body.cells[0], printed.words if printed else "")

    def _answer(self, cell: _Cell, words: str) -> None:
        self.text.style(cell.paragraphs[0], styles.ANSWER)
        lists = Lists(self.text.numbering)
        for place, block in enumerate(to_blocks(words)):
            paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
            self.text.style(paragraph, "Quote" if block.kind is BlockKind.QUOTE else styles.ANSWER)
            lists.mark(paragraph, block)
            self.text.runs(paragraph, block.runs)

    def _footer(self) -> None:
        line = self.document.sections[0].footer.paragraphs[0]
        self.text.style(line, styles.SMALL)
        line.paragraph_format.tab_stops.clear_all()
        line.paragraph_format.tab_stops.add_tab_stop(styles.WIDTH, WD_TAB_ALIGNMENT.RIGHT)
        line.add_run(f"Kenmerk {self.paper.stamp}\t")
        add_pages(line)
