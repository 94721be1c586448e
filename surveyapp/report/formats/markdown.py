"""Writer of the compiled report as Markdown, for editing elsewhere."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from itertools import chain

from surveyapp.core.dutch import long_date
from surveyapp.exchange.papers.blocks import Block as Words
from surveyapp.exchange.papers.blocks import BlockKind, Run
from surveyapp.exchange.papers.markdown import definitions, for_any_reader, to_blocks
from surveyapp.questionnaires.rules import Question
from surveyapp.report.formats.accounting import (
    CITATIONS,
    INTERVIEWS,
    PRINTS,
    agreements,
    citation_cells,
    explanation,
    interview_cells,
)
from surveyapp.report.formats.colophon import COLOPHON, colophon
from surveyapp.report.formats.pieces import Box, Piece, Prose, Table, pieces
from surveyapp.report.material.pictures import figures_in
from surveyapp.report.material.tree import Block, EditorText, Figure, Gap, Picture, Quotation, Report, Section

DEEPEST = 6
"""Deepest level of headings in Markdown."""


def markdown_file(report: Report) -> str:
    """Return the file. Footnotes are numbered through and placed at the end."""
    notes: list[str] = []
    parts = [
        *_opening(report),
        *chain.from_iterable(_section(chapter, 2, notes) for chapter in report.chapters),
        *(chain(_questions(report), _accounting(report), _colophon(report)) if report.whole else ()),
        definitions(notes),
        *(_image(figure, report) for figure in figures_in(report)),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _opening(report: Report) -> Iterator[str]:
    yield f"# {_plain(report.title)}"
    yield _plain(report.subtitle)
    standing = f"CONCEPT van {long_date(report.dated)}" if report.draft else long_date(report.dated)
    edition = f"Editie {report.edition.number}" if report.edition else ""
    yield _plain(", ".join(filter(None, (report.publisher, edition, standing))))
    if report.draft:
        yield "**Concept. Wat nog ontbreekt, staat op zijn plaats vermeld.**"


def _section(section: Section, level: int, notes: list[str]) -> Iterator[str]:
    yield f"{'#' * min(level, DEEPEST)} {_plain(' '.join(filter(None, (section.number, section.title))))}"
    for block in section.blocks:
        yield _block(block, notes)
    for child in section.sections:
        yield from _section(child, level + 1, notes)


def _block(block: Block, notes: list[str]) -> str:
    match block:
        case EditorText(markdown):
            return "\n\n".join(_piece(piece, notes) for piece in pieces(markdown))
        case Picture(Figure() as figure, number=number, alternative=alternative):
            return f"![{_plain(alternative)}][figuur-{figure.name}]\n\n*Figuur {number}. {_plain(block.words)}*"
        case Picture(number=number, caption=caption, alternative=alternative):
            return f"*Figuur {number}. {_plain(caption)}.* {_plain(alternative)}"
        case Gap(reason):
            return f"*{_plain(reason)}*"
        case Quotation(code=code, markdown=markdown, attribution=somebody):
            return for_any_reader(_with_source(to_blocks(markdown), f"[{somebody or code}]"), notes)


def _image(figure: Figure, report: Report) -> str:
    """Return the definition of an embedded image, placed at the end so that the text stays readable."""
    return f"[figuur-{figure.name}]: data:{figure.mimetype};base64,{b64encode(report.images[figure.hash]).decode()}"


def _piece(piece: Piece, notes: list[str]) -> str:
    match piece:
        case Prose(markdown):
            return for_any_reader(to_blocks(markdown), notes)
        case Table(rows):
            cells = [[" ".join(for_any_reader(to_blocks(cell), notes).split()) for cell in row] for row in rows]
            return _lines(cells[0], cells[1:])
        case Box(title, inside):
            words = "\n\n".join([f"**{_plain(title)}**", *(_piece(part, notes) for part in inside)])
            return "\n".join(f"> {line}".rstrip() for line in words.split("\n"))


def _with_source(blocks: Sequence[Words], source: str) -> Sequence[Words]:
    """Return the blocks with the source after the last words; after a list it gets a paragraph of its own."""
    if blocks and blocks[-1].kind is BlockKind.PARAGRAPH:
        last = blocks[-1]
        return (*blocks[:-1], Words(last.kind, (*last.runs, Run(f" {source}"))))
    return (*blocks, Words(BlockKind.PARAGRAPH, (Run(source),)))


def _questions(report: Report) -> Iterator[str]:
    yield "## Bijlage 1: Vragenlijsten"
    for questionnaire in report.questionnaires:
        yield f"### {_plain(questionnaire.title)}"
        yield "\n".join(chain.from_iterable(_question(question, "") for question in questionnaire.questions))


def _question(question: Question, indent: str) -> Iterator[str]:
    yield f"{indent}- **{question.number}** {_plain(question.wording)}"
    for part in question.parts:
        yield from _question(part, f"{indent}  ")


def _accounting(report: Report) -> Iterator[str]:
    yield "## Bijlage 2: Verantwoording"
    yield from map(_plain, explanation(report))
    yield "### Interviews"
    yield _table(INTERVIEWS, [interview_cells(row) for row in report.interviews])
    if report.citations:
        yield "### Aangehaalde antwoorden"
        yield _plain(PRINTS)
        for agreed in agreements(report.citations):
            yield f"**{_plain(agreed.organisation)}**, {_plain(agreed.given)}"
            yield _table(CITATIONS, [citation_cells(row) for row in agreed.citations])


def _colophon(report: Report) -> Iterator[str]:
    yield f"## {COLOPHON}"
    yield "\n".join(f"- {_plain(f'{term}: {words}')}" for term, words in colophon(report))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return _lines(heads, [[_plain(cell) for cell in row] for row in rows])


def _lines(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _plain(words: str) -> str:
    """Return words on one line, escaped so that no Markdown reader sees markup in them."""
    spaced = " ".join(words.split())
    return for_any_reader((Words(BlockKind.PARAGRAPH, (Run(spaced),)),), []) if spaced else ""
