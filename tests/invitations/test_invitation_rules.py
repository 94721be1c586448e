from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from surveyapp.invitations.rules import Appointment, Stand, Told, stand_of, told, why_not_invite

NOW = datetime(2018, 5, 22, 10, 0, tzinfo=UTC)
PLAN = Appointment(NOW + timedelta(days=7), NOW + timedelta(days=7, hours=1), "Stadhuis", "")


def test_what_a_person_was_told_holds_until_the_plan_changes() -> None:
    assert told(None, PLAN) is Told.NOTHING
    assert told(PLAN, PLAN) is Told.CURRENT
    assert told(PLAN, None) is Told.OLDER
    for change in ({"place": "Elders"}, {"video_url": "https://x.nl"}, {"ends_at": PLAN.ends_at + timedelta(hours=1)}):
        assert told(PLAN, replace(PLAN, **change)) is Told.OLDER


@pytest.mark.parametrize(
    ("people", "stand"),
    [
        ([], Stand.OPEN),
        ([Told.NOTHING, Told.NOTHING], Stand.OPEN),
        ([Told.NOTHING, Told.CURRENT], Stand.PARTLY),
        ([Told.CURRENT, Told.CURRENT], Stand.SENT),
        ([Told.CURRENT, Told.OLDER], Stand.CHANGED),
        ([Told.NOTHING, Told.OLDER], Stand.CHANGED),
    ],
)
def test_the_stand_follows_from_what_each_was_told(people: list[Told], stand: Stand) -> None:
    assert stand_of(people) is stand


@pytest.mark.parametrize(
    ("plan", "people", "recorded", "reason"),
    [
        (None, 1, False, "begintijd"),
        (replace(PLAN, place=""), 1, False, "waar het gesprek is"),
        (PLAN, 0, False, "nog niemand"),
        (replace(PLAN, begins_at=NOW), 1, False, "al voorbij"),
        (PLAN, 1, True, "al iets opgenomen"),
        (PLAN, 1, False, ""),
        (replace(PLAN, place="", video_url="https://video.example.org"), 1, False, ""),
    ],
)
def test_a_refusal_says_what_to_do_first(plan: Appointment | None, people: int, recorded: bool, reason: str) -> None:
    found = why_not_invite(plan, people=people, recorded=recorded, now=NOW)
    assert reason in found
    assert bool(found) is bool(reason)
