"""What an interview asks for, and in what order."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from surveyapp.fieldwork.overview.rules import INVITE_WITHIN, Facts, Step, begins, step_of, urgency, week_of
from surveyapp.interviews.recording.rules import InterviewState
from surveyapp.invitations.rules import Stand

NOW = datetime(2018, 5, 22, 10, 0, tzinfo=UTC)
TODAY = date(2018, 5, 22)


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, 30, tzinfo=UTC)


def planned(days: int, invitation: Stand = Stand.OPEN) -> Facts:
    day = TODAY + timedelta(days=days)
    return Facts(InterviewState.PLANNED, day, moment(day), invitation, 0, None)


RECORDED = Facts(InterviewState.RECORDING, TODAY - timedelta(days=3), None, Stand.SENT, 0, None)
WAITING = Facts(InterviewState.WAITING, TODAY - timedelta(days=30), None, Stand.SENT, 1, TODAY)


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        (planned(0), Step.NOW),
        (planned(0, Stand.CHANGED), Step.NOW),
        (replace(planned(0), planned_from=None), Step.NOW),
        (replace(RECORDED, held_on=TODAY), Step.NOW),
        (replace(RECORDED, held_on=TODAY, records=1, deadline=TODAY), Step.SEND),
        (RECORDED, Step.SEND),
        (replace(RECORDED, state=InterviewState.REACTED, records=1), Step.REACT),
        (planned(1), Step.INVITE),
        (planned(INVITE_WITHIN.days), Step.INVITE),
        (planned(INVITE_WITHIN.days + 1), Step.COMING),
        (planned(40, Stand.CHANGED), Step.INVITE),
        (planned(3, Stand.PARTLY), Step.INVITE),
        (planned(3, Stand.SENT), Step.COMING),
        (planned(-1, Stand.SENT), Step.PLAN),
        (replace(planned(3), planned_from=None), Step.PLAN),
        (replace(planned(3), planned_from=None, held_on=None), Step.PLAN),
        (replace(planned(3, Stand.CHANGED), planned_from=None, held_on=None), Step.INVITE),
        (WAITING, Step.WAIT),
        (replace(WAITING, deadline=TODAY - timedelta(days=1)), Step.LATE),
        (replace(WAITING, deadline=None), Step.HELD),
        (replace(WAITING, state=InterviewState.APPROVED), Step.DONE),
    ],
)
def test_each_interview_has_one_next_step(facts: Facts, step: Step) -> None:
    assert step_of(facts, NOW) is step


def test_today_is_a_dutch_day() -> None:
    before_midnight = datetime(2018, 5, 21, 22, 30, tzinfo=UTC)
    assert step_of(planned(0), before_midnight) is Step.NOW
    assert step_of(planned(0), before_midnight - timedelta(hours=1)) is Step.INVITE


def test_steps_stand_in_the_order_of_what_needs_doing() -> None:
    assert [step for step in Step if not step.asks] == list(Step)[-4:]
    assert [step.value for step in Step][:7] == ["now", "time", "answer", "react", "send", "invite", "late"]
    assert all(step.heading for step in Step)


def test_a_talk_can_begin_half_an_hour_before_its_time() -> None:
    talk = planned(0)
    assert talk.planned_from
    assert begins(talk, talk.planned_from - timedelta(minutes=30))
    assert not begins(talk, talk.planned_from - timedelta(minutes=31))
    assert begins(replace(talk, planned_from=None), NOW)


def test_what_comes_first_stands_first() -> None:
    late = replace(WAITING, deadline=TODAY - timedelta(days=2))
    early = replace(planned(1), planned_from=moment(TODAY + timedelta(days=1)) - timedelta(hours=1))
    nothing = replace(planned(0), held_on=None, planned_from=None)
    assert sorted([nothing, planned(1), early, WAITING, late], key=urgency) == [
        late,
        WAITING,
        early,
        planned(1),
        nothing,
    ]


def test_the_week_names_talks_and_deadlines_by_working_day() -> None:
    week = week_of(TODAY, [("B", planned(1)), ("A", planned(0)), ("C", WAITING), ("D", planned(30))])
    assert [one.day.day for one in week] == [21, 22, 23, 24, 25]
    assert (week[1].talks, week[1].deadlines, week[2].talks) == (("A",), ("C",), ("B",))
    assert (week[0].talks, week[3].deadlines) == ((), ())
    assert week_of(date(2018, 5, 26), [])[0].day == date(2018, 5, 28)


@pytest.mark.parametrize(
    "facts",
    [
        WAITING,
        replace(WAITING, deadline=TODAY - timedelta(days=1)),
        replace(WAITING, state=InterviewState.APPROVED),
        planned(INVITE_WITHIN.days + 1),
        planned(1),
        replace(planned(1), held_on=None),
    ],
)
def test_a_mail_asks_for_an_answer_until_somebody_says_that_it_has_one(facts: Facts) -> None:
    asked = replace(facts, unanswered=1)
    assert step_of(asked, NOW) is Step.ANSWER
    assert step_of(asked, NOW).asks
    assert step_of(facts, NOW) is not Step.ANSWER


@pytest.mark.parametrize("facts", [planned(0), RECORDED, replace(WAITING, asks_time=True)])
def test_what_is_more_urgent_than_a_mail_comes_first(facts: Facts) -> None:
    assert step_of(replace(facts, unanswered=1), NOW) is step_of(facts, NOW)
