"""Who signs a mail about an interview, and gets the answers to it."""

import sqlalchemy as sa
from sqlalchemy.orm import object_session

from surveyapp.accounts.staff.models import User
from surveyapp.core.audit import Actor
from surveyapp.interviews.recording.models import Interview
from surveyapp.verification.records.models import Record


def writer_of(interview: Interview, by: Actor) -> User | None:
    """The member of staff who causes a mail.

    For a mail that nobody of staff causes (a reminder, a receipt): who sent the newest record, while still an
    interviewer of it, else one of its interviewers; None when there is nobody. The interview is in a session.
    """
    session = object_session(interview)
    if session is None:
        raise ValueError("an interview outside a session")
    if by.user_id:
        return session.get(User, by.user_id)
    records = sa.select(Record.sent_by_id).where(Record.interview_id == interview.id)
    sent_by = session.scalar(records.order_by(Record.number.desc()).limit(1))
    present = [one for one in interview.interviewers if one.active]
    return next((one for one in present if one.id == sent_by), present[0] if present else None)


def answers_to(interview: Interview, contact: str) -> str:
    """The address on a respondent's page for questions about the interview; ``contact`` when nobody is there."""
    writer = writer_of(interview, Actor.system())
    return writer.email if writer else contact
