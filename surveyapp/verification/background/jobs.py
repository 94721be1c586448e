"""Jobs of the worker: due reminders, records to release, and links that expired."""

from flask import Flask

from surveyapp.core.audit import Actor
from surveyapp.core.db import db, utcnow, write_transaction
from surveyapp.mail.servers.way_out import way_out
from surveyapp.readings.expiry import operations
from surveyapp.readings.links.kinds import kind_of, kinds
from surveyapp.readings.links.rules import sending_hours
from surveyapp.readings.reminders import operations as reminders_operations
from surveyapp.verification.releasing import operations as releasing_operations
from surveyapp.verification.waiting import queries
from surveyapp.worker import at_most_every

PAUSE = 60
"""Seconds between two runs: reminders need not be on time to the minute."""


def remind_who_is_due(app: Flask) -> bool:
    """Send every reminder that is due, each in its own transaction, so that a failure stops no other."""
    sent, now, contact = False, utcnow(), app.config["CONTACT_EMAIL"]
    if not sending_hours(now) or way_out(app.config).hindrance:
        return sent
    with app.app_context():
        due = [(kind_of(reading), reading.id) for reading in reminders_operations.due_now(db.session, now)]
        db.session.rollback()
        for kind, number in due:
            try:
                with write_transaction(db.session):
                    sent = (
                        reminders_operations.remind_when_due(db.session, kind, number, contact=contact, at=now) or sent
                    )
            except Exception:
                app.logger.exception("reminder of %s %s", kind.model.subject, number)
    return sent


def release_who_waits(app: Flask) -> bool:
    """Release records to respondents who waited for those who read along."""
    released, now, contact = False, utcnow(), app.config["CONTACT_EMAIL"]
    with app.app_context():
        due = [record.id for record in queries.held_records(db.session) if releasing_operations.is_due(record, now)]
        db.session.rollback()
        for number in due:
            with write_transaction(db.session):
                released = (
                    releasing_operations.release_when_due(db.session, Actor.system(), number, contact=contact, at=now)
                    or released
                )
    return released


def end_what_expired(app: Flask) -> bool:
    """Mark expired links, so that none opens again when the clock is set back."""
    now = utcnow()
    with app.app_context():
        if any(operations.find_any(db.session, kind, now) for kind in kinds(db.session)):
            with write_transaction(db.session):
                for kind in kinds(db.session):
                    operations.end(db.session, kind, now)
    return False


reminders = at_most_every(PAUSE, remind_who_is_due)
releases = at_most_every(PAUSE, release_who_waits)
endings = at_most_every(PAUSE, end_what_expired)
