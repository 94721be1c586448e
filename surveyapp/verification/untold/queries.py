"""Agreement that staff wrote down and of which the respondent was not told: the mail about it has not arrived."""

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
    """Somebody who does not know that staff wrote down their agreement. ``waits``: the mail may still arrive."""

    who: str
    waits: bool


def untold(session: Session, interview: Interview) -> Mapping[str, Sequence[Untold]]:
    """Return per item who does not know that staff wrote down their agreement."""
    found = session.scalars(
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
    for one in found:
        waits = one.notice is not None and one.notice.standing is Standing.WAITING
        names[one.revision.answer.item].append(Untold(f"{one.respondent.name} ({one.channel.label})", waits))
    return names


def notices_to(session: Session, person: Respondent) -> Sequence[OutboxMail]:
    """Return the mails about agreement of this person that have not arrived, the oldest first."""
    of_person = sa.select(Approval.notice_id).where(Approval.respondent_id == person.id)
    found = sa.select(OutboxMail).where(OutboxMail.id.in_(of_person), NOT_TOLD)
    return session.scalars(found.order_by(OutboxMail.id)).all()
