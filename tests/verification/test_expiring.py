"""A link that was seen to expire stays closed, also when the clock is set back."""

from datetime import datetime, timedelta

import pytest
from aligned_round import AlignedRound
from checking import Client
from flask import Flask
from sent_record import SentRecord
from sqlalchemy.orm import Session

from surveyapp.core.config import Secrets
from surveyapp.core.db import utcnow
from surveyapp.core.tokens import link_code, link_token
from surveyapp.readings.links.models import ReadingMixin
from surveyapp.verification.background import jobs


def worked_at(app: Flask, moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker looks at the clock once; afterwards it is set back."""
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "utcnow", lambda: moment)
        jobs.end_what_expired(app)


def ways_in(client: Client, reading: ReadingMixin, path: str) -> tuple[int, int]:
    """What a link and a code answer."""
    key = Secrets.derive(client.app.config["SECRET_KEY"]).links
    link = client.post(f"/v/{path}{link_token(key, reading.nonce)}", status=(303, 404)).status
    code = client.post("/code", {"code": link_code(key, reading.nonce)}, status=(303, 404)).status
    return link, code


def test_a_record_that_was_seen_to_expire_stays_closed_until_it_gets_another_end(
    any_app: Flask, any_client: Client, any_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = SentRecord.of(any_session)
    assert ways_in(any_client, sent.verification(), "") == (303, 303)
    any_client.get("/nakijken")
    expires = sent.verification().expires_at
    any_session.commit()
    worked_at(any_app, expires - timedelta(seconds=1), monkeypatch)
    any_session.expire_all()
    assert ways_in(any_client, sent.verification(), "") == (303, 303)
    any_session.commit()
    worked_at(any_app, expires, monkeypatch)
    any_session.expire_all()
    assert expires > utcnow()
    any_client.get("/nakijken", status=401)
    assert ways_in(any_client, sent.verification(), "") == (404, 404)
    sent.verification().expires_at = expires + timedelta(days=1)
    assert ways_in(any_client, sent.verification(), "") == (303, 303)


def test_a_text_put_before_readers_expires_once_and_for_all(
    app: Flask, client: Client, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    aligned = AlignedRound.of(session)
    aligned.send()
    expires = aligned.readings()[0].expires_at = utcnow() + timedelta(days=1)
    session.commit()
    assert ways_in(client, aligned.readings()[0], "rapport/") == (303, 303)
    session.commit()
    worked_at(app, expires, monkeypatch)
    session.expire_all()
    assert ways_in(client, aligned.readings()[0], "rapport/") == (404, 404)
