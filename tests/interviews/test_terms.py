"""What a round says of time."""

from datetime import date

import pytest

from surveyapp.interviews.terms.rules import Announced, Terms, counts_in, counts_written

TUESDAY = date(2018, 5, 8)  # before Ascension Day and Whitsun


def test_a_deadline_counts_working_days_and_passes_over_holidays() -> None:
    assert Terms(react_days=5).deadline(TUESDAY) == date(2018, 5, 16)
    assert Terms(react_days=10).deadline(TUESDAY) == date(2018, 5, 24)


def test_the_last_day_of_the_round_comes_before_it() -> None:
    terms = Terms(react_days=10, last_day=date(2018, 5, 18))
    assert terms.deadline(TUESDAY) == date(2018, 5, 18)
    assert "uiterste datum" in terms.why_not(date(2018, 5, 22), TUESDAY)
    assert terms.why_not(date(2018, 5, 18), TUESDAY) == ""


def test_an_interview_has_a_day_of_its_own_while_it_lies_ahead() -> None:
    assert Terms().deadline(TUESDAY, date(2018, 6, 1)) == date(2018, 6, 1)
    assert Terms(react_days=5).deadline(TUESDAY, TUESDAY) == date(2018, 5, 16)


def test_nobody_can_be_given_until_yesterday() -> None:
    assert "verleden" in Terms().why_not(date(2018, 5, 7), TUESDAY)


def test_it_is_announced_before_the_talk_once_there_is_a_date() -> None:
    assert Terms(record_days=1, react_days=5).announced(TUESDAY) == Announced(date(2018, 5, 9), date(2018, 5, 17))
    assert Terms().announced(None) is None


def test_those_who_read_along_get_half_of_the_time() -> None:
    assert Terms(react_days=4).readers_until(TUESDAY) == date(2018, 5, 11)
    assert Terms(react_days=1).readers_until(TUESDAY) == date(2018, 5, 9)


@pytest.mark.parametrize(
    ("words", "counts"),
    [("5, 8", (5, 8)), ("8,5 5", (5, 8)), ("", ()), (" 3 ", (3,)), ("5 en 8", (5, 8)), ("5; 8", (5, 8))],
)
def test_counts_are_read_as_people_write_them(words: str, counts: tuple[int, ...]) -> None:
    assert counts_in(words) == counts
    assert counts_in(counts_written(counts)) == counts


@pytest.mark.parametrize("words", ["vijf", "0", "-3", "5.5", "121", "5, 8 dagen", "1e3"])
def test_what_is_no_number_of_days_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="werkdagen"):
        counts_in(words)
