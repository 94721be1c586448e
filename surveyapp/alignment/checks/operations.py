"""Check that alignments, their reactions and dispositions match the audit log."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from surveyapp.alignment.paragraphs.rules import hash_of
from surveyapp.alignment.passages import digests
from surveyapp.alignment.passages.models import Alignment, AlignmentReaction, AlignmentReading, Disposition
from surveyapp.core.audit import entries
from surveyapp.core.reconciling import Fact, Kind, Mistake, compare, lost
from surveyapp.interviews.recording.models import Interview, Respondent

SENT = Kind("De afstemming", ("alignment.send",), "alignment")
SUBMISSION = Kind("De reactie op de passages", ("alignment_reading.submit",), AlignmentReading.subject)
TOLD = Kind("De terugmelding", ("alignment_reading.tell",), AlignmentReading.subject)
SETTLED = Kind("Het besluit over de reactie", ("alignment.settle", "alignment.undo"), "alignment_reaction")


def mistakes_of(session: Session, interviews: sa.Select[int]) -> Iterator[Mistake]:
    """Yield where the alignments of these interviews' respondents differ from the audit log."""
    session.flush()
    people = sa.select(Respondent.id).where(Respondent.interview_id.in_(interviews))
    ours = sa.select(AlignmentReading.id).where(AlignmentReading.respondent_id.in_(people))
    readings = session.scalars(_READINGS.where(AlignmentReading.id.in_(ours))).all()
    yield from _sent(session, sa.select(AlignmentReading.alignment_id).where(AlignmentReading.id.in_(ours)))
    submitted = [_submitted(reading) for reading in readings if reading.submitted_at]
    yield from compare(SUBMISSION, submitted, entries(session, SUBMISSION.actions, SUBMISSION.on(ours)))
    told = [Fact(reading.id, _place(reading), {}, reading.told_at) for reading in readings if reading.told_at]
    yield from compare(TOLD, told, entries(session, TOLD.actions, TOLD.on(ours)))
    yield from _settled(session, ours)


def everything(session: Session) -> Iterator[Mistake]:
    """Yield all differences of any alignment, also rows that are gone."""
    yield from mistakes_of(session, sa.select(Interview.id))
    read = sa.select(AlignmentReading.alignment_id)
    yield from _sent(session, sa.select(Alignment.id).where(Alignment.id.not_in(read)))
    for kind, ids in _WITH_ROWS:
        yield from lost(session, kind, ids, hashes=None, interviews=())


_WITH_ROWS: tuple[tuple[Kind, sa.Select[int]], ...] = (
    (SENT, sa.select(Alignment.id)),
    (SUBMISSION, sa.select(AlignmentReading.id).where(AlignmentReading.submitted_at.is_not(None))),
    (TOLD, sa.select(AlignmentReading.id).where(AlignmentReading.told_at.is_not(None))),
)
_READINGS = (
    sa.select(AlignmentReading)
    .options(
        joinedload(AlignmentReading.alignment),
        joinedload(AlignmentReading.respondent).joinedload(Respondent.interview).joinedload(Interview.organisation),
        selectinload(AlignmentReading.reactions),
    )
    .execution_options(populate_existing=True)
)


def _place(reading: AlignmentReading) -> str:
    person = reading.respondent
    return f"{person.interview.organisation.label}, afstemming {reading.alignment.number}, {person.function}"


def _submitted(reading: AlignmentReading) -> Fact:
    """Return the fact of a submission.

    Without its digest once the person is erased: erasing takes their name out of the text.
    """
    said = {} if reading.respondent.erased_at else {"digest": digests.of_submission(reading.reactions)}
    return Fact(
        reading.id,
        _place(reading),
        {"hash": reading.alignment.hash, "reach": reading.reach.value} | said,
        reading.submitted_at,
    )


def _sent(session: Session, ids: sa.Select[int]) -> Iterator[Mistake]:
    statement = sa.select(Alignment).options(selectinload(Alignment.passages)).execution_options(populate_existing=True)
    facts = []
    for alignment in session.scalars(statement.where(Alignment.id.in_(ids))):
        place = f"Afstemming {alignment.number}"
        if hash_of(alignment.passages) != alignment.hash:
            yield Mistake(place, "De passages passen niet bij de vingerafdruk.")
        facts.append(Fact(alignment.id, place, {"number": alignment.number, "hash": alignment.hash}, alignment.sent_at))
    yield from compare(SENT, facts, entries(session, SENT.actions, SENT.on(ids)))


def _settled(session: Session, readings: sa.Select[int]) -> Iterator[Mistake]:
    """Yield where dispositions differ from the log.

    A disposition may be undone or changed: the last event of a reaction counts.
    """
    reactions = sa.select(AlignmentReaction.id).where(AlignmentReaction.reading_id.in_(readings))
    last = {event.subject_id: event for event in entries(session, SETTLED.actions, SETTLED.on(reactions))}
    statement = (
        sa.select(Disposition)
        .options(
            joinedload(Disposition.reaction)
            .joinedload(AlignmentReaction.reading)
            .options(
                joinedload(AlignmentReading.alignment),
                joinedload(AlignmentReading.respondent)
                .joinedload(Respondent.interview)
                .joinedload(Interview.organisation),
            )
        )
        .where(Disposition.reaction_id.in_(reactions))
        .execution_options(populate_existing=True)
    )
    made = {disposition.reaction_id: _disposed(disposition) for disposition in session.scalars(statement)}
    standing = [event for event in last.values() if event.action == "alignment.settle" or not event.genuine]
    yield from compare(SETTLED, made.values(), standing)
    for event in standing:
        if event.subject_id not in made:
            yield Mistake(f"Gebeurtenis {event.id} van het logboek", f"{SETTLED.words} staat niet meer in de database.")


def _disposed(disposition: Disposition) -> Fact:
    reading = disposition.reaction.reading
    said = {} if reading.respondent.erased_at else {"digest": digests.of_disposition(disposition)}
    return Fact(
        disposition.reaction_id, _place(reading), {"settled": disposition.settled.value} | said, disposition.settled_at
    )
