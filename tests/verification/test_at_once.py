"""Several people at once, each in a transaction of their own: what remains is as if one had gone after the other."""

from collections.abc import Callable
from random import Random
from threading import Thread

import pytest
import sqlalchemy as sa
from flask import Flask
from recorded import ADVISER, NOW, SYSTEM
from setting import session_of
from sqlalchemy.orm import Session
from verified import CONTACT, DEADLINE, Verified

from surveyapp.core.db import db, write_transaction
from surveyapp.core.errors import Refused
from surveyapp.core.revisions import SaveConflict
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.interviews.recording.rules import state_of
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.readings.links import operations as links
from surveyapp.verification.decisions import operations
from surveyapp.verification.keeping.operations import seen_now
from surveyapp.verification.reacting import operations as reacting_operations
from surveyapp.verification.records import queries
from surveyapp.verification.records.models import Approval, Record, RecordEntry, Verification
from surveyapp.verification.records.rules import DecisionKind, ReactionKind, Seen
from surveyapp.verification.sending import operations as sending_operations
from surveyapp.verification.state.queries import facts_of

OTHER = RespondentData("Wethouder", "wethouder", "wethouder@example.org")
TURNS = 8

Act = Callable[[Session, Interview, Random], None]


def respond(session: Session, interview: Interview, chance: Random) -> None:
    """Open one of the links, say something, agree to the rest and send it."""
    record = queries.newest_record(session, interview)
    reader = queries.get_verification(session, chance.choice(record.verifications).id) if record else None
    if reader is None:
        return
    links.open_reading(session, SYSTEM, reader, at=NOW)
    if chance.random() < 0.5:
        seen = Seen(seen_now(session, reader).get("1", 0))
        proposal = f"{chance.random()}"
        reacting_operations.react(
            session, reader, "1", kind=ReactionKind.CORRECTION, proposal=proposal, seen=seen, at=NOW
        )
    reacting_operations.agree_to_rest(session, reader, at=NOW)
    reacting_operations.submit(
        session,
        SYSTEM,
        reader,
        number=reader.record.number,
        hash_=reader.record.hash,
        seen=seen_now(session, reader),
        contact=CONTACT,
        at=NOW,
    )


def settle(session: Session, interview: Interview, chance: Random) -> None:
    """Take what is proposed over, and send the next record."""
    record = queries.newest_record(session, interview)
    for reaction in queries.to_decide(session, record) if record else ():
        if reaction.decision is None:
            newest = queries.texts_of(session, interview).revisions["1"].number
            kind = chance.choice([DecisionKind.ACCEPTED, DecisionKind.REFUSED])
            operations.decide(session, SYSTEM, interview, reaction, kind, base=newest, reason="Zo is het.", at=NOW)
    sending_operations.send_record(session, SYSTEM, interview, deadline=DEADLINE, link_days=28, contact=CONTACT, at=NOW)


def write(session: Session, interview: Interview, chance: Random) -> None:
    """Save another text."""
    item = chance.choice(["1", "2b"])
    newest = queries.texts_of(session, interview).revisions[item].number
    Verified(session, interview.round).save(interview, item, f"{chance.random()}", base=newest)


def several_turns(app: Flask, interview_id: int, act: Act, seed: int, failures: list[BaseException]) -> None:
    """One person's day; what the rules refuse, or somebody else did first, is no failure."""
    chance = Random(seed)  # noqa: S311
    try:
        with app.app_context():
            for _ in range(TURNS):
                try:
                    with write_transaction(db.session):
                        act(db.session, db.session.get_one(Interview, interview_id, populate_existing=True), chance)
                except (Refused, SaveConflict):
                    continue
    except BaseException as failure:  # noqa: BLE001  (the test shows it)
        failures.append(failure)


@pytest.mark.parametrize("seed", range(3))
def test_several_people_at_once(any_app: Flask, seed: int) -> None:
    with session_of(any_app) as session:
        made = Verified.of(session)
        interview = made.interview(respondents=(ADVISER, OTHER))
        for item in ("1", "2b"):
            made.save(interview, item, f"Antwoord op {item}.")
        made.send(interview)
        session.commit()
        interview_id = interview.id
    failures: list[BaseException] = []
    people = [respond, respond, settle, write]
    threads = [
        Thread(target=several_turns, args=(any_app, interview_id, act, seed * 10 + place, failures))
        for place, act in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with session_of(any_app) as session:
        check(session, session.get_one(Interview, interview_id))


def check(session: Session, interview: Interview) -> None:
    """What must hold, whoever came first."""
    facts = facts_of(session, interview)
    assert interview.state is state_of(facts)
    numbers = session.scalars(sa.select(Record.number).order_by(Record.number)).all()
    assert list(numbers) == list(range(1, len(numbers) + 1))
    sent = set(session.scalars(sa.select(RecordEntry.revision_id)))
    assert set(session.scalars(sa.select(Approval.revision_id))) <= sent
    mails = session.scalars(sa.select(OutboxMail)).all()
    links = session.scalars(sa.select(Verification)).all()
    asked = [one for one in mails if one.enclosure.startswith("record:")]
    assert sorted(one.enclosure for one in asked) == sorted(f"record:{one.id}" for one in links)
    receipts = sum(one.subject.startswith("Bewijs") for one in mails)
    assert receipts == sum(one.submitted_at is not None for one in links)
