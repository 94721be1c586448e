"""``serve`` and its worker are stopped and killed in the middle of their work: one clean stop, and work goes on."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from agreed_round import SYSTEM, AgreedRound
from command_line import SECRET, Program
from flask import Flask
from postbox import Mailbox, smtp_server
from setting import application, session_of

from surveyapp.core.db import db, utcnow, write_transaction
from surveyapp.core.leases import LEASE
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.mail.outbox.operations import Message, enqueue
from surveyapp.printing.models import Print
from surveyapp.printing.operations import request_print
from surveyapp.report.tables.models import Build, BuildState
from surveyapp.report.texts.operations import request_build

SERVE = [sys.executable, "-c", "from surveyapp.cli import main; main()", "serve", "--port", "0"]
UNDER_LOAD = 30
"""Seconds that a busy machine may take to start a program and to make a small PDF."""


@contextmanager
def serving(**environment: str) -> Iterator[subprocess.Popen[str]]:
    """A server as a shell or a service manager starts it: with its worker in a process group of its own."""
    process = subprocess.Popen(
        SERVE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"} | environment,
    )
    with process:
        try:
            assert process.stdout
            assert "surveyapp draait" in process.stdout.readline()
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def until(condition: Callable[[], Any], seconds: float = 40) -> Any:
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "took too long"
        time.sleep(0.05)
    return found


@pytest.fixture
def app(program: Program) -> Iterator[Flask]:
    """The application on the database that the server uses."""
    found = application(program.instance, {"SECRET_KEY": SECRET})
    yield found
    with found.app_context():
        db.engine.dispose()


def state(app: Flask, column: Any) -> Any:
    with session_of(app) as session:
        found = session.scalar(sa.select(column))
        session.rollback()
        return found


class Slow(Mailbox):
    """A mail server that takes two seconds for each mail."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = 0

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: N802
        """Take a message, slowly."""
        import asyncio  # noqa: PLC0415

        self.begun += 1
        await asyncio.sleep(2)
        return await super().handle_DATA(server, session, envelope)


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_the_whole_group_ends_a_mail_in_peace_and_it_leaves_once(app: Flask, kind: signal.Signals) -> None:
    mailbox = Slow()
    with smtp_server(mailbox) as (url, _), session_of(app) as session:
        with write_transaction(session):
            enqueue(session, Message("Vera", "vera@example.org", "Dag", "Dag"), utcnow())
        with serving(SURVEYAPP_SMTP_URL=url) as process:
            until(lambda: mailbox.begun)
            for _ in range(3):
                os.killpg(process.pid, kind)
                time.sleep(0.2)
            out, err = process.communicate(timeout=40)
        assert (process.returncode, out, err) == (0, "surveyapp is gestopt.\n", "")
        assert state(app, OutboxMail.state) is MailState.SENT
        with serving(SURVEYAPP_SMTP_URL=url) as process:
            time.sleep(3)
            os.killpg(process.pid, signal.SIGTERM)
            process.communicate(timeout=40)
    assert mailbox.begun == len(mailbox.messages) == 1


def asked(app: Flask) -> None:
    """A report is asked for that takes some seconds."""
    with session_of(app) as session, write_transaction(session):
        made = AgreedRound.of(session)
        made.agreed(made.organisation("Oost-Drenthe"), {"1": "Er is gewerkt.", "2b": "Er is gesloopt."})
        request_build(session, SYSTEM, made.round, draft=True, at=utcnow())


def worker_of(process: subprocess.Popen[str]) -> int:
    threads = Path(f"/proc/{process.pid}/task").glob("*/children")
    found = [int(child) for children in threads for child in children.read_text().split()]
    return found[0] if found else 0


def test_a_pdf_whose_worker_is_killed_is_made_within_seconds(app: Flask) -> None:
    asked(app)
    with serving() as process:
        until(lambda: state(app, Build.state) is BuildState.RUNNING)
        os.kill(worker_of(process), signal.SIGKILL)
        until(lambda: state(app, Build.state) is BuildState.DONE, LEASE.total_seconds() + 2 * UNDER_LOAD)
        assert state(app, Build.attempts) == 2
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=40)


def test_a_pdf_whose_worker_is_stopped_waits_for_nothing(app: Flask) -> None:
    asked(app)
    with serving() as process:
        until(lambda: state(app, Build.state) is BuildState.RUNNING)
        os.killpg(process.pid, signal.SIGTERM)
        assert process.communicate(timeout=40) == ("surveyapp is gestopt.\n", "")
    assert (state(app, Build.state), state(app, Build.leased_until)) in {
        (BuildState.QUEUED, None),
        (BuildState.DONE, None),
    }
    with serving() as process:
        until(lambda: state(app, Build.state) is BuildState.DONE, 2 * UNDER_LOAD)
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=40)


def test_a_pdf_does_not_wait_for_a_silent_mail_server_and_neither_does_a_stop(app: Flask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, session_of(app) as session:
        with write_transaction(session):
            for place in range(5):
                enqueue(session, Message("Vera", f"v{place}@example.org", "Dag", "Dag"), utcnow())
        with serving(SURVEYAPP_SMTP_URL=f"smtp://127.0.0.1:{silent.getsockname()[1]}") as process:
            until(lambda: state(app, sa.func.max(OutboxMail.attempts)))
            with write_transaction(session):
                request_print(session, '<html lang="nl"><title>x</title><p>Vraag</p></html>', utcnow())
            until(lambda: state(app, Print.size), UNDER_LOAD)
            os.killpg(process.pid, signal.SIGTERM)
            process.communicate(timeout=40)
        assert process.returncode == 0
    assert state(app, sa.func.max(OutboxMail.leased_until)) is None
