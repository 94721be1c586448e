"""The product on the sample round, in a folder of its own: what is measured, and by whom."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from surveyapp import create_app
from surveyapp.db import db, write_transaction
from surveyapp.sample.load import PASSWORD
from tests.person import Person
from tests.recorded import Recorded
from tests.sample_round import mails_left

Results = dict[str, dict[str, float]]
PROGRAM = str(Path(sys.executable).with_name("surveyapp"))
LOGIN = "beheer@example.org"


def prepared(folder: Path) -> dict[str, str]:
    """The environment of a database with the sample round, whose mails have left: they would be measured along."""
    environment = {**os.environ, "SURVEYAPP_INSTANCE": str(folder), "SURVEYAPP_RATELIMIT_ENABLED": "false"}
    for command in (["init"], ["sample", "load"]):
        subprocess.run([PROGRAM, *command], env=environment, check=True, capture_output=True)
    with create_app({"INSTANCE": folder}).app_context(), write_transaction(db.session):
        mails_left(db.session)
    return environment


def blank_interviews(instance: Path, count: int) -> list[int]:
    """New interviews to record in, in a round of their own: most of the sample's are locked, since they are agreed."""
    with create_app({"INSTANCE": instance}).app_context(), write_transaction(db.session):
        made = Recorded.of(db.session, "meting")
        return [made.interview(f"Streek {number}").id for number in range(count)]


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[int]:
    """The port of the web server, once it answers."""
    port = _free_port()
    command = [PROGRAM, "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            _wait(port)
            yield port
        finally:
            server.terminate()
            server.wait(30)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")


def logged_in(port: int) -> Person:
    """The administrator, who may record every interview."""
    return Person(port).log_in(LOGIN, PASSWORD)


def bases(person: Person, interview: int) -> dict[str, int]:
    """Per item of an interview, the number of its newest revision."""
    page = person.ask("GET", f"/interviews/{interview}")
    return {item: int(base) for item, base in re.findall(r'name="base_(\w+)" value="(\d+)"', page)}


def spread(spent: Sequence[float]) -> dict[str, float]:
    """Median and tail of some durations."""
    ordered = sorted(spent)
    return {f"p{percent}_ms": ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] for percent in (50, 95, 99)}
