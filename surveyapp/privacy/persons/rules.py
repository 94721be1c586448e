"""How long names and addresses are kept, and when they may go. Plain Python."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from surveyapp.core.dutch import local, long_date

T = TypeVar("T")
U = TypeVar("U")


def months_later(day: date, months: int) -> date:
    """The same day so many months on, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def kept_until(last: datetime | None, months: int, *, everything_agreed: bool) -> date | None:
    """Return the day from which a round may be erased; None while not everything is agreed."""
    return months_later(local(last).date(), months) if last and everything_agreed else None


@dataclass(frozen=True, slots=True)
class PerPerson(Generic[T]):
    """What is kept of each of some respondents. ``by_id`` has it by the id of the respondent."""

    by_id: Mapping[int, Sequence[T]]

    @classmethod
    def gathered(cls, found: Iterable[tuple[int, T]]) -> "PerPerson[T]":
        """Return it from pairs of a respondent's id and one thing that is kept of them, in their order."""
        by_id: dict[int, list[T]] = {}
        for number, one in found:
            by_id.setdefault(number, []).append(one)
        return cls(by_id)

    def of(self, respondent_id: int) -> Sequence[T]:
        """Return what is kept of this respondent."""
        return self.by_id.get(respondent_id, ())

    def map(self, change: Callable[[T], U]) -> "PerPerson[U]":
        """Return the same with each thing changed."""
        return PerPerson({number: [change(one) for one in several] for number, several in self.by_id.items()})


@dataclass(frozen=True, slots=True)
class KeptInRound:
    """How many people a round keeps a name and address of, and until when."""

    round: str
    people: int
    erased: int
    until: date | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was interviewed in a round, once or more: one address is one person."""

    name: str
    email: str
    organisations: tuple[str, ...]
    asked: bool
    """Whether anything is still asked of them."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a round keeps of people, and until when."""

    round: str
    months: int
    people: tuple[Person, ...]
    interviews: int
    mails: int
    open: tuple[str, ...]
    """Organisations of which not everything is agreed."""
    last: datetime | None
    """When the last agreement came."""
    erased: int

    @property
    def until(self) -> date | None:
        """The day from which it may be erased; None while not everything is agreed."""
        return kept_until(self.last, self.months, everything_agreed=not self.open)

    def why_not_erase(self, today: date) -> str:
        """Why the round cannot be erased now, as one Dutch sentence; "" when it can."""
        if not self.people:
            return "Er zijn geen namen en adressen om te wissen."
        if self.until is None:
            return "Nog niet alles heeft akkoord. De bewaartermijn begint pas bij het laatste akkoord."
        if today < self.until:
            return f"De bewaartermijn loopt tot {long_date(self.until)}."
        return ""
