"""Settle readers' reactions, undo that, and tell the readers."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from surveyapp.alignment.passages import digests, mails
from surveyapp.alignment.passages.models import Alignment, AlignmentReaction, AlignmentReading, Disposition
from surveyapp.alignment.passages.rules import MAX_WORDS, Opinion, Settled
from surveyapp.alignment.reacting.operations import settled_rows
from surveyapp.core.audit import Actor, record_event
from surveyapp.core.errors import NotFound, Refused
from surveyapp.mail.outbox.operations import enqueue
from surveyapp.text import words as texts


def to_settle(reading: AlignmentReading) -> Sequence[AlignmentReaction]:
    """Return the reactions of a submitted reading that ask something."""
    return [
        reaction for reaction in reading.reactions if reading.submitted_at and reaction.opinion is not Opinion.AGREE
    ]


def get_reaction(alignment: Alignment, reaction_id: int) -> AlignmentReaction:
    """Return a reaction to an alignment that asks something. Raises NotFound."""
    for reading in alignment.readings:
        for reaction in to_settle(reading):
            if reaction.id == reaction_id:
                return reaction
    raise NotFound("Deze reactie hoort niet bij deze afstemming.")


def settle(
    session: Session, actor: Actor, reaction: AlignmentReaction, settled: Settled, reason: str = "", *, at: datetime
) -> Disposition:
    """Save or change the disposition of a reaction, until its reader is told. Raises Refused."""
    _not_told(reaction.reading)
    said = texts.normalise(reason).strip()
    if len(said) > MAX_WORDS:
        raise Refused(f"De tekst is te lang: {len(said)} tekens. Er passen er {MAX_WORDS}.")
    if settled is not Settled.TAKEN and not said:
        raise Refused("Schrijf op waarom. De lezer leest het.")
    disposition = reaction.disposition
    if disposition is None:
        disposition = Disposition(reaction_id=reaction.id)
        session.add(disposition)
    disposition.settled, disposition.reason, disposition.settled_at, disposition.settled_by_id = (
        settled,
        said,
        at,
        actor.user_id,
    )
    session.flush()
    session.refresh(reaction, ["disposition"])
    record_event(
        session,
        actor,
        "alignment.settle",
        "alignment_reaction",
        reaction.id,
        at,
        settled=settled.value,
        digest=digests.of_disposition(disposition),
    )
    return disposition


def undo(session: Session, actor: Actor, reaction: AlignmentReaction, *, at: datetime) -> None:
    """Remove a disposition, until its reader is told. Raises Refused."""
    _not_told(reaction.reading)
    if reaction.disposition:
        session.delete(reaction.disposition)
        session.flush()
        session.refresh(reaction, ["disposition"])
        record_event(session, actor, "alignment.undo", "alignment_reaction", reaction.id, at)


def _not_told(reading: AlignmentReading) -> None:
    if reading.told_at:
        raise Refused(f"{reading.respondent.name} heeft dit al gelezen. Het staat nu vast.")


def ready_to_tell(alignment: Alignment) -> Sequence[AlignmentReading]:
    """Return the readings whose reactions are all settled, with at least one, and whose reader is not told yet."""
    return [
        reading
        for reading in alignment.readings
        if reading.told_at is None and (said := to_settle(reading)) and all(reaction.disposition for reaction in said)
    ]


def tell_readers(
    session: Session, actor: Actor, alignment: Alignment, *, link_days: int, contact: str, at: datetime
) -> Sequence[AlignmentReading]:
    """Tell every reader whose reactions are all settled, in one mail each, and reopen their link to read it.

    Raises Refused when there is nobody.
    """
    ready = ready_to_tell(alignment)
    if not ready:
        raise Refused("Er is nog niemand van wie alles is verwerkt.")
    for reading in ready:
        reading.told_at = at
        reading.expires_at = max(reading.expires_at, at + timedelta(days=link_days))
        session.flush()
        record_event(session, actor, "alignment_reading.tell", reading.subject, reading.id, at)
        if reading.respondent.erased_at is None and reading.revoked_at is None:
            enqueue(session, mails.settled_mail(reading, settled_rows(reading), contact, actor), at)
    return ready
