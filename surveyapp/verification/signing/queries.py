"""Queries on who signs a mail about an interview and gets the replies."""

import sqlalchemy as sa
from sqlalchemy.orm import object_session

from surveyapp.accounts.staff.models import User
from surveyapp.core.audit import Actor
from surveyapp.interviews.recording.models import Interview
from surveyapp.verification.records.models import Record


def writer_of(interview: Interview, by: Actor) -> User | None:
    """Return the member of staff who causes a mail.

    For a mail that no member of staff causes (a reminder, a receipt), it is the sender of the newest record while
    still an interviewer of it, else one of its interviewers, or None. The interview must belong to a session.
    """
    session = object_session(interview)
    if session is None:
        raise ValueError("an interview outside a session")
    if by.user_id:
        return session.get(User, by.user_id)
    records = sa.select(Record.sent_by_id).where(Record.interview_id == interview.id)
    sent_by = session.scalar(records.order_by(Record.number.desc()).limit(1))
    present = [interviewer for interviewer in interview.interviewers if interviewer.active]
    return next((interviewer for interviewer in present if interviewer.id == sent_by), present[0] if present else None)


def answers_to(interview: Interview, contact: str) -> str:
    """Return the address for questions about the interview on a respondent's page; ``contact`` when nobody signs."""
    writer = writer_of(interview, Actor.system())
    return writer.email if writer else contact
