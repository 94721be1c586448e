"""Delete an interview with everything that was recorded in it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, record_event
from surveyapp.core.errors import Refused
from surveyapp.core.events import wired
from surveyapp.interviews.recording.events import InterviewEvents
from surveyapp.interviews.recording.models import (
    Answer,
    AnswerRevision,
    Interview,
    MarkedProgress,
    NoteRevision,
    Passage,
    PersonChange,
    Respondent,
)
from surveyapp.mail.outbox.models import MailState, OutboxMail


def why_not_delete(session: Session, interview: Interview) -> str:
    """Return why an interview cannot be deleted, as a Dutch sentence, or "" when it can."""
    asked = wired(session, InterviewEvents).deletion_asked
    return next(filter(None, (objection(session, interview) for objection in asked)), "")


def delete_interview(session: Session, actor: Actor, interview: Interview, *, at: datetime) -> None:
    """Delete an interview of which nothing was sent, with its answers, notes and respondents.

    Waiting mails are withdrawn. Only the audit event remains. Raises Refused.
    """
    if reason := why_not_delete(session, interview):
        raise Refused(reason)
    _detach_mails(session, interview)
    for let_go in wired(session, InterviewEvents).deleting:
        let_go(session, interview)
    answers = sa.select(Answer.id).where(Answer.interview_id == interview.id)
    revisions = sa.select(AnswerRevision.id).where(AnswerRevision.answer_id.in_(answers))
    people = sa.select(Respondent.id).where(Respondent.interview_id == interview.id)
    for statement in (
        sa.delete(Passage).where(Passage.revision_id.in_(revisions)),
        sa.delete(AnswerRevision).where(AnswerRevision.answer_id.in_(answers)),
        sa.delete(Answer).where(Answer.interview_id == interview.id),
        sa.delete(MarkedProgress).where(MarkedProgress.interview_id == interview.id),
        sa.delete(NoteRevision).where(NoteRevision.interview_id == interview.id),
        sa.delete(PersonChange).where(PersonChange.respondent_id.in_(people)),
        sa.delete(Respondent).where(Respondent.interview_id == interview.id),
    ):
        session.execute(statement)
    session.expire(interview, ["everybody"])
    record_event(session, actor, "interview.delete", "interview", interview.id, at)
    session.delete(interview)
    session.flush()


def _detach_mails(session: Session, interview: Interview) -> None:
    of_this = OutboxMail.interview_id == interview.id
    waiting = sa.update(OutboxMail).where(of_this, OutboxMail.state == MailState.WAITING)
    session.execute(waiting.values(state=MailState.WITHDRAWN))
    session.execute(sa.update(OutboxMail).where(of_this).values(interview_id=None))
