"""Reminders: each once, whoever sends it and however often the worker looks; none where none should be."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask
from recorded import ADVISER, NOW, SYSTEM
from setting import MakeApp, session_of
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from verified import CONTACT, Verified

from surveyapp.core.audit import Actor, AuditEvent
from surveyapp.core.db import write_transaction
from surveyapp.core.dutch import local, moment
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.interviews.scheduling.operations import change_terms
from surveyapp.interviews.terms.rules import Terms
from surveyapp.mail.message.enclosures import EnclosureGone, supply
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.readings.links import operations as links_operations
from surveyapp.readings.links.kinds import Kind
from surveyapp.readings.links.models import ReadingMixin
from surveyapp.readings.links.rules import Stage
from surveyapp.readings.more_time import operations
from surveyapp.readings.reminders import operations as readings_reminders_operations
from surveyapp.verification.background import jobs
from surveyapp.verification.kind.kinds import RECORD
from surveyapp.verification.records.models import Reminder, Verification
from surveyapp.verification.records.rules import ReactionKind
from surveyapp.verification.reminders import operations as reminders_operations
from surveyapp.worker import at_most_every

OTHER = RespondentData("Collega", "wethouder", "collega@example.org")
FIFTH = moment(date(2018, 5, 29), time(10))
"""Five working days after NOW."""


@pytest.fixture
def made(any_session: Session) -> Verified:
    return Verified.of(any_session)


def sent(made: Verified, *respondents: RespondentData) -> Interview:
    interview = made.interview(respondents=respondents or (ADVISER,))
    for item in ("1", "2b", "6"):
        made.save(interview, item, f"Antwoord {item}.")
    made.send(interview)
    return interview


def look(made: Verified, now: datetime) -> list[str]:
    """What a worker does that looks now: whom it reminds."""
    reminded = [
        one.respondent.email
        for one in readings_reminders_operations.due_now(made.session, now)
        if readings_reminders_operations.remind_when_due(made.session, RECORD, one.id, contact=CONTACT, at=now)
    ]
    made.session.flush()
    return reminded


def reminders(made: Verified) -> list[OutboxMail]:
    found = made.session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id))
    return [mail for mail in found if mail.enclosure.startswith("reminder:")]


def respondent(verification: Verification) -> Actor:
    return Actor("respondent", verification.respondent_id)


def test_each_reminder_leaves_once_however_often_the_worker_looks(made: Verified) -> None:
    sent(made)
    days = [NOW + timedelta(hours=4 * number) for number in range(6 * 16)]
    leaving = [(now, mails) for now in days if (mails := look(made, now))]
    assert [local(now).date().isoformat() for now, _ in leaving] == ["2018-05-29", "2018-06-01", "2018-06-04"]
    assert len(reminders(made)) == 3
    kept = made.session.scalars(sa.select(Reminder).order_by(Reminder.id)).all()
    assert [one.occasion for one in kept] == ["after:5", "after:8", "before:2018-06-05"]
    events = made.session.scalars(sa.select(AuditEvent.action).where(AuditEvent.action == "verification.remind"))
    assert len(events.all()) == 3


def test_the_words_fit_how_far_the_respondent_is(made: Verified) -> None:
    interview = sent(made)
    (reader,) = made.readers(interview)
    look(made, FIFTH)
    links_operations.open_reading(made.session, respondent(reader), reader, at=FIFTH)
    look(made, moment(date(2018, 6, 1), time(10)))
    made.react(reader, "1", ReactionKind.AGREE)
    made.react(reader, "2b", ReactionKind.CORRECTION)  # half of one: no words yet
    look(made, moment(date(2018, 6, 4), time(10)))
    unopened, opened, half = reminders(made)
    assert "nog niet geopend" in unopened.text
    assert "nog bij geen antwoord" in " ".join(opened.text.split())
    assert "1 van de 3 antwoorden" in " ".join(half.text.split())
    assert half.subject.startswith("Herinnering: nog 2 antwoorden te gaan")
    assert all("dinsdag 5 juni 2018" in mail.text and "%LINK%" in mail.html for mail in reminders(made))
    assert [one.stage for one in made.session.scalars(sa.select(Reminder).order_by(Reminder.id))] == list(Stage)


def test_who_filled_in_everything_is_told_to_send_it(made: Verified) -> None:
    interview = sent(made)
    (reader,) = made.readers(interview)
    links_operations.open_reading(made.session, respondent(reader), reader, at=NOW)
    for item in ("1", "2b", "6"):
        made.react(reader, item, ReactionKind.AGREE)
    look(made, FIFTH)
    (mail,) = reminders(made)
    assert "nog niet verstuurd" in mail.text
    assert mail.subject.startswith("Herinnering: u hoeft alleen nog te versturen")


def test_nobody_is_reminded_who_is_done_or_gone_or_has_a_newer_record(made: Verified) -> None:
    interview = sent(made, ADVISER, OTHER, RespondentData("Derde", "secretaris", "derde@example.org"))
    first, second, third = made.readers(interview)
    made.submit(first)
    links_operations.revoke_link(made.session, SYSTEM, second, at=NOW)
    third.respondent.left_at = NOW
    made.session.flush()
    assert look(made, FIFTH) == []
    again = made.interview("Zuidoost-Fryslân")
    made.save(again, "1", "Een.")
    made.send(again)
    made.save(again, "1", "Twee.", base=1)
    made.send(again, at=NOW + timedelta(days=3))
    assert look(made, FIFTH) == []


def test_a_reminder_by_hand_counts_and_nobody_gets_two_on_a_day(made: Verified) -> None:
    interview = sent(made)
    by_hand = reminders_operations.remind(
        made.session, SYSTEM, interview, contact=CONTACT, at=FIFTH - timedelta(hours=1)
    )
    assert [one.respondent.email for one in by_hand] == [ADVISER.email]
    assert look(made, FIFTH) == []
    with pytest.raises(Refused, match="Contactpersoon is vandaag al herinnerd"):
        reminders_operations.remind(made.session, SYSTEM, interview, contact=CONTACT, at=FIFTH)
    assert look(made, FIFTH + timedelta(days=1)) == [ADVISER.email]
    assert len(reminders(made)) == 2


def test_the_database_itself_holds_one_a_day_and_each_occasion_once(made: Verified) -> None:
    (reader,) = made.readers(sent(made))
    look(made, FIFTH)

    def double(occasion: str | None, day: date) -> None:
        with made.session.begin_nested():
            made.session.execute(
                sa.insert(Reminder).values(
                    verification_id=reader.id, occasion=occasion, stage=Stage.OPENED, sent_on=day, sent_at=FIFTH
                )
            )

    for occasion, day in ((None, local(FIFTH).date()), ("after:5", date(2018, 6, 20))):
        with pytest.raises(IntegrityError):
            double(occasion, day)


def test_the_round_says_when(made: Verified) -> None:
    sent(made)
    change_terms(made.session, SYSTEM, made.round, Terms(remind_after=(2,), remind_before=False), at=NOW)
    days = [NOW + timedelta(days=number) for number in range(20)]
    assert [now.day for now in days if look(made, now)] == [24]


def test_a_reminder_that_waited_in_the_outbox_goes_nowhere_once_it_is_needless(any_app: Flask, made: Verified) -> None:
    (reader,) = made.readers(sent(made))
    name = f"reminder:{reader.id}"
    operations.ask_for_time(made.session, respondent(reader), reader, until=date(2018, 6, 12), reason="", at=NOW)
    with pytest.raises(EnclosureGone, match="meer tijd"):
        supply(made.session, name, any_app.config)
    operations.give_time(made.session, SYSTEM, reader, until=date(2018, 6, 12), contact=CONTACT, at=NOW)
    assert "/v/" in supply(made.session, name, any_app.config).link
    made.submit(reader)
    with pytest.raises(EnclosureGone, match="al gereageerd"):
        supply(made.session, name, any_app.config)


def test_the_worker_reminds_and_one_that_fails_keeps_no_other_back(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app(CONTACT_EMAIL=CONTACT)
    with session_of(app) as session, write_transaction(session):
        sent(Verified.of(session), ADVISER, OTHER)
    monkeypatch.setattr(jobs, "utcnow", lambda: FIFTH)
    whole, failed = readings_reminders_operations.remind_when_due, []

    def failing(session: Session, kind: Kind[Verification], number: int, *, contact: str, at: datetime) -> bool:
        if not failed:
            failed.append(number)
            raise RuntimeError("no template")
        return whole(session, kind, number, contact=contact, at=at)

    monkeypatch.setattr(readings_reminders_operations, "remind_when_due", failing)
    assert jobs.remind_who_is_due(app)
    assert "no template" in caplog.text
    caplog.clear()
    assert jobs.remind_who_is_due(app), "the first gets its turn the next time"
    assert not jobs.remind_who_is_due(app)
    with session_of(app) as session:
        assert sorted(session.scalars(sa.select(Reminder.verification_id))) == [1, 2]
    monkeypatch.setattr(jobs, "utcnow", lambda: moment(date(2018, 6, 1), time(22)))
    assert not jobs.remind_who_is_due(app)


def test_the_worker_looks_now_and_then() -> None:
    looks: list[int] = []

    def job(_app: Flask) -> bool:
        looks.append(1)
        return len(looks) == 1

    calm = at_most_every(60, job)
    assert [calm(None) for _ in range(4)] == [True, False, False, False]  # type: ignore[arg-type]
    assert len(looks) == 2, "after work it looks again at once, and then not for a minute"


def test_two_workers_at_once_send_one(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with session_of(any_app) as session, write_transaction(session):
        sent(Verified.of(session), ADVISER, OTHER)
    monkeypatch.setattr(jobs, "utcnow", lambda: FIFTH)
    begin, whole = Barrier(2, timeout=30), readings_reminders_operations.due_now

    def together(session: Session, now: datetime) -> Sequence[ReadingMixin]:
        found = whole(session, now)
        begin.wait()
        return found

    monkeypatch.setattr(readings_reminders_operations, "due_now", together)
    with ThreadPoolExecutor(2) as workers:
        done = [one.result() for one in [workers.submit(jobs.remind_who_is_due, any_app) for _ in range(2)]]
    assert any(done)
    with session_of(any_app) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Reminder)) == 2
        waiting = sa.select(OutboxMail).where(OutboxMail.enclosure.like("reminder:%"))
        assert len(session.scalars(waiting).all()) == 2
