"""Which interviews the list of Veldwerk shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from surveyapp.fieldwork.overview.queries import Brief
from surveyapp.interviews.recording.rules import InterviewState

NAMES = ("ronde", "stand", "waar", "laat", "ongeopend", "pagina", "alles")
"""What stands in an address."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody asks to see; "" and False for everything.

    ``where`` is a kind of organisation ("region"), or a province's key with its regions ("in:drenthe").
    """

    round: str = ""
    state: str = ""
    where: str = ""
    late: bool = False
    unopened: bool = False
    page: str = ""
    chosen: bool = False
    """Everything that is shown is chosen."""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        """From an address or a form. What it does not know is everything."""
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
        """As it stands in an address."""
        flags = ("1" if one else "" for one in (self.late, self.unopened))
        values = (self.round, self.state, self.where, *flags, self.page)
        return {name: value for name, value in zip(NAMES, values, strict=False) if value}

    @property
    def number(self) -> int:
        """The number of the page, 1 for what is no number."""
        return int(self.page) if self.page.isdecimal() and len(self.page) < 9 else 1

    @property
    def narrow(self) -> bool:
        """Whether anything is left out."""
        return bool(self.state or self.where or self.late or self.unopened)

    def keeps(self, row: Brief, today: date) -> bool:
        """Whether an interview is shown."""
        return (
            (not self.state or row.state == self.state)
            and (not self.where or self.where in {row.kind.value, f"in:{row.province}"})
            and (not self.late or row.late(today))
            and (not self.unopened or row.unopened)
        )
