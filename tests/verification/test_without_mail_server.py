"""Without a mail server nothing is sent, and the days of a record begin when there is one."""

from collections.abc import Iterator
from datetime import date, time

import pytest
import sqlalchemy as sa
from checking import Client
from flask import Flask
from recorded import ADVISER, NOW, SYSTEM
from setting import MakeApp, MakeUser, session_of
from sqlalchemy.orm import Session
from verified import CONTACT, DEADLINE, Verified

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import utcnow, write_transaction
from surveyapp.core.dutch import moment
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.mail.outbox.jobs import deliver_due
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.mail.outbox.operations import Message, enqueue
from surveyapp.mail.servers.way_out import is_of_this_computer
from surveyapp.readings.links import operations
from surveyapp.readings.links.rules import LinkState
from surveyapp.verification.background import jobs
from surveyapp.verification.people import operations as people
from surveyapp.verification.records.models import Verification
from surveyapp.verification.reminders import operations as reminders_operations
from surveyapp.verification.waiting import queries

READER = RespondentData("Lezer", "jurist", "lezer@example.org", must_agree=False)
WEEKS_LATER = moment(date(2018, 6, 12), time(10))
HERE = "http://127.0.0.1:8000"


@pytest.fixture
def app(make_app: MakeApp) -> Iterator[Flask]:
    return make_app(SMTP_URL="")


def recorded(made: Verified, *people: RespondentData) -> Interview:
    interview = made.interview(respondents=people or (ADVISER,))
    made.save(interview, "1", "De voortgang is goed.")
    return interview


def mails(session: Session) -> list[tuple[str, MailState]]:
    return [(one.to_address, one.state) for one in session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id))]


