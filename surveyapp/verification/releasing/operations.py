"""Release a record to approvers when those who read along first are done, or when their time is over.

Without a mail server everybody waits in the same way, until there is one.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, record_event
from surveyapp.core.dutch import local
from surveyapp.core.errors import Refused
from surveyapp.mail.outbox.operations import enqueue
from surveyapp.mail.servers.way_out import require_way_out, way_out_of
from surveyapp.readings.links.rules import deadline_at_release, link_ends, release_due
from surveyapp.verification.letters import mails
from surveyapp.verification.records import queries
from surveyapp.verification.records.models import Record, Verification
from surveyapp.verification.waiting import queries as waiting_queries


def held(record: Record) -> list[Verification]:
    """Return the verifications that wait for those who read along."""
    return [
        verification
        for verification in record.verifications
        if verification.released_at is None
        and verification.revoked_at is None
        and verification.respondent.left_at is None
    ]


def readers_left(record: Record) -> int:
    """Return how many of those who come first have not finished."""
    return sum(not waiting.held for waiting in waiting_queries.waited_for(record.verifications))


def is_due(record: Record, at: datetime) -> bool:
    """Return whether the waiting respondents should get the record now."""
    until = [verification.held_until for verification in held(record) if verification.held_until]
    return bool(until) and release_due(min(until), readers=readers_left(record), now=at)


def release_when_due(session: Session, actor: Actor, record_id: int, *, contact: str, at: datetime) -> bool:
    """Release the record if that is due, checked within this transaction. Return whether it was."""
    session.flush()
    record = waiting_queries.lock_record(session, record_id)
    if record is None or way_out_of(session).hindrance or not is_due(record, at):
        return False
    release(session, actor, record, contact=contact, at=at)
    return True


def release(session: Session, actor: Actor, record: Record, *, contact: str, at: datetime) -> Sequence[Verification]:
    """Release the record to the waiting respondents: link, mail and deadline.

    Raises Refused when nobody waits or no mail can leave.
    """
    require_way_out(session)
    waited, interview = held(record), record.interview
    if not waited or not waiting_queries.is_newest(session, record):
        raise Refused("Er is niemand meer die op de meelezers wacht.")
    newest, terms = queries.texts_of(session, interview), interview.round.terms
    for verification in waited:
        if verification.held_until:
            verification.deadline = deadline_at_release(
                verification.deadline,
                verification.held_until,
                terms,
                local(at).date(),
                sent_on=local(record.sent_at).date(),
            )
        verification.released_at = at
        if verification.expires_at <= at:  # as many days as it would have had when the record was made
            verification.expires_at = at + (verification.expires_at - record.sent_at)
        verification.expires_at = max(verification.expires_at, link_ends(verification.deadline))
        session.flush()
        record_event(session, actor, "verification.release", "verification", verification.id, at)
        if open_items := newest.open_for(verification.respondent):
            enqueue(session, mails.record_mail(verification, len(open_items), contact, actor), at)
    return waited
