"""Requests that no browser sends get an answer below 500, and leave no traceback and no link in the log."""

import contextvars
import json
import logging
import os
import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from checking import Client
from flask import Flask
from setting import MakeApp, session_of, user_maker
from werkzeug.routing import Rule

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import utcnow, write_transaction
from surveyapp.core.tokens import token_hash
from surveyapp.sample.load import load
from surveyapp.verification.records.models import Verification

pytestmark = pytest.mark.database

TOKEN = "s3cret-token-of-a-respondent-which-must-not-be-logged"
SEED = int(os.environ.get("MALFORMED_SEED", "0"))
REQUESTS = int(os.environ.get("MALFORMED_REQUESTS", "1000"))
"""So many per database; more of them by hand, with another seed."""
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS")
NUMBERS = (
    "0",
    "1",
    "2",
    "3",
    "12",
    "-1",
    "2147483647",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "9" * 400,
    "1e9",
    "٣",
    "NaN",
    "",
)
WORDS = (
    "1",
    "2a",
    "2018",
    "regio",
    "oost-drenthe",
    "x",
    "..",
    "%00",
    "%ED%A0%BD",
    "%FF%FE",
    "%F0%9F%98%80",
    "a%2Fb",
    "%0d%0aX-A:b",
    "{{7*7}}",
    "%27--",
    "x" * 3000,
    TOKEN,
    "",
)
HOSTS = (
    "127.0.0.1",
    "..",
    "a..b",
    "x" * 3000,
    "[::1",
    "a b",
    "localhost:99999",
    "localhost:x",
    "é.example",
    "",
    "evil.example.com",
    "127.0.0.1:-1",
)
LONE = "\ud83d"
VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    1,
    -1,
    2**31,
    2**63,
    2**64,
    1.5,
    float("inf"),
    float("nan"),
    "",
    "x",
    LONE,
    f"a{LONE}b",
    "\0",
    "é" * 500,
    [],
    ["x"],
    {},
    {"a": "b"},
    [[[]]],
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "99:99",
    "agree",
    "named",
    "text",
)
FIELDS = (
    *[
        "action",
        "agreed_on",
        "answers",
        "base",
        "by",
        "channel",
        "code",
        "confirm",
        "day",
        "deadline",
        "email",
        "file",
        "files",
        "for",
        "hash",
        "id",
        "interviewers",
        "item",
        "key",
        "kind",
        "kind_1",
        "name",
        "note",
        "number",
        "over",
        "page",
        "passage",
        "position",
        "proposal_1",
        "q",
        "reader",
        "reason",
        "remark",
        "round",
        "sort",
        "state",
        "status",
        "text",
        "theme",
        "themes",
        "title",
        "use",
        "version",
    ],
    LONE,
    "",
    "x" * 300,
)
BINARY = (
    b"",
    b"\0",
    b"\xff" * 50,
    b"{",
    b'{"a":',
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"9" * 5000,
    b'"\\ud83d"',
    b"--x\r\n",
)
TYPES = (
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "text/plain",
    "application/json; charset=utf-16",
    "x" * 500,
    "",
)
LETTERS = re.compile(r"<(?:(\w+)[^:>]*:)?(\w+)>")


