"""Reading of sheets from an .ods file (OpenDocument), which stores the displayed text of each cell."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from surveyapp.exchange.sheets.workbook import MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, Cell, Sheet

_NAMES = "{urn:oasis:names:tc:opendocument:xmlns:"
TABLE, TEXT, OFFICE = f"{_NAMES}table:1.0}}", f"{_NAMES}text:1.0}}", f"{_NAMES}office:1.0}}"
_CELLS = {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}
_HIDDEN = {"collapse", "filter"}


def sheets(content: bytes) -> list[Sheet]:
    """Return the sheets, within limits far above any questionnaire. Raises the parser's errors for a broken file."""
    with ZipFile(BytesIO(content)) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))  # noqa: S314  (archive.check refused entities)
    tables = list(root.iter(f"{TABLE}table"))[:MAX_SHEETS]
    return [_sheet(table) for table in tables]


def _sheet(table: Any) -> Sheet:
    sheet = Sheet(table.get(f"{TABLE}name", ""))
    at = 1
    for column in table.iter(f"{TABLE}table-column"):
        count = _count(column, "columns", MAX_COLUMNS + 1 - at)
        if column.get(f"{TABLE}visibility") in _HIDDEN:
            sheet.hidden_columns |= set(range(at, at + count))
        at += count
    for row in table.iter(f"{TABLE}table-row"):
        for _ in range(_count(row, "rows", MAX_ROWS - len(sheet.rows))):
            if row.get(f"{TABLE}visibility") in _HIDDEN:
                sheet.hidden_rows.add(len(sheet.rows) + 1)
            sheet.rows.append(_row(sheet, row))
    return sheet


def _row(sheet: Sheet, row: Any) -> list[Cell]:
    cells: list[Cell] = []
    number = len(sheet.rows) + 1
    for child in row:
        if child.tag not in _CELLS or len(cells) >= MAX_COLUMNS:
            continue
        place = (number, len(cells) + 1)
        notes = [words for note in child.findall(f"{OFFICE}annotation") if (words := _paragraphs(note))]
        if notes:
            sheet.notes[place] = [" ".join(words.split()) for words in notes]
        rows, columns = _span(child, "rows"), _span(child, "columns")
        if rows > 1 or columns > 1:
            sheet.merged.append((place, (number + rows - 1, place[1] + columns - 1)))
        cells += [_cell(child)] * _count(child, "columns", MAX_COLUMNS - len(cells))
    return cells


def _cell(cell: Any) -> Cell:
    words, formula = _paragraphs(cell), cell.get(f"{TABLE}formula")
    if formula is None:
        return Cell(words)
    if not words:
        return Cell("", f"Een formule is niet overgenomen: ‘{_plain(formula)}’")
    return Cell(words, f"Van een formule is de uitkomst overgenomen: ‘{_plain(formula)}’")


def _plain(formula: str) -> str:
    """Return a formula without the prefix of its language: "=1+1" for "of:=1+1"."""
    return formula[formula.find("=") :][:80]


def _count(element: Any, what: str, most: int) -> int:
    given = element.get(f"{TABLE}number-{what}-repeated", "1")
    return max(0, min(int(given) if given.isdigit() else 1, most))


def _span(cell: Any, what: str) -> int:
    given = cell.get(f"{TABLE}number-{what}-spanned", "1")
    return int(given[:7]) if given.isdigit() else 1


def _paragraphs(element: Any) -> str:
    return "\n".join("".join(_words(paragraph)) for paragraph in element.findall(f"{TEXT}p"))


def _words(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == f"{TEXT}s":
            given = child.get(f"{TEXT}c", "1")
            yield " " * min(int(given) if given.isdigit() else 1, 100)
        elif child.tag == f"{TEXT}line-break":
            yield "\n"
        elif child.tag == f"{TEXT}tab":
            yield "\t"
        elif child.tag != f"{OFFICE}annotation":
            yield from _words(child)
        yield child.tail or ""
