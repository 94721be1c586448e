"""Queries on the outbox."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from surveyapp.core import leases
from surveyapp.mail.message.marks import LINK
from surveyapp.mail.outbox.models import MailState, OutboxMail


def mails_of_interview(session: Session, interview_id: int) -> Sequence[OutboxMail]:
    """Return the mails about an interview, oldest first."""
    return session.scalars(
        sa.select(OutboxMail).where(OutboxMail.interview_id == interview_id).order_by(OutboxMail.id)
    ).all()


def newest_with(
    session: Session, enclosure: str, interview_id: int, since: datetime | None = None
) -> OutboxMail | None:
    """Return the last mail about an interview with this enclosure, created at or after ``since``."""
    return session.scalars(
        sa.select(OutboxMail)
        .where(
            OutboxMail.interview_id == interview_id,
            OutboxMail.enclosure == enclosure,
            *((OutboxMail.created_at >= since,) if since else ()),
        )
        .order_by(OutboxMail.id.desc())
        .limit(1)
    ).first()


_LINKED = sa.and_(OutboxMail.interview_id.is_not(None), OutboxMail.text.contains(LINK, autoescape=True))
"""Mails with the personal link of a respondent."""


def next_due(session: Session, now: datetime, *, linked: bool = True) -> int | None:
    """Return the id of the mail that has waited longest, is due and is not claimed.

    Locks it; skips rows that others lock. ``linked``: whether mails with the link of a respondent may be sent.
    """
    return session.scalar(
        sa.select(OutboxMail.id)
        .where(
            OutboxMail.state == MailState.WAITING,
            OutboxMail.next_attempt_at <= now,
            leases.is_free(OutboxMail, now),
            *(() if linked else (sa.not_(_LINKED),)),
        )
        .order_by(OutboxMail.next_attempt_at, OutboxMail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def get_whole(session: Session, mail_id: int, *, lock: bool = False) -> OutboxMail:
    """Return a mail with its text, reloaded from the database."""
    return session.get_one(
        OutboxMail,
        mail_id,
        options=[undefer(OutboxMail.text), undefer(OutboxMail.html)],
        populate_existing=True,
        with_for_update=lock,
    )
