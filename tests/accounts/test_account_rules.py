from datetime import UTC, datetime, timedelta
from time import process_time

import pytest

from surveyapp.accounts.staff.rules import RoleName, is_weak, session_open

START = datetime(2018, 5, 22, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seen", "now", "expected"),
    [
        (timedelta(0), timedelta(minutes=29), True),
        (timedelta(0), timedelta(minutes=30), False),
        (timedelta(hours=9, minutes=50), timedelta(hours=9, minutes=59), True),
        (timedelta(hours=9, minutes=59), timedelta(hours=10), False),
    ],
)
def test_a_session_lasts_half_an_hour_without_a_request_and_ten_hours_in_all(
    seen: timedelta, now: timedelta, expected: bool
) -> None:
    assert session_open(START, START + seen, START + now) is expected


def test_every_role_has_a_dutch_name() -> None:
    assert [role.label for role in RoleName] == ["Interviewer", "Redacteur", "Beheerder"]


@pytest.mark.parametrize(
    "password",
    ["aaaaaaaaaaaa", "123456789012", "abcabcabcabc", "qwertyuiopas", "welkom123456", "wachtwoord123", "jansenjansen"],
)
def test_a_password_that_is_easy_to_guess_is_weak(password: str) -> None:
    assert is_weak(password, "Jan Jansen", "jan.jansen@example.org")


@pytest.mark.parametrize("password", ["correct-paard-batterij", "vier losse woorden achter elkaar"])
def test_a_password_of_loose_words_is_not_weak(password: str) -> None:
    assert not is_weak(password, "Jan Jansen")


def test_a_very_long_password_is_checked_in_no_time() -> None:
    begun = process_time()
    assert is_weak("a1" * 50_000)
    assert process_time() - begun < 2
