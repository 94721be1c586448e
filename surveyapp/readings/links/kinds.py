"""The kinds of readings: what a link can open, and the operations, mails and pages of each kind.

``surveyapp.wiring`` lists all kinds. Links, codes, sessions and reminders use only this interface.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, object_session

from surveyapp.core.audit import Actor
from surveyapp.core.db import Row
from surveyapp.core.events import NotWired, wired
from surveyapp.interviews.recording.models import Respondent
from surveyapp.mail.outbox.operations import Message
from surveyapp.readings.links.models import ExtensionMixin, ReadingMixin
from surveyapp.readings.links.rules import ExtensionState, Facts, LinkState

R = TypeVar("R", bound=ReadingMixin)


@dataclass(frozen=True, slots=True)
class LinkWords:
    """Dutch texts of the page that a link opens first. They name no person and no organisation."""

    title: str
    heading: str
    lead: str
    button: str
    thing: str
    """What is read, with its article: "het verslag"."""
    answers: str
    """Who answers the reader's questions: "de interviewer"."""


class NewReminder(Row, Protocol):
    """The columns of a reminder that sending it sets."""

    occasion: Any
    stage: Any
    sent_on: Any
    sent_at: Any
    sent_by_id: Any


@dataclass(frozen=True, slots=True)
class Urging:
    """A reminder that is ready to be sent: its row, without occasion and moment, and its mail."""

    reminder: NewReminder
    mail: Message


@dataclass(frozen=True, slots=True)
class Time(Generic[R]):
    """More time for one kind of reading: its table, pages and mails."""

    model: type[ExtensionMixin]
    page: str
    """The endpoint where a reader asks for more time."""
    layout: str
    """The template that the reader's pages extend."""
    given: Callable[[R, str, str, Actor], Message]
    """Make the mail that more time was given, from reading, message of staff, contact address and actor."""
    refused: Callable[[R, str, str, Actor], Message]


@dataclass(frozen=True, slots=True)
class Kind(Generic[R]):
    """One kind of reading. ``path`` precedes the token in the address of its links; "" for none."""

    model: type[R]
    path: str
    words: LinkWords
    check: str
    """The endpoint of the page to read and react on."""
    receipt: str
    """The endpoint of the receipt."""
    get: Callable[[Session, int], R | None]
    """Return a reading with all that its pages need, read anew from the database, or None."""
    state: Callable[[Session, R, datetime], LinkState]
    unfinished: Callable[[Session, datetime], Sequence[R]]
    """Return the readings that may need a reminder."""
    lock: Callable[[Session, int], R | None]
    """Return a reading, locked for this transaction; None when it is gone or superseded."""
    facts: Callable[[R, datetime], Facts]
    """Return the facts that determine whether a reminder is due."""
    urge: Callable[[Session, R, str, Actor], Urging]
    named: Callable[[R], str]
    """Return the name of what is read, in Dutch: "verslag 2"."""
    invite: Callable[[Session, R, str, Actor], Message]
    """Make the mail with a new link. Raises Refused when there is nothing left to read."""
    reply_to: Callable[[R, str], str]
    """Return the address for a reader's questions: that of a member of staff, or the given contact address."""
    tell: Callable[[Session, R, str, datetime], None]
    """Notify the staff concerned, in the way that each of them chose."""
    time: Time[R]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingKinds:
    """All kinds of readings."""

    kinds: tuple[Kind[Any], ...]


def kinds(session: Session) -> tuple[Kind[Any], ...]:
    """Return all kinds, records first."""
    return wired(session, ReadingKinds).kinds


def kind_of(reading: R) -> Kind[R]:
    """Return the kind of a reading, which must belong to a session."""
    session = object_session(reading)
    if session is None:
        raise NotWired(f"{reading!r} belongs to no session.")
    return next(kind for kind in kinds(session) if kind.model is type(reading))


def kind_at(session: Session, path: str) -> Kind[Any] | None:
    """Return the kind whose links have this path in their address, or None."""
    return next((kind for kind in kinds(session) if kind.path == path), None)


def find_by_token(session: Session, kind: Kind[R], token_hash: str) -> R | None:
    """Return the reading with this token hash, or None."""
    reading_id = session.scalar(sa.select(kind.model.id).where(kind.model.token_hash == token_hash))
    return kind.get(session, reading_id) if reading_id else None


def find_by_code(session: Session, code_hash: str) -> ReadingMixin | None:
    """Return the reading of any kind with this code hash, or None."""
    for kind in kinds(session):
        reading_id = session.scalar(sa.select(kind.model.id).where(kind.model.code_hash == code_hash))
        if reading_id:
            reading: ReadingMixin | None = kind.get(session, reading_id)
            return reading
    return None


def readings_of(session: Session, respondent: Respondent) -> Sequence[ReadingMixin]:
    """Return the readings of a respondent, of all kinds."""
    return [
        reading
        for kind in kinds(session)
        for reading in session.scalars(
            sa.select(kind.model).where(kind.model.respondent_id == respondent.id).order_by(kind.model.id)
        )
    ]


def find_request(session: Session, reading: ReadingMixin) -> ExtensionMixin | None:
    """Return the open request for more time, locked for this transaction, or None."""
    model = kind_of(reading).time.model
    return session.scalar(
        sa.select(model)
        .where(model.reading_id == reading.id, model.state == ExtensionState.OPEN)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def newest_extension(session: Session, kind: Kind[Any], reading_id: int) -> ExtensionMixin | None:
    """Return the newest request for more time or grant of it, or None."""
    model = kind.time.model
    statement = sa.select(model).where(model.reading_id == reading_id)
    return session.scalar(statement.order_by(model.id.desc()).limit(1))
