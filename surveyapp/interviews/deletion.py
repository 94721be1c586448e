"""Take an interview away, with everything that was recorded in it."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.audit import Actor, record_event
from surveyapp.interviews.models import Answer, AnswerRevision, Interview, NoteRevision, Passage, Respondent
from surveyapp.mail.models import MailState, OutboxMail

BEFORE_DELETION: list[Callable[[Session, Interview], object]] = []
"""Called before an interview goes: a later step deletes what it holds of it, or raises Refused."""


def delete_interview(session: Session, actor: Actor, interview: Interview, *, at: datetime) -> None:
    """Delete an interview of which nothing was sent, and its answers, notes and respondents.

    Mails that wait are withdrawn. What remains is the audit event. Raises Refused.
    """
    for prepare in BEFORE_DELETION:
        prepare(session, interview)
    answers = sa.select(Answer.id).where(Answer.interview_id == interview.id)
    revisions = sa.select(AnswerRevision.id).where(AnswerRevision.answer_id.in_(answers))
    mails = OutboxMail.interview_id == interview.id
    for statement in (
        sa.delete(Passage).where(Passage.revision_id.in_(revisions)),
        sa.delete(AnswerRevision).where(AnswerRevision.answer_id.in_(answers)),
        sa.delete(Answer).where(Answer.interview_id == interview.id),
        sa.delete(NoteRevision).where(NoteRevision.interview_id == interview.id),
        sa.update(OutboxMail).where(mails, OutboxMail.state == MailState.WAITING).values(state=MailState.WITHDRAWN),
        sa.update(OutboxMail).where(mails).values(interview_id=None),
        sa.delete(Respondent).where(Respondent.interview_id == interview.id),
    ):
        session.execute(statement)
    session.expire(interview, ["respondents"])
    record_event(session, actor, "interview.delete", "interview", interview.id, at)
    session.delete(interview)
    session.flush()
