from datetime import UTC, datetime, timedelta

import pytest

from surveyapp.accounts.rules import RoleName, session_open

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
