"""The application as tests want it, a session on it, and people."""

import importlib
import itertools
import pkgutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from checking import PASSWORD
from flask import Flask, has_app_context
from sqlalchemy.orm import Session

import surveyapp
from surveyapp import create_app
from surveyapp.accounts.staff.models import Role, User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db

FAST_HASH = {"argon2__rounds": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}

MakeApp = Callable[..., Flask]
MakeUser = Callable[..., User]


def _import_models() -> None:
    for module in pkgutil.walk_packages(surveyapp.__path__, "surveyapp."):
        if module.name.endswith(".models"):
            importlib.import_module(module.name)


_import_models()


def application(instance: Path, settings: dict[str, Any]) -> Flask:
    """An application for a test, with quick password hashes and no limits."""
    defaults: dict[str, Any] = {
        "INSTANCE": instance,
        "TESTING": True,
        "RATELIMIT_ENABLED": False,
        "SECRET_KEY": "a-secret-for-tests-that-is-long-enough",
        "BASE_URL": "http://wederhoor.example.org",
        "SMTP_URL": "smtp://127.0.0.1:9",
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": FAST_HASH,
    }
    return create_app(defaults | settings)


@contextmanager
def session_of(app: Flask) -> Iterator[Session]:
    """A session in an app context."""
    with app.app_context():
        yield db.session


@contextmanager
def rewired(app: Flask, events: type[Any], **changed: Any) -> Iterator[None]:
    """Let other listeners hear these events, in sessions that are open now and in later ones."""
    with nullcontext() if has_app_context() else app.app_context():
        infos = [db.sessionmaker.kw["info"], db.session.info]
    before = infos[0][events]
    try:
        for info in infos:
            info[events] = replace(before, **changed)
        yield
    finally:
        for info in infos:
            info[events] = before


def user_maker(session: Session) -> MakeUser:
    """Makes members of staff who know ``PASSWORD``."""
    numbers = itertools.count(1)

    def make(*roles: RoleName, email: str = "", name: str = "", password: str | None = PASSWORD) -> User:
        from flask_security import hash_password  # noqa: PLC0415

        number = next(numbers)
        known = {role.name: role for role in session.scalars(sa.select(Role))}
        for role in roles:
            if role not in known:
                known[role] = Role(name=role.value)
                session.add(known[role])
        first = roles[0].value if roles else "nobody"
        user = User(
            email=email or f"{first}{number}@example.org",
            name=name or f"{first.capitalize()} {number}",
            password=hash_password(password) if password else None,
            active=True,
            fs_uniquifier=uuid.uuid4().hex,
            roles=[known[role] for role in roles],
        )
        session.add(user)
        session.commit()
        return user

    return make
