"""Readers first: who must agree gets the record after them, and until then their link opens nothing."""

from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa
from checking import Client
from recorded import ADVISER, NOW, SYSTEM
from setting import MakeApp, session_of
from sqlalchemy.orm import Session
from verified import CONTACT, DEADLINE, LATER, Verified

from surveyapp.core.audit import AuditEvent
from surveyapp.core.db import secrets_of, utcnow, write_transaction
from surveyapp.core.dutch import local, moment
from surveyapp.core.errors import Refused
from surveyapp.core.tokens import link_token
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.readings.links import operations
from surveyapp.verification.background import jobs
from surveyapp.verification.records.models import Verification
from surveyapp.verification.releasing import operations as releasing_operations
from surveyapp.verification.reminders import operations as reminders_operations

READER = RespondentData("Lezer", "jurist", "lezer@example.org", must_agree=False)
SECOND = RespondentData("Tweede", "planoloog", "tweede@example.org", must_agree=False)
UNTIL = date(2018, 5, 29)


@pytest.fixture
def made(session: Session) -> Verified:
    return Verified.of(session)


def recorded(made: Verified, *respondents: RespondentData) -> Interview:
    interview = made.interview(respondents=respondents)
    made.save(interview, "1", "De voortgang is goed.")
    return interview


def told(made: Verified) -> list[str]:
    found = made.session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id))
    return [mail.to_address for mail in found if mail.enclosure.startswith("record:")]


def of(made: Verified, interview: Interview, person: RespondentData) -> Verification:
    return next(one for one in made.readers(interview) if one.respondent.email == person.email)


def test_readers_get_the_mail_and_the_others_wait(made: Verified) -> None:
    interview = recorded(made, ADVISER, READER)
    record = made.send(interview, readers_until=UNTIL)
    assert told(made) == [READER.email]
    approver, reader = of(made, interview, ADVISER), of(made, interview, READER)
    assert (approver.held_until, approver.released_at, approver.deadline) == (UNTIL, None, DEADLINE)
    assert (reader.held_until, reader.released_at, reader.deadline) == (None, NOW, UNTIL)
    assert record.deadline == DEADLINE
    fifth = moment(date(2018, 5, 25), time(10))
    assert [
        one.respondent.email
        for one in reminders_operations.remind(made.session, SYSTEM, interview, contact=CONTACT, at=fifth)
    ] == [READER.email]


def test_the_last_reader_who_is_done_lets_the_others_go_on(made: Verified) -> None:
    interview = recorded(made, ADVISER, READER, SECOND)
    made.send(interview, readers_until=UNTIL)
    made.submit(of(made, interview, READER))
    assert ADVISER.email not in told(made)
    made.submit(of(made, interview, SECOND), at=LATER)
    assert told(made)[-1] == ADVISER.email
    approver = of(made, interview, ADVISER)
    assert (approver.released_at, approver.deadline) == (LATER, DEADLINE)
    events = made.session.scalars(sa.select(AuditEvent.action).where(AuditEvent.action == "verification.release"))
    assert len(events.all()) == 1


def test_staff_lets_them_go_on_at_once_and_once(made: Verified) -> None:
    interview = recorded(made, ADVISER, READER)
    record = made.send(interview, readers_until=UNTIL)
    releasing_operations.release(made.session, SYSTEM, record, contact=CONTACT, at=NOW)
    assert told(made) == [READER.email, ADVISER.email]
    with pytest.raises(Refused, match="niemand meer"):
        releasing_operations.release(made.session, SYSTEM, record, contact=CONTACT, at=NOW)
    assert not releasing_operations.release_when_due(made.session, SYSTEM, record.id, contact=CONTACT, at=LATER)
    assert len(told(made)) == 2


def test_when_no_reader_can_react_any_more_nobody_waits_for_them(made: Verified) -> None:
    interview = recorded(made, ADVISER, READER)
    record = made.send(interview, readers_until=UNTIL)
    assert not releasing_operations.release_when_due(made.session, SYSTEM, record.id, contact=CONTACT, at=LATER)
    operations.revoke_link(made.session, SYSTEM, of(made, interview, READER), at=LATER)
    assert releasing_operations.release_when_due(made.session, SYSTEM, record.id, contact=CONTACT, at=LATER)


@pytest.mark.parametrize(
    ("people", "until", "words"),
    [
        ((ADVISER, READER), DEADLINE, "vóór de termijn"),
        ((ADVISER, READER), date(2018, 5, 1), "vóór de termijn"),
        ((ADVISER,), UNTIL, "niemand die meeleest"),
    ],
)
def test_it_needs_readers_and_a_day_before_the_deadline(
    made: Verified, people: tuple[RespondentData, ...], until: date, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        made.send(recorded(made, *people), readers_until=until)
    made.session.rollback()


def test_the_worker_lets_them_go_on_by_day_and_takes_no_days_away(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(CONTACT_EMAIL=CONTACT)
    with session_of(app) as session, write_transaction(session):
        made = Verified.of(session)
        made.send(recorded(made, ADVISER, READER), readers_until=UNTIL)

    def look(day: date, hour: int) -> bool:
        monkeypatch.setattr(jobs, "utcnow", lambda: moment(day, time(hour)))
        return jobs.release_who_waits(app)

    assert not look(UNTIL, 17)
    assert not look(UNTIL + timedelta(days=1), 7)
    assert look(date(2018, 6, 4), 9), "the worker stood still for some days"
    assert not look(date(2018, 6, 4), 9)
    with session_of(app) as session:
        approver = session.scalars(sa.select(Verification).where(Verification.held_until.is_not(None))).one()
        assert approver.deadline == date(2018, 6, 11)


def test_a_link_of_who_waits_opens_nothing(client: Client, session: Session) -> None:
    made, now = Verified.of(session), utcnow()
    interview = recorded(made, ADVISER, READER)
    made.send(
        interview,
        at=now,
        deadline=local(now + timedelta(days=14)).date(),
        readers_until=local(now + timedelta(days=5)).date(),
    )
    session.commit()
    token = link_token(secrets_of(session).links, of(made, interview, ADVISER).nonce)
    page = client.post(f"/v/{token}", status=409, title="Het verslag komt nog")
    assert "De voortgang is goed" not in page.text
    client.get("/nakijken", status=401)
    assert of(made, interview, ADVISER).opened_at is None
    releasing_operations.release(session, SYSTEM, of(made, interview, ADVISER).record, contact=CONTACT, at=now)
    client.post(f"/v/{token}", status=303)
    assert "De voortgang is goed" in client.get("/nakijken").text
