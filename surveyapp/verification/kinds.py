"""The kinds of readings: what a link can open, and how its reader is asked, helped back in and reminded.

Each kind is registered once, as mails' enclosures are. Links, codes, sessions and reminders know only what stands here.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.db import Row
from surveyapp.interviews.models import Respondent
from surveyapp.mail.operations import Message
from surveyapp.verification.readings import ReadingMixin
from surveyapp.verification.rules import LinkState
from surveyapp.verification.timing import Facts

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
    urge: Callable[[Session, R, str], Urging]


_kinds: dict[type[ReadingMixin], Kind[Any]] = {}


def register(kind: Kind[Any]) -> None:
    """Let links open readings of this kind. The same kind twice is once."""
    _kinds[kind.model] = kind


def kind_of(reading: R) -> Kind[R]:
    """The kind of a reading."""
    return _kinds[type(reading)]


def kinds() -> Iterator[Kind[Any]]:
    """All kinds, in the order in which they were registered."""
    yield from tuple(_kinds.values())


def kind_at(path: str) -> Kind[Any] | None:
    """The kind whose links have this in their address."""
    return next((one for one in _kinds.values() if one.path == path), None)


def find_by_token(session: Session, kind: Kind[R], token_hash: str) -> R | None:
    """The reading that a link belongs to, by the hash of its token."""
    found = session.scalar(sa.select(kind.model.id).where(kind.model.token_hash == token_hash))
    return kind.get(session, found) if found else None


def find_by_code(session: Session, code_hash: str) -> ReadingMixin | None:
    """The reading of any kind that a code belongs to, by its hash."""
    for kind in kinds():
        found = session.scalar(sa.select(kind.model.id).where(kind.model.code_hash == code_hash))
        if found:
            reading: ReadingMixin | None = kind.get(session, found)
            return reading
    return None


def readings_of(session: Session, respondent: Respondent) -> Sequence[ReadingMixin]:
    """Everything that was put before somebody."""
    return [
        one
        for kind in kinds()
        for one in session.scalars(
            sa.select(kind.model).where(kind.model.respondent_id == respondent.id).order_by(kind.model.id)
        )
    ]
