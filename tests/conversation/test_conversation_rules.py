from datetime import UTC, datetime, timedelta

import pytest

from surveyapp.conversation.rules import Talk, talk_of, times_problem

NOON = datetime(2018, 4, 12, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("started", "ended", "now", "talk"),
    [
        (None, None, NOON, Talk.AHEAD),
        (NOON, None, NOON + HOUR, Talk.UNDER_WAY),
        (NOON, None, NOON + 12 * HOUR, Talk.UNENDED),
        (NOON, NOON + HOUR, NOON + 2 * HOUR, Talk.JUST_OVER),
        (NOON, NOON + HOUR, NOON + 13 * HOUR, Talk.OVER),
    ],
)
def test_a_conversation_is_ahead_under_way_or_over(
    started: datetime | None, ended: datetime | None, now: datetime, talk: Talk
) -> None:
    assert talk_of(started, ended, now) is talk


@pytest.mark.parametrize(
    ("started", "ended", "problem"),
    [
        (None, None, ""),
        (NOON, None, ""),
        (NOON, NOON, ""),
        (NOON, NOON + 12 * HOUR, ""),
        (None, NOON, "wanneer het gesprek begon"),
        (NOON, NOON - HOUR, "voor het begin"),
        (NOON, NOON + 13 * HOUR, "twaalf uur"),
        (NOON + 25 * HOUR, None, "nog niet geweest"),
        (NOON + 23 * HOUR, NOON + 25 * HOUR, "nog niet geweest"),
    ],
)
def test_times_must_be_possible(started: datetime | None, ended: datetime | None, problem: str) -> None:
    found = times_problem(started, ended, NOON + 24 * HOUR)
    assert problem in found
    assert bool(found) == bool(problem)
