"""Queries on accounts."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from surveyapp.accounts.staff.models import Role, User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.sessions.models import BrowserSession
from surveyapp.sessions.rules import key_hash

_BY_SESSION = (
    sa.select(User)
    .options(joinedload(User.roles))
    .join(BrowserSession, BrowserSession.user_id == User.id)
    .where(
        User.fs_uniquifier == sa.bindparam("name"),
        BrowserSession.key_hash == sa.bindparam("key_hash"),
        BrowserSession.ended_at.is_(None),
    )
)


def users(session: Session) -> Sequence[User]:
    """Return all accounts, active ones first, by name."""
    return session.scalars(sa.select(User).order_by(User.active.desc(), sa.func.lower(User.name), User.id)).all()


def find_user(session: Session, user_id: int) -> User | None:
    """Return the account with this id, or None."""
    return session.get(User, user_id)


def find_session_user(session: Session, name: str, key: str) -> User | None:
    """Return the user who is logged in with this key, until that session is ended or ``fs_uniquifier`` changes."""
    return session.scalar(_BY_SESSION, {"name": name, "key_hash": key_hash(key)})


def find_user_by_email(session: Session, email: str) -> User | None:
    """Return the account with this address, or None. Case is ignored."""
    return session.scalar(sa.select(User).where(sa.func.lower(User.email) == email.strip().lower()))


def active_users(session: Session, role: RoleName) -> Sequence[User]:
    """Return the active accounts with this role."""
    return session.scalars(
        sa.select(User)
        .where(User.active, User.roles.any(Role.name == role))
        .order_by(sa.func.lower(User.name), User.id)
    ).all()


def roles(session: Session, names: Iterable[RoleName]) -> list[Role]:
    """Return the rows of these roles, as far as they exist."""
    return list(session.scalars(sa.select(Role).where(Role.name.in_(list(names))).order_by(Role.id)))
