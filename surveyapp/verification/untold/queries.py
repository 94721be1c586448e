"""Queries on agreements that staff entered and whose mail to the respondent has not arrived."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from surveyapp.interviews.recording.models import Answer, AnswerRevision, Interview, Respondent
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.mail.outbox.rules import Standing
from surveyapp.verification.records.models import Approval

NOT_TOLD = sa.or_(OutboxMail.state != MailState.SENT, OutboxMail.returned_at.is_not(None))
"""The condition that a notice has not arrived, as far as is known."""


@dataclass(frozen=True, slots=True)
class Untold:
    """A respondent who has not been told that staff entered their agreement. ``waits``: the mail may still arrive."""

    who: str
    waits: bool


def untold(session: Session, interview: Interview) -> Mapping[str, Sequence[Untold]]:
    """Return the respondents per item who have not been told that staff entered their agreement."""
    approvals = session.scalars(
        sa.select(Approval)
        .join(Approval.respondent)
        .join(Approval.notice)
        .join(Approval.revision)
        .join(AnswerRevision.answer)
        .where(Answer.interview_id == interview.id, NOT_TOLD)
        .options(
            joinedload(Approval.respondent),
            joinedload(Approval.notice),
            joinedload(Approval.revision).joinedload(AnswerRevision.answer),
        )
        .order_by(Approval.id)
    )
    names: dict[str, list[Untold]] = defaultdict(list)
    for approval in approvals:
        waits = approval.notice is not None and approval.notice.standing is Standing.WAITING
        names[approval.revision.answer.item].append(
            Untold(f"{approval.respondent.name} ({approval.channel.label})", waits)
        )
    return names


def notices_to(session: Session, person: Respondent) -> Sequence[OutboxMail]:
    """Return the mails about a respondent's agreements that have not arrived, oldest first."""
    of_person = sa.select(Approval.notice_id).where(Approval.respondent_id == person.id)
    notices = sa.select(OutboxMail).where(OutboxMail.id.in_(of_person), NOT_TOLD)
    return session.scalars(notices.order_by(OutboxMail.id)).all()
