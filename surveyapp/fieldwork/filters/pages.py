"""Filters of the list of interviews."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from surveyapp.fieldwork.overview.queries import Brief
from surveyapp.interviews.recording.rules import InterviewState

NAMES = ("ronde", "stand", "waar", "laat", "ongeopend", "pagina", "alles")
"""Names of the URL parameters."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters of the list; "" and False do not filter.

    ``where`` is a kind of organisation ("region"), or a province with its regions by the province's key ("in:drenthe").
    """

    round: str = ""
    state: str = ""
    where: str = ""
    late: bool = False
    unopened: bool = False
    page: str = ""
    chosen: bool = False
    """Whether all interviews shown are selected."""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        """Return the filters in URL parameters or a form. Unknown values do not filter."""
        state = query.get("stand", "")
        return cls(
            round=query.get("ronde", ""),
            state=state if state in set(InterviewState) else "",
            where=query.get("waar", ""),
            late=bool(query.get("laat")),
            unopened=bool(query.get("ongeopend")),
            page=query.get("pagina", ""),
            chosen=bool(query.get("alles")),
        )

    @property
    def as_query(self) -> dict[str, Any]:
        """The filters as URL parameters."""
        flags = ("1" if flag else "" for flag in (self.late, self.unopened))
        values = (self.round, self.state, self.where, *flags, self.page)
        return {name: value for name, value in zip(NAMES, values, strict=False) if value}

    @property
    def number(self) -> int:
        """Number of the page, 1 when it is not a number."""
        return int(self.page) if self.page.isdecimal() and len(self.page) < 9 else 1

    @property
    def narrow(self) -> bool:
        """Whether any filter is set."""
        return bool(self.state or self.where or self.late or self.unopened)

    def keeps(self, row: Brief, today: date) -> bool:
        """Return whether an interview passes the filters."""
        return (
            (not self.state or row.state == self.state)
            and (not self.where or self.where in {row.kind.value, f"in:{row.province}"})
            and (not self.late or row.late(today))
            and (not self.unopened or row.unopened)
        )
