"""The readings that this browser has opened by link or code, in its session."""

import hmac
from datetime import datetime
from typing import Any

from flask import current_app, request, session

from surveyapp.core.audit import Actor
from surveyapp.core.db import db, utcnow
from surveyapp.core.errors import Refused
from surveyapp.readings.links.kinds import Kind, R, kind_of, kinds
from surveyapp.readings.links.models import ReadingMixin
from surveyapp.readings.links.operations import open_reading
from surveyapp.readings.links.rules import LinkState, Superseded, session_open
from surveyapp.web import visits
from surveyapp.web.access import is_for_readers

KEY = "guest"


class OtherRecord(Refused):
    """The submitted page is of another reading than the one that this browser opened last."""


class SessionOver(Exception):
    """No reading is open in this browser, or its session expired."""


def _key(kind: Kind[Any]) -> str:
    """Return the session key of the reading of this kind that the browser opened."""
    return KEY + kind.path


def reader_key() -> str:
    """Return a key that distinguishes the reader of this page from others in one browser; "" on pages for staff."""
    if not is_for_readers(request.endpoint):
        return ""
    records, *others = kinds(db.session)
    kind = next((other for other in others if other.check.startswith(f"{request.blueprint}.")), records)
    held = session.get(_key(kind))
    return _reader(kind, held["id"]) if held else ""


def _reader(kind: Kind[Any], number: int) -> str:
    about = f"reader/{kind.path}/{number}"
    return hmac.new(str(current_app.secret_key).encode(), about.encode(), "sha256").hexdigest()[:32]


def enter(reading: ReadingMixin | None, channel: str) -> LinkState:
    """Begin a session when the link or code opens a reading; return the link's state. None counts as closed."""
    if reading is None:
        return LinkState.CLOSED
    now, kind = utcnow(), kind_of(reading)
    state = kind.state(db.session, reading, now)
    if state in {LinkState.OPEN, LinkState.SUBMITTED}:
        open_reading(db.session, actor_of(reading), reading, at=now)
        begun = now.isoformat()
        visits.begin(_key(kind), reading=f"{reading.subject}:{reading.id}")
        session[_key(kind)] = {"id": reading.id, "opened": begun, "seen": begun, "channel": channel}
    return state


def reading_is_open() -> bool:
    """Return whether this browser's session holds an opened reading."""
    return any(name.startswith(KEY) for name in visits.names())


def leave() -> list[str]:
    """End the sessions of all readings in this browser; return the ``reader_key`` of each."""
    readers = [_reader(kind, held["id"]) for kind in kinds(db.session) if (held := session.get(_key(kind)))]
    keys = [name for name in visits.names() if name.startswith(KEY)]
    visits.end(*keys)
    for key in keys:
        session.pop(key, None)
    return readers


def actor_of(reading: ReadingMixin) -> Actor:
    """Return the respondent of this reading as an actor, with the address of the request."""
    return Actor("respondent", reading.respondent_id, request.remote_addr or "")


def channel(kind: Kind[Any]) -> str:
    """Return how this browser came in, as the value of a ``Channel``."""
    return str(session[_key(kind)].get("channel", "link"))


def opened(kind: Kind[R]) -> R:
    """Return the reading of this kind that the browser opened. Raises SessionOver, Superseded."""
    held, now = session.get(_key(kind)), utcnow()
    if not held or not visits.is_open(_key(kind)):
        raise SessionOver
    begun, seen = (datetime.fromisoformat(held[name]) for name in ("opened", "seen"))
    reading = kind.get(db.session, held["id"]) if session_open(begun, seen, now) else None
    state = kind.state(db.session, reading, now) if reading else LinkState.CLOSED
    if reading is None or state in {LinkState.CLOSED, LinkState.HELD}:
        session.pop(_key(kind), None)
        raise SessionOver
    if reading.relinked_at and begun < reading.relinked_at:
        raise SessionOver
    if state is LinkState.SUPERSEDED:
        raise Superseded("Er is intussen een nieuwer verslag. Open de link in de nieuwste mail.")
    session[_key(kind)] = held | {"seen": now.isoformat()}
    return reading


def read(kind: Kind[R], reader: str | None) -> R:
    """Return the opened reading when the submitted page shows it: two tabs may show two readings.

    Raises SessionOver, Superseded, OtherRecord.
    """
    reading = opened(kind)
    if reader != str(reading.id):
        raise OtherRecord(
            f"U hebt intussen iets anders geopend. Open {kind.words.thing} opnieuw met de link in uw mail."
        )
    return reading
