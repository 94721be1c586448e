"""Compare records, reactions, decisions and respondents with the audit log."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from surveyapp.core.audit import entries
from surveyapp.core.reconciling import Fact, Kind, Mistake, compare
from surveyapp.interviews.recording.models import AnswerRevision, Interview, Respondent
from surveyapp.text import words as texts
from surveyapp.verification.check_scope.queries import Scope
from surveyapp.verification.records import digests
from surveyapp.verification.records.models import Decision, Reaction, Record, RecordEntry, Verification

RECORD = Kind("Het verslag", ("record.send",), "record")
SUBMISSION = Kind("De reactie", ("verification.submit",), "verification")
NOTED = Kind("De genoteerde reactie", ("reaction.note", "reaction.read_in"), "reaction")
DECISION = Kind("Het besluit", ("reaction.decide", "reaction.undo"), "reaction")
ROLE = Kind("De rol van de respondent", ("respondent.add", "respondent.change"), "respondent")
TALK = Kind("De dag van het gesprek", ("interview.create", "interview.change", "conversation.begin"), "interview")
LEFT = Kind("Het vertrek van de respondent", ("respondent.leave", "respondent.take_back"), "respondent")


def records(scope: Scope) -> Iterator[Mistake]:
    facts = []
    for record in scope.session.scalars(_RECORDS.where(Record.interview_id.in_(scope.interviews))):
        place = f"{scope.places[record.interview_id]}, verslag {record.number}"
        lines = [f"{entry.revision.answer.item} {entry.revision.fingerprint}" for entry in record.entries]
        if record.hash != texts.fingerprint(
            round=record.interview.round.name,
            organisation=record.interview.organisation.key,
            record=record.number,
            answers="\n".join(lines),
        ):
            yield Mistake(place, "De antwoorden passen niet bij de vingerafdruk van het verslag.")
        facts.append(Fact(record.id, place, {"number": record.number, "hash": record.hash}, record.sent_at))
    yield from compare(RECORD, facts, entries(scope.session, RECORD.actions, RECORD.on(scope.records)))


_RECORDS = (
    sa.select(Record)
    .options(
        selectinload(Record.entries).joinedload(RecordEntry.revision).joinedload(AnswerRevision.answer),
        joinedload(Record.interview).joinedload(Interview.organisation),
        joinedload(Record.interview).joinedload(Interview.round),
    )
    .execution_options(populate_existing=True)
)


def submissions(scope: Scope) -> Iterator[Mistake]:
    submitted = scope.verifications.where(Verification.submitted_at.is_not(None))
    statement = (
        sa.select(Verification)
        .where(Verification.id.in_(submitted))
        .options(
            selectinload(Verification.reactions),
            joinedload(Verification.record),
            joinedload(Verification.respondent),
        )
        .execution_options(populate_existing=True)
    )
    facts = [
        Fact(
            verification.id,
            f"{scope.places[verification.record.interview_id]}, verslag {verification.record.number},"
            f" {verification.respondent.function}",
            {"hash": verification.record.hash, "digest": digests.of_submission(verification.reactions)},
            verification.submitted_at,
        )
        for verification in scope.session.scalars(statement)
    ]
    yield from compare(SUBMISSION, facts, entries(scope.session, SUBMISSION.actions, SUBMISSION.on(submitted)))


def noted(scope: Scope) -> Iterator[Mistake]:
    noted = sa.select(Reaction.id).where(
        Reaction.verification_id.in_(scope.verifications), Reaction.entered_by_id.is_not(None)
    )
    facts = [
        Fact(
            reaction.id,
            scope.place(reaction.revision_id),
            {"kind": reaction.kind.value, "digest": digests.of_reaction(reaction)},
            reaction.updated_at,
            reaction.revision_id,
        )
        for reaction in scope.session.scalars(sa.select(Reaction).where(Reaction.id.in_(noted)))
    ]
    yield from compare(NOTED, facts, entries(scope.session, NOTED.actions, NOTED.on(noted)))


def decisions(scope: Scope) -> Iterator[Mistake]:
    """Yield where decisions differ from the log. A decision may be undone: the last event of a reaction counts."""
    reactions = sa.select(Reaction.id).where(Reaction.verification_id.in_(scope.verifications))
    last = {event.subject_id: event for event in entries(scope.session, DECISION.actions, DECISION.on(reactions))}
    statement = sa.select(Decision).options(joinedload(Decision.reaction)).where(Decision.reaction_id.in_(reactions))
    made = {
        decision.reaction_id: Fact(
            decision.reaction_id,
            scope.place(decision.reaction.revision_id),
            {"kind": decision.kind.value, "digest": digests.of_decision(decision)},
            decision.decided_at,
            decision.reaction.revision_id,
        )
        for decision in scope.session.scalars(statement)
    }
    standing = [event for event in last.values() if event.action == "reaction.decide" or not event.genuine]
    yield from compare(DECISION, made.values(), standing)
    for event in standing:
        if event.subject_id not in made:
            yield Mistake(f"Gebeurtenis {event.id} van het logboek", "Het besluit staat niet meer in de database.")


def people(scope: Scope) -> Iterator[Mistake]:
    """Yield where roles, functions and departures differ from the log.

    Roles determine what is agreed; the report names functions.
    """
    roles = {
        event.subject_id: event
        for event in entries(scope.session, ROLE.actions, ROLE.on(scope.people))
        if "must_agree" in event.detail or not event.genuine
    }
    left = entries(scope.session, LEFT.actions, LEFT.on(scope.people))
    for person in scope.session.scalars(sa.select(Respondent).where(Respondent.id.in_(scope.people))):
        place = f"{scope.places[person.interview_id]}, {person.function}"
        said = roles.get(person.id)
        if said and said.detail.get("must_agree") != person.must_agree:
            yield Mistake(place, f"{ROLE.words} is anders dan in het logboek.")
        if said and said.detail.get("function", person.function) != person.function:
            yield Mistake(place, "De functie van de respondent is anders dan in het logboek.")
        if person.left_at and not any(event.genuine for event in left if event.subject_id == person.id):
            yield Mistake(place, f"{LEFT.words} staat niet in het logboek.")


def talks(scope: Scope) -> Iterator[Mistake]:
    """Yield where the day of an interview differs from its last event with a day. Older versions logged none."""
    events = entries(scope.session, TALK.actions, TALK.on(scope.interviews))
    said = {event.subject_id: event for event in events if "held_on" in event.detail or not event.genuine}
    days = sa.select(Interview).where(Interview.id.in_(said)).execution_options(populate_existing=True)
    for interview in scope.session.scalars(days):
        event = said[interview.id]
        if not event.genuine or event.detail["held_on"] != interview.held_day:
            yield Mistake(scope.places[interview.id], f"{TALK.words} is anders dan in het logboek.")
