"""Deliver the mails in the outbox: each attempt is claimed first, outside any transaction.

A mail is sent twice in a single case only: its server accepted it, but the server or this process died before that was
stored. Then it is tried once more, because it may not have arrived.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from surveyapp.core import leases
from surveyapp.core.config import ConfigurationError
from surveyapp.core.db import db, utcnow, write_transaction
from surveyapp.core.events import wired
from surveyapp.mail.message.enclosures import EnclosureGone, EnclosureUnknown, supply
from surveyapp.mail.outbox import queries
from surveyapp.mail.outbox.events import MailEvents
from surveyapp.mail.outbox.mail_writer import Undeliverable, compose, sender
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.mail.outbox.rules import MAX_UNSURE, PAUSES, pause_after
from surveyapp.mail.servers.smtp import UNSURE, Later, Rejected, Send, Server, Unsure, to_folder, to_server
from surveyapp.mail.servers.way_out import way_out

PER_CALL = 5
"""Most mails per call, so that the worker's log and its leases keep up."""
UNREADABLE = "Deze mail staat beschadigd in de database en kan niet worden verstuurd."
CRASHED = "Het versturen is telkens onverwacht gestopt. De beheerder vindt de oorzaak in het logboek."


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


class _TakenOver(Exception):
    """The lease expired and another worker tries the mail now."""


def transport(app: Flask) -> Send:
    """Return the configured transport: a server, or the folder of the demo. Raises ConfigurationError."""
    if not app.config["SMTP_URL"]:
        return to_folder(Path(app.instance_path) / "mail")
    return to_server(Server.parse(app.config["SMTP_URL"]), app.config["SMTP_TIMEOUT"])


def check(app: Flask) -> None:
    """Give sessions the domain and the settings of mail. Raises ConfigurationError when no mail could be sent."""
    transport(app)
    try:
        domain = sender(app.config).domain
    except Undeliverable as error:
        raise ConfigurationError(f"mail_from: {error}") from error
    with app.app_context():
        db.sessionmaker.configure(
            info={**db.sessionmaker.kw["info"], "mail_domain": domain, "mail_settings": app.config}
        )


def deliver_due(app: Flask, now: datetime, send: Send | None = None) -> int:
    """Try every mail that is due, up to ``PER_CALL``, and return how many were sent.

    Without a server none is tried; when links only open on this computer, none with a link to a respondent.
    """
    if not send and way_out(app.config).no_server:
        return 0
    send = send or transport(app)
    start, sent = monotonic(), 0
    with app.app_context():
        for _ in range(PER_CALL):
            if leases.stopping():
                break
            claimed = _claim(app, db.session, now + timedelta(seconds=monotonic() - start))
            if claimed is None:
                break
            outcome = _attempt(app, db.session, claimed, send)
            _record(db.session, claimed, outcome, now + timedelta(seconds=monotonic() - start))
            sent += outcome.state is MailState.SENT
    return sent


def _claim(app: Flask, session: Session, now: datetime) -> _Claim | None:
    """Claim a mail that is due, or return None.

    No other worker tries it until the lease expires, as it does when this process dies.
    """
    while True:
        linked = not way_out(app.config).unreachable
        mail_id = queries.next_due(session, now, linked=linked)
        session.rollback()
        if mail_id is None:
            return None
        if not _is_readable(session, mail_id):
            app.logger.error("mail %s cannot be read from the database", mail_id)
            _fail_unreadable(session, mail_id)
            continue
        with write_transaction(session):
            mail_id = queries.next_due(session, now, linked=linked)
            claimed = _taken(session, queries.get_whole(session, mail_id), now) if mail_id else None
        if claimed:
            return claimed


