"""Queries on prints."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from surveyapp.core import leases
from surveyapp.printing.models import Print


def find_print(session: Session, key: str) -> Print | None:
    """Return the print with this key, or None."""
    return session.scalar(sa.select(Print).where(Print.key == key))


def content_of(session: Session, key: str) -> bytes | None:
    """Return the PDF; None when it is not made (yet)."""
    return session.scalar(sa.select(Print.content).where(Print.key == key))


def next_waiting(session: Session, now: datetime) -> Print | None:
    """Return the print that has waited longest and is not claimed, with its HTML.

    Locks it; skips rows that others lock.
    """
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
    """Delete prints that were requested before this moment."""
    session.execute(sa.delete(Print).where(Print.requested_at < moment))
