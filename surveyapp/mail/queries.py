"""Questions to the outbox."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.mail.models import MailState, OutboxMail


def find_mail(session: Session, mail_id: int) -> OutboxMail | None:
    """One mail."""
    return session.get(OutboxMail, mail_id)


def newest_mails(session: Session, limit: int, state: MailState | None = None) -> Sequence[OutboxMail]:
    """The newest first; of one state when given."""
    query = sa.select(OutboxMail).order_by(OutboxMail.created_at.desc(), OutboxMail.id.desc()).limit(limit)
    return session.scalars(query.where(OutboxMail.state == state) if state else query).all()


def count_by_state(session: Session) -> dict[MailState, int]:
    """How many mails are in each state; every state is in it."""
    rows = session.execute(sa.select(OutboxMail.state, sa.func.count()).group_by(OutboxMail.state))
    return dict.fromkeys(MailState, 0) | {row[0]: row[1] for row in rows}


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
