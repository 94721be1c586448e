"""Questions to the prints."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from surveyapp.core import leases
from surveyapp.printing.models import Print


def find_print(session: Session, key: str) -> Print | None:
    """What was asked for, by what stands in it."""
    return session.scalar(sa.select(Print).where(Print.key == key))


def content_of(session: Session, key: str) -> bytes | None:
    """The PDF; None when it is not there (yet)."""
    return session.scalar(sa.select(Print.content).where(Print.key == key))


def next_waiting(session: Session, now: datetime) -> Print | None:
    """The print that waits longest and is not claimed, with its HTML. Locked; skips what others lock."""
    return session.scalar(
        sa.select(Print)
        .options(undefer(Print.html))
        .where(Print.size == 0, Print.error == "", leases.is_free(Print, now))
        .order_by(Print.attempts, Print.requested_at, Print.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def delete_before(session: Session, moment: datetime) -> None:
    """Forget what was asked for before this moment."""
    session.execute(sa.delete(Print).where(Print.requested_at < moment))
