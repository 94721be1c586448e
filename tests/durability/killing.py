"""Kill web server, worker and renderer while they work, and see what became of the work."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import sqlalchemy as sa
from agreed_round import SYSTEM, AgreedRound
from checking import PASSWORD
from flask import Flask
from person import Person
from postbox import Mailbox
from setting import session_of, user_maker
from sqlalchemy.orm import Session
from stream import Stream

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db, utcnow, write_transaction
from surveyapp.interviews.recording.models import Round
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.mail.outbox.operations import Message, enqueue
from surveyapp.mail.servers.smtp import UNSURE
from surveyapp.printing import operations as printing
from surveyapp.printing.models import Print
from surveyapp.report.tables.models import Build, BuildState
from surveyapp.report.texts import operations as report

PROGRAM = Path(__file__).with_name("dying_processes.py")
KINDS = ("web", "worker", "renderer", "group")
STUCK_AFTER = 60
"""Seconds in which none of the work was done that waits after the last kill."""
ENOUGH = 24
"""How much work waits at most before more is given."""


@dataclass
class Lives:
    """The processes that are alive, and the work that they were given."""

    app: Flask
    program: subprocess.Popen[str]
    stream: Stream
    alive: dict[str, int] = field(default_factory=dict)
    given: int = 0
    killed: Counter[str] = field(default_factory=Counter)

    def begin(self, kind: str) -> None:
        """Start the next life of a web server or a worker."""
        assert self.program.stdin
        self.program.stdin.write(f"{kind}\n")
        self.program.stdin.flush()
        self.alive[kind] = _number(self.program)

    def kill(self, kind: str) -> None:
        """Kill one kind of process, or all that work together, and begin what is missing."""
        for victim in self._victims(kind):
            with suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
                self.killed[kind] += 1
        for one in ("web", "worker"):
            if kind in {one, "group"}:
                _until(lambda one=one: not Path(f"/proc/{self.alive[one]}").exists())  # type: ignore[misc]
                self.begin(one)

    def _victims(self, kind: str) -> list[int]:
        renderers = children_of(self.alive["worker"])
        named = {"web": [self.alive["web"]], "worker": [self.alive["worker"]], "renderer": renderers}
        return named.get(kind, [*self.alive.values(), *renderers])

    def give_work(self) -> None:
        """Two mails, a print and a draft of a report."""
        self.given += 1
        with session_of(self.app) as session, write_transaction(session):
            for place in "ab":
                enqueue(session, Message("", f"v{self.given}{place}@example.org", "Dag", "Dag"), utcnow())
            printing.request_print(session, f'<html lang="nl"><title>{self.given}</title><p>Vraag</p></html>', utcnow())
            round_ = session.scalars(sa.select(Round)).one()
            report.request_build(session, SYSTEM, round_, draft=True, chapter="conclusie", at=utcnow())


def _number(program: subprocess.Popen[str]) -> int:
    assert program.stdout
    return int(program.stdout.readline())


def children_of(process: int) -> list[int]:
    """The processes that a process started."""
    found: list[int] = []
    for threads in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(one) for one in threads.read_text().split()]
    return found


def _until(condition: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "took too long"
        time.sleep(0.01)


@contextmanager
def lives(app: Flask, smtp_url: str) -> Iterator[Lives]:
    """A web server, a worker, and somebody who saves all the time."""
    with session_of(app) as session:
        writer = user_maker(session)(RoleName.INTERVIEWER, email="writer@example.org")
        with write_transaction(session):
            made = AgreedRound.of(session)
            made.agreed(made.organisation("Oost-Drenthe"), {"1": "Er is gewerkt.", "2b": "Er is gesloopt."})
            written = made.interview(made.organisation("Streek"), {})
            written.interviewers.append(writer)
            session.flush()
            interview = written.id
        db.engine.dispose()
    url = app.config["DATABASE_URL"]
    settings = [app.instance_path, url, smtp_url, app.config["SECRET_KEY"], app.config["BASE_URL"]]
    environment = {**os.environ, "PYTHONPATH": str(PROGRAM.parent.parent)}
    with subprocess.Popen(
        [sys.executable, str(PROGRAM), *settings],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        person = Person(_number(program))
        found = Lives(app, program, Stream(person, interview, "Schrijver"))
        stop = Event()
        thread = Thread(target=found.stream.run, args=[stop], daemon=True)
        try:
            for kind in ("web", "worker"):
                found.begin(kind)
            person.log_in("writer@example.org", PASSWORD)
            thread.start()
            yield found
        finally:
            stop.set()
            for one in found.alive.values():
                with suppress(ProcessLookupError):
                    os.killpg(one, signal.SIGKILL)
            program.kill()
            program.communicate()
            thread.join(20)


def kill_often(alive: Lives, kind: str, kills: int) -> None:
    """So many kills, at any moment of the work that there is."""
    chance = random.Random(kind)  # noqa: S311  (moments, not secrets)
    while alive.killed[kind] < kills:
        with session_of(alive.app) as session:
            waits = sum(unfinished(session).values())
        if waits < ENOUGH:
            alive.give_work()
        time.sleep(chance.uniform(0, 1.5))
        alive.kill(kind)


def unfinished(session: Session) -> dict[str, int]:
    """How much work waits, by what it is. A mail that may have arrived waits a minute; that minute is over now."""
    later = sa.and_(OutboxMail.state == MailState.WAITING, OutboxMail.next_attempt_at > utcnow())
    with write_transaction(session):
        session.execute(sa.update(OutboxMail).where(later).values(next_attempt_at=utcnow()))
    waits = {
        "mails": sa.select(sa.func.count()).where(OutboxMail.state == MailState.WAITING),
        "prints": sa.select(sa.func.count()).where(Print.size == 0, Print.error == ""),
        "builds": sa.select(sa.func.count()).where(Build.state.in_([BuildState.QUEUED, BuildState.RUNNING])),
    }
    return {name: session.scalar(statement) or 0 for name, statement in waits.items()}


def assert_all_done(alive: Lives, mailbox: Mailbox) -> Counter[int]:
    """All work is done once: no PDF stuck or failed, no mail lost, and none twice but where nobody can know.

    A PDF of which the worker was killed ``ATTEMPTS`` times has failed, and says so: that is no accident here.
    Returns how many mails arrived how often.
    """
    with session_of(alive.app) as session:
        left, end = -1, 0.0
        while waits := sum(unfinished(session).values()):
            if waits != left:
                left, end = waits, time.monotonic() + STUCK_AFTER
            assert time.monotonic() < end, unfinished(session)
            time.sleep(0.5)
        arrived = Counter(str(one["Message-ID"]) for one in mailbox.messages)
        for mail in session.scalars(sa.select(OutboxMail).where(OutboxMail.to_address.startswith("v"))):
            times = arrived[mail.message_id]
            assert times <= 1 + mail.unsure, (times, mail.unsure)
            assert (mail.state is MailState.SENT and times) or mail.error == UNSURE, (mail.state, mail.error, times)
        prints = sa.and_(Print.size == 0, sa.or_(Print.error == "", Print.attempts < printing.ATTEMPTS))
        assert not session.scalars(sa.select(Print.error).where(prints)).all()
        builds = sa.or_(Build.state != BuildState.FAILED, Build.attempts < report.ATTEMPTS)
        assert not session.scalars(sa.select(Build.error).where(Build.state != BuildState.DONE, builds)).all()
        return Counter(arrived.values())
