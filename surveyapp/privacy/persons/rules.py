"""Retention periods. Plain Python."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from surveyapp.core.dutch import local, long_date

T = TypeVar("T")
U = TypeVar("U")


def months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def kept_until(last: datetime | None, months: int, *, everything_agreed: bool) -> date | None:
    """Return the date from which a round may be erased; None while texts lack approval."""
    return months_later(local(last).date(), months) if last and everything_agreed else None


@dataclass(frozen=True, slots=True)
class PerPerson(Generic[T]):
    """Data about several respondents. ``by_id`` has the data by the respondent's id."""

    by_id: Mapping[int, Sequence[T]]

    @classmethod
    def gathered(cls, pairs: Iterable[tuple[int, T]]) -> "PerPerson[T]":
        """Return the data grouped from pairs of respondent's id and value, keeping their order."""
        by_id: dict[int, list[T]] = {}
        for number, value in pairs:
            by_id.setdefault(number, []).append(value)
        return cls(by_id)

    def of(self, respondent_id: int) -> Sequence[T]:
        """Return the data about this respondent."""
        return self.by_id.get(respondent_id, ())

    def map(self, change: Callable[[T], U]) -> "PerPerson[U]":
        """Return the data with ``change`` applied to each value."""
        return PerPerson({number: [change(value) for value in several] for number, several in self.by_id.items()})


@dataclass(frozen=True, slots=True)
class KeptInRound:
    """How many names and addresses a round has, and until when."""

    round: str
    people: int
    erased: int
    until: date | None


@dataclass(frozen=True, slots=True)
class Person:
    """A person interviewed in a round, once or more. One address is one person."""

    name: str
    email: str
    organisations: tuple[str, ...]
    asked: bool
    """Whether the person may still get questions."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Personal data in a round, and until when it is kept."""

    round: str
    months: int
    people: tuple[Person, ...]
    interviews: int
    mails: int
    open: tuple[str, ...]
    """Organisations with texts that lack approval."""
    last: datetime | None
    """Moment of the last approval."""
    erased: int

    @property
    def until(self) -> date | None:
        """The date from which it may be erased; None while texts lack approval."""
        return kept_until(self.last, self.months, everything_agreed=not self.open)

    def why_not_erase(self, today: date) -> str:
        """Return why the round cannot be erased now, as a Dutch sentence, or "" when it can."""
        if not self.people:
            return "Er zijn geen namen en adressen om te wissen."
        if self.until is None:
            return "Nog niet alles heeft akkoord. De bewaartermijn begint pas bij het laatste akkoord."
        if today < self.until:
            return f"De bewaartermijn loopt tot {long_date(self.until)}."
        return ""
