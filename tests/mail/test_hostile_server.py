"""Mail servers that misbehave, on loopback: nothing is lost, nothing arrives more than twice, and staff see why."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from flask import Flask
from postbox import Hostile, hostile_server, server_context, smtp_server
from sqlalchemy.orm import Session

from surveyapp.mail.outbox.jobs import deliver_due
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.mail.outbox.operations import Message, enqueue
from surveyapp.mail.outbox.rules import Standing
from surveyapp.mail.servers.meanings import explained

AGAIN = timedelta(hours=6)


@pytest.fixture
def mail(session: Session, now: datetime) -> OutboxMail:
    made = enqueue(session, Message("Vera", "vera@example.org", "Onderwerp", "Dag Vera"), now)
    session.commit()
    return made


@contextmanager
def server(app: Flask, *ways: str) -> Iterator[Hostile]:
    with hostile_server(*ways) as (url, hostile):
        app.config.update(SMTP_URL=url, SMTP_TIMEOUT=0.4)
        yield hostile


def tried(app: Flask, session: Session, mail: OutboxMail, at: datetime) -> OutboxMail:
    deliver_due(app, at)
    session.rollback()
    session.refresh(mail)
    return mail


@pytest.mark.parametrize(
    ("way", "means"),
    [
        ("CONNECT:421 te druk", "bereikbaar of heeft het druk"),
        ("CONNECT:hang", "bereikbaar of heeft het druk"),
        ("CONNECT:drop", "bereikbaar of heeft het druk"),
        ("CONNECT:drip", "bereikbaar of heeft het druk"),
        ("MAIL:421 ik ga weg", "bereikbaar of heeft het druk"),
        ("RCPT:450 4.7.1 Greylisted, come back later", "vraagt om het later"),
        ("RCPT:451 4.3.0 even niet", "bereikbaar of heeft het druk"),
        ("DATA:drop", "bereikbaar of heeft het druk"),
        ("DATA:hang", "bereikbaar of heeft het druk"),
        ("END:451 4.3.0 schijf vol", "bereikbaar of heeft het druk"),
        ("END:421 stop", "bereikbaar of heeft het druk"),
    ],
)
def test_a_server_that_cannot_now_gets_it_later(
    app: Flask, session: Session, mail: OutboxMail, now: datetime, way: str, means: str
) -> None:
    with server(app, way, "") as hostile:
        assert tried(app, session, mail, now).state is MailState.WAITING
        assert means in explained(mail.error).what
        assert explained(mail.error).advice.startswith("U hoeft niets te doen")
        hostile.got.clear()  # what it refused
        assert tried(app, session, mail, now + AGAIN).state is MailState.SENT
    assert len(hostile.got) == 1
    assert (mail.attempts, mail.error) == (2, "")


@pytest.mark.parametrize(
    ("way", "means", "advice"),
    [
        ("RCPT:550 5.1.1 User unknown", "bestaat niet bij de ontvanger", "Datum en personen"),
        ("RCPT:552 5.2.2 Mailbox full", "postvak van de ontvanger is vol", "Bel de ontvanger"),
        ("RCPT:550 nee", "weigert dit e-mailadres", "Datum en personen"),
        ("MAIL:553 wie bent u", "weigert dit e-mailadres", "Datum en personen"),
        ("END:554 5.7.1 spam", "vertrouwt deze mail niet", "beheerder"),
        ("END:554 nee", "weigert deze mail", "beheerder"),
    ],
)
def test_a_refusal_is_final_and_explained(
    app: Flask, session: Session, mail: OutboxMail, now: datetime, way: str, means: str, advice: str
) -> None:
    with server(app, way, "") as hostile:
        tried(app, session, mail, now)
        assert mail.standing is Standing.FAILED
        assert mail.error == way.partition(":")[2]
        assert means in explained(mail.error).what
        assert advice in explained(mail.error).advice
        tried(app, session, mail, now + AGAIN)
    assert hostile.conversations == 1


@pytest.mark.parametrize("way", ["END:drop", "END:hang", "END:drip"])
def test_a_server_that_does_not_answer_for_a_mail_gets_it_once_more_with_the_same_id(
    app: Flask, session: Session, mail: OutboxMail, now: datetime, way: str
) -> None:
    with server(app, way, "") as hostile:
        tried(app, session, mail, now)
        assert (mail.state, mail.unsure) == (MailState.WAITING, 1)
        assert "Misschien is hij aangekomen" in mail.error
        assert tried(app, session, mail, now + AGAIN).state is MailState.SENT
    assert [message_from_bytes(one)["Message-ID"] for one in hostile.got] == [mail.message_id] * 2


def test_a_server_that_never_answers_for_a_mail_gets_it_twice_at_most_and_staff_see_it(
    app: Flask, session: Session, mail: OutboxMail, now: datetime
) -> None:
    with server(app, "END:drop") as hostile:
        for attempt in range(5):
            tried(app, session, mail, now + attempt * AGAIN)
    assert len(hostile.got) == 2
    assert mail.standing is Standing.FAILED
    meaning = explained(mail.error)
    assert "zei niet of hij is aangenomen" in meaning.what
    assert meaning.advice.startswith("Vraag de ontvanger of de mail er is.")


def test_one_that_is_away_for_days_is_given_up_with_its_words_and_can_be_tried_again(
    app: Flask, session: Session, mail: OutboxMail, now: datetime
) -> None:
    with server(app, "CONNECT:421 te druk") as hostile:
        for attempt in range(12):
            tried(app, session, mail, now + attempt * AGAIN)
    assert hostile.conversations == 10
    assert "421 te druk" in mail.error
    assert explained(mail.error).what
    assert explained(mail.error).advice.startswith("Verstuur de mail opnieuw.")


def test_a_certificate_that_is_not_trusted_keeps_the_mail_here(
    app: Flask, session: Session, mail: OutboxMail, now: datetime, tmp_path: Path
) -> None:
    with smtp_server(tls_context=server_context(tmp_path)) as (address, mailbox):
        app.config.update(SMTP_URL=address.replace("smtp:", "smtp+starttls:"), SMTP_TIMEOUT=3)
        tried(app, session, mail, now)
    assert mail.state is MailState.WAITING
    assert "beveiligde verbinding" in explained(mail.error).what
    assert mailbox.messages == []
