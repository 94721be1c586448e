"""The worker: background jobs for which no request should wait. Any number of workers may run at once.

Each job has its own thread, so that jobs do not wait for each other, and claims its work in the database (``leases``),
so that two workers never do the same work.
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
"""Seconds that jobs may take to finish after the worker was asked to stop."""

Job = Callable[[Flask], bool]
"""Does one piece of work and returns whether there was any."""


def deliver_mail(app: Flask) -> bool:
    """Send the mails that are due in the outbox. Return whether there were any."""
    return deliver_due(app, utcnow()) > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Jobs:
    """The jobs of the worker."""

    side_by_side: tuple[Job, ...]


def at_most_every(seconds: float, job: Job) -> Job:
    """Return the job, limited to one check per ``seconds``: in between it reports that there is no work."""
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
    """A job and the time before which it may not run again after a failure."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.failures = 0
        self.not_before = 0.0

    def take(self, app: Flask, interval: float) -> bool:
        """Run the job when it is due and return whether there was work. Never raises."""
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
    """Run the jobs until ``stop`` is set, checking for work every ``interval`` seconds when there was none.

    A job that raises is logged and waits, longer each time up to a minute; the others go on. After ``stop`` the jobs
    get ``PATIENCE`` seconds to finish. Leases still held then are given back.
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
    """Renew the leases of this process until the worker has ended, then give back the remaining ones."""
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
