"""Answers that editors mark so that they are not lost among the others. Plain Python."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MAX_NOTE = 500
"""Characters."""


class Apart(StrEnum):
    """Why an answer must not be lost among the others."""

    MINORITY = "minority"
    APART = "apart"

    @property
    def label(self) -> str:
        """The Dutch words on screen."""
        return {"minority": "Minderheidsstandpunt", "apart": "Apart noemen"}[self.value]


@dataclass(frozen=True, slots=True)
class MarkedApart:
    """An editor's mark on an answer, and why."""

    kind: Apart
    note: str
    by: str
    at: datetime
