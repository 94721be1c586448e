"""Ask for a questionnaire on paper."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from surveyapp.printing import queries
from surveyapp.printing.models import Print

KEPT = timedelta(days=1)
"""How long a print can be fetched."""


def key_of(html: str) -> str:
    """What identifies a print: all that stands in it."""
    return sha256(html.encode()).hexdigest()


def request_print(session: Session, html: str, at: datetime) -> Print:
    """The print with this content: the one that is there or waits, or a new one. What failed is tried again."""
    queries.delete_before(session, at - KEPT)
    found = queries.find_print(session, key_of(html))
    if found is None:
        found = Print(key=key_of(html), html=html, requested_at=at)
        session.add(found)
    if found.error:
        found.error, found.attempts, found.requested_at = "", 0, at
    session.flush()
    return found
