"""Who may do what: every route, tried with valid content by everybody, compared with ``access_table.txt``.

A route without a row fails, and so does one to which nothing valid is known to send: give it a form on a page, or a
request in ``tests/recipes.py``. With ``WRITE_ACCESS_TABLE=1`` (and one process) the table is written as it
is found to be; read every line that changed before you keep it.
"""

import io
import os
import pickle
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from busy_round import CHIEF, STAFF, BusyRound
from filelock import FileLock
from flask import Flask
from reachable import Attempt, Chosen, Found, ask, explore, row_of
from recipes import requests, typed
from setting import application, session_of
from werkzeug.test import Client as Browser
from werkzeug.test import TestResponse

from surveyapp.core.db import db

TABLE = Path(__file__).with_name("access_table.txt")
PEOPLE = ("nobody", "other", "interviewer", "editor", "admin", "stranger", "respondent")
DONE = {"yes", "reads", "own"}
"""What a cell says when the request was answered; anything else refuses it."""
ROW, CELL = 116, 13
GUESTS = ("/nakijken", "/rapporttekst")
"""Pages without an object in their address: each respondent gets their own."""


@dataclass
class Person:
    """Somebody's session cookie and token, and what forms say of who typed them."""

    cookie: str
    token: str
    browser_key: str = ""


@dataclass
class Prepared:
    """Who is logged in, and a valid request per route. ``this`` stands on no page of another respondent."""

    people: dict[str, Person]
    attempts: dict[str, Attempt]
    this: bytes

    @property
    def browser_keys(self) -> frozenset[str]:
        """What forms call those who typed them."""
        return frozenset(one.browser_key for one in self.people.values() if one.browser_key)


# ---------------------------------------------------------------------------------------------- once, for all workers


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, sample_file: Path, worker_id: str) -> tuple[Path, Prepared]:
    """A database with a busy round, and what to send to it."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "busy"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            making = folder.with_name("busy-being-made")
            making.mkdir()
            shutil.copy(sample_file, making / "surveyapp.sqlite")
            (making / "prepared").write_bytes(pickle.dumps(prepare(making)))
            making.rename(folder)
    found: Prepared = pickle.loads((folder / "prepared").read_bytes())  # noqa: S301  (written above)
    return folder / "surveyapp.sqlite", found


def prepare(folder: Path) -> Prepared:
    """Fill the round, log everybody in, and find out what can be sent."""
    app = application(folder, {})
    with session_of(app) as session:
        made = BusyRound(app, session).fill()
        staff = STAFF | {"admin": CHIEF}
        clients = {name: made.browser(email) for name, email in staff.items()}
        clients |= {"nobody": made.nobody(), "respondent": made.respondent("waiting", 0)}
        clients |= {"stranger": made.respondent("elsewhere", 1)}
        keys = {name: made.user(email).browser_key for name, email in staff.items()}
        people = {}
        for name, client in clients.items():
            token = client.csrf_token()
            cookie = client.browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
            assert cookie
            people[name] = Person(cookie.value, token, keys.get(name, ""))
        browsers = {name: client.browser for name, client in clients.items()}
        attempts = valid_attempts(app, made, browsers, people)
        this = made.interview("waiting").organisation.label.encode()
        session.close()
        db.engine.dispose()
    return Prepared(people, attempts, this)


def valid_attempts(
    app: Flask, made: BusyRound, browsers: dict[str, Browser], people: dict[str, Person]
) -> dict[str, Attempt]:
    """Return per row a request that its finder may make: a recipe, or a form of a page with what is typed in it."""
    fields, ready = typed(made), requests(made)
    starts = made.starts()
    made.session.commit()
    kept, found = database(app).with_suffix(".kept"), Found()
    for name in ("interviewer", "editor", "admin", "respondent"):
        interviews = made.own() if name == "interviewer" else {made.ids["deletable"], made.ids["recording"]}
        new = explore(app, browsers[name], Chosen(starts[name], interviews, found))
        keep(app, kept)
        for row in new.keys() - ready.keys() - found.keys():
            filled = [replace(one, fields=one.fields | fields.get(row, {})) for one in new[row][:6]]
            ready[row] = first_that_works(app, row, filled, people[name], kept)
        found |= new
    return ready


def first_that_works(app: Flask, row: str, attempts: list[Attempt], person: Person, kept: Path) -> Attempt:
    """Return the first request that is not refused, or the first one when all are."""
    if len(attempts) == 1 or row.startswith("GET"):
        return attempts[0]
    for one in attempts:
        status = send(app, row, one, person).status_code
        put_back(app, kept)
        if status < 400:
            return one
    return attempts[0]


# -------------------------------------------------------------------------------------------------------- one request


def send(app: Flask, row: str, attempt: Attempt, person: Person, keys: frozenset[str] = frozenset()) -> TestResponse:
    """Make one request as one person. Forms name this person as who typed them: whoever forges one would do so."""
    browser = app.test_client()
    browser.set_cookie(app.config["SESSION_COOKIE_NAME"], person.cookie)
    options: dict[str, Any] = {"headers": {"X-CSRFToken": person.token}}
    if attempt.json is not None:
        options["json"] = attempt.json
    elif not row.startswith("GET"):
        options["data"] = {name: [sent(value, person, keys) for value in held] for name, held in attempt.fields.items()}
    return ask(browser, row.split(maxsplit=1)[0], attempt.path, **options)


def sent(value: Any, person: Person, keys: frozenset[str]) -> Any:
    """Return a value as a form has it: a file, or words."""
    if isinstance(value, tuple):
        return io.BytesIO(value[0]), value[1]
    return person.browser_key if value in keys else value


def verdict(response: TestResponse, name: str, row: str, this: bytes, *, changed: bool) -> str:
    """Return what the table says of an answer."""
    if response.status_code == 302 and response.headers["Location"].startswith("/inloggen?next="):
        return "log-in"
    if response.status_code >= 400:
        return str(response.status_code)
    if name == "stranger" and row[7:].startswith(GUESTS) and this not in response.data:
        return "own"
    return "yes" if changed else "reads"


def database(app: Flask) -> Path:
    return Path(app.instance_path) / "surveyapp.sqlite"


def keep(app: Flask, kept: Path) -> None:
    """Copy the database, which nobody uses now."""
    db.session.close()
    db.engine.dispose()
    with sqlite3.connect(database(app)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    shutil.copy(database(app), kept)


def put_back(app: Flask, kept: Path) -> None:
    """Let the database be as it was."""
    with app.app_context():
        db.engine.dispose()
    for end in ("-wal", "-shm"):
        Path(f"{database(app)}{end}").unlink(missing_ok=True)
    shutil.copy(kept, database(app))


class Watched:
    """Tells whether anything was written to the database, by SQLite's own count of commits."""

    def __init__(self, app: Flask, kept: Path) -> None:
        self.app, self.kept = app, kept
        self._open()

    def _open(self) -> None:
        self.connection = sqlite3.connect(f"file:{database(self.app)}?mode=ro", uri=True)
        self.version = self._version()

    def _version(self) -> int:
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        self.connection.close()

    def changed(self) -> bool:
        """Whether a request wrote anything; then the database is as it was again."""
        if self._version() == self.version:
            return False
        self.connection.close()
        put_back(self.app, self.kept)
        self._open()
        return True


