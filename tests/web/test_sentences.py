"""Sentences of state, each made false in the database and seen to go."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from checking import Client
from flask import Flask
from invited import Invited
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import utcnow
from surveyapp.core.dutch import local
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.mail.outbox.operations import Message, enqueue


@pytest.fixture
def chief(client: Client, staff: MakeUser) -> Client:
    return client.login(staff(RoleName.ADMINISTRATOR, RoleName.INTERVIEWER, RoleName.EDITOR))


def put(session: Session, state: MailState, at: datetime) -> OutboxMail:
    enqueue(session, Message("A", "a@example.org", "Onderwerp", "Tekst.", "<p>Tekst.</p>"), at)
    mail = session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id.desc())).first()
    assert mail
    mail.state = state
    mail.sent_at = at if state is MailState.SENT else None
    session.flush()
    return mail


def test_all_mails_are_sent_only_when_they_are(chief: Client, session: Session, now: datetime) -> None:
    put(session, MailState.SENT, now)
    assert "Alle mails zijn verstuurd." in chief.get("/postvak").words
    put(session, MailState.WITHDRAWN, now)
    assert "Alle mails zijn verstuurd." not in chief.get("/postvak").words
    assert "1 mail is ingetrokken, de rest is verstuurd." in chief.get("/postvak").words
    put(session, MailState.WAITING, now)
    assert "de rest is verstuurd" not in chief.get("/postvak").words


def test_nothing_to_do_after_an_invitation_only_when_it_arrived(
    chief: Client, session: Session, staff: MakeUser
) -> None:
    planned = Invited.of(session, by=[staff(RoleName.INTERVIEWER)])
    planned.plan(local(utcnow()).date() + timedelta(days=7))
    planned.invite(at=utcnow())
    path = f"/interviews/{planned.interview.id}/uitnodiging"
    assert "U hoeft nu niets te doen." in chief.get(path).words
    session.execute(sa.update(OutboxMail).values(returned_at=utcnow()))
    page = chief.get(path)
    assert "niets te doen" not in page.words
    assert "Niet elke mail is aangekomen" in page.words
    assert "is niet aangekomen. Klopt het adres?" in page.words


def test_nothing_is_said_to_be_sent_that_waits_for_a_mail_server(
    app: Flask, client: Client, session: Session, staff: MakeUser
) -> None:
    chief = staff(RoleName.ADMINISTRATOR, RoleName.INTERVIEWER)
    client.login(chief)
    planned = Invited.of(session, by=[chief])
    planned.plan(local(utcnow()).date() + timedelta(days=7))
    planned.invite(at=utcnow())
    path = f"/interviews/{planned.interview.id}/uitnodiging"
    assert "Uitnodiging verstuurd op" in client.get(path).words
    app.config["SMTP_URL"] = ""
    words = client.get(path).words
    assert "Uitnodiging verstuurd op" not in words
    assert "niets te doen" not in words
    assert "De mails wachten op een mailserver." in words
    assert "Uitnodiging gemaakt op" in words
    details = f"/interviews/{planned.interview.id}/gegevens"
    for page in (path, "/interviews", details):
        words = client.get(page).words
        assert "wacht op een mailserver." in words or "Uitnodiging wacht op een mailserver" in words
        assert "Uitgenodigd op" not in words
        assert "Iedereen is uitgenodigd" not in words
    session.execute(sa.update(OutboxMail).values(state=MailState.SENT, sent_at=utcnow()))
    words = client.get(path).words
    assert "Uitnodiging verstuurd op" in words
    assert "wachten op een mailserver" not in words
    assert "Iedereen is uitgenodigd." in client.get(details).words
    assert "Uitgenodigd op" in client.get("/interviews").words
    session.execute(sa.update(OutboxMail).values(state=MailState.FAILED, sent_at=None))
    assert "Niet elke uitnodiging is aangekomen." in client.get(details).words
    for page in (path, "/interviews"):
        assert "Uitnodiging niet aangekomen" in client.get(page).words
        assert "Uitgenodigd op" not in client.get(page).words
