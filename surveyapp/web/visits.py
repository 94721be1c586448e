"""What a browser has open: a log-in, a record, a text. Each is a session that the server can end."""

from flask import request, session

from surveyapp.core.db import db, utcnow
from surveyapp.sessions import operations, queries

OPEN = "open"
"""Where the cookie keeps the keys, by name of what is open."""
STAFF = "staff"


def begin(name: str, *, user_id: int | None = None, reading: str | None = None) -> None:
    """Open something in this browser. What was open under the same name is ended."""
    end(name)
    key = operations.begin(db.session, user_id=user_id, reading=reading, at=utcnow())
    session[OPEN] = _keys() | {name: key}


def is_open(name: str) -> bool:
    """Return whether this is open in this browser and was not ended."""
    return queries.is_open(db.session, key_of(name))


def names() -> tuple[str, ...]:
    """Return what the cookie says is open; the server may have ended it."""
    return tuple(_keys())


def key_of(name: str) -> str:
    """Return the key of what is open under a name; "" for nothing."""
    return _keys().get(name, "")


def this_browser() -> str:
    """Return what tells this browser from others behind the same address: its sessions, or the address alone."""
    return "|".join(_keys().values()) or request.remote_addr or ""


def end(*names: str) -> None:
    """End what is open under these names."""
    keys = _keys()
    operations.end(db.session, [keys[name] for name in names if name in keys], at=utcnow())
    session[OPEN] = {name: key for name, key in keys.items() if name not in names}


def end_all() -> None:
    """End everything that is open in this browser, and forget all that its cookie holds."""
    end(*_keys())
    session.clear()


def _keys() -> dict[str, str]:
    found: dict[str, str] = session.get(OPEN, {})
    return found
