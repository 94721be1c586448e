"""The worker: does in the background what no request should wait for. Any number of them may run at once.

Each job has a thread of its own, so that none waits for another, and claims its work in the database (``leases``), so
that two workers do not do the same.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from threading import Event, Thread
from time import monotonic

from flask import Flask

from surveyapp.core import leases
from surveyapp.core.db import db, utcnow
from surveyapp.core.events import wired
from surveyapp.mail.outbox.jobs import deliver_due

log = logging.getLogger(__name__)

MAX_PAUSE = 60.0
PATIENCE = 8.0
"""Seconds that jobs may go on after the worker was asked to stop."""

Job = Callable[[Flask], bool]
"""Does one piece of work and says whether there was any."""


def deliver_mail(app: Flask) -> bool:
    """Send what waits in the outbox."""
    return deliver_due(app, utcnow()) > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Jobs:
    """What the worker does."""

    side_by_side: tuple[Job, ...]


def at_most_every(seconds: float, job: Job) -> Job:
    """The same job for what need not be looked for every second: between two looks it says that there is no work."""
    looked: list[float] = []

    @wraps(job)
    def now_and_then(app: Flask) -> bool:
        if looked and monotonic() < looked[-1] + seconds:
            return False
        busy = job(app)
        looked[:] = [] if busy else [monotonic()]
        return busy

    return now_and_then


class _Turns:
    """One job, and when it may run again after it went wrong."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.failures = 0
        self.not_before = 0.0

    def take(self, app: Flask, interval: float) -> bool:
        """Run the job when its turn has come. Whether there was work; never raises."""
        if monotonic() < self.not_before:
            return False
        try:
            busy = self.job(app)
        except Exception:
            self.failures += 1
            pause = min(interval * 2**self.failures, MAX_PAUSE)
            self.not_before = monotonic() + pause
            log.exception("worker: %s failed, again in %.0f s", getattr(self.job, "__name__", self.job), pause)
            return False
        self.failures = 0
        return busy


def run(app: Flask, stop: Event, interval: float = 1.0) -> None:
    """Work until ``stop`` is set, and look for work every ``interval`` seconds when there is none.

    A job that raises is logged and waits, longer each time up to a minute; the others go on. After ``stop`` the jobs
    get ``PATIENCE`` seconds to end what they do. What is still claimed then is given back.
    """
    with app.app_context():
        jobs = wired(db.session, Jobs).side_by_side
    lanes = [_started(f"worker-{place}", _work, app, job, stop, interval) for place, job in enumerate(jobs)]
    ended = Event()
    keeper = _started("worker-leases", _keep_leases, app, ended)
    stop.wait()
    until = monotonic() + PATIENCE
    for lane in lanes:
        lane.join(max(0.0, until - monotonic()))
    ended.set()
    keeper.join(PATIENCE)


def _started(name: str, target: Callable[..., None], *arguments: object) -> Thread:
    thread = Thread(target=target, args=arguments, name=name, daemon=True)
    thread.start()
    return thread


def _work(app: Flask, job: Job, stop: Event, interval: float) -> None:
    leases.STOP.set(stop)
    turns = _Turns(job)
    while not stop.is_set():
        if not turns.take(app, interval):
            stop.wait(interval)


def _keep_leases(app: Flask, ended: Event) -> None:
    """Renew the leases of this process until the worker has ended, then give back what is left."""
    while not ended.wait(leases.RENEWED_EVERY):
        try:
            with app.app_context():
                leases.renew_all(db.session, utcnow())
        except Exception:
            log.exception("worker: leases were not renewed")
    try:
        with app.app_context():
            leases.give_all_back(db.session)
    except Exception:
        log.exception("worker: leases were not given back")
