"""Worker jobs: read the mailbox, and send the daily summaries."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy.orm import Session

from surveyapp.core.db import db, utcnow, write_transaction
from surveyapp.core.dutch import local
from surveyapp.mail.arrivals.operations import as_stored, keep, prepared, redact_stored
from surveyapp.mail.received import queries
from surveyapp.mail.received.models import Mailbox
from surveyapp.mail.received.operations import send_summary
from surveyapp.mail.received.rules import summary_moment
from surveyapp.mail.servers import imap
from surveyapp.mail.servers.way_out import way_out
from surveyapp.worker import at_most_every

EVERY = timedelta(minutes=1)
"""Time between two looks at the mailbox."""
MAX_PAUSE = timedelta(minutes=15)
"""Longest pause after a failure."""
FIRST_DAYS = timedelta(days=14)
"""How far back a mailbox is read when it is read for the first time."""
PER_CALL = 10
"""Messages per call; few, so that other jobs of the worker get their turn."""
TOO_LARGE = "(Dit bericht is te groot om op te halen. Open het in het postvak zelf.)"
UNREADABLE = "(Dit bericht kon niet worden gelezen. Open het in het postvak zelf.)"


@dataclass(frozen=True, slots=True)
class _Claim:
    validity: str
    last_uid: int


def read_mailbox(app: Flask) -> bool:
    """Read new messages from the configured mailbox. Return whether there were any."""
    return look_into_mailbox(app, utcnow())


def look_into_mailbox(app: Flask, now: datetime) -> bool:
    """Read new messages as ``read_mailbox`` does, at a given moment.

    A failure is stored where administrators see it.
    """
    if not app.config["IMAP_URL"]:
        return False
    server = imap.Server.parse(app.config["IMAP_URL"])
    with app.app_context():
        claim = _claim(db.session, server.name, now, timedelta(seconds=app.config["IMAP_TIMEOUT"]))
        if claim is None:
            return False
        try:
            with imap.opened(server, app.config["IMAP_TIMEOUT"]) as inbox:
                count = _take_in(app, inbox, server.name, claim, now)
        except imap.MailboxAway as reason:
            _note_trouble(db.session, server.name, str(reason), now)
            return False
        _note_success(db.session, server.name, now, more=count == PER_CALL)
        return count > 0


def _claim(session: Session, name: str, now: datetime, deadline: timedelta) -> _Claim | None:
    """Claim this look, or return None when it is not due.

    No other worker looks until it is over, or until it expires because this worker died.
    """
    known = queries.find_mailbox(session, name)
    due = known is None or known.next_look_at <= now
    session.rollback()
    if not due:
        return None
    with write_transaction(session):
        mailbox = queries.find_mailbox(session, name)
        if mailbox is None:
            mailbox = Mailbox(name=name, validity="", last_uid=0, failures=0, error="")
            session.add(mailbox)
        elif mailbox.next_look_at > now:
            return None
        mailbox.next_look_at = now + deadline + EVERY
        return _Claim(mailbox.validity, mailbox.last_uid)


def _take_in(app: Flask, inbox: imap.Inbox, name: str, claim: _Claim, now: datetime) -> int:
    """Store each message in its own transaction, with the number of the last message read.

    Return how many were read.
    """
    last = claim.last_uid if claim.validity == inbox.validity else 0
    numbers = inbox.numbers_after(last, local(now - FIRST_DAYS).date())[:PER_CALL]
    for number in numbers:
        raw, whole = inbox.message(number)
        if not raw:
            continue  # Deleted from the mailbox meanwhile.
        try:
            _keep(db.session, name, inbox.validity, number, raw, "" if whole else TOO_LARGE, now)
        except Exception:
            app.logger.exception("message %s of %s", number, name)
            _keep(db.session, name, inbox.validity, number, b"", UNREADABLE + f" Nummer {number}.", now)
    return len(numbers)


def _keep(session: Session, name: str, validity: str, number: int, raw: bytes, note: str, now: datetime) -> None:
    message = prepared(session, raw, note)
    with write_transaction(session):
        keep(session, message, now)
        mailbox = queries.find_mailbox(session, name)
        if mailbox:
            mailbox.validity, mailbox.last_uid = validity, number


def _note_trouble(session: Session, name: str, reason: str, now: datetime) -> None:
    with write_transaction(session):
        mailbox = queries.find_mailbox(session, name)
        if mailbox:
            mailbox.failures += 1
            mailbox.error = reason
            mailbox.next_look_at = now + min(EVERY * 2 ** min(mailbox.failures, 6), MAX_PAUSE)


def _note_success(session: Session, name: str, now: datetime, *, more: bool) -> None:
    with write_transaction(session):
        mailbox = queries.find_mailbox(session, name)
        if mailbox:
            mailbox.failures, mailbox.error, mailbox.looked_at = 0, "", now
            mailbox.next_look_at = now if more else now + EVERY


def redact_stored_mail(app: Flask) -> bool:
    """Remove links and codes from a message that was stored before messages were redacted.

    Return whether there was any.
    """
    with app.app_context():
        stored = queries.first_unredacted(db.session)
        if stored is None:
            db.session.rollback()
            return False
        number, cleaned = stored.id, as_stored(db.session, stored)
        with write_transaction(db.session):
            redact_stored(db.session, number, cleaned, utcnow())
        return True


redactions = at_most_every(60, redact_stored_mail)


def send_summaries(app: Flask) -> bool:
    """Send the summaries of today. Return whether there were any."""
    return summarise(app, utcnow())


def summarise(app: Flask, now: datetime) -> bool:
    """Send the summaries as ``send_summaries`` does, at a given moment: once on each working day, also after a restart
    or a clock change.
    """
    due = summary_moment(now)
    if due is None or way_out(app.config).no_server:
        return False
    with app.app_context():
        waiting = queries.who_waits(db.session, due)
        db.session.rollback()
        sent = False
        for user in waiting:
            with write_transaction(db.session):
                sent = send_summary(db.session, user, due, now) or sent
        return sent