class Malformed:
    """Makes requests to one application, each differently wrong; the same seed makes the same ones."""

    def __init__(self, app: Flask, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  (an arbitrary choice, no secret)
        self.rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "security.logout"]

    def request(self) -> tuple[str, dict[str, Any]]:
        """Return a path and the arguments of ``EnvironBuilder`` for one request."""
        rule = self.chance.choice(self.rules)
        options: dict[str, Any] = {"method": self._method(rule), "headers": self._headers()}
        options |= self._body()
        path = LETTERS.sub(self._segment, rule.rule)
        if self.chance.random() < 0.3:
            path += "?" + "&".join(f"{self._name()}={self.chance.choice(NUMBERS + WORDS)}" for _ in range(3))
        return path, options

    def _method(self, rule: Rule) -> str:
        known = sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})
        return self.chance.choice(known if self.chance.random() < 0.9 else METHODS)

    def _segment(self, place: re.Match[str]) -> str:
        if self.chance.random() < 0.5:
            return self.chance.choice(("1", "2", "3"))
        return self.chance.choice(NUMBERS if place[1] == "int" else WORDS) or "x"

    def _name(self) -> str:
        return self.chance.choice(FIELDS).encode("utf-8", "replace").decode()

    def _headers(self) -> list[tuple[str, str]]:
        found = []
        if self.chance.random() < 0.05:
            found.append(("Host", self.chance.choice(HOSTS)))
        if self.chance.random() < 0.1:
            found.append(("Accept", self.chance.choice(("application/json", "*/*;q=x", "", "x" * 400))))
        if self.chance.random() < 0.05:
            found.append(("Range", "bytes=5-1"))
        if self.chance.random() < 0.05:
            found.append(("If-Modified-Since", "no day"))
        return found

    def _body(self) -> dict[str, Any]:
        match self.chance.randrange(4):
            case 0:
                fields = {self._name(): self._text() for _ in range(self.chance.randrange(6))}
                return {"data": fields}
            case 1:
                fields = {self.chance.choice(FIELDS): self.chance.choice(VALUES) for _ in range(4)}
                sent: Any = fields if self.chance.random() < 0.7 else self.chance.choice(VALUES)
                return {"data": json.dumps(sent), "content_type": "application/json"}
            case 2:
                return {"data": self.chance.choice(BINARY), "content_type": self.chance.choice(TYPES)}
        return {}

    def _text(self) -> str:
        return str(self.chance.choice(VALUES)).encode("utf-8", "replace").decode()


@pytest.fixture(params=["sqlite", "postgresql"])
def visited(request: pytest.FixtureRequest) -> Iterator[Client]:
    """Somebody with every role, in the sample round, who opened a respondent's link in the same browser too."""
    app: Flask = request.getfixturevalue(f"sample_on_{request.param}")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with session_of(app) as session:
        user = user_maker(session)(*RoleName, email="alles@example.org")
        client = Client(app, session).login(user)
        verification = session.scalars(sa.select(Verification).where(Verification.submitted_at.is_(None))).first()
        assert verification
        token, verification.token_hash = TOKEN, token_hash(TOKEN)
        client.post(f"/v/{token}", status=303)
        yield client


@pytest.fixture
def sample_on_sqlite(make_app: MakeApp, tmp_path: Path, sample_file: Path) -> Flask:
    """The sample round on SQLite."""
    shutil.copy(sample_file, tmp_path)
    return make_app(INSTANCE=tmp_path)


@pytest.fixture
def sample_on_postgresql(app_on_postgresql: Flask) -> Flask:
    """The sample round on PostgreSQL."""
    with session_of(app_on_postgresql) as session, write_transaction(session):
        load(session, utcnow())
    return app_on_postgresql


def sent(client: Client, path: str, options: dict[str, Any]) -> int:
    """Send one request with a valid token and return its status, in a context of its own as on a server."""
    options["headers"] = [*options["headers"], ("X-CSRFToken", client.csrf_token())]
    open_: Callable[..., Any] = client.browser.open
    response = contextvars.Context().run(lambda: open_(path, **options))
    status: int = response.status_code
    response.close()
    return status


@pytest.mark.timeout(600)
def test_no_malformed_request_is_our_fault(visited: Client, caplog: pytest.LogCaptureFixture) -> None:
    made, wrong = Malformed(visited.app, SEED), []
    with caplog.at_level(logging.DEBUG):
        for number in range(REQUESTS):
            path, options = made.request()
            if (status := sent(visited, path, options)) >= 500:
                wrong.append(f"{number}: {status} {options['method']} {path[:120]} {str(options)[:300]}")
    assert wrong == []
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []
    assert TOKEN not in caplog.text
