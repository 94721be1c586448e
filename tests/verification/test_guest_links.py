"""The personal link: a page with a button, the same for every link, and a session behind it."""

import logging
from datetime import timedelta

import pytest
from checking import Client
from flask import Flask
from recorded import SYSTEM
from sent_record import SentRecord
from sqlalchemy.orm import Session

from surveyapp.core.db import utcnow
from surveyapp.core.dutch import local
from surveyapp.readings.links import operations, visits


@pytest.fixture
def sent(session: Session) -> SentRecord:
    return SentRecord.of(session)


def test_every_link_shows_the_same_page_and_nothing_of_the_record(client: Client, sent: SentRecord) -> None:
    right, wrong = client.get(sent.link()), client.get("/v/not-a-link")
    assert right.words == wrong.words
    assert "Oost-Drenthe" not in right.text
    assert sent.link().split("/")[-1] not in right.text
    assert right.response.headers["Referrer-Policy"] == "no-referrer"
    assert right.response.headers["Cache-Control"] == "no-store"


def test_opening_a_page_opens_no_record(client: Client, sent: SentRecord) -> None:
    client.get(sent.link())
    assert sent.verification().opened_at is None
    client.get("/nakijken", status=401)


def test_the_button_leads_to_an_address_without_the_token(client: Client, sent: SentRecord) -> None:
    page = client.post(sent.link(), status=303)
    assert page.location == "/nakijken"
    assert client.follow(page, title="Klopt wat er staat?").h1 == "Klopt wat er staat?"
    assert sent.verification().opened_at is not None


def test_unknown_altered_expired_and_revoked_links_answer_alike(client: Client, sent: SentRecord) -> None:
    link = sent.link()
    answers = [client.post("/v/unknown", status=404).words]
    answers.append(client.post(link[:-1] + ("A" if link[-1] != "A" else "B"), status=404).words)
    verification = sent.verification()
    verification.expires_at = utcnow() - timedelta(minutes=1)
    answers.append(client.post(link, status=404).words)
    verification = sent.verification()
    verification.expires_at = utcnow() + timedelta(days=1)
    operations.revoke_link(sent.session, SYSTEM, verification, at=utcnow())
    answers.append(client.post(link, status=404).words)
    assert len(set(answers)) == 1


def test_a_link_that_waits_for_readers_opens_nothing_yet(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    verification = sent.verification()
    verification.opened_at, verification.released_at, verification.held_until = None, None, local(utcnow()).date()
    client.post(sent.link(), status=409)
    client.get("/nakijken", status=401)
    assert sent.verification().opened_at is None


def test_revoking_a_link_ends_the_session_that_it_began(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    operations.revoke_link(sent.session, SYSTEM, sent.verification(), at=utcnow())
    client.get("/nakijken", status=401)


def test_the_link_of_an_older_record_points_to_the_newest_mail(client: Client, sent: SentRecord) -> None:
    old = sent.link()
    sent.made.save(sent.interview, "1", "Anders.", base=1)
    sent.send()
    assert client.post(old, status=410).h1 == "Er is een nieuwer verslag"


def test_no_token_reaches_the_log_when_a_request_fails(
    app: Flask, client: Client, sent: SentRecord, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise RuntimeError("kapot")

    monkeypatch.setattr(visits, "open_reading", fail)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    with caplog.at_level(logging.DEBUG):
        client.post(sent.link(), status=500)
    assert "/v/[link]" in caplog.text
    assert sent.link() not in caplog.text
