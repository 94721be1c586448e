"""Texts that are saved as revisions: answers, private notes, editors' texts.

A revision is inserted and never changed; ``UNIQUE(owner, number)`` is the lock. The second save against the same base
gets a conflict that carries the newest revision, so that both texts can be shown.
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
    """The idempotency key of the save, made by the browser, so that a repeated save is recognised."""

    @declared_attr
    def author_id(cls) -> Mapped[int | None]:  # noqa: N805
        """Declare the author's column; None for an import or a text by the application itself."""
        return mapped_column(sa.ForeignKey("users.id"))


class Revision(Row, Protocol):
    """The attributes of a revision that ``append`` needs."""

    number: Any
    text: Any
    key: Any

    def same_words(self, other: Any) -> bool:
        """Return whether the other revision has the same text."""


R = TypeVar("R", bound=Revision)
V = TypeVar("V")


class SaveConflict(Exception):
    """Another revision was saved in between. ``newest`` is that revision; nothing was written."""

    def __init__(self, newest: Any) -> None:
        super().__init__("Er is intussen een andere versie opgeslagen.")
        self.newest = newest


class KeyReused(Exception):
    """The idempotency key was already used for another text."""


def with_before(revisions: Sequence[V]) -> list[tuple[V, V | None]]:
    """Pair each revision with the previous one, or None. ``revisions`` is the whole series, newest first."""
    return [
        (revision, revisions[place + 1] if place + 1 < len(revisions) else None)
        for place, revision in enumerate(revisions)
    ]


def append(session: Session, revision: R, *, base: int) -> R:
    """Insert ``revision`` after ``base`` (0 for the first) and return it, or the equal revision that exists already.

    A text without revisions accepts any ``base``: the base can date from before a backup was restored. Raises
    SaveConflict and KeyReused.
    """
    return append_to(session, _find_newest(session, revision), revision, base=base)


def append_to(
    session: Session, newest: R | None, revision: R, *, base: int, guard: Callable[[R], None] | None = None
) -> R:
    """Insert ``revision`` as ``append`` does, for a caller that read ``newest`` in the same transaction.

    ``guard`` receives the newest revision and raises when no revision may follow it; then there is no conflict to show.
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
        assert newest is not None  # noqa: S101  (the insert conflicted with it)
        if guard:
            guard(newest)
        raise SaveConflict(newest)
    return repeated


def append_on_page(session: Session, revision: R, *, base: int) -> R:
    """Insert ``revision`` as ``append`` does, for a page whose last save may have arrived without a response:
    ``revision.key`` names that save.

    The same words are that save; other words build on it. Raises SaveConflict, also when that save arrived and another
    followed it.
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
    """Return the newest revision of the same text, or None."""
    newest: R | None = session.scalar(_newest(type(revision)), _owner_of(revision))
    return newest


def _find_repeated(session: Session, revision: R) -> R | None:
    """Return the revision that was saved with the same key.

    Raises KeyReused when its words differ, or when it belongs to another text.
    """
    repeated = _find_by_key(session, revision)
    if repeated and not repeated.same_words(revision):
        raise KeyReused
    return repeated


def _find_by_key(session: Session, revision: R) -> R | None:
    """Return the revision of the same text with the same key. Raises KeyReused when it belongs to another text."""
    if revision.key is None:
        return None
    kind = type(revision)
    known = session.scalar(sa.select(kind).where(kind.key == revision.key))
    if known and _owner_of(known) != _owner_of(revision):
        raise KeyReused
    return known


def _owner_of(revision: Revision) -> dict[str, Any]:
    """Return the column values that identify the text of a revision."""
    return {name: getattr(revision, name) for name in _owner(type(revision))}


@cache
def _owner(kind: type[Revision]) -> tuple[str, ...]:
    """Return the columns that identify the text of a revision: those of ``UNIQUE(owner, number)`` before the number."""
    table = Base.metadata.tables[kind.__tablename__]
    unique = (
        [column.name for column in key.columns] for key in table.constraints if isinstance(key, sa.UniqueConstraint)
    )
    (owner,) = (tuple(names[:-1]) for names in unique if names[-1] == "number")
    return owner


@cache
def _newest(kind: type[R]) -> sa.Select[R]:
    """Return the query for the newest revision. Cached per kind, because every save runs it."""
    mine = (getattr(kind, name) == sa.bindparam(name) for name in _owner(kind))
    return sa.select(kind).where(*mine).order_by(kind.number.desc()).limit(1)
