"""The product on the sample round, in a folder of its own: what is measured, and by whom."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from surveyapp import create_app
from surveyapp.core.db import db, write_transaction
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


@dataclass(frozen=True, slots=True)
class Server:
    """A web server that answers, in a process of its own."""

    port: int
    pid: int

    @property
    def spent(self) -> float:
        """Seconds of the processor until now, without those of other processes that it started."""
        counted = Path(f"/proc/{self.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return sum(map(int, counted[11:13])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[Server]:
    """The product's web server."""
    port = free_port()
    with running([PROGRAM, "serve", "--port", str(port)], port, environment) as server:
        yield server


@contextmanager
def running(command: Sequence[str], port: int, environment: dict[str, str]) -> Iterator[Server]:
    """What ``command`` serves at ``port``, once it answers."""
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            _wait(port)
            yield Server(port, process.pid)
        finally:
            process.terminate()
            process.wait(30)


def free_port() -> int:
    """A port of this machine that nobody listens at."""
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


class Spent:
    """What the requests to a server take: each on the clock, and all of them of the server's processor."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.each: list[float] = []
        self.clock = self.processor = 0.0

    @contextmanager
    def by_one(self) -> Iterator[None]:
        """One request."""
        begin = time.perf_counter()
        yield
        self.each.append((time.perf_counter() - begin) * 1000)

    @contextmanager
    def in_all(self) -> Iterator[None]:
        """All of a turn, by one or several clients."""
        clock, processor = time.perf_counter(), self.server.spent
        yield
        self.clock += time.perf_counter() - clock
        self.processor += self.server.spent - processor

    @property
    def figures(self) -> dict[str, float]:
        """Median and tail, the requests in a second, and the server's processor time of one."""
        count = len(self.each)
        return {**spread(self.each), "per_s": count / self.clock, "cpu_ms": self.processor * 1000 / count}


def spread(spent: Sequence[float]) -> dict[str, float]:
    """Median and tail of some durations."""
    ordered = sorted(spent)
    return {f"p{percent}_ms": ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] for percent in (50, 95, 99)}