def _taken(session: Session, mail: OutboxMail, now: datetime) -> _Claim | None:
    """Claim a mail; return None when the result of an earlier claim settles it for now."""
    claim = _Claim(mail.id, mail.attempts, mail.unsure)
    if mail.given_at:
        _settle(session, mail, _unsure(claim, UNSURE), now)
        return None
    if mail.attempts > len(PAUSES):
        _settle(session, mail, _Outcome(MailState.FAILED, mail.error or CRASHED), now)
        return None
    mail.attempts += 1
    leases.take(mail, now)
    return _Claim(mail.id, mail.attempts, mail.unsure)


def _is_readable(session: Session, mail_id: int) -> bool:
    """Return whether a row can be loaded. Raises the database's error when the row is not the cause."""
    for _ in range(2):
        try:
            queries.get_whole(session, mail_id)
        except Exception:  # noqa: BLE001  (a driver or a type may raise anything for broken bytes)
            session.rollback()
        else:
            session.rollback()
            return True
    session.scalar(sa.select(OutboxMail.id).where(OutboxMail.id == mail_id))
    session.rollback()
    return False


def _fail_unreadable(session: Session, mail_id: int) -> None:
    broken = sa.update(OutboxMail).where(OutboxMail.id == mail_id)
    with write_transaction(session):
        session.execute(
            broken.values(state=MailState.FAILED, error=UNREADABLE, claimed_by="", leased_until=None, given_at=None),
            execution_options={"synchronize_session": False},
        )


def _ours(session: Session, claimed: _Claim) -> OutboxMail:
    """Return the mail.

    Raises EnclosureGone when it was withdrawn, _TakenOver when another worker claimed it: it may have another address
    by now.
    """
    mail = queries.get_whole(session, claimed.mail_id)
    if mail.state is not MailState.WAITING:
        raise EnclosureGone(mail.error)
    if mail.attempts != claimed.attempt:
        raise _TakenOver
    return mail


def _giving(session: Session, claimed: _Claim) -> None:
    """Store that the server is about to receive the whole mail: from here on it may arrive."""
    with write_transaction(session):
        mail = _ours(session, claimed)
        mail.given_at = utcnow()
        leases.take(mail, mail.given_at)


def _attempt(app: Flask, session: Session, claimed: _Claim, send: Send) -> _Outcome:
    try:
        mail = _ours(session, claimed)
        message = compose(mail, supply(session, mail.enclosure, app.config), app.config)
        session.rollback()
        send(message, f"{claimed.mail_id:06d}", lambda: _giving(session, claimed))
    except (EnclosureUnknown, Undeliverable, Rejected) as reason:
        return _Outcome(MailState.FAILED, str(reason))
    except EnclosureGone as reason:
        return _Outcome(MailState.WITHDRAWN, str(reason))
    except Unsure as reason:
        return _unsure(claimed, str(reason))
    except (Later, _TakenOver) as reason:
        return _later(claimed, str(reason))
    except Exception:
        app.logger.exception("mail %s", claimed.mail_id)
        return _later(claimed, "Er ging iets mis bij ons. De beheerder vindt de oorzaak in het logboek.")
    finally:
        session.rollback()
    return _Outcome(MailState.SENT)


def _unsure(claimed: _Claim, reason: str) -> _Outcome:
    """Return the outcome of a mail that may have arrived: one more attempt, so that nothing is lost, and no further
    ones, which could deliver it many times.
    """
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
            return  # The lease expired meanwhile; the outcome of the other attempt counts.
        _settle(session, mail, outcome, at)


def _settle(session: Session, mail: OutboxMail, outcome: _Outcome, at: datetime) -> None:
    """Store the outcome of an attempt."""
    leases.give_back(mail)
    mail.state, mail.error, mail.given_at = outcome.state, outcome.error, None
    mail.unsure += outcome.unsure
    mail.sent_at = at if outcome.state is MailState.SENT else None
    if outcome.again_in:
        mail.next_attempt_at = at + outcome.again_in
    if outcome.state is MailState.FAILED:
        wired(session, MailEvents).given_up(session, mail, at)
