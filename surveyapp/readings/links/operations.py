"""Create, open, revoke and replace the links and codes of readings of any kind."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, record_event
from surveyapp.core.config import Secrets
from surveyapp.core.db import secrets_of
from surveyapp.core.errors import Refused
from surveyapp.core.tokens import code_hash, link_code, link_token, token_hash
from surveyapp.mail.message.enclosures import EnclosedFile, Enclosure
from surveyapp.mail.outbox.operations import enqueue
from surveyapp.mail.servers.way_out import require_way_out
from surveyapp.readings.links.kinds import R, kind_of
from surveyapp.readings.links.models import ReadingMixin


def new_link(session: Session, reading: ReadingMixin) -> None:
    """Give a reading a new link and code; the old ones open nothing."""
    key, nonce = secrets_of(session).links, secrets.token_hex(32)
    reading.nonce = nonce
    reading.token_hash = token_hash(link_token(key, nonce))
    reading.code_hash = code_hash(key, link_code(key, nonce))


def revoke_link(session: Session, actor: Actor, reading: ReadingMixin, *, at: datetime) -> None:
    """Revoke a link: it opens nothing from now on. What was submitted stays."""
    reading.revoked_at = reading.revoked_at or at
    record_event(session, actor, f"{reading.subject}.revoke", reading.subject, reading.id, at)


def renew_link(session: Session, actor: Actor, reading: R, *, link_days: int, contact: str, at: datetime) -> None:
    """Mail a new link to a respondent who lost theirs or whose link was closed; the old one opens nothing.

    ``link_days`` is how many days it works. Raises Refused.
    """
    require_way_out(session)
    person, kind = reading.respondent, kind_of(reading)
    if person.left_at or person.erased_at:
        raise Refused(f"{person.name} doet niet meer mee. Wijs een opvolger aan.")
    mail = kind.invite(session, reading, contact, actor)
    relink(session, actor, [reading], at)
    reading.revoked_at, reading.expires_at = None, max(reading.expires_at, at + timedelta(days=link_days))
    session.flush()
    enqueue(session, mail, at)


def open_reading(session: Session, actor: Actor, reading: ReadingMixin, *, at: datetime) -> None:
    """Note that the respondent opened the reading."""
    reading.opened_at = reading.opened_at or at
    record_event(session, actor, f"{reading.subject}.open", reading.subject, reading.id, at)


def relink(session: Session, actor: Actor, readings: Iterable[ReadingMixin], at: datetime) -> None:
    """Replace the links of these readings. What was filled in stays; sessions opened through the old links end."""
    for reading in readings:
        new_link(session, reading)
        reading.relinked_at = at
        session.flush()
        record_event(session, actor, f"{reading.subject}.relink", reading.subject, reading.id, at)


def link_of(reading: ReadingMixin, config: Mapping[str, Any]) -> str:
    """Return the personal address, built from the configured base and never from a request."""
    token = link_token(Secrets.derive(config["SECRET_KEY"]).links, reading.nonce)
    return "/".join(filter(None, (_base(config), "v", kind_of(reading).path, token)))


def personal(reading: ReadingMixin, config: Mapping[str, Any], files: tuple[EnclosedFile, ...] = ()) -> Enclosure:
    """Return what a mail that asks somebody to read gets at delivery: link, code and files."""
    return Enclosure(
        link=link_of(reading, config),
        code=link_code(Secrets.derive(config["SECRET_KEY"]).links, reading.nonce),
        code_page=f"{_base(config)}/code",
        files=files,
    )


def _base(config: Mapping[str, Any]) -> str:
    return str(config["BASE_URL"]).rstrip("/")
