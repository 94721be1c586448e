"""Working days in the Netherlands."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.core.workdays import (
    after_working_days,
    is_working_day,
    working_day_before,
    working_day_from,
    working_days_between,
)

DAYS = st.dates(date(2018, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    "free",
    [
        date(2018, 1, 1),
        date(2018, 3, 30),  # Good Friday
        date(2018, 4, 2),
        date(2018, 4, 27),
        date(2018, 5, 10),
        date(2018, 5, 21),
        date(2018, 12, 25),
        date(2018, 12, 26),
        date(2023, 5, 5),  # in a year without a jubilee
        date(2018, 5, 19),  # Saturday
        date(2018, 5, 20),
    ],
)
def test_weekends_and_the_days_that_the_law_names_are_free(free: date) -> None:
    assert not is_working_day(free)


def test_counting_passes_over_whitsun() -> None:
    friday = date(2018, 5, 18)
    assert after_working_days(friday, 1) == date(2018, 5, 22)
    assert after_working_days(date(2018, 5, 19), 0) == date(2018, 5, 22)
    assert working_day_before(date(2018, 5, 22)) == friday
    assert working_day_from(date(2018, 5, 20)) == date(2018, 5, 22)


def test_the_queens_day_of_before_was_on_another_day() -> None:
    assert is_working_day(date(2018, 4, 30))
    assert not is_working_day(date(2012, 4, 30))


@given(DAYS, st.integers(1, 60))
def test_so_many_working_days_later_is_a_working_day_and_counts_back(day: date, count: int) -> None:
    later = after_working_days(day, count)
    assert is_working_day(later)
    assert working_days_between(day, later) == count


@given(DAYS, DAYS)
def test_between_counts_each_working_day_after_the_first(one: date, other: date) -> None:
    first, last = sorted((one, other))
    last = min(last, first + timedelta(days=90))
    days = [first + timedelta(days=number) for number in range(1, (last - first).days + 1)]
    assert working_days_between(first, last) == len([day for day in days if is_working_day(day)])
    assert working_days_between(last, first) == 0
