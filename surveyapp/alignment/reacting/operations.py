"""Readers' operations on passages: react, agree to the rest, submit; and the receipt."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.alignment.passages import digests, mails
from surveyapp.alignment.passages.models import (
    AlignedPassage,
    AlignmentReaction,
    AlignmentReactionRevision,
    AlignmentReading,
)
from surveyapp.alignment.passages.rules import MAX_WORDS, Opinion, is_whole
from surveyapp.alignment.telling import operations
from surveyapp.core.audit import Actor, record_event
from surveyapp.core.errors import Refused
from surveyapp.core.revisions import append_on_page
from surveyapp.mail.outbox.operations import enqueue
from surveyapp.readings.links.rules import LinkState, link_state
from surveyapp.text import words as texts
from surveyapp.verification.reaching.queries import reach_of
from surveyapp.verification.records.rules import NOTHING_SEEN, Channel, Seen


class Changed(Refused):
    """The reactions differ from those that the page showed.

    ``places``: the number that it showed per changed passage, 0 for none.
    """

    def __init__(self, places: Mapping[int, int]) -> None:
        super().__init__("Uw reactie is op een ander apparaat gewijzigd nadat u dit overzicht opende.")
        self.places = dict(places)


class Incomplete(Refused):
    """Some passages need a reaction, or have half of one. ``places`` counts from 1, as the reader sees them."""

    def __init__(self, places: Sequence[int]) -> None:
        super().__init__("Er ontbreekt nog iets.")
        self.places = tuple(places)


def asked_of(reading: AlignmentReading) -> Sequence[AlignedPassage]:
    """Return the passages that concern a reader, in order."""
    concerned = {concern.passage_id for concern in reading.concerns}
    return [passage for passage in reading.alignment.passages if passage.id in concerned]


def _still_open(reading: AlignmentReading, at: datetime) -> None:
    state = link_state(reading.link_facts(), at)
    if state is not LinkState.OPEN:
        raise Refused("U hebt uw reactie al verstuurd." if reading.submitted_at else "Deze link werkt niet meer.")


def react(
    session: Session,
    reading: AlignmentReading,
    place: int,
    opinion: Opinion,
    words: str = "",
    *,
    seen: Seen = NOTHING_SEEN,
    at: datetime,
) -> AlignmentReaction:
    """Save a reader's reaction to the passage with this number; it counts when they submit. It may be incomplete.

    ``seen`` is the revision that this save builds on. Raises Refused, and SaveConflict when a newer revision differs.
    """
    _still_open(reading, at)
    asked = asked_of(reading)
    if not 1 <= place <= len(asked):
        raise Refused("Deze passage vraagt geen reactie van u.")
    said = words_of(opinion, words)
    if len(said) > MAX_WORDS:
        raise Refused(f"Uw tekst is te lang: {len(said)} tekens. Er passen er {MAX_WORDS}.")
    passage = asked[place - 1]
    reaction = next((saved for saved in reading.reactions if saved.passage_id == passage.id), None)
    if reaction is None:
        reaction = AlignmentReaction(passage_id=passage.id, opinion=opinion, words=said, updated_at=at)
        reading.reactions.append(reaction)
        session.flush()
    revision = AlignmentReactionRevision(
        reaction_id=reaction.id, opinion=opinion, text=said, created_at=at, key=seen.key or None
    )
    kept = append_on_page(session, revision, base=seen.number)
    if kept is revision:
        reaction.opinion, reaction.words = kept.opinion, kept.text
        reaction.number, reaction.updated_at = kept.number, kept.created_at
        session.flush()
    return reaction


def words_of(opinion: Opinion, words: str) -> str:
    """Return the normalised text of an opinion; "" for an agreement, which has none."""
    return texts.normalise(words) if opinion is not Opinion.AGREE else ""


def find_reaction(reading: AlignmentReading, place: int) -> AlignmentReaction | None:
    """Return the reaction to the passage with this number, or None."""
    asked = asked_of(reading)
    passage = asked[place - 1].id if 1 <= place <= len(asked) else 0
    return next((reaction for reaction in reading.reactions if reaction.passage_id == passage), None)


def find_revision(
    session: Session, reaction: AlignmentReaction | None, number: int
) -> AlignmentReactionRevision | None:
    """Return the revision of a reaction with this number, or None."""
    revision = AlignmentReactionRevision
    mine = (revision.reaction_id == (reaction.id if reaction else 0), revision.number == number)
    return session.scalar(sa.select(revision).where(*mine))


def seen_now(reading: AlignmentReading) -> dict[int, int]:
    """Return the number of the newest revision per passage, counted from 1; 0 for a passage without a reaction."""
    numbers = {reaction.passage_id: reaction.number for reaction in reading.reactions}
    return {place: numbers.get(passage.id, 0) for place, passage in enumerate(asked_of(reading), 1)}


def changed_since(reading: AlignmentReading, seen: Mapping[int, int]) -> dict[int, int]:
    """Return the passages whose reaction differs from the one seen, each with the number that was seen."""
    now = seen_now(reading)
    return {place: seen.get(place, 0) for place in {**now, **seen} if now.get(place) != seen.get(place)}


def agree_to_rest(session: Session, reading: AlignmentReading, *, at: datetime) -> int:
    """Agree to every passage without a reaction; return their number. Raises Refused."""
    _still_open(reading, at)
    touched = {reaction.passage_id for reaction in reading.reactions}
    rest = [place for place, passage in enumerate(asked_of(reading), 1) if passage.id not in touched]
    for place in rest:
        react(session, reading, place, Opinion.AGREE, at=at)
    return len(rest)


def unfinished(reading: AlignmentReading) -> tuple[int, ...]:
    """Return the places of the passages without a complete reaction, counted from 1."""
    said = {reaction.passage_id: reaction for reaction in reading.reactions}
    return tuple(
        place
        for place, passage in enumerate(asked_of(reading), 1)
        if not (reaction := said.get(passage.id)) or not is_whole(reaction.opinion, reaction.words, passage.text)
    )


def submit(
    session: Session,
    actor: Actor,
    reading: AlignmentReading,
    *,
    hash_: str,
    seen: Mapping[int, int],
    contact: str,
    at: datetime,
    channel: Channel = Channel.LINK,
    readable: bool = False,
) -> None:
    """Submit the reactions, and mail a receipt. A second call does nothing.

    ``seen`` is the revision of each reaction in the summary, as ``seen_now``; ``readable``: staff can read every mail
    and its link. Raises Changed, Incomplete, Refused.
    """
    if hash_ != reading.alignment.hash:
        raise Refused("U keek naar een andere tekst dan die u is voorgelegd. Open de link in uw mail opnieuw.")
    if reading.submitted_at is not None:
        return
    _still_open(reading, at)
    if changed := changed_since(reading, seen):
        raise Changed(changed)
    if missing := unfinished(reading):
        raise Incomplete(missing)
    reading.submitted_at, reading.reach = at, reach_of(session, reading, readable=readable)
    session.flush()
    record_event(
        session,
        actor,
        "alignment_reading.submit",
        reading.subject,
        reading.id,
        at,
        hash=hash_,
        channel=channel.value,
        reach=reading.reach.value,
        digest=digests.of_submission(reading.reactions),
    )
    enqueue(session, mails.receipt_mail(reading, rows_of(reading), contact, Actor.system()), at)
    operations.tell(session, reading, operations.reacted(reading), at)


def settled_rows(reading: AlignmentReading) -> tuple[mails.Row, ...]:
    """Return the rows of the reactions whose disposition the reader was told."""
    return tuple(row for row in rows_of(reading) if row.settled)


def rows_of(reading: AlignmentReading) -> tuple[mails.Row, ...]:
    """Return the reactions of a reader per passage, each with its disposition once they were told."""
    said = {reaction.passage_id: reaction for reaction in reading.reactions}
    rows = []
    for passage in asked_of(reading):
        if reaction := said.get(passage.id):
            told = reaction.disposition if reading.told_at else None
            rows.append(
                mails.Row(
                    passage.heading,
                    passage.text,
                    reaction.opinion,
                    reaction.words,
                    told.settled if told else None,
                    told.reason if told else "",
                )
            )
    return tuple(rows)
