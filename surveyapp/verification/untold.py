"""Agreement that staff wrote down and of which the respondent was not told: the mail about it did not arrive."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from surveyapp.interviews.models import Answer, AnswerRevision, Interview, Respondent
from surveyapp.mail.models import MailState, OutboxMail
from surveyapp.verification.models import Approval
from surveyapp.verification.rules import Channel

_LOST = sa.or_(OutboxMail.state.in_([MailState.FAILED, MailState.WITHDRAWN]), OutboxMail.returned_at.is_not(None))


def untold(session: Session, interview: Interview) -> Mapping[str, Sequence[str]]:
    """Per item, who does not know that staff wrote down their agreement.

    The mail was made in the same moment as the agreement, for the same interview.
    """
    told = sa.exists().where(
        OutboxMail.interview_id == interview.id, OutboxMail.created_at == Approval.given_at, OutboxMail.enclosure == "",
        OutboxMail.to_name == Respondent.name, _LOST,
    )  # fmt: skip
    found = session.scalars(
        sa.select(Approval)
        .join(Approval.respondent)
        .join(Approval.revision)
        .join(AnswerRevision.answer)
        .where(Answer.interview_id == interview.id, Approval.channel.in_(_BY_STAFF), told)
        .options(joinedload(Approval.respondent), joinedload(Approval.revision).joinedload(AnswerRevision.answer))
        .order_by(Approval.id)
    )
    names: dict[str, list[str]] = defaultdict(list)
    for one in found:
        names[one.revision.answer.item].append(f"{one.respondent.name} ({one.channel.label})")
    return names


_BY_STAFF = [one for one in Channel if not one.by_respondent]
