"""Who looks at a respondent's page: the record that this browser opened, by a link or by a code."""

from datetime import datetime

from flask import request, session

from surveyapp.audit import Actor
from surveyapp.db import db, utcnow
from surveyapp.errors import Refused
from surveyapp.verification import operations, queries
from surveyapp.verification.models import Verification
from surveyapp.verification.reacting import Superseded
from surveyapp.verification.rules import Channel, LinkState, link_state, session_open

KEY = "guest"


class OtherRecord(Refused):
    """The page at hand is not of the record that this browser opened last."""


class SessionOver(Exception):
    """Nobody opened a record in this browser, or too long ago."""


def enter(verification: Verification | None, channel: Channel) -> LinkState:
    """Begin a session, when what was handed in opens anything. An unknown link or code is one that is closed."""
    now = utcnow()
    state = link_state(queries.link_facts(db.session, verification), now) if verification else LinkState.CLOSED
    if verification and state in {LinkState.OPEN, LinkState.SUBMITTED}:
        operations.open_verification(db.session, actor_of(verification), verification, at=now)
        begun = now.isoformat()
        session[KEY] = {"id": verification.id, "opened": begun, "seen": begun, "channel": channel.value}
    return state


def actor_of(verification: Verification) -> Actor:
    """The respondent behind this request."""
    return Actor("respondent", verification.respondent_id, request.remote_addr or "")


def channel() -> Channel:
    """How this browser came in."""
    return Channel(session[KEY].get("channel", Channel.LINK.value))


def current() -> Verification:
    """The record that this browser opened. Raises SessionOver, Superseded."""
    held, now = session.get(KEY), utcnow()
    if not held:
        raise SessionOver
    opened, seen = (datetime.fromisoformat(held[name]) for name in ("opened", "seen"))
    found = queries.get_verification(db.session, held["id"]) if session_open(opened, seen, now) else None
    state = link_state(queries.link_facts(db.session, found), now) if found else LinkState.CLOSED
    if found is None or state in {LinkState.CLOSED, LinkState.HELD}:
        session.pop(KEY, None)
        raise SessionOver
    if found.relinked_at and opened < found.relinked_at:
        raise SessionOver
    if state is LinkState.SUPERSEDED:
        raise Superseded("Er is intussen een nieuwer verslag. Open de link in de nieuwste mail.")
    session[KEY] = held | {"seen": now.isoformat()}
    return found


def verification_read(reader: str | None) -> Verification:
    """The record that this browser opened, when the page that sends this shows it: two tabs may hold two records.

    Raises SessionOver, Superseded, OtherRecord.
    """
    verification = current()
    if reader != str(verification.id):
        raise OtherRecord("U hebt intussen een ander verslag geopend. Open de link in de mail van dit verslag opnieuw.")
    return verification