def test_what_waited_is_sent_once_there_is_a_server_with_its_days_from_then(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Verified.of(session)
    interview = recorded(made)
    enqueue(session, Message("", "collega@example.org", "Dag", "Dag"), NOW)
    made.send(interview)
    session.commit()
    monkeypatch.setattr(jobs, "utcnow", lambda: WEEKS_LATER)

    assert deliver_due(app, WEEKS_LATER) == 0
    assert not jobs.remind_who_is_due(app)
    assert not jobs.release_who_waits(app)
    assert mails(session) == [("collega@example.org", MailState.WAITING)]
    session.rollback()

    app.config["SMTP_URL"] = "smtp://127.0.0.1:9"
    assert jobs.release_who_waits(app)
    assert deliver_due(app, WEEKS_LATER, lambda *_: None) == 2
    assert mails(session) == [("collega@example.org", MailState.SENT), (ADVISER.email, MailState.SENT)]
    (reading,) = made.readers(interview)
    assert (reading.deadline, reading.released_at) == (date(2018, 6, 26), WEEKS_LATER)
    text = session.scalars(sa.select(OutboxMail.text).where(OutboxMail.to_address == ADVISER.email)).one()
    assert "26 juni" in text
    assert "5 juni" not in text
    assert date(2018, 6, 5) == DEADLINE


def test_readers_first_a_reminder_and_another_link_are_refused(session: Session) -> None:
    made = Verified.of(session)
    with pytest.raises(Refused, match="geen mailserver"):
        made.send(recorded(made, ADVISER, READER), readers_until=date(2018, 5, 29))
    session.rollback()
    made = Verified.of(session)
    interview = recorded(made)
    made.send(interview)
    (reading,) = made.readers(interview)
    with pytest.raises(Refused, match="geen mailserver"):
        reminders_operations.remind(session, SYSTEM, interview, contact=CONTACT, at=WEEKS_LATER)
    with pytest.raises(Refused, match="geen mailserver"):
        operations.renew_link(session, SYSTEM, reading, link_days=28, contact=CONTACT, at=WEEKS_LATER)


def test_everybody_sees_it_and_no_page_says_that_it_was_sent(client: Client, session: Session, staff: MakeUser) -> None:
    made, owner = Verified.of(session), staff(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)
    interview = made.interview(by=(owner,), respondents=(ADVISER,))
    made.save(interview, "1", "De voortgang is goed.")
    enqueue(session, Message("", "collega@example.org", "Dag", "Dag", interview_id=interview.id), utcnow())
    session.commit()
    client.login(owner)
    assert "Er is geen mailserver ingesteld." in client.get("/interviews").words

    preview = client.get(f"/interviews/{interview.id}/verslag")
    form = {"deadline": preview.one("input", name="deadline").get("value", "")}
    page = client.follow(client.post(f"/interviews/{interview.id}/verslag", form, status=303))
    assert "Verslag 1 wacht op een mailserver." in page.words
    assert "nog bij niemand" in page.words
    for path in ("", "verslagen/1", "mails"):
        words = client.get(f"/interviews/{interview.id}/{path}".rstrip("/")).words
        assert "Wederhoor kan nu geen mail versturen." in words
    assert "Wacht op een mailserver" in client.get(f"/interviews/{interview.id}/mails").words
    outbox = client.get("/postvak").words
    assert "1 mail wacht op een mailserver." in outbox
    assert "Verstuurd" not in outbox
    assert "verstuurd op" not in client.get("/interviews").words.lower()


def test_no_list_says_that_the_term_of_a_record_is_over_that_nobody_has(
    client: Client, session: Session, staff: MakeUser
) -> None:
    made, owner = Verified.of(session), staff(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR)
    interview = made.interview(by=(owner,), respondents=(ADVISER, READER))
    made.save(interview, "1", "De voortgang is goed.")
    made.send(interview)
    session.commit()
    client.login(owner)

    mine = client.get("/interviews").words
    assert "Wacht op verzending 1" in mine
    assert "Nog niemand heeft het verslag. De termijn begint als de mail weggaat." in mine
    assert "Wacht op een mailserver Nog geen termijn" in mine
    field = client.get("/veldwerk").words
    assert "1 wacht op respondent, waarvan 1 nog niet verstuurd" in field
    assert "verslag 1, nog bij niemand, nog geen termijn" in field
    record = client.get(f"/interviews/{interview.id}/verslagen/1").words
    assert "nog bij niemand: het verslag wacht op een mailserver. De termijn begint als het weggaat." in record
    assert "link gesloten" not in record
    for words in (mine, field, record):
        assert "voorbij" not in words.replace("Termijn voorbij", "", 1 if words is field else 0)
        assert "Link nog niet geopend" not in words
    for narrowed in ("laat", "ongeopend"):
        assert "geen interview dat hierbij past" in client.get(f"/veldwerk?{narrowed}=1").words


def test_a_link_begins_to_count_its_days_when_its_mail_can_leave(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Verified.of(session)
    interview = recorded(made)
    made.send(interview)
    session.commit()
    (reading,) = made.readers(interview)
    days = reading.expires_at - NOW
    months_later = moment(date(2018, 9, 11), time(10))
    monkeypatch.setattr(jobs, "utcnow", lambda: months_later)
    jobs.end_what_expired(app)
    session.rollback()
    assert queries.link_state_of(reading, months_later) is LinkState.HELD
    session.rollback()

    app.config["SMTP_URL"] = "smtp://127.0.0.1:9"
    assert jobs.release_who_waits(app)
    session.rollback()
    assert queries.link_state_of(reading, months_later) is LinkState.OPEN
    assert reading.expires_at == months_later + days


def test_who_joins_later_gets_no_term_without_a_server(session: Session) -> None:
    made = Verified.of(session)
    interview = recorded(made)
    made.send(interview)
    person = people.add_person(session, SYSTEM, interview, READER, at=NOW)
    with pytest.raises(Refused, match="geen mailserver"):
        people.invite_later(session, SYSTEM, interview, person, link_days=28, contact=CONTACT, at=NOW)


def test_the_demo_writes_mails_to_its_folder_and_says_nothing(make_app: MakeApp) -> None:
    app = make_app(SMTP_URL="", BASE_URL=HERE, DEMO=True)
    with session_of(app) as session:
        with write_transaction(session):
            made = Verified.of(session)
            made.send(recorded(made))
        assert deliver_due(app, NOW) == 1
        assert [one.released_at for one in session.scalars(sa.select(Verification))] == [NOW]
        assert "geen mail versturen" not in Client(app, session).get("/inloggen").words


def test_an_address_that_only_this_computer_opens_reaches_no_respondent(make_app: MakeApp) -> None:
    app = make_app(BASE_URL=HERE)
    with session_of(app) as session:
        made = Verified.of(session)
        with pytest.raises(Refused, match=r"127\.0\.0\.1:8000\. Dat adres kan alleen deze computer openen\."):
            made.send(recorded(made))
        session.rollback()
        made = Verified.of(session)
        interview = recorded(made)
        letter = Message("", ADVISER.email, "Verslag", "Uw link: %LINK%", interview_id=interview.id)
        enqueue(session, letter, NOW)
        enqueue(session, Message("", "collega@example.org", "Wachtwoord", "Dag"), NOW)
        session.commit()
        assert deliver_due(app, NOW, lambda *_: None) == 1
        assert mails(session) == [(ADVISER.email, MailState.WAITING), ("collega@example.org", MailState.SENT)]


@pytest.mark.parametrize(
    ("address", "here"),
    [
        (HERE, True),
        ("http://127.9.9.9", True),
        ("http://localhost:8000", True),
        ("http://LOCALHOST.", True),
        ("http://x.localhost", True),
        ("http://[::1]:80", True),
        ("http://0.0.0.0:80", True),
        ("", True),
        ("https://wederhoor.example.org", False),
        ("http://10.0.0.7:8000", False),
        ("http://localhost.org", False),
    ],
)
def test_which_addresses_open_on_this_computer_only(address: str, here: bool) -> None:
    assert is_of_this_computer(address) is here
