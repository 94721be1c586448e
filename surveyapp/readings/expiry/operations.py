"""Mark links that expired, so that they stay closed when the clock is set back."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.readings.links.kinds import Kind


def find_any(session: Session, kind: Kind[Any], now: datetime) -> bool:
    """Return whether a link of this kind expired and is not marked yet."""
    return session.scalar(sa.select(kind.model.id).where(_unmarked(kind, now)).limit(1)) is not None


def end(session: Session, kind: Kind[Any], now: datetime) -> None:
    """Mark every expired link of this kind."""
    session.execute(sa.update(kind.model).where(_unmarked(kind, now)).values(ended_at=kind.model.expires_at))


def _unmarked(kind: Kind[Any], now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(kind.model.expires_at <= now, kind.model.ended_at.is_distinct_from(kind.model.expires_at))