# ---------------------------------------------------------------------------------------------------------- the table


def rows_of(app: Flask) -> list[str]:
    """Return every route with each of its methods; files of the product itself are no route."""
    known = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint != "static"
    }
    return [row_of(method, rule) for rule, method in sorted(known)]


def table() -> dict[str, dict[str, str]]:
    """Return per row and person what the file says."""
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if line and line[0] not in "# "]
    return {line[:ROW].strip(): dict(zip(PEOPLE, line[ROW:].split(), strict=True)) for line in lines}


def write(name: str, found: dict[str, str]) -> None:
    """Put one person's column in the file."""
    known, comment = table(), [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("#")]
    cells = {row: known.get(row, dict.fromkeys(PEOPLE, "?")) | {name: cell} for row, cell in found.items()}
    head = " " * ROW + "".join(f"{each:{CELL}}" for each in PEOPLE)
    lines = [row.ljust(ROW) + "".join(f"{each[one]:{CELL}}" for one in PEOPLE) for row, each in cells.items()]
    TABLE.write_text("\n".join(line.rstrip() for line in [*comment, "", head, *lines]) + "\n", "utf-8")


@pytest.fixture(scope="module")
def busy_app(tmp_path_factory: pytest.TempPathFactory, prepared: tuple[Path, Prepared]) -> Flask:
    """An application on a copy of that database."""
    folder = tmp_path_factory.mktemp("table")
    shutil.copy(prepared[0], folder / "surveyapp.sqlite")
    return application(folder, {})


@pytest.mark.timeout(300)
def test_every_route_has_a_row_and_something_valid_to_send(busy_app: Flask, prepared: tuple[Path, Prepared]) -> None:
    rows = rows_of(busy_app)
    assert [row for row in rows if row not in prepared[1].attempts] == [], "no page and no recipe sends anything there"
    assert list(table()) == rows


def test_what_somebody_may_is_tried_with_content_that_is_taken() -> None:
    for row, cells in table().items():
        answered = [name for name, cell in cells.items() if cell in DONE]
        assert answered or row in NEVER, f"{row} is refused to everybody: what is sent may be wrong"


NEVER = {"GET    /postvak/<int:mail_id>/bijlage/<int:number>"}
"""What nobody gets outside the demo."""


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_may_do_what_the_table_says(busy_app: Flask, prepared: tuple[Path, Prepared], name: str) -> None:
    kept, given = prepared
    found, wrote = {}, []
    with closing(Watched(busy_app, kept)) as watched:
        for row in rows_of(busy_app):
            response = send(busy_app, row, given.attempts[row], given.people[name], given.browser_keys)
            changed = watched.changed()
            found[row] = verdict(response, name, row, given.this, changed=changed)
            response.close()
            if changed and found[row] not in DONE:
                wrote.append(row)
    if "WRITE_ACCESS_TABLE" in os.environ:
        write(name, found)
    expected = {row: cells[name] for row, cells in table().items()}
    assert wrote == [], "refused, and something was written"
    assert {row: cell for row, cell in found.items() if cell != expected.get(row)} == {}
