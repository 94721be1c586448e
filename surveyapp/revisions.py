"""Texts that grow by revisions: answers, private notes, editors' texts. One way to save all three.

A revision is inserted and never changed; ``UNIQUE(owner, number)`` is the lock. Whoever saves second against the
same base gets a conflict that carries the newest revision, so both texts are at hand.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column

from surveyapp.db import Row, insert_unless_there


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


def append(
    session: Session, owner: sa.ColumnElement[bool], revision: R, *, base: int,
    guard: Callable[[R], None] | None = None,
) -> R:  # fmt: skip
    """Insert ``revision`` after ``base`` (0 for the first) and return it, or the equal one that is there already.

    ``owner`` selects the revisions of the same text. Where there is none, nothing stands in the way: a ``base`` from
    before a backup was put back begins anew. ``guard`` is asked about the newest revision, and raises when that may not
    be followed: then there is nothing to choose between either. Raises SaveConflict and KeyReused.
    """
    kind = type(revision)
    newest = session.scalar(sa.select(kind).where(owner).order_by(kind.number.desc()).limit(1))
    if newest and newest.same_words(revision):
        return newest
    if newest is None or newest.number == base:
        if newest and guard:
            guard(newest)
        revision.number = newest.number + 1 if newest else 1
        if insert_unless_there(session, revision):
            return revision
    repeated = _find_repeated(session, owner, revision)
    if repeated is None:
        newest = session.scalars(sa.select(kind).where(owner).order_by(kind.number.desc()).limit(1)).one()
        if guard:
            guard(newest)
        raise SaveConflict(newest)
    return repeated


def _find_repeated(session: Session, owner: sa.ColumnElement[bool], revision: R) -> R | None:
    """The revision that was made with the same key. Raises KeyReused when it holds another text, or is of another."""
    if revision.key is None:
        return None
    kind = type(revision)
    found = session.execute(sa.select(kind, owner).where(kind.key == revision.key)).one_or_none()
    if found is None:
        return None
    repeated, owned = found
    if not owned or not repeated.same_words(revision):
        raise KeyReused
    return repeated
