"""Which days are working days in the Netherlands, and counting by them.

Free are Saturdays, Sundays and the days that the Algemene termijnenwet names, among which Good Friday and 5 May.
"""

from datetime import date, timedelta
from functools import cache

_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Whether offices are open."""
    return day.weekday() < _SATURDAY and day not in _free(day.year)


@cache
def _free(year: int) -> frozenset[date]:
    """Return the holidays of a year as a set that never changes.

    The library's own object adds a year when it is first asked for one, so another thread could miss its days.
    """
    from holidays.countries.netherlands import Netherlands  # noqa: PLC0415  (it brings 250 other countries along)

    return frozenset(Netherlands(years=year, categories=("public", "optional")))


def working_day_from(day: date) -> date:
    """This day, or the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def working_day_before(day: date) -> date:
    """The last working day before this one."""
    day -= timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def after_working_days(day: date, count: int) -> date:
    """The working day that many working days after a day; the first of them for 0."""
    day = working_day_from(day) if count == 0 else day
    for _ in range(count):
        day = working_day_from(day + timedelta(days=1))
    return day


def working_days_between(first: date, last: date) -> int:
    """How many working days come after the first day, up to and with the last; 0 when there are none."""
    return sum(is_working_day(first + timedelta(days=number)) for number in range(1, (last - first).days + 1))
