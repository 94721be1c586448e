"""Request questionnaires on paper, and store the result."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from surveyapp.core import leases
from surveyapp.printing import queries
from surveyapp.printing.models import Print

KEPT = timedelta(days=1)
"""How long a print is kept."""
ATTEMPTS = 10
"""Most attempts before a print is given up: a worker that was killed leaves no error."""

UNEXPECTED = "Er ging iets mis bij het maken van de PDF. Probeer het opnieuw; de fout staat in het logboek."


def key_of(html: str) -> str:
    """Return the key of a print: the hash of its content."""
    return sha256(html.encode()).hexdigest()


def request_print(session: Session, html: str, at: datetime) -> Print:
    """Return the print with this content, existing or new. A failed print is tried again. Deletes old prints."""
    queries.delete_before(session, at - KEPT)
    print_ = queries.find_print(session, key_of(html))
    if print_ is None:
        print_ = Print(key=key_of(html), html=html, requested_at=at)
        session.add(print_)
    if print_.error:
        print_.error, print_.attempts, print_.requested_at = "", 0, at
    session.flush()
    return print_


def claim_next_print(session: Session, at: datetime) -> Print | None:
    """Claim the print that has waited longest, or return None. Gives up prints whose worker died ``ATTEMPTS`` times."""
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
    """Store the PDF, or the reason for failure. Does nothing when the print was made meanwhile."""
    print_ = queries.find_print(session, key)
    if print_ and not print_.made:
        print_.content, print_.size, print_.error = content or None, len(content), error
        leases.give_back(print_)


def put_print_back(session: Session, key: str) -> None:
    """Release a print for another attempt: the process that made it was killed from outside."""
    print_ = queries.find_print(session, key)
    if print_ and leases.is_ours(print_):
        leases.give_back(print_)
