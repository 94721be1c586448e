"""Turns to write: a single writer at a time, with a limited wait.

Threads of a process queue in memory, and the first of them waits for the lock file that processes on SQLite share. A
queue that does not move admits few writers: each waiting request holds a thread of the server, and pages need threads
too.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Lock
from time import monotonic, sleep

PLACES = 5
"""Writers of a process that may wait or write at the same time. ``serve`` has more threads than that."""
STILL = 1.0
"""Seconds without any progress after which a writer that finds the queue full is refused at once."""
POLL = 0.002
"""Seconds between two attempts to lock the file that another process holds."""


class Busy(Exception):
    """The turn to write did not come in time. Nothing was changed."""

    def __init__(self) -> None:
        super().__init__("De database is in gebruik. Er is niets gewijzigd. Probeer het zo opnieuw.")


class Deadline:
    """The moment at which waiting ends, shared by several waits."""

    def __init__(self, seconds: float) -> None:
        self.at = monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left, at least 0."""
        return max(0.0, self.at - monotonic())

    def left_ms(self) -> int:
        """Return the milliseconds left, at least 1: PostgreSQL reads 0 as no limit."""
        return max(1, int(self.left() * 1000))


class Queue:
    """The writers of this process to a database; with ``lock_file``, in turn with those of other processes."""

    def __init__(self, lock_file: str | None) -> None:
        self._lock_file = lock_file
        self._room = Condition()
        self._inside = 0
        self._first = Lock()
        self._moved = monotonic()

    @contextmanager
    def turn(self, deadline: Deadline) -> Iterator[None]:
        """Hold the turn for the block.

        Raises Busy at the deadline, or sooner when the queue is full and does not move.
        """
        with self._place(deadline), self._head(deadline), self._locked_file(deadline):
            self._moved = monotonic()
            try:
                yield
            finally:
                self._moved = monotonic()

    @contextmanager
    def _place(self, deadline: Deadline) -> Iterator[None]:
        with self._room:
            if not self._inside:
                self._moved = monotonic()
            patience = min(max(0.0, self._moved + STILL - monotonic()), deadline.left())
            if not self._room.wait_for(lambda: self._inside < PLACES, patience):
                raise Busy
            self._inside += 1
        try:
            yield
        finally:
            with self._room:
                self._inside -= 1
                self._room.notify()

    @contextmanager
    def _head(self, deadline: Deadline) -> Iterator[None]:
        if not self._first.acquire(timeout=deadline.left()):
            raise Busy
        try:
            yield
        finally:
            self._first.release()

    @contextmanager
    def _locked_file(self, deadline: Deadline) -> Iterator[None]:
        if self._lock_file is None:
            yield
            return
        descriptor = os.open(self._lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            while not _locked(descriptor):
                if not deadline.left():
                    raise Busy
                sleep(POLL)
            yield
        finally:
            os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
