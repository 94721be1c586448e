"""Check that what was put before readers of an alignment, and what they said, is what was recorded."""

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
    """Yield what was put before respondents of these interviews, or said by them, and is not as the log says."""
    session.flush()
    people = sa.select(Respondent.id).where(Respondent.interview_id.in_(interviews))
    ours = sa.select(AlignmentReading.id).where(AlignmentReading.respondent_id.in_(people))
    readings = session.scalars(_READINGS.where(AlignmentReading.id.in_(ours))).all()
    yield from _sent(session, sa.select(AlignmentReading.alignment_id).where(AlignmentReading.id.in_(ours)))
    submitted = [_submitted(one) for one in readings if one.submitted_at]
    yield from compare(SUBMISSION, submitted, entries(session, SUBMISSION.actions, SUBMISSION.on(ours)))
    told = [Fact(one.id, _place(one), {}, one.told_at) for one in readings if one.told_at]
    yield from compare(TOLD, told, entries(session, TOLD.actions, TOLD.on(ours)))
    yield from _settled(session, ours)


def everything(session: Session) -> Iterator[Mistake]:
    """Yield all that is wrong with any alignment, also rows that are gone."""
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


def _place(one: AlignmentReading) -> str:
    return (
        f"{one.respondent.interview.organisation.label}, afstemming {one.alignment.number}, {one.respondent.function}"
    )


def _submitted(one: AlignmentReading) -> Fact:
    """Erasing a person takes their name out of their words, so these are not compared then."""
    said = {} if one.respondent.erased_at else {"digest": digests.of_submission(one.reactions)}
    return Fact(one.id, _place(one), {"hash": one.alignment.hash, "reach": one.reach.value} | said, one.submitted_at)


def _sent(session: Session, ids: sa.Select[int]) -> Iterator[Mistake]:
    statement = sa.select(Alignment).options(selectinload(Alignment.passages)).execution_options(populate_existing=True)
    facts = []
    for one in session.scalars(statement.where(Alignment.id.in_(ids))):
        place = f"Afstemming {one.number}"
        if hash_of(one.passages) != one.hash:
            yield Mistake(place, "De passages passen niet bij de vingerafdruk.")
        facts.append(Fact(one.id, place, {"number": one.number, "hash": one.hash}, one.sent_at))
    yield from compare(SENT, facts, entries(session, SENT.actions, SENT.on(ids)))


def _settled(session: Session, readings: sa.Select[int]) -> Iterator[Mistake]:
    """A decision may be taken back or said otherwise: the last event on its reaction counts."""
    reactions = sa.select(AlignmentReaction.id).where(AlignmentReaction.reading_id.in_(readings))
    last = {one.subject_id: one for one in entries(session, SETTLED.actions, SETTLED.on(reactions))}
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
    made = {one.reaction_id: _disposed(one) for one in session.scalars(statement)}
    standing = [one for one in last.values() if one.action == "alignment.settle" or not one.genuine]
    yield from compare(SETTLED, made.values(), standing)
    for event in standing:
        if event.subject_id not in made:
            yield Mistake(f"Gebeurtenis {event.id} van het logboek", f"{SETTLED.words} staat niet meer in de database.")


def _disposed(one: Disposition) -> Fact:
    reading = one.reaction.reading
    said = {} if reading.respondent.erased_at else {"digest": digests.of_disposition(one)}
    return Fact(one.reaction_id, _place(reading), {"settled": one.settled.value} | said, one.settled_at)
