"""What is open in a browser: a log-in, a record, a text. Each is a session that the server can end."""

from flask import request, session

from surveyapp.core.db import db, utcnow
from surveyapp.sessions import operations, queries

OPEN = "open"
"""Key in the cookie of the session keys, by the name of what is open."""
STAFF = "staff"


def begin(name: str, *, user_id: int | None = None, reading: str | None = None) -> None:
    """Open something in this browser. Ends what was open under the same name."""
    end(name)
    key = operations.begin(db.session, user_id=user_id, reading=reading, at=utcnow())
    session[OPEN] = _keys() | {name: key}


def is_open(name: str) -> bool:
    """Return whether this is open in this browser and was not ended."""
    return queries.is_open(db.session, key_of(name))


def names() -> tuple[str, ...]:
    """Return the names of what is open according to the cookie; the server may have ended it."""
    return tuple(_keys())


def key_of(name: str) -> str:
    """Return the key of what is open under a name; "" for nothing."""
    return _keys().get(name, "")


def this_browser() -> str:
    """Return a text that identifies this browser among others at its address: its sessions, or else the address."""
    return "|".join(_keys().values()) or request.remote_addr or ""


def end(*names: str) -> None:
    """End what is open under these names."""
    keys = _keys()
    operations.end(db.session, [keys[name] for name in names if name in keys], at=utcnow())
    session[OPEN] = {name: key for name, key in keys.items() if name not in names}


def end_all() -> None:
    """End everything that is open in this browser, and clear its cookie."""
    end(*_keys())
    session.clear()


def _keys() -> dict[str, str]:
    keys: dict[str, str] = session.get(OPEN, {})
    return keys
