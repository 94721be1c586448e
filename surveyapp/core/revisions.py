"""Texts that grow by revisions: answers, private notes, editors' texts. One way to save all three.

A revision is inserted and never changed; ``UNIQUE(owner, number)`` is the lock. Whoever saves second against the
same base gets a conflict that carries the newest revision, so both texts are at hand.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column

from surveyapp.core.db import Base, Row, insert_unless_there


class RevisionMixin:
    """The columns that every kind of revision has."""

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    text: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime]
    key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    """The idempotency key of the save, made by the browser: a repeated save is the same save."""

    @declared_attr
    def author_id(cls) -> Mapped[int | None]:  # noqa: N805
        """Who wrote it; None when it came by import or from the product itself."""
        return mapped_column(sa.ForeignKey("users.id"))


class Revision(Row, Protocol):
    """What ``append`` needs to know of a revision."""

    number: Any
    text: Any
    key: Any

    def same_words(self, other: Any) -> bool:
        """Whether the other revision says the same."""


R = TypeVar("R", bound=Revision)
V = TypeVar("V")


class SaveConflict(Exception):
    """Somebody saved in between. ``newest`` is their revision; nothing was written."""

    def __init__(self, newest: Any) -> None:
        super().__init__("Er is intussen een andere versie opgeslagen.")
        self.newest = newest


class KeyReused(Exception):
    """The idempotency key was used for another text."""


def with_before(revisions: Sequence[V]) -> list[tuple[V, V | None]]:
    """Each revision with the one before it, from all of them with the newest first; none for the first one."""
    return [(one, revisions[place + 1] if place + 1 < len(revisions) else None) for place, one in enumerate(revisions)]


def append(session: Session, revision: R, *, base: int) -> R:
    """Insert ``revision`` after ``base`` (0 for the first) and return it, or the equal one that is there already.

    Where its text has none yet, nothing stands in the way: a ``base`` from before a backup was put back begins anew.
    Raises SaveConflict and KeyReused.
    """
    return append_to(session, _find_newest(session, revision), revision, base=base)


def append_to(
    session: Session, newest: R | None, revision: R, *, base: int, guard: Callable[[R], None] | None = None
) -> R:
    """As ``append``, for who has asked already, in the same transaction, what the ``newest`` revision is.

    ``guard`` is asked about the newest revision, and raises when that may not be followed: then there is nothing to
    choose between either.
    """
    if newest and newest.same_words(revision):
        return newest
    if newest is None or newest.number == base:
        if newest and guard:
            guard(newest)
        revision.number = newest.number + 1 if newest else 1
        if insert_unless_there(session, revision):
            return revision
    repeated = _find_repeated(session, revision)
    if repeated is None:
        newest = _find_newest(session, revision)
        assert newest is not None  # noqa: S101  (it stood in the way)
        if guard:
            guard(newest)
        raise SaveConflict(newest)
    return repeated


def append_on_page(session: Session, revision: R, *, base: int) -> R:
    """As ``append``, for a page whose last save may have arrived without an answer: ``revision.key`` names that save.

    With the same words it is that save; with other words it builds on it. Raises SaveConflict, also when that save
    arrived and somebody saved after it.
    """
    known = _find_by_key(session, revision)
    if known and not known.same_words(revision):
        revision.key, base = None, max(base, known.number)
    kept = append(session, revision, base=base)
    newest = _find_newest(session, kept)
    if newest and newest.number > kept.number:
        raise SaveConflict(newest)
    return kept


def _find_newest(session: Session, revision: R) -> R | None:
    """The newest revision of the text that this one is of."""
    found: R | None = session.scalar(_newest(type(revision)), _owner_of(revision))
    return found


def _find_repeated(session: Session, revision: R) -> R | None:
    """The revision that was made with the same key. Raises KeyReused when it holds another text, or is of another."""
    found = _find_by_key(session, revision)
    if found and not found.same_words(revision):
        raise KeyReused
    return found


def _find_by_key(session: Session, revision: R) -> R | None:
    """The revision of the same text with the same key. Raises KeyReused when it is of another text."""
    if revision.key is None:
        return None
    kind = type(revision)
    found = session.scalar(sa.select(kind).where(kind.key == revision.key))
    if found and _owner_of(found) != _owner_of(revision):
        raise KeyReused
    return found


def _owner_of(revision: Revision) -> dict[str, Any]:
    """Which text a revision is of."""
    return {name: getattr(revision, name) for name in _owner(type(revision))}


@cache
def _owner(kind: type[Revision]) -> tuple[str, ...]:
    """The columns that say which text a revision is of: those of ``UNIQUE(owner, number)`` before the number."""
    table = Base.metadata.tables[kind.__tablename__]
    unique = ([one.name for one in key.columns] for key in table.constraints if isinstance(key, sa.UniqueConstraint))
    (owner,) = (tuple(names[:-1]) for names in unique if names[-1] == "number")
    return owner


@cache
def _newest(kind: type[R]) -> sa.Select[R]:
    """Made once for each kind: this is asked with every save."""
    mine = (getattr(kind, name) == sa.bindparam(name) for name in _owner(kind))
    return sa.select(kind).where(*mine).order_by(kind.number.desc()).limit(1)
