from datetime import timedelta

import pytest
import sqlalchemy as sa
from recorded import NOW, Recorded
from setting import MakeUser
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.conversation import operations, queries
from surveyapp.conversation.models import Presence
from surveyapp.conversation.queries import Colleague
from surveyapp.core.audit import Actor, AuditEvent
from surveyapp.core.errors import NotFound, Refused
from surveyapp.interviews.recording.models import Interview

MINUTE = timedelta(minutes=1)


@pytest.fixture
def interview(any_session: Session) -> Interview:
    return Recorded.of(any_session).interview()


def events(session: Session) -> list[str]:
    found = session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id))
    return [action for action in found if action.startswith(("conversation", "presence"))]


def test_a_conversation_begins_ends_and_goes_on_once_each(any_session: Session, interview: Interview) -> None:
    system = Actor.system()
    with pytest.raises(Refused, match="nog niet begonnen"):
        operations.end(any_session, system, interview, since=NOW, at=NOW)
    operations.begin(any_session, system, interview, since=NOW, at=NOW)
    operations.begin(any_session, system, interview, since=NOW + MINUTE, at=NOW + MINUTE)
    assert interview.started_at == NOW
    operations.end(any_session, system, interview, since=NOW + 60 * MINUTE, at=NOW + 60 * MINUTE)
    operations.end(any_session, system, interview, since=NOW + 90 * MINUTE, at=NOW + 90 * MINUTE)
    any_session.refresh(interview)
    assert (interview.started_at, interview.ended_at) == (NOW, NOW + 60 * MINUTE)
    operations.begin(any_session, system, interview, since=NOW + 61 * MINUTE, at=NOW + 61 * MINUTE)
    assert (interview.started_at, interview.ended_at) == (NOW, None)
    assert events(any_session) == ["conversation.begin", "conversation.end", "conversation.begin"]


def test_a_beginning_that_came_late_has_its_own_moment(any_session: Session, interview: Interview) -> None:
    interview.held_on = None
    operations.begin(any_session, Actor.system(), interview, since=NOW - 20 * MINUTE, at=NOW)
    assert interview.started_at == NOW - 20 * MINUTE
    assert str(interview.held_on) == "2018-05-22"
    operations.end(any_session, Actor.system(), interview, since=NOW - 30 * MINUTE, at=NOW)
    assert interview.ended_at == interview.started_at


def test_an_interview_of_last_week_does_not_begin_again(any_session: Session, interview: Interview) -> None:
    operations.begin(any_session, Actor.system(), interview, since=NOW, at=NOW)
    later = NOW + timedelta(days=7)
    with pytest.raises(Refused, match="al eerder gehouden"):
        operations.begin(any_session, Actor.system(), interview, since=later, at=later)
    assert interview.started_at == NOW


def test_times_are_corrected_by_hand(any_session: Session, interview: Interview) -> None:
    system = Actor.system()
    operations.correct_times(any_session, system, interview, started_at=NOW, ended_at=NOW + MINUTE, at=NOW + MINUTE)
    operations.correct_times(any_session, system, interview, started_at=NOW, ended_at=NOW + MINUTE, at=NOW + MINUTE)
    with pytest.raises(Refused, match="voor het begin"):
        operations.correct_times(any_session, system, interview, started_at=NOW, ended_at=NOW - MINUTE, at=NOW)
    assert interview.ended_at == NOW + MINUTE
    operations.correct_times(any_session, system, interview, started_at=None, ended_at=None, at=NOW)
    assert interview.started_at is None
    assert events(any_session) == ["conversation.correct", "conversation.correct"]


@pytest.mark.parametrize("values", [{"ended_at": NOW}, {"started_at": NOW, "ended_at": NOW - MINUTE}])
def test_the_database_refuses_an_end_before_the_beginning(
    any_session: Session, interview: Interview, values: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError, match="ends_after_it_starts"):
        any_session.execute(sa.update(Interview).where(Interview.id == interview.id).values(**values))


def test_colleagues_see_each_other_until_nothing_is_heard(
    any_session: Session, interview: Interview, any_staff: MakeUser
) -> None:
    ann, bregje = any_staff(RoleName.ADMINISTRATOR, name="Ann"), any_staff(RoleName.ADMINISTRATOR, name="Bregje")
    for item in ("3a", "4a"):
        operations.be_present(any_session, Actor("staff", bregje.id), interview.id, item, at=NOW)
    operations.be_present(any_session, Actor("staff", ann.id), interview.id, "1", at=NOW)

    def seen(seconds: int) -> tuple[Colleague, ...]:
        return queries.get_now(any_session, ann, interview.id, NOW + timedelta(seconds=seconds)).colleagues

    assert seen(30) == (Colleague(bregje.id, "Bregje", "4a"),)
    assert seen(36) == ()
    operations.leave(any_session, Actor("staff", bregje.id), interview.id)
    assert seen(1) == ()
    assert any_session.scalars(sa.select(Presence.user_id)).all() == [ann.id]
    assert events(any_session) == []


def test_now_tells_the_newest_numbers_and_nothing_to_a_stranger(
    any_session: Session, interview: Interview, any_staff: MakeUser
) -> None:
    stranger, chief = any_staff(RoleName.INTERVIEWER), any_staff(RoleName.ADMINISTRATOR)
    made = Recorded(any_session, interview.round)
    made.save(interview, "1", "Ja.")
    made.save(interview, "1", "Ja, zeker.", base=1)
    made.save(interview, "2b", "Er is gesloopt.")
    found = queries.get_now(any_session, chief, interview.id, NOW)
    assert (found.answers, found.notes, found.started_at) == ({"1": 2, "2b": 1}, {}, None)
    with pytest.raises(NotFound):
        queries.get_now(any_session, stranger, interview.id, NOW)
