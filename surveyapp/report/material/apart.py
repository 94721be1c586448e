"""Marks that editors put on answers that must not be lost among the others. Plain Python."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MAX_NOTE = 500
"""Longest note, in characters."""


class Apart(StrEnum):
    """Kind of mark: a minority position, or an answer to mention apart."""

    MINORITY = "minority"
    APART = "apart"

    @property
    def label(self) -> str:
        """Dutch label on screen."""
        return {"minority": "Minderheidsstandpunt", "apart": "Apart noemen"}[self.value]


@dataclass(frozen=True, slots=True)
class MarkedApart:
    """An editor's mark on an answer, with the reason in ``note``."""

    kind: Apart
    note: str
    by: str
    at: datetime
