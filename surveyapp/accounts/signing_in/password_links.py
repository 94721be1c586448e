"""Links to choose a password. A link that was seen to expire stays expired, also when the clock is set back."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Flask, current_app
from itsdangerous import BadSignature
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.mails import ENCLOSURE, LINK_DAYS
from surveyapp.accounts.staff.models import User
from surveyapp.core.db import db, utcnow, write_transaction
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.worker import at_most_every

PAUSE = 60
"""Seconds between two checks for expired links."""


def is_ended(session: Session, token: str) -> bool:
    """Return whether the link with this token was seen to expire."""
    try:
        data, made_at = current_app.extensions["security"].reset_serializer.loads(token, return_timestamp=True)
    except (BadSignature, TypeError, ValueError):
        return False
    ended = session.scalar(sa.select(User.password_links_ended).where(User.fs_uniquifier == data[0]))
    return ended is not None and made_at <= ended


def end_what_expired(app: Flask) -> bool:
    """Store per account until when its links have expired. A link is made when its mail is delivered."""
    with app.app_context():
        if db.session.scalar(sa.select(User.id).where(_is_behind(utcnow())).limit(1)):
            with write_transaction(db.session):
                behind = sa.update(User).where(_is_behind(utcnow()))
                db.session.execute(behind.values(password_links_ended=_last_expired(utcnow())))
    return False


def _last_expired(now: datetime) -> sa.ScalarSelect[datetime | None]:
    """Return the query for when the last expired link of an account was mailed."""
    return (
        sa.select(sa.func.max(OutboxMail.sent_at))
        .where(
            OutboxMail.enclosure == sa.literal(f"{ENCLOSURE}:") + sa.cast(User.id, sa.String),
            OutboxMail.sent_at <= now - timedelta(days=LINK_DAYS),
        )
        .correlate(User)
        .scalar_subquery()
    )


def _is_behind(now: datetime) -> sa.ColumnElement[bool]:
    last = _last_expired(now)
    return sa.and_(last.is_not(None), sa.or_(User.password_links_ended.is_(None), User.password_links_ended < last))


endings = at_most_every(PAUSE, end_what_expired)
