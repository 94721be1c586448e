"""The kinds of readings: what a link can open, and how its reader is asked, helped back in and reminded.

``surveyapp.wiring`` names all kinds. Links, codes, sessions and reminders know only what stands here.
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
    """What the page of a link says before anything is shown, in Dutch. It names nothing and nobody."""

    title: str
    heading: str
    lead: str
    button: str
    thing: str
    """What is read, with its article: "het verslag"."""
    answers: str
    """Who answers a reader: "de interviewer"."""


class NewReminder(Row, Protocol):
    """What sending needs to know of the row of a reminder."""

    occasion: Any
    stage: Any
    sent_on: Any
    sent_at: Any
    sent_by_id: Any


@dataclass(frozen=True, slots=True)
class Urging:
    """A reminder that is ready to go: its row, without occasion and moment, and its mail."""

    reminder: NewReminder
    mail: Message


@dataclass(frozen=True, slots=True)
class Time(Generic[R]):
    """How more time goes: where it is kept, the mails with the answer, and what of the reading the pages name."""

    model: type[ExtensionMixin]
    page: str
    """The endpoint where a reader asks."""
    layout: str
    """The template of the reader's pages."""
    given: Callable[[R, str, str, Actor], Message]
    """The mail that more time was given: what staff writes with it, whom to ask, and who gave it."""
    refused: Callable[[R, str, str, Actor], Message]


@dataclass(frozen=True, slots=True)
class Kind(Generic[R]):
    """One kind of reading. ``path`` stands in the address of its links, before the token; "" for nothing."""

    model: type[R]
    path: str
    words: LinkWords
    check: str
    """The endpoint where it is read."""
    receipt: str
    """The endpoint with what was sent."""
    get: Callable[[Session, int], R | None]
    """A reading with all that its pages need, as it is now."""
    state: Callable[[Session, R, datetime], LinkState]
    unfinished: Callable[[Session, datetime], Sequence[R]]
    """Who may have to be reminded."""
    lock: Callable[[Session, int], R | None]
    """A reading that nobody else changes in this transaction; None when it counts no more."""
    facts: Callable[[R, datetime], Facts]
    """What a reminder follows from."""
    urge: Callable[[Session, R, str, Actor], Urging]
    named: Callable[[R], str]
    """Which one it is, in Dutch: "verslag 2"."""
    invite: Callable[[Session, R, str, Actor], Message]
    """The mail with the link, for somebody who gets another one. Raises Refused when there is nothing to read."""
    reply_to: Callable[[R, str], str]
    """The address that answers a reader's mails, when nobody of staff is known the one that is given."""
    tell: Callable[[Session, R, str, datetime], None]
    """Tell those of staff whom it concerns, as they chose to hear it."""
    time: Time[R]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingKinds:
    """What links can open."""

    kinds: tuple[Kind[Any], ...]


def kinds(session: Session) -> tuple[Kind[Any], ...]:
    """Return all kinds, records first."""
    return wired(session, ReadingKinds).kinds


def kind_of(reading: R) -> Kind[R]:
    """Return the kind of a reading, which must belong to a session."""
    session = object_session(reading)
    if session is None:
        raise NotWired(f"{reading!r} belongs to no session.")
    return next(one for one in kinds(session) if one.model is type(reading))


def kind_at(session: Session, path: str) -> Kind[Any] | None:
    """Return the kind whose links have this in their address, or None."""
    return next((one for one in kinds(session) if one.path == path), None)


def find_by_token(session: Session, kind: Kind[R], token_hash: str) -> R | None:
    """The reading that a link belongs to, by the hash of its token."""
    found = session.scalar(sa.select(kind.model.id).where(kind.model.token_hash == token_hash))
    return kind.get(session, found) if found else None


def find_by_code(session: Session, code_hash: str) -> ReadingMixin | None:
    """The reading of any kind that a code belongs to, by its hash."""
    for kind in kinds(session):
        found = session.scalar(sa.select(kind.model.id).where(kind.model.code_hash == code_hash))
        if found:
            reading: ReadingMixin | None = kind.get(session, found)
            return reading
    return None


def readings_of(session: Session, respondent: Respondent) -> Sequence[ReadingMixin]:
    """Everything that was put before somebody."""
    return [
        one
        for kind in kinds(session)
        for one in session.scalars(
            sa.select(kind.model).where(kind.model.respondent_id == respondent.id).order_by(kind.model.id)
        )
    ]


def find_request(session: Session, reading: ReadingMixin) -> ExtensionMixin | None:
    """The request for more time that waits for an answer, as it is in this transaction."""
    model = kind_of(reading).time.model
    return session.scalar(
        sa.select(model)
        .where(model.reading_id == reading.id, model.state == ExtensionState.OPEN)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def newest_extension(session: Session, kind: Kind[Any], reading_id: int) -> ExtensionMixin | None:
    """What was last asked or given of more time."""
    model = kind.time.model
    statement = sa.select(model).where(model.reading_id == reading_id)
    return session.scalar(statement.order_by(model.id.desc()).limit(1))
