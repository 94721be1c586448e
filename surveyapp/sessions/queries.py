"""Queries on sessions."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.sessions.models import BrowserSession
from surveyapp.sessions.rules import key_hash

_OPEN = sa.select(BrowserSession.id).where(
    BrowserSession.key_hash == sa.bindparam("key_hash"), BrowserSession.ended_at.is_(None)
)


def is_open(session: Session, key: str) -> bool:
    """Return whether the session with this key was begun and has not ended."""
    return session.scalar(_OPEN, {"key_hash": key_hash(key)}) is not None
