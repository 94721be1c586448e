"""Writer of the compiled report as a Word file that can be edited further."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

import docx
from docx.shared import Cm
from docx.text.paragraph import Paragraph
from markdown_it.common.normalize_url import normalizeLink

from surveyapp.core.dutch import long_date
from surveyapp.exchange.papers.blocks import Block as Words
from surveyapp.exchange.papers.blocks import BlockKind, Run
from surveyapp.exchange.papers.markdown import to_blocks
from surveyapp.exchange.word import styles
from surveyapp.exchange.word.text import Lists, TextWriter, made_run
from surveyapp.questionnaires.rules import Question
from surveyapp.report.compiling.use import SOMEBODY
from surveyapp.report.formats import word_look as look
from surveyapp.report.formats.accounting import (
    CITATIONS,
    INTERVIEWS,
    PRINTS,
    Agreement,
    agreements,
    citation_cells,
    explanation,
    interview_cells,
)
from surveyapp.report.formats.colophon import COLOPHON, colophon
from surveyapp.report.formats.pieces import Box, Piece, Prose, Table, flat, pieces
from surveyapp.report.formats.word_parts import Contents, Marks, add_grid, add_table, link_to, undated
from surveyapp.report.formats.word_pictures import add_cover_figure, add_figure
from surveyapp.report.material.tree import Block, EditorText, Gap, Picture, Quotation, Report, Section
from surveyapp.text.addresses import parts

_CODE = re.compile(r" ?\[([^\[\]]{1,80})\]")
INTERVIEW_WIDTHS = (Cm(3.4), Cm(3.2), Cm(2.3), Cm(2.4), Cm(2.3), Cm(2.4))
CITATION_WIDTHS = (Cm(2.8), Cm(1.4), Cm(11.8))
_TOGETHER = "\N{NO-BREAK SPACE}"


def word_file(report: Report) -> bytes:
    """Return the file. The same report gives the same bytes."""
    out = BytesIO()
    _Writer(report).written().save(out)
    return undated(out.getvalue())


class _Writer:
    """Writer of one report, from top to bottom."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.document = docx.Document()
        first = report.chapters[0].number if report.chapters else ""
        look.prepare(self.document, report, int(first) if first.isdigit() else 1)
        self.text = TextWriter(self.document)
        self.marks = Marks()
        self.contents = Contents(self.text, self.marks)
        self.rows = {row.code: f"antwoord_{number}" for number, row in enumerate(report.citations, 1)}

    def written(self) -> Any:
        """Return the whole document."""
        if self.report.whole:
            self._cover()
            self.contents.begin()
        for chapter in self.report.chapters:
            self._section(chapter, 1)
        if self.report.whole:
            self._questions()
            self._accounting()
            self._colophon()
            self.contents.finish()
        look.heads_and_feet(self.text, self.report)
        return self.document

    def _cover(self) -> None:
        report = self.report
        self.text.add(styles.SMALL, report.publisher)
        self.text.add("Title", report.title)
        self.text.add("Subtitle", report.subtitle)
        self.text.add(styles.SMALL, long_date(report.dated))
        if report.edition:
            self.text.add(styles.SMALL, f"Editie {report.edition.words}")
        add_cover_figure(self.text, report)
        if report.draft:
            self.text.add(look.MARK, "Concept. Wat nog ontbreekt, staat op zijn plaats vermeld.")

    def _heading(self, title: str, level: int, number: str) -> Paragraph:
        level = min(level, look.DEEPEST)
        name = look.NUMBERED if number else look.UNNUMBERED
        paragraph = self.text.add(name.format(level), title)
        if number:
            self.contents.enter(paragraph, level, number, title)
        return paragraph

    def _section(self, section: Section, level: int) -> None:
        self._heading(section.title, level, section.number)
        for block in section.blocks:
            self._block(block)
        for child in section.sections:
            self._section(child, level + 1)

    def _block(self, block: Block) -> None:
        match block:
            case EditorText(markdown):
                for piece in pieces(markdown):
                    self._piece(piece)
            case Picture():
                add_figure(self.text, block, self.report)
            case Gap(reason):
                self.text.add(look.MARK if self.report.draft else look.GAP, reason)
            case Quotation(code=code, markdown=markdown, attribution=somebody):
                self._words(to_blocks(markdown), source=somebody or code)

    def _piece(self, piece: Piece) -> None:
        match piece:
            case Prose(markdown):
                self._words(to_blocks(markdown))
            case Table(rows):
                table = add_grid(self.text, len(rows), len(rows[0]), head=True)
                for row, cells in zip(table.rows, rows, strict=True):
                    for cell, markdown in zip(row.cells, cells, strict=True):
                        self._cell(cell, [Prose(markdown)])
                self.text.add("Normal")
            case Box(title, inside):
                box = add_grid(self.text, 1, 1, head=False)
                self._cell(box.rows[0].cells[0], [Prose(f"**{title}**"), *inside])
                self.text.add("Normal")

    def _cell(self, cell: Any, inside: Sequence[Piece]) -> None:
        """Write pieces into a cell, with nested tables and boxes as plain words."""
        first = [cell.paragraphs[0]]

        def add(style: str) -> Paragraph:
            paragraph: Paragraph = first.pop() if first else cell.add_paragraph()
            self.text.style(paragraph, style)
            return paragraph

        for markdown in flat(inside):
            self._words(to_blocks(markdown), add=add)

    def _words(self, blocks: Sequence[Words], source: str = "", add: Callable[[str], Paragraph] | None = None) -> None:
        """Write paragraphs and lists; ``source`` is added after the last words."""
        add = add or self.text.add
        lists = Lists(self.text.numbering)
        paragraph = None
        for block in blocks:
            paragraph = add("Quote" if block.kind is BlockKind.QUOTE else "Normal")
            lists.mark(paragraph, block)
            self._runs(paragraph, block.runs, cited=not source)
        if source:
            self._code(paragraph or self.text.add("Normal"), source)

    def _runs(self, paragraph: Paragraph, runs: Iterable[Run], *, cited: bool) -> None:
        """Write runs; with ``cited``, citations in them become codes linked to Bijlage 2."""
        for run in _with_links(runs):
            if not cited or run.note or run.href:
                self.text.runs(paragraph, [run])
                continue
            at = 0
            for match in _CODE.finditer(run.text):
                if match[1] in self.rows or match[1] in SOMEBODY.values():
                    self._text(paragraph, run, run.text[at : match.start()])
                    self._code(paragraph, match[1])
                    at = match.end()
            self._text(paragraph, run, run.text[at:])

    def _text(self, paragraph: Paragraph, run: Run, words: str) -> None:
        if words:
            self.text.runs(paragraph, [Run(words, run.strong, run.emphasis)])

    def _code(self, paragraph: Paragraph, code: str) -> None:
        self.text.runs(paragraph, [Run(" ")])
        made = made_run(Run(code.replace(" ", _TOGETHER)), self.text.styles[look.CODE])
        known = self.report.whole and code in self.rows
        paragraph._p.append(link_to(self.rows[code], [made]) if known else made)

    def _questions(self) -> None:
        self._appendix("Bijlage 1: Vragenlijsten")
        for questionnaire in self.report.questionnaires:
            self._heading(questionnaire.title, 2, "")
            lists = Lists(self.text.numbering)
            for question in questionnaire.questions:
                self._question(lists, question)
        if not self.report.questionnaires:
            self.text.add("Normal", "Er zijn in deze ronde nog geen interviews.")

    def _question(self, lists: Lists, question: Question) -> None:
        """Write a question with its own number, not one counted by Word."""
        paragraph = self.text.add("Normal", f"{question.number}\t{question.wording}")
        depth = Cm(1) if not question.letter else Cm(2)
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = depth, -Cm(1)
        paragraph.paragraph_format.space_after = Cm(0.1)
        for part in question.parts:
            self._question(lists, part)

    def _accounting(self) -> None:
        report = self.report
        self._appendix("Bijlage 2: Verantwoording")
        for words in explanation(report):
            self.text.runs(self.text.add("Normal"), _with_links([Run(words)]))
        self._heading("Interviews", 2, "")
        rows = [interview_cells(row) for row in report.interviews]
        add_table(self.text, "Interviews", INTERVIEWS, rows, INTERVIEW_WIDTHS)
        if not report.citations:
            return
        self._heading("Aangehaalde antwoorden", 2, "")
        self.text.add("Normal", PRINTS)
        for agreed in agreements(report.citations):
            self._agreement(agreed)

    def _agreement(self, agreed: Agreement) -> None:
        paragraph = self.text.add(styles.SMALL)
        self.text.runs(paragraph, [Run(agreed.organisation, strong=True), Run(f", {agreed.given}")])
        paragraph.paragraph_format.keep_with_next, paragraph.paragraph_format.space_before = True, Cm(0.5)
        cells = [citation_cells(row) for row in agreed.citations]
        first = add_table(self.text, f"Antwoorden van {agreed.organisation}", CITATIONS, cells, CITATION_WIDTHS)
        for paragraph, row in zip(first, agreed.citations, strict=True):
            self.marks.put(paragraph, self.rows[row.code])

    def _colophon(self) -> None:
        self._heading(COLOPHON, 1, "").paragraph_format.page_break_before = True
        for term, words in colophon(self.report):
            self.text.runs(self.text.add(styles.SMALL), [Run(f"{term}: ", strong=True), *_with_links([Run(words)])])

    def _appendix(self, title: str) -> None:
        """Write a heading of the first level, for the table of contents, without its style's number."""
        paragraph = self.text.add("Heading 1", title)
        properties: Any = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_numId().val = 0
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.first_line_indent = 0
        self.contents.enter(paragraph, 1, "", title)


def _with_links(runs: Iterable[Run]) -> Iterator[Run]:
    """Yield the runs, including those in footnotes, with a link on each address."""
    for run in runs:
        if run.note or run.href:
            yield replace(run, note=tuple(_with_links(run.note)))
        else:
            linked = (part for part in parts(run.text) if part.words)
            yield from (replace(run, text=part.words, href=normalizeLink(part.href)) for part in linked)
