"""Begin and end sessions."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.sessions.models import BrowserSession
from surveyapp.sessions.rules import KEPT, key_hash, new_key


def begin(session: Session, *, at: datetime, user_id: int | None = None, reading: str | None = None) -> str:
    """Begin a session of a member of staff or of a reading, and return its key. Deletes rows that ended long ago."""
    session.execute(sa.delete(BrowserSession).where(BrowserSession.opened_at < at - KEPT))
    key = new_key()
    session.add(BrowserSession(key_hash=key_hash(key), user_id=user_id, reading=reading, opened_at=at))
    session.flush()
    return key


def end(session: Session, keys: Iterable[str], *, at: datetime) -> None:
    """End the sessions with these keys. Unknown keys and ended sessions are ignored."""
    hashes = [key_hash(key) for key in keys]
    session.execute(
        sa.update(BrowserSession)
        .where(BrowserSession.key_hash.in_(hashes), BrowserSession.ended_at.is_(None))
        .values(ended_at=at)
    )
