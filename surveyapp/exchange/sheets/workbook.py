"""A spreadsheet as read: the displayed text of its cells, with notes, merged and hidden cells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

MAX_ROWS = 600
MAX_COLUMNS = 10
"""Limits to what is read of each sheet, far above any questionnaire."""
MAX_SHEETS = 20

Place = tuple[int, int]
"""Row and column of a cell, from 1."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Displayed text of a cell. ``remark`` is a Dutch warning about how it was read."""

    text: str = ""
    remark: str = ""


@dataclass
class Sheet:
    """A sheet. ``notes`` are notes at cells. Hidden rows and columns are numbered from 1."""

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    notes: dict[Place, list[str]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    """First and last cell of each merged range."""

    def words(self) -> Iterator[str]:
        """Yield the texts of all cells that have any."""
        for row in self.rows:
            yield from (cell.text for cell in row if cell.text.strip())


def name_of(place: Place) -> str:
    """Return the usual name of a cell: "C5"."""
    row, column = place
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def remarks_of_row(sheet: Sheet, number: int, known: Mapping[int, str]) -> Iterator[str]:
    """Yield Dutch remarks on what a row contains beside its answer: notes, extra columns, hidden and merged cells."""
    for place in sorted(cell for cell in sheet.notes if cell[0] == number):
        for words in sheet.notes[place]:
            yield f"Een notitie bij cel {name_of(place)} is niet overgenomen: ‘{words}’"
    for column, cell in enumerate(sheet.rows[number - 1], 1):
        if column not in known and cell.text.strip():
            words = cell.text.strip()[:200]
            yield f"Cel {name_of((number, column))} hoort bij geen kolom en is niet overgenomen: ‘{words}’"
    if number in sheet.hidden_rows:
        yield f"Rij {number} is verborgen in het blad. Wat erin staat, is wel gelezen."
    for first, last in sheet.merged:
        if first[0] <= number <= last[0] and first[0] != last[0]:
            yield (
                f"De cellen {name_of(first)} tot en met {name_of(last)} zijn samengevoegd. De tekst staat bij de"
                f" bovenste."
            )
