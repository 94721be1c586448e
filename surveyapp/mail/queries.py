"""Questions to the outbox."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.mail.models import MailState, OutboxMail


def mails_of_interview(session: Session, interview_id: int) -> Sequence[OutboxMail]:
    """Every mail about one interview, the oldest first."""
    return session.scalars(
        sa.select(OutboxMail).where(OutboxMail.interview_id == interview_id).order_by(OutboxMail.id)
    ).all()


def next_due(session: Session, now: datetime) -> OutboxMail | None:
    """The mail that waits longest and may be tried now. Locked; skips what another worker holds."""
    return session.scalar(
        sa.select(OutboxMail)
        .where(OutboxMail.state == MailState.WAITING, OutboxMail.next_attempt_at <= now)
        .order_by(OutboxMail.next_attempt_at, OutboxMail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
