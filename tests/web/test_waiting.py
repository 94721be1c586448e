"""Somebody holds the database: saving ends with 503 in time, and what only reads goes on."""

import fcntl
import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from answering import answering
from checking import PASSWORD
from flask import Flask
from person import Person
from recorded import Recorded
from setting import session_of, user_maker

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.commands.serving import THREADS
from surveyapp.core import db as database
from surveyapp.core.db import write_transaction
from surveyapp.core.turns import Busy, Deadline, Queue

WAIT, MARGIN = 3.0, 2.0
READS = ("/interviews", "/inloggen", "/static/web/base.css")
Hold = Callable[[Flask], AbstractContextManager[None]]


@dataclass(frozen=True)
class Answered:
    """One request: its status, its seconds, and when it may be tried again."""

    status: int
    seconds: float
    retry_after: str | None
    content: str


@dataclass(frozen=True)
class Served:
    """The application behind a real server, with a writer who has one interview."""

    app: Flask
    person: Person
    interview: int

    def save(self, text: str) -> Answered:
        """One save over a connection of its own, on version 0."""
        sent = json.dumps({"text": text, "base": 0, "key": text.ljust(16, "k")}).encode()
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.person.token}
        return self._asked("PUT", f"/interviews/{self.interview}/antwoorden/2a", sent, headers)

    def get(self, path: str) -> Answered:
        """One page over a connection of its own; to log in, without a session."""
        return self._asked("GET", path, b"", {"Cookie": ""} if path == "/inloggen" else {})

    def _asked(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answered:
        person, begun = self.person.beside(), time.monotonic()
        cookie = "; ".join(f"{name}={value}" for name, value in person.cookies.items())
        with closing(person.connection):
            person.connection.request(method, path, body, {"Cookie": cookie, **headers})
            response = person.connection.getresponse()
            content = response.read().decode()
        return Answered(response.status, time.monotonic() - begun, response.headers["Retry-After"], content)


@pytest.fixture
def served(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """The server as ``surveyapp serve`` makes it, with a shorter wait."""
    monkeypatch.setattr(database, "WAIT", WAIT)
    with session_of(any_app) as session:
        writer = user_maker(session)(RoleName.INTERVIEWER, RoleName.EDITOR)
        with write_transaction(session):
            interview = Recorded.of(session).interview(by=[writer]).id
        email = writer.email

    with answering(any_app, THREADS) as port:
        person = Person(port).log_in(email, PASSWORD)
        yield Served(any_app, person, interview)
        person.close()


@contextmanager
def lock_file_held(app: Flask) -> Iterator[None]:
    with (Path(app.instance_path) / "surveyapp.sqlite.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def begun_immediate(app: Flask) -> Iterator[None]:
    with closing(sqlite3.connect(Path(app.instance_path) / "surveyapp.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def holding(statement: str) -> Hold:
    @contextmanager
    def held(app: Flask) -> Iterator[None]:
        engine = sa.create_engine(app.config["DATABASE_URL"])
        with engine.begin() as connection:
            connection.execute(sa.text(statement))
            yield
        engine.dispose()

    return held


advisory_lock_held = holding("SELECT pg_advisory_xact_lock(8061)")
row_locked = holding("SELECT seal FROM audit_head FOR UPDATE")
CASES = [
    ("sqlite", lock_file_held),
    ("sqlite", begun_immediate),
    ("postgresql", advisory_lock_held),
    ("postgresql", row_locked),
]


@pytest.mark.parametrize(("any_app", "hold"), CASES, indirect=["any_app"])
def test_while_the_database_is_held_saves_end_and_pages_open(served: Served, hold: Hold) -> None:
    with hold(served.app), ThreadPoolExecutor(40) as pool:
        saves = [pool.submit(served.save, f"Zin {place}.") for place in range(24)]
        time.sleep(1)
        pages = [served.get(path) for _ in range(3) for path in READS]
        saved = [save.result() for save in saves]
    assert {page.status for page in pages} == {200}
    assert max(page.seconds for page in pages) < 2, pages
    assert {save.status for save in saved} == {503}
    assert max(save.seconds for save in saved) < WAIT + MARGIN, saved
    assert {save.retry_after for save in saved} == {"5"}
    assert all("Er is niets opgeslagen" in json.loads(save.content)["error"] for save in saved)
    after = served.save("Daarna.")
    assert after.status == 200, after
    assert after.seconds < 2


def test_a_crowd_that_moves_on_waits_and_is_served() -> None:
    queue, order = Queue(None), []

    def write(number: int) -> None:
        with queue.turn(Deadline(WAIT)):
            time.sleep(0.02)
            order.append(number)

    with ThreadPoolExecutor(40) as pool:
        for done in [pool.submit(write, number) for number in range(40)]:
            done.result()
    assert sorted(order) == list(range(40))


def test_a_queue_that_stands_still_refuses_at_once_beyond_its_places(tmp_path: Path) -> None:
    queue = Queue(str(tmp_path / "lock"))

    def refused_after() -> float:
        begun = time.monotonic()
        with pytest.raises(Busy), queue.turn(Deadline(WAIT)):
            pass
        return time.monotonic() - begun

    with (tmp_path / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with ThreadPoolExecutor(40) as pool:
            early = [pool.submit(refused_after) for _ in range(5)]
            time.sleep(1.2)
            late = [pool.submit(refused_after) for _ in range(10)]
            assert max(one.result() for one in late) < 0.5
            assert max(one.result() for one in early) < WAIT + 0.5
    with queue.turn(Deadline(0.1)):
        pass
