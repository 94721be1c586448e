"""Leases: work that a single worker has claimed, for some seconds at a time.

A living worker renews its leases every ``RENEWED_EVERY`` seconds and gives them back when it stops. The leases of a
worker that died expire after ``LEASE``, and another worker takes over the work.
"""

import os
import secrets
from collections.abc import Sequence
from contextvars import ContextVar
from datetime import datetime, timedelta
from threading import Event

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from surveyapp.core.db import Base, write_transaction

LEASE = timedelta(seconds=12)
RENEWED_EVERY = 3.0
_PROCESS = secrets.token_hex(8)

STOP: ContextVar[Event | None] = ContextVar("stop", default=None)
"""Set in each thread of a worker: the event that stops the worker."""


class LeaseMixin:
    """The columns of a table whose rows are claimed by workers."""

    claimed_by: Mapped[str] = mapped_column(sa.String(40), default="", server_default=sa.text("''"), index=True)
    """The worker that claimed the row last; "" for none."""
    leased_until: Mapped[datetime | None]
    """Until when no other worker may claim the row; None when it is free."""


def holder() -> str:
    """Return the name under which this process claims work, also after a fork."""
    return f"{_PROCESS}-{os.getpid()}"


def stopping() -> bool:
    """Return whether the worker that runs the current job was asked to stop."""
    stop = STOP.get()
    return stop is not None and stop.is_set()


def is_free(model: type[LeaseMixin], now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition that no worker holds a row."""
    return sa.or_(model.leased_until.is_(None), model.leased_until <= now)


def take(row: LeaseMixin, now: datetime) -> None:
    """Claim a row, or renew the claim on it."""
    row.claimed_by, row.leased_until = holder(), now + LEASE


def give_back(row: LeaseMixin) -> None:
    """End the claim on a row."""
    row.claimed_by, row.leased_until = "", None


def is_ours(row: LeaseMixin) -> bool:
    """Return whether this process claimed the row, and no other process since."""
    return row.claimed_by == holder()


def renew_all(session: Session, now: datetime) -> None:
    """Renew every lease of this process. Writes nothing when it holds none."""
    _update_ours(session, leased_until=now + LEASE)


def give_all_back(session: Session) -> None:
    """End every lease of this process."""
    _update_ours(session, claimed_by="", leased_until=None)


def _update_ours(session: Session, **values: object) -> None:
    ours = [table for table in _tables() if session.scalar(sa.select(sa.exists().where(_is_leased_by_us(table))))]
    session.rollback()
    if ours:
        with write_transaction(session):
            for table in ours:
                session.execute(sa.update(table).where(_is_leased_by_us(table)).values(**values))


def _is_leased_by_us(table: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.claimed_by == holder(), table.c.leased_until.is_not(None))


def _tables() -> Sequence[sa.Table]:
    return [table for table in Base.metadata.sorted_tables if "leased_until" in table.c]
