"""Operations on the times of a conversation and on the presence of colleagues."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from surveyapp.conversation.models import Presence
from surveyapp.conversation.rules import Talk, talk_of, times_problem
from surveyapp.core.audit import Actor, record_event
from surveyapp.core.dutch import local
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.models import Interview


def begin(session: Session, actor: Actor, interview: Interview, *, since: datetime, at: datetime) -> None:
    """Start the conversation at ``since``, or continue one that has just ended. Starting twice changes nothing.

    Raises Refused when it was held before; its times can be corrected by hand.
    """
    talk = talk_of(interview.started_at, interview.ended_at, at)
    if talk is Talk.UNDER_WAY:
        return
    if talk is Talk.AHEAD:
        interview.started_at = since
        interview.held_on = interview.held_on or local(since).date()
    elif talk is Talk.JUST_OVER:
        interview.ended_at = None
    else:
        raise Refused("Dit gesprek is al eerder gehouden. Pas de tijden aan bij Datum en personen.")
    session.flush()
    record_event(
        session,
        actor,
        "conversation.begin",
        "interview",
        interview.id,
        at,
        held_on=interview.held_day,
        **_times(interview),
    )


def end(session: Session, actor: Actor, interview: Interview, *, since: datetime, at: datetime) -> None:
    """End the conversation at ``since``. Ending twice changes nothing. Raises Refused when it has not begun."""
    if interview.ended_at:
        return
    if interview.started_at is None:
        raise Refused("Dit gesprek is nog niet begonnen.")
    interview.ended_at = max(since, interview.started_at)
    session.flush()
    record_event(session, actor, "conversation.end", "interview", interview.id, at, **_times(interview))


def correct_times(
    session: Session,
    actor: Actor,
    interview: Interview,
    *,
    started_at: datetime | None,
    ended_at: datetime | None,
    at: datetime,
) -> None:
    """Correct the times of a conversation. Raises Refused for impossible times."""
    if problem := times_problem(started_at, ended_at, at):
        raise Refused(problem)
    if (started_at, ended_at) == (interview.started_at, interview.ended_at):
        return
    interview.started_at, interview.ended_at = started_at, ended_at
    session.flush()
    record_event(session, actor, "conversation.correct", "interview", interview.id, at, **_times(interview))


def _times(interview: Interview) -> dict[str, str | None]:
    return {
        name: moment.isoformat(timespec="seconds") if moment else None
        for name, moment in (("started_at", interview.started_at), ("ended_at", interview.ended_at))
    }


def be_present(session: Session, actor: Actor, interview_id: int, item: str, *, at: datetime) -> None:
    """Record that a user looks at a question. Presence is temporary, so it is no audit event."""
    here = sa.and_(Presence.interview_id == interview_id, Presence.user_id == actor.user_id)
    known = session.scalars(sa.update(Presence).where(here).values(item=item, seen_at=at).returning(Presence.item))
    if known.all():
        return
    try:
        with session.begin_nested():
            session.execute(
                sa.insert(Presence).values(interview_id=interview_id, user_id=actor.user_id, item=item, seen_at=at)
            )
    except IntegrityError:
        return  # another window of the same user inserted the row


def leave(session: Session, actor: Actor, interview_id: int) -> None:
    """Record that a user closed the desk."""
    here = sa.and_(Presence.interview_id == interview_id, Presence.user_id == actor.user_id)
    session.execute(sa.delete(Presence).where(here))
