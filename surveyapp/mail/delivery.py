"""Deliver what waits in the outbox: at least once, each attempt claimed first, outside any transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from flask import Flask
from sqlalchemy.orm import Session

from surveyapp.config import ConfigurationError
from surveyapp.db import db, write_transaction
from surveyapp.mail import queries
from surveyapp.mail.enclosures import EnclosureGone, EnclosureUnknown, supply
from surveyapp.mail.message import Undeliverable, compose, sender
from surveyapp.mail.models import MailState, OutboxMail
from surveyapp.mail.rules import MAX_UNSURE, pause_after
from surveyapp.mail.transport import Later, Rejected, Send, Server, Unsure, to_folder, to_server

PER_CALL = 5
"""So few that other jobs of the worker get their turn while many wait: somebody may stand at the printer."""
SLACK = timedelta(minutes=2)
"""How long a claim outlives the deadline of its attempt."""


@dataclass(frozen=True, slots=True)
class _Claim:
    mail_id: int
    attempt: int
    unsure: int


@dataclass(frozen=True, slots=True)
class _Outcome:
    state: MailState
    error: str = ""
    again_in: timedelta | None = None
    unsure: int = 0


ON_FAILURE: list[Callable[[Session, OutboxMail, datetime], None]] = []
"""Called in the transaction that gives a mail up; packages that tell somebody add theirs."""


def transport(app: Flask) -> Send:
    """The way out that is configured. Raises ConfigurationError."""
    if not app.config["SMTP_URL"]:
        return to_folder(Path(app.instance_path) / "mail")
    return to_server(Server.parse(app.config["SMTP_URL"]), app.config["SMTP_TIMEOUT"])


def check(app: Flask) -> None:
    """Raises ConfigurationError when no mail could ever leave as configured."""
    transport(app)
    try:
        sender(app.config)
    except Undeliverable as error:
        raise ConfigurationError(f"mail_from: {error}") from error


def deliver_due(app: Flask, now: datetime, send: Send | None = None) -> int:
    """Try every mail whose turn has come, up to ``PER_CALL``, and say how many left."""
    send = send or transport(app)
    start, sent = monotonic(), 0
    with app.app_context():
        for _ in range(PER_CALL):
            claimed = _claim(app, db.session, now + timedelta(seconds=monotonic() - start))
            if claimed is None:
                break
            outcome = _attempt(app, db.session, claimed, send)
            _record(db.session, claimed, outcome, now + timedelta(seconds=monotonic() - start))
            sent += outcome.state is MailState.SENT
    return sent


def _claim(app: Flask, session: Session, now: datetime) -> _Claim | None:
    """Take one mail. No other worker tries it until the claim runs out, as it does when we die."""
    if queries.next_due(session, now) is None:
        session.rollback()
        return None
    with write_transaction(session):
        mail = queries.next_due(session, now)
        if mail is None:
            return None
        mail.attempts += 1
        mail.next_attempt_at = now + timedelta(seconds=app.config["SMTP_TIMEOUT"]) + SLACK
        return _Claim(mail.id, mail.attempts, mail.unsure)


def _still_waiting(session: Session, claimed: _Claim) -> OutboxMail:
    """The mail, unless it was withdrawn since: what it would get now may be for another address."""
    mail = session.get_one(OutboxMail, claimed.mail_id, populate_existing=True)
    if mail.state is not MailState.WAITING:
        raise EnclosureGone(mail.error)
    return mail


def _attempt(app: Flask, session: Session, claimed: _Claim, send: Send) -> _Outcome:
    try:
        mail = _still_waiting(session, claimed)
        message = compose(mail, supply(session, mail.enclosure, app.config), app.config)
        session.rollback()
        send(message, f"{claimed.mail_id:06d}")
    except (EnclosureUnknown, Undeliverable, Rejected) as reason:
        return _Outcome(MailState.FAILED, str(reason))
    except EnclosureGone as reason:
        return _Outcome(MailState.WITHDRAWN, str(reason))
    except Unsure as reason:
        return _unsure(claimed, str(reason))
    except Later as reason:
        return _later(claimed, str(reason))
    except Exception:
        app.logger.exception("mail %s", claimed.mail_id)
        return _later(claimed, "Er ging iets mis bij ons. De beheerder vindt de oorzaak in het logboek.")
    finally:
        session.rollback()
    return _Outcome(MailState.SENT)


def _unsure(claimed: _Claim, reason: str) -> _Outcome:
    """It may have arrived. Once more, so that nothing is lost; not again and again, or it arrives ten times."""
    if claimed.unsure + 1 >= MAX_UNSURE:
        return _Outcome(MailState.FAILED, reason, unsure=1)
    return _Outcome(MailState.WAITING, reason, pause_after(1), unsure=1)


def _later(claimed: _Claim, reason: str) -> _Outcome:
    pause = pause_after(claimed.attempt)
    if pause is None:
        return _Outcome(MailState.FAILED, f"Na {claimed.attempt} pogingen opgegeven. Laatste antwoord: {reason}")
    return _Outcome(MailState.WAITING, reason, pause)


def _record(session: Session, claimed: _Claim, outcome: _Outcome, at: datetime) -> None:
    with write_transaction(session):
        mail = session.get_one(OutboxMail, claimed.mail_id, with_for_update=True, populate_existing=True)
        overtaken = mail.attempts != claimed.attempt and outcome.state is not MailState.SENT
        if overtaken or mail.state is MailState.SENT:
            return  # Our claim ran out meanwhile; the other attempt's outcome counts.
        mail.state = outcome.state
        mail.error = outcome.error
        mail.unsure += outcome.unsure
        mail.sent_at = at if outcome.state is MailState.SENT else None
        if outcome.again_in:
            mail.next_attempt_at = at + outcome.again_in
        if outcome.state is MailState.FAILED:
            for tell in ON_FAILURE:
                tell(session, mail, at)
