"""Ask for a questionnaire on paper."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from surveyapp.core import leases
from surveyapp.printing import queries
from surveyapp.printing.models import Print

KEPT = timedelta(days=1)
"""How long a print can be fetched."""
ATTEMPTS = 10
"""How often a worker begins before it is given up: one that was killed says nothing."""

UNEXPECTED = "Er ging iets mis bij het maken van de PDF. Probeer het opnieuw; de fout staat in het logboek."


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


def claim_next_print(session: Session, at: datetime) -> Print | None:
    """Claim the print that waits longest. One of which the worker died ``ATTEMPTS`` times is given up."""
    while waiting := queries.next_waiting(session, at):
        if waiting.attempts < ATTEMPTS:
            waiting.attempts += 1
            leases.take(waiting, at)
            session.flush()
            return waiting
        waiting.error = UNEXPECTED
        session.flush()
    return None


def finish_print(session: Session, key: str, content: bytes, error: str) -> None:
    """Keep what was made, or why it was not. Nothing happens when it was made meanwhile."""
    found = queries.find_print(session, key)
    if found and not found.made:
        found.content, found.size, found.error = content or None, len(content), error
        leases.give_back(found)


def put_print_back(session: Session, key: str) -> None:
    """Let a worker begin anew: the process that made the print was ended from outside."""
    found = queries.find_print(session, key)
    if found and leases.is_ours(found):
        leases.give_back(found)
