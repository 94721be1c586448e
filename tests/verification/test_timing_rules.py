"""When a respondent is reminded, and when not, whatever the clock does."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.core.dutch import local, moment
from surveyapp.core.workdays import is_working_day
from surveyapp.interviews.terms.rules import Terms
from surveyapp.readings.links.rules import (
    Facts,
    LinkState,
    Stage,
    Waited,
    deadline_at_release,
    deadline_that_counts,
    due,
    link_ends,
    occasions,
    release_due,
    sending_hours,
    stage_of,
    why_not,
    why_not_until,
)

TERMS = Terms(react_days=10, remind_after=(5, 8))
SENT = date(2018, 5, 22)
DEADLINE = date(2018, 6, 5)
FACTS = Facts(
    link=LinkState.OPEN, left=False, bounced=False, released_on=SENT, deadline=DEADLINE, asks_time=False, extended=False
)


def at(month: int, day: int, hour: int = 10) -> datetime:
    return moment(date(2018, month, day), time(hour))


def name(facts: Facts, now: datetime, terms: Terms = TERMS) -> str | None:
    found = due(facts, terms, now)
    return found.name if found else None


def test_reminders_come_after_working_days_and_on_the_day_before_the_deadline() -> None:
    assert [(one.name, one.day) for one in occasions(FACTS, TERMS)] == [
        ("after:5", date(2018, 5, 29)),
        ("after:8", date(2018, 6, 1)),
        ("before:2018-06-05", date(2018, 6, 4)),
    ]
    assert name(FACTS, at(5, 28)) is None
    assert name(FACTS, at(5, 29)) == "after:5"


def test_two_that_fall_on_one_day_are_one() -> None:
    days = [one.day for one in occasions(FACTS, replace(TERMS, remind_after=(5, 9)))]
    assert days == [date(2018, 5, 29), date(2018, 6, 4)]


def test_no_reminder_is_planned_after_the_deadline() -> None:
    assert [one.name for one in occasions(replace(FACTS, deadline=date(2018, 5, 24)), TERMS)] == ["before:2018-05-24"]
    assert occasions(replace(FACTS, deadline=SENT), TERMS) == ()


@pytest.mark.parametrize("now", [at(5, 29, 7), at(5, 29, 18), at(5, 29, 23), at(5, 27), at(5, 21)], ids=str)
def test_nothing_leaves_at_night_in_a_weekend_or_on_a_holiday(now: datetime) -> None:
    assert not sending_hours(now)
    assert name(FACTS, now) is None


def test_one_that_could_not_leave_leaves_a_working_day_later_and_then_no_more() -> None:
    assert name(FACTS, at(5, 30)) == "after:5"
    assert name(FACTS, at(5, 31)) is None


def test_after_a_long_silence_of_the_worker_there_is_no_burst() -> None:
    assert name(FACTS, at(6, 4)) == "before:2018-06-05"
    assert name(FACTS, at(6, 6)) is None
    assert name(FACTS, datetime(2030, 6, 5, 10, tzinfo=UTC)) is None


def test_what_was_sent_is_not_sent_again_nor_what_came_before_it() -> None:
    later = replace(FACTS, occasions=frozenset({"after:8"}), reminded_on=(date(2018, 5, 28),))
    assert name(later, at(5, 29)) is None
    assert name(later, at(6, 4)) == "before:2018-06-05"


def test_a_reminder_by_hand_today_is_enough_for_today() -> None:
    assert name(replace(FACTS, reminded_on=(date(2018, 5, 29),)), at(5, 29)) is None
    assert name(replace(FACTS, reminded_on=(date(2018, 5, 28),)), at(5, 29)) == "after:5"


@pytest.mark.parametrize(
    "stopped",
    [
        replace(FACTS, link=LinkState.SUBMITTED),
        replace(FACTS, link=LinkState.SUPERSEDED),
        replace(FACTS, link=LinkState.CLOSED),
        replace(FACTS, link=LinkState.HELD),
        replace(FACTS, left=True),
        replace(FACTS, asks_time=True),
        replace(FACTS, extended=True),
        replace(FACTS, bounced=True),
        replace(FACTS, released_on=None),
    ],
)
def test_who_need_not_react_hears_nothing(stopped: Facts) -> None:
    for day in range(22, 32):
        assert name(stopped, at(5, day)) is None


def test_who_got_more_time_is_reminded_once_on_that_date() -> None:
    extended = replace(FACTS, extended=True, deadline=date(2018, 6, 16))
    assert why_not(extended, date(2018, 6, 15)) == "kreeg tijd tot en met 16 juni"
    assert name(extended, at(6, 15)) is None
    assert name(extended, at(6, 18)) == "until:2018-06-16"
    sent = replace(extended, occasions=frozenset({"until:2018-06-16"}))
    assert name(sent, at(6, 19)) is None


MOMENTS = st.integers(0, 90 * 24 * 60).map(lambda minutes: at(5, 1) + timedelta(minutes=minutes))


@given(
    st.lists(MOMENTS, max_size=60),
    st.sets(st.integers(1, 15), max_size=4),
    st.booleans(),
    st.dates(date(2018, 5, 22), date(2018, 6, 29)),
    st.booleans(),
)
def test_however_the_clock_jumps_each_reminder_leaves_once_and_never_on_a_free_day(
    looks: list[datetime], after: set[int], before: bool, deadline: date, extended: bool
) -> None:
    terms = Terms(remind_after=tuple(sorted(after)), remind_before=before)
    facts = replace(FACTS, deadline=deadline, extended=extended)
    sent: list[tuple[str, datetime]] = []
    for now in looks:
        found = due(facts, terms, now)
        if found:
            sent.append((found.name, now))
            facts = replace(
                facts,
                occasions=facts.occasions | {found.name},
                reminded_on=(*facts.reminded_on, local(now).date()),
            )
    days = [local(now).date() for _, now in sent]
    assert len({name for name, _ in sent}) == len(sent)
    assert days == sorted(set(days))
    assert all(is_working_day(day) and 8 <= local(now).hour < 18 for day, (_, now) in zip(days, sent, strict=True))
    assert all(day >= deadline if extended else day <= deadline for day in days)
    assert len(sent) <= len(after) + 1


def test_how_far_somebody_is_decides_the_words() -> None:
    assert stage_of(opened=False, done=0) is Stage.UNOPENED
    assert stage_of(opened=True, done=0) is Stage.OPENED
    assert stage_of(opened=True, done=3) is Stage.HALF


def test_more_time_is_a_later_day_within_the_round() -> None:
    def reason(until: date, today: date = SENT) -> str:
        return why_not_until(until, deadline=DEADLINE, terms=Terms(last_day=date(2018, 6, 29)), today=today)

    assert reason(date(2018, 6, 6)) == ""
    assert reason(DEADLINE) == "Kies een datum na 5 juni 2018."
    assert reason(date(2018, 6, 8), today=date(2018, 6, 10)) == "Kies een datum na 10 juni 2018."
    assert "uiterste datum" in reason(date(2018, 6, 30))
    assert "half jaar" in reason(date(2081, 6, 6))


def test_a_link_works_through_the_day_after_the_deadline() -> None:
    assert local(link_ends(DEADLINE)) == local(moment(DEADLINE + timedelta(days=2), time()))


def test_the_others_come_when_the_readers_are_done_or_their_time_is_over() -> None:
    until = date(2018, 5, 29)
    assert release_due(until, readers=0, now=at(5, 23, 23)), "a reader who is done at night keeps nobody waiting"
    assert not release_due(until, readers=1, now=at(5, 29, 17))
    assert release_due(until, readers=1, now=at(5, 30, 8))
    assert not release_due(until, readers=1, now=at(5, 30, 7))


def test_a_late_release_takes_no_days_away() -> None:
    until, sent_on = date(2018, 5, 29), date(2018, 5, 22)
    assert deadline_at_release(DEADLINE, until, TERMS, date(2018, 5, 24), sent_on=sent_on) == DEADLINE
    assert deadline_at_release(DEADLINE, until, TERMS, date(2018, 5, 30), sent_on=sent_on) == DEADLINE
    assert deadline_at_release(DEADLINE, until, TERMS, date(2018, 6, 4), sent_on=sent_on) == date(2018, 6, 11)
    short = replace(TERMS, last_day=date(2018, 6, 8))
    assert deadline_at_release(DEADLINE, until, short, date(2018, 6, 4), sent_on=sent_on) == date(2018, 6, 8)


def test_the_days_of_who_waited_for_a_mail_server_begin_when_there_is_one() -> None:
    sent = date(2018, 5, 22)
    assert deadline_at_release(date(2018, 5, 29), sent, TERMS, sent, sent_on=sent) == date(2018, 5, 29)
    assert deadline_at_release(date(2018, 5, 29), sent, TERMS, date(2018, 5, 23), sent_on=sent) == date(2018, 5, 30)
    assert deadline_at_release(date(2018, 5, 29), sent, TERMS, date(2018, 6, 12), sent_on=sent) == date(2018, 6, 19)


def test_a_last_day_that_is_over_takes_no_days_of_who_waited_for_a_mail_server() -> None:
    sent, left = date(2018, 5, 22), date(2018, 6, 12)
    for last_day, deadline in ((date(2018, 6, 8), date(2018, 6, 19)), (date(2018, 6, 14), date(2018, 6, 14))):
        terms = replace(TERMS, last_day=last_day)
        assert deadline_at_release(date(2018, 5, 29), sent, terms, left, sent_on=sent) == deadline


def test_the_first_deadline_of_who_must_agree_counts_in_a_list() -> None:
    reader = Waited(date(2018, 5, 29), must_agree=False, held=False)
    first = Waited(date(2018, 6, 12), must_agree=True, held=False)
    other = Waited(DEADLINE, must_agree=True, held=False)
    waits = Waited(date(2018, 5, 23), must_agree=True, held=True)
    assert deadline_that_counts([reader, first, other, waits], SENT) == DEADLINE
    assert deadline_that_counts([reader, waits], SENT) == reader.deadline
    assert deadline_that_counts([], DEADLINE) == DEADLINE
    assert deadline_that_counts([waits], SENT) is None
