"""Write CSV that spreadsheet programs open in Dutch, and in which no cell is a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from surveyapp.exchange.papers.blocks import printable

_FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet program takes for the beginning of a formula, also after white space."""
_SKIPPED = "\t"
"""What some programs leave out at the beginning of a cell."""


def csv_file(head: Sequence[str], rows: Iterable[Iterable[str]]) -> bytes:
    """Return UTF-8 with its mark, with semicolons, and an apostrophe before what would be a formula."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_guarded(words) for words in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _guarded(words: str) -> str:
    shown = printable(words)
    return f"'{shown}" if shown.startswith(_SKIPPED) or shown.lstrip().startswith(_FORMULA) else shown
