"""Writers of a round's answers as a spreadsheet and as CSV."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

from surveyapp.core.dutch import long_date
from surveyapp.exchange.papers.blocks import printable
from surveyapp.exchange.sheets import csv_writer
from surveyapp.exchange.sheets.spreadsheet import CELL, head_format, new_workbook
from surveyapp.report.data_formats.rows import COLUMNS, AnswerRow, Cell, cells

SHEET, ABOUT = "Antwoorden", "Over dit bestand"
WIDTHS = (28, 11, 14, 12, 7, 28, 18, 7, 24, 14, 12, 12, 22, 16, 90)


def explanation(name: str, dated: date) -> tuple[tuple[str, str], ...]:
    """Return the explanation that accompanies the data, as (label, text)."""
    return (
        ("Ronde", name),
        ("Gemaakt op", long_date(dated)),
        ("Wat erin staat", "Eén rij per vraag en organisatie. Tekst staat er alleen als die akkoord is, in Markdown."),
        ("Stand", "Waar het antwoord is: akkoord, nog geen akkoord, niet besproken en zo verder."),
        (
            "Gebruik",
            "Bij ‘beperkt’ staat er geen tekst: het antwoord mag niet met de naam van de organisatie worden gebruikt.",
        ),
        ("Zonder naam", "Die antwoorden staan onderaan. Van wie ze zijn, staat er niet. Achtergrond staat nergens."),
        ("Vingerafdruk", "SHA-256 van het antwoord met ronde, organisatie en vraag, zoals in Bijlage 2."),
        ("Niet erin", "Notities van interviewers, teksten zonder akkoord en ingetrokken teksten."),
    )


def spreadsheet(rows: Iterable[AnswerRow], name: str, dated: date) -> bytes:
    """Return the file. Cells always hold text, also when their content begins like a formula."""
    out = BytesIO()
    made_at = datetime.combine(dated, time(), UTC)
    workbook = new_workbook(out, f"Antwoorden van ronde {name}", created=made_at)
    _write_rows(workbook, [cells(row) for row in rows])
    sheet = workbook.add_worksheet(ABOUT)
    bold, wrap = workbook.add_format({"bold": True, "valign": "top"}), workbook.add_format({"text_wrap": True})
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 100)
    for number, (label, words) in enumerate(explanation(name, dated)):
        sheet.write_string(number, 0, label, bold)
        sheet.write_string(number, 1, words, wrap)
    workbook.close()
    return out.getvalue()


def _write_rows(workbook: Any, rows: Sequence[tuple[Cell, ...]]) -> None:
    """Write the sheet with answers. A text that is longer than a cell allows continues in extra columns."""
    sheet = workbook.add_worksheet(SHEET)
    head, text = head_format(workbook), workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    day = workbook.add_format({"num_format": "d-m-yyyy", "valign": "top", "align": "left"})
    number = workbook.add_format({"valign": "top", "align": "left"})
    longest = max((len(str(row[-1])) for row in rows), default=0)
    more = tuple(f"Tekst (vervolg {place})" for place in range(1, -(-longest // CELL) or 1))
    for column, (name, width) in enumerate(zip((*COLUMNS, *more), (*WIDTHS, *[90] * len(more)), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, head)
    for line, row in enumerate(rows, 1):
        sheet.set_row(line, 30)
        *facts, words = row
        for column, cell in enumerate((*facts, *_pieces(str(words)))):
            if isinstance(cell, date):
                sheet.write_datetime(line, column, datetime.combine(cell, time()), day)
            elif isinstance(cell, int):
                sheet.write_number(line, column, cell, number)
            elif cell:
                sheet.write_string(line, column, printable(cell), text)
    sheet.autofilter(0, 0, max(len(rows), 1), len(COLUMNS) + len(more) - 1)
    sheet.freeze_panes(1, 1)


def _pieces(words: str) -> list[str]:
    return [words[at : at + CELL] for at in range(0, len(words), CELL)]


def csv_file(rows: Iterable[AnswerRow]) -> bytes:
    """Return the file in the form that a Dutch Excel opens."""
    return csv_writer.csv_file(COLUMNS, (map(_words, cells(row)) for row in rows))


def _words(cell: Cell) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)
