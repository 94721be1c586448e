"""Reading of sheets from an .xlsx file, whatever program wrote it."""

import posixpath
import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from surveyapp.exchange.papers.package import readable
from surveyapp.exchange.sheets.numbers import shown
from surveyapp.exchange.sheets.workbook import MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, Cell, Place, Sheet

_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_ERRORS = {"#N/A": "#N/B", "#NAME?": "#NAAM?", "#VALUE!": "#WAARDE!", "#REF!": "#VERW!", "#DIV/0!": "#DEEL/0!"}
"""Dutch display of the errors that the file stores in English."""


def sheets(content: bytes) -> list[Sheet]:
    """Return the sheets, within limits far above any questionnaire. Raises the parser's errors for a broken file."""
    import openpyxl  # noqa: PLC0415  (slow to load, and NumPy with it)

    package = readable(content)
    workbook = openpyxl.load_workbook(BytesIO(package), read_only=True, keep_links=False, data_only=True)
    try:
        with ZipFile(BytesIO(package)) as archive:
            return [_sheet(sheet, archive) for sheet in workbook.worksheets[:MAX_SHEETS]]
    finally:
        workbook.close()


def _sheet(sheet: Any, archive: ZipFile) -> Sheet:
    result = Sheet(sheet.title)
    path = sheet._worksheet_path  # noqa: SLF001
    formulas = _look_around(result, archive, path)
    for number, row in enumerate(sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS), 1):
        result.rows.append([_cell(cell, formulas.get((number, at))) for at, cell in enumerate(row, 1)])
    _read_notes(result, archive, path)
    return result


def _cell(cell: Any, formula: str | None) -> Cell:
    """Return a cell as displayed. A cell with a formula has the result that was saved with it."""
    words = _text(cell)
    if formula is None:
        return Cell(words, f"In de cel staat een fout: ‘{words}’" if cell.data_type == "e" and words else "")
    if cell.value is None:
        return Cell("", f"Een formule is niet overgenomen: ‘={formula[:80]}’")
    return Cell(words, f"Van een formule is de uitkomst overgenomen: ‘={formula[:80]}’")


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, int | float | date | time | timedelta):
        return shown(value, cell.number_format or "")
    words = str(value).replace("\r\n", "\n")
    return _ERRORS.get(words, words) if cell.data_type == "e" else words


def _look_around(sheet: Sheet, archive: ZipFile, path: str) -> dict[Place, str]:
    """Read hidden and merged cells into the sheet, and return its formulas."""
    formulas: dict[Place, str] = {}
    with archive.open(path) as source:
        for _, element in ElementTree.iterparse(source):  # noqa: S314  (archive.check refused entities)
            name = element.tag.rpartition("}")[2]
            if name == "c" and (formula := _child(element, "f")) is not None:
                formulas[_place(element.get("r", ""))] = formula.text or ""
            elif name == "row":
                if _is_on(element) and element.get("r", "").isdigit():
                    sheet.hidden_rows.add(int(element.get("r", "0")))
                element.clear()
            elif name == "col" and _is_on(element):
                first, last = int(element.get("min", "1")), int(element.get("max", "1"))
                sheet.hidden_columns |= set(range(first, min(last, MAX_COLUMNS) + 1))
            elif name == "mergeCell" and len(sheet.merged) < MAX_ROWS:
                first_cell, _, last_cell = element.get("ref", "").partition(":")
                sheet.merged.append((_place(first_cell), _place(last_cell or first_cell)))
    return formulas


def _child(element: Any, name: str) -> Any:
    return next((child for child in element if child.tag.rpartition("}")[2] == name), None)


def _is_on(element: Any) -> bool:
    return element.get("hidden", "0") in {"1", "true"}


def _place(words: str) -> Place:
    match = _PLACE.fullmatch(words)
    if match is None:
        return 0, 0
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def _read_notes(sheet: Sheet, archive: ZipFile, path: str) -> None:
    """Read notes and threaded comments into the sheet. A note that only repeats a thread is skipped."""
    notes: dict[Place, list[str]] = {}
    threads: dict[Place, list[str]] = {}
    for kind, target in _related(archive, path):
        if not kind.endswith(("/comments", "/threadedComment")) or target not in archive.namelist():
            continue
        name, into = ("comment", notes) if kind.endswith("/comments") else ("threadedComment", threads)
        for element in ElementTree.fromstring(archive.read(target)).iter():  # noqa: S314  (as above)
            if element.tag.rpartition("}")[2] == name:
                into.setdefault(_place(element.get("ref", "")), []).append(_words(element))
    sheet.notes = notes | threads


def _related(archive: ZipFile, path: str) -> Iterator[tuple[str, str]]:
    folder, name = posixpath.split(path)
    rels = f"{folder}/_rels/{name}.rels"
    if rels in archive.namelist():
        for relationship in ElementTree.fromstring(archive.read(rels)):  # noqa: S314  (as above)
            target = posixpath.join("/", folder, relationship.get("Target", ""))
            yield relationship.get("Type", ""), posixpath.normpath(target).lstrip("/")


def _words(element: Any) -> str:
    pieces = (part.text or "" for part in element.iter() if part.tag.rpartition("}")[2] in {"t", "text"})
    return " ".join("".join(pieces).split())
