"""Dutch working days.

Saturdays, Sundays and the days in the Algemene termijnenwet are free, among which Good Friday and 5 May.
"""

from datetime import date, timedelta
from functools import cache

_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Return whether a day is a working day."""
    return day.weekday() < _SATURDAY and day not in _free(day.year)


@cache
def _free(year: int) -> frozenset[date]:
    """Return the holidays of a year as an immutable set.

    The library's own object adds a year on first use, so another thread could miss its days.
    """
    from holidays.countries.netherlands import Netherlands  # noqa: PLC0415  (it brings 250 other countries along)

    return frozenset(Netherlands(years=year, categories=("public", "optional")))


def working_day_from(day: date) -> date:
    """Return this day, or the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def working_day_before(day: date) -> date:
    """Return the last working day before this day."""
    day -= timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def after_working_days(day: date, count: int) -> date:
    """Return the working day that is ``count`` working days after a day; the first working day from it for 0."""
    day = working_day_from(day) if count == 0 else day
    for _ in range(count):
        day = working_day_from(day + timedelta(days=1))
    return day


def working_days_between(first: date, last: date) -> int:
    """Count the working days after the first day, up to and including the last; 0 when there are none."""
    return sum(is_working_day(first + timedelta(days=number)) for number in range(1, (last - first).days + 1))
