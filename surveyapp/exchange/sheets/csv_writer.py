"""Writing of CSV that spreadsheet programs open in Dutch, without formulas in its cells."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from surveyapp.exchange.papers.blocks import printable

_FORMULA = ("=", "+", "-", "@")
"""First characters that a spreadsheet program takes for a formula, also after white space."""
_SKIPPED = "\t"
"""Characters that some programs skip at the beginning of a cell."""


def csv_file(head: Sequence[str], rows: Iterable[Iterable[str]]) -> bytes:
    """Return the CSV as UTF-8 with a byte order mark, semicolons, and an apostrophe before possible formulas."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_guarded(words) for words in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _guarded(words: str) -> str:
    shown = printable(words)
    return f"'{shown}" if shown.startswith(_SKIPPED) or shown.lstrip().startswith(_FORMULA) else shown
