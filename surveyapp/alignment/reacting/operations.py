"""What a reader says of passages: react, agree to the rest, and send it; the receipt of it."""

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
    """What is sent is not what was seen. ``places`` says per changed passage which revision was seen; 0 for none."""

    def __init__(self, places: Mapping[int, int]) -> None:
        super().__init__("Uw reactie is op een ander apparaat gewijzigd nadat u dit overzicht opende.")
        self.places = dict(places)


class Incomplete(Refused):
    """Passages that still need a reaction, or half of one. ``places`` counts them as the reader sees them, from 1."""

    def __init__(self, places: Sequence[int]) -> None:
        super().__init__("Er ontbreekt nog iets.")
        self.places = tuple(places)


def asked_of(reading: AlignmentReading) -> Sequence[AlignedPassage]:
    """The passages that concern a reader, in order."""
    concerned = {one.passage_id for one in reading.concerns}
    return [one for one in reading.alignment.passages if one.id in concerned]


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
    """Keep what a reader says of their passage with this number; it counts when they submit. Half of it is kept too.

    ``seen`` is what this builds on. Raises Refused, and SaveConflict when a newer revision says something else.
    """
    _still_open(reading, at)
    asked = asked_of(reading)
    if not 1 <= place <= len(asked):
        raise Refused("Deze passage vraagt geen reactie van u.")
    said = words_of(opinion, words)
    if len(said) > MAX_WORDS:
        raise Refused(f"Uw tekst is te lang: {len(said)} tekens. Er passen er {MAX_WORDS}.")
    passage = asked[place - 1]
    reaction = next((one for one in reading.reactions if one.passage_id == passage.id), None)
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
    """What goes with an opinion; "" with an agreement, which stands alone."""
    return texts.normalise(words) if opinion is not Opinion.AGREE else ""


def find_reaction(reading: AlignmentReading, place: int) -> AlignmentReaction | None:
    """What is said of the passage with this number; None for nothing."""
    asked = asked_of(reading)
    passage = asked[place - 1].id if 1 <= place <= len(asked) else 0
    return next((one for one in reading.reactions if one.passage_id == passage), None)


def find_revision(
    session: Session, reaction: AlignmentReaction | None, number: int
) -> AlignmentReactionRevision | None:
    """A reaction as it was saved under this number; None when it never was."""
    revision = AlignmentReactionRevision
    mine = (revision.reaction_id == (reaction.id if reaction else 0), revision.number == number)
    return session.scalar(sa.select(revision).where(*mine))


def seen_now(reading: AlignmentReading) -> dict[int, int]:
    """Per passage, counted from 1, the number of its newest revision; 0 where nothing was said."""
    numbers = {one.passage_id: one.number for one in reading.reactions}
    return {place: numbers.get(one.id, 0) for place, one in enumerate(asked_of(reading), 1)}


def changed_since(reading: AlignmentReading, seen: Mapping[int, int]) -> dict[int, int]:
    """The passages of which something else is said now than was seen, each with the number that was seen."""
    now = seen_now(reading)
    return {place: seen.get(place, 0) for place in {**now, **seen} if now.get(place) != seen.get(place)}


def agree_to_rest(session: Session, reading: AlignmentReading, *, at: datetime) -> int:
    """Say that every passage without a reaction is right; returns how many those were. Raises Refused."""
    _still_open(reading, at)
    touched = {one.passage_id for one in reading.reactions}
    rest = [place for place, one in enumerate(asked_of(reading), 1) if one.id not in touched]
    for place in rest:
        react(session, reading, place, Opinion.AGREE, at=at)
    return len(rest)


def unfinished(reading: AlignmentReading) -> tuple[int, ...]:
    """The passages that still need a reaction or the other half of one, counted from 1."""
    said = {one.passage_id: one for one in reading.reactions}
    return tuple(
        place
        for place, passage in enumerate(asked_of(reading), 1)
        if not (found := said.get(passage.id)) or not is_whole(found.opinion, found.words, passage.text)
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
    """Make the reactions count, with a receipt by mail. The same twice is once.

    ``seen`` says which revision of each reaction the summary showed, as ``seen_now``; ``readable``: staff can read
    every mail and its link. Raises Changed, Incomplete, Refused.
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
    """What a reader was told that was done with what they said."""
    return tuple(one for one in rows_of(reading) if one.settled)


def rows_of(reading: AlignmentReading) -> tuple[mails.Row, ...]:
    """What a reader said, passage by passage, and what became of it as far as they were told."""
    said = {one.passage_id: one for one in reading.reactions}
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
