"""What a reader says of passages: react, agree to the rest, and send it; the receipt of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp import text as texts
from surveyapp.alignment import digests, mails, telling
from surveyapp.alignment.models import AlignedPassage, AlignmentReaction, AlignmentReading
from surveyapp.alignment.rules import MAX_WORDS, Opinion, is_whole
from surveyapp.audit import Actor, record_event
from surveyapp.errors import Refused
from surveyapp.mail.operations import enqueue
from surveyapp.verification.rules import Channel, LinkState, link_state


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
    session: Session, reading: AlignmentReading, place: int, opinion: Opinion, words: str = "", *, at: datetime
) -> AlignmentReaction:
    """Keep what a reader says of their passage with this number; it counts when they submit. Half of it is kept too.

    Raises Refused.
    """
    _still_open(reading, at)
    asked = asked_of(reading)
    if not 1 <= place <= len(asked):
        raise Refused("Deze passage vraagt geen reactie van u.")
    said = texts.normalise(words).strip() if opinion is not Opinion.AGREE else ""
    if len(said) > MAX_WORDS:
        raise Refused(f"Uw tekst is te lang: {len(said)} tekens. Er passen er {MAX_WORDS}.")
    passage = asked[place - 1]
    reaction = next((one for one in reading.reactions if one.passage_id == passage.id), None)
    if reaction is None:
        reaction = AlignmentReaction(passage_id=passage.id)
        reading.reactions.append(reaction)
    reaction.opinion, reaction.words, reaction.updated_at = opinion, said, at
    session.flush()
    return reaction


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
    session: Session, actor: Actor, reading: AlignmentReading, *, hash_: str, contact: str, at: datetime,
    channel: Channel = Channel.LINK,
) -> None:  # fmt: skip
    """Make the reactions count, with a receipt by mail. The same twice is once. Raises Incomplete, Refused."""
    if hash_ != reading.alignment.hash:
        raise Refused("U keek naar een andere tekst dan die u is voorgelegd. Open de link in uw mail opnieuw.")
    if reading.submitted_at is not None:
        return
    _still_open(reading, at)
    if missing := unfinished(reading):
        raise Incomplete(missing)
    reading.submitted_at = at
    session.flush()
    record_event(
        session, actor, "alignment_reading.submit", reading.subject, reading.id, at,
        hash=hash_, channel=channel.value, digest=digests.of_submission(reading.reactions),
    )  # fmt: skip
    enqueue(session, mails.receipt_mail(reading, rows_of(reading), contact), at)
    telling.tell(session, reading, telling.reacted(reading), at)


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
