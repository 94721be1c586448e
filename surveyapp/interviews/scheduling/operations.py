"""Operations on deadlines, of a round and of one interview."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, record_event
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.models import Interview, Round
from surveyapp.interviews.terms.rules import Terms, counts_written


def change_terms(session: Session, actor: Actor, round_: Round, terms: Terms, *, at: datetime) -> None:
    """Change the deadline settings of a round. Deadlines that were given already stay."""
    if terms == round_.terms:
        return
    round_.react_days, round_.record_days = terms.react_days, terms.record_days
    round_.last_day = terms.last_day
    round_.remind_after, round_.remind_before = counts_written(terms.remind_after), terms.remind_before
    session.flush()
    record_event(
        session,
        actor,
        "round.terms",
        "round",
        round_.id,
        at,
        react_days=terms.react_days,
        record_days=terms.record_days,
        last_day=terms.last_day.isoformat() if terms.last_day else "",
        remind_after=counts_written(terms.remind_after),
        remind_before=terms.remind_before,
    )


def give_own_deadline(session: Session, actor: Actor, interview: Interview, day: date | None, *, at: datetime) -> None:
    """Set the deadline of one interview, or return to the round's settings with None.

    Raises Refused for a day after the last day of the round.
    """
    last = interview.round.last_day
    if day and last and day > last:
        raise Refused(interview.round.terms.why_not(day, day))
    if day != interview.react_by:
        interview.react_by = day
        session.flush()
        record_event(
            session, actor, "interview.react_by", "interview", interview.id, at, day=day.isoformat() if day else ""
        )
