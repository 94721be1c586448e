"""Compare records, what respondents said of them, what was decided, and who was asked with the log."""

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
    for one in scope.session.scalars(_RECORDS.where(Record.interview_id.in_(scope.interviews))):
        place = f"{scope.places[one.interview_id]}, verslag {one.number}"
        lines = [f"{entry.revision.answer.item} {entry.revision.fingerprint}" for entry in one.entries]
        if one.hash != texts.fingerprint(
            round=one.interview.round.name,
            organisation=one.interview.organisation.key,
            record=one.number,
            answers="\n".join(lines),
        ):
            yield Mistake(place, "De antwoorden passen niet bij de vingerafdruk van het verslag.")
        facts.append(Fact(one.id, place, {"number": one.number, "hash": one.hash}, one.sent_at))
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
            one.id,
            f"{scope.places[one.record.interview_id]}, verslag {one.record.number}, {one.respondent.function}",
            {"hash": one.record.hash, "digest": digests.of_submission(one.reactions)},
            one.submitted_at,
        )
        for one in scope.session.scalars(statement)
    ]
    yield from compare(SUBMISSION, facts, entries(scope.session, SUBMISSION.actions, SUBMISSION.on(submitted)))


def noted(scope: Scope) -> Iterator[Mistake]:
    noted = sa.select(Reaction.id).where(
        Reaction.verification_id.in_(scope.verifications), Reaction.entered_by_id.is_not(None)
    )
    facts = [
        Fact(
            one.id,
            scope.place(one.revision_id),
            {"kind": one.kind.value, "digest": digests.of_reaction(one)},
            one.updated_at,
            one.revision_id,
        )
        for one in scope.session.scalars(sa.select(Reaction).where(Reaction.id.in_(noted)))
    ]
    yield from compare(NOTED, facts, entries(scope.session, NOTED.actions, NOTED.on(noted)))


def decisions(scope: Scope) -> Iterator[Mistake]:
    """A decision may be undone: then the last event on its reaction says so."""
    reactions = sa.select(Reaction.id).where(Reaction.verification_id.in_(scope.verifications))
    last = {one.subject_id: one for one in entries(scope.session, DECISION.actions, DECISION.on(reactions))}
    statement = sa.select(Decision).options(joinedload(Decision.reaction)).where(Decision.reaction_id.in_(reactions))
    made = {
        one.reaction_id: Fact(
            one.reaction_id,
            scope.place(one.reaction.revision_id),
            {"kind": one.kind.value, "digest": digests.of_decision(one)},
            one.decided_at,
            one.reaction.revision_id,
        )
        for one in scope.session.scalars(statement)
    }
    standing = [one for one in last.values() if one.action == "reaction.decide" or not one.genuine]
    yield from compare(DECISION, made.values(), standing)
    for event in standing:
        if event.subject_id not in made:
            yield Mistake(f"Gebeurtenis {event.id} van het logboek", "Het besluit staat niet meer in de database.")


def people(scope: Scope) -> Iterator[Mistake]:
    """Who must agree decides what is agreed; the report names their functions."""
    roles = {
        one.subject_id: one
        for one in entries(scope.session, ROLE.actions, ROLE.on(scope.people))
        if "must_agree" in one.detail or not one.genuine
    }
    left = entries(scope.session, LEFT.actions, LEFT.on(scope.people))
    for person in scope.session.scalars(sa.select(Respondent).where(Respondent.id.in_(scope.people))):
        place = f"{scope.places[person.interview_id]}, {person.function}"
        said = roles.get(person.id)
        if said and said.detail.get("must_agree") != person.must_agree:
            yield Mistake(place, f"{ROLE.words} is anders dan in het logboek.")
        if said and said.detail.get("function", person.function) != person.function:
            yield Mistake(place, "De functie van de respondent is anders dan in het logboek.")
        if person.left_at and not any(one.genuine for one in left if one.subject_id == person.id):
            yield Mistake(place, f"{LEFT.words} staat niet in het logboek.")


def talks(scope: Scope) -> Iterator[Mistake]:
    """The last event on each interview that says on which day it was held; older versions did not say it."""
    events = entries(scope.session, TALK.actions, TALK.on(scope.interviews))
    said = {one.subject_id: one for one in events if "held_on" in one.detail or not one.genuine}
    days = sa.select(Interview).where(Interview.id.in_(said)).execution_options(populate_existing=True)
    for interview in scope.session.scalars(days):
        event = said[interview.id]
        if not event.genuine or event.detail["held_on"] != interview.held_day:
            yield Mistake(scope.places[interview.id], f"{TALK.words} is anders dan in het logboek.")
