"""``init``, ``serve`` and ``worker`` as real processes."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from command_line import PASSWORD, Program

PROGRAM = [sys.executable, "-c", "from surveyapp.cli import main; main()"]


@contextmanager
def running(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """The program in a process of its own, ended in the end."""
    process = subprocess.Popen(
        [*PROGRAM, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"} | environment,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline()


def stopped_by(process: subprocess.Popen[str], kind: signal.Signals) -> tuple[int, str, str]:
    """How the process leaves after a signal."""
    process.send_signal(kind)
    out, err = process.communicate(timeout=20)
    return process.returncode, out, err


def address_in(line: str) -> str:
    found = re.search(r"http://\S+", line)
    assert found, line
    return found[0]


def until(condition: object) -> None:
    assert callable(condition)
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "took too long"
        time.sleep(0.05)


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT])
def test_serve_answers_sends_mail_and_stops_when_asked(program: Program, kind: signal.Signals) -> None:
    program.ok("user", "add", "a@example.org", "--name", "A", "--role", "editor", "--invite")
    with running("serve", "--port", "0", SURVEYAPP_DEMO="true") as process:
        address = address_in(line_of(process))
        with urllib.request.urlopen(f"{address}/inloggen") as answer:
            assert answer.status == 200
            assert "Server" not in answer.headers
        until(lambda: list((program.instance / "mail").glob("*.eml")))
        (mail,) = (program.instance / "mail").glob("*.eml")
        assert f"{address}/wachtwoord-nieuw/" in mail.read_text().replace("=\n", "")
        assert stopped_by(process, kind) == (0, "surveyapp is gestopt.\n", "")


def test_a_server_that_rests_keeps_no_transaction_open(program: Program) -> None:
    """Else SQLite's log of writes would grow for as long as the server runs."""

    def checkpointed() -> bool:
        with closing(sqlite3.connect(program.instance / "surveyapp.sqlite")) as connection:
            return bool(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)

    with running("serve", "--port", "0", SURVEYAPP_DEMO="true") as process:
        address = address_in(line_of(process))
        with urllib.request.urlopen(f"{address}/inloggen") as answer:
            assert answer.status == 200
        program.ok("user", "add", "a@example.org", "--name", "A", "--role", "editor", "--invite")
        until(checkpointed)
        stopped_by(process, signal.SIGTERM)


def worker_of(process: subprocess.Popen[str]) -> int:
    """The process of the worker that ``serve`` started; 0 when there is none."""
    threads = Path(f"/proc/{process.pid}/task").glob("*/children")
    found = [int(child) for children in threads for child in children.read_text().split()]
    return found[0] if found else 0


def is_running(process_id: int) -> bool:
    return Path(f"/proc/{process_id}").exists()


def test_a_worker_that_dies_is_started_again_and_none_outlives_the_server(program: Program) -> None:
    with running("serve", "--port", "0", SURVEYAPP_DEMO="true") as process:
        line_of(process)
        until(lambda: worker_of(process))
        first = worker_of(process)
        os.kill(first, signal.SIGKILL)
        until(lambda: worker_of(process) not in {0, first})
        second = worker_of(process)
        program.ok("user", "add", "a@example.org", "--name", "A", "--role", "editor", "--invite")
        until(lambda: list((program.instance / "mail").glob("*.eml")))
        process.kill()
        until(lambda: not is_running(second))


@pytest.mark.usefixtures("program")
def test_links_keep_the_address_that_is_configured() -> None:
    with running("serve", "--port", "0", SURVEYAPP_BASE_URL="https://krimp.example.org") as process:
        assert "https://krimp.example.org" in line_of(process)
        assert stopped_by(process, signal.SIGTERM)[0] == 0


@pytest.mark.parametrize(("proxies", "statuses"), [("1", {200}), ("0", {200, 429})])
@pytest.mark.usefixtures("program")
def test_visitors_behind_a_proxy_are_counted_apart(proxies: str, statuses: set[int]) -> None:
    with running("serve", "--port", "0", SURVEYAPP_PROXIES=proxies) as process:
        log_in = LogIn(address_in(line_of(process)))
        assert {log_in.status_for(f"192.0.2.{visitor}") for visitor in range(11)} == statuses
        stopped_by(process, signal.SIGTERM)


class LogIn:
    """The log-in page, tried in vain from behind a proxy."""

    def __init__(self, address: str) -> None:
        self.url = f"{address}/inloggen"
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with self.opener.open(self.url) as page:
            self.token = re.findall('name="csrf_token".*?value="(.+?)"', page.read().decode())[0]

    def status_for(self, visitor: str) -> int:
        form = urllib.parse.urlencode({"csrf_token": self.token, "email": "a@example.org", "password": "x"}).encode()
        request = urllib.request.Request(self.url, form, {"X-Forwarded-For": visitor})
        try:
            with self.opener.open(request) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            error.close()
            return error.code


def test_a_port_in_use_is_said_in_one_line_with_another(program: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = program.refuses(3, "serve", "--port", str(port))
    assert line.startswith(f"Poort {port} op 127.0.0.1 is al in gebruik")
    assert f"surveyapp serve --port {port + 1}" in line


@pytest.mark.parametrize("host", ["192.0.2.1", "geen.invalid"])
def test_an_address_that_is_none_of_ours_is_named(program: Program, host: str) -> None:
    assert f"{host} is geen adres van deze computer" in program.refuses(1, "serve", "--host", host)


def test_serve_wants_a_database_that_fits(bare: Program) -> None:
    assert "voer surveyapp init uit" in bare.refuses(3, "serve")
    assert "voer surveyapp init uit" in bare.refuses(3, "worker")


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_sends_mail_and_stops_when_asked(program: Program, kind: signal.Signals) -> None:
    program.ok("user", "add", "a@example.org", "--name", "A", "--role", "editor", "--invite")
    with running("worker", SURVEYAPP_DEMO="true") as process:
        assert line_of(process) == "De werker draait (stoppen: Ctrl+C)\n"
        until(lambda: list((program.instance / "mail").glob("*.eml")))
        assert stopped_by(process, kind) == (0, "De werker is gestopt.\n", "")


def test_init_tells_what_to_do_next_until_it_is_done(bare: Program) -> None:
    first = bare.ok("init")
    assert first.startswith(f"De database is klaar: sqlite:///{bare.instance / 'surveyapp.sqlite'}\n")
    assert "surveyapp user add" in first
    bare.ok("user", "add", "a@b.nl", "--name", "A", "--role", "editor", "--password-stdin", stdin=PASSWORD)
    assert "surveyapp user add" not in bare.ok("init")


def test_init_does_not_show_the_password_of_the_database(bare: Program, postgresql_url: str) -> None:
    import sqlalchemy as sa  # noqa: PLC0415

    url = sa.make_url(postgresql_url)
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text("CREATE DATABASE for_init"))
    secret = url.set(database="for_init", password="geheim123").render_as_string(hide_password=False)
    bare.monkeypatch.setenv("SURVEYAPP_DATABASE_URL", secret)
    assert "geheim123" not in bare.ok("init")
    with engine.connect() as connection:
        connection.execute(sa.text("DROP DATABASE for_init WITH (FORCE)"))
    engine.dispose()
