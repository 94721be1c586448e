"""Read files from outside in separate processes, with limits on time, memory and number at once.

Strangers, colleagues and the mailbox have their own process, so that a slow file of one group does not delay the
others.
"""

import atexit
import threading
from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

from surveyapp.processes.rendering import Limits, Renderer, RenderFailed, TooLarge, TooLong

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")

LIMITS = Limits(wall=20, cpu=8, memory=1 << 30)
"""Limits for a file: 8 seconds of processor time, 1 GB."""
WAITING = 2
"""Callers that may wait for a busy process: each keeps a thread of the web server."""

TOO_HEAVY = "Dit bestand kost te veel tijd of geheugen om te lezen. Maak het kleiner, of bewaar het opnieuw."
BUSY = "Er worden nu al andere bestanden gelezen. Probeer het over een minuut opnieuw."
DAMAGED = "Dit bestand is beschadigd en kan niet worden gelezen. Bewaar het opnieuw."


class Reader:
    """Reads a single file at a time in its process, which starts with the first file."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._process = Renderer(limits)
        self._places = threading.BoundedSemaphore(1 + WAITING)

    def call(self, function: Callable[[*Arguments], T], *arguments: *Arguments, refusal: type[Exception]) -> T:
        """Call a function of a module in the process and return its result.

        Raises ``refusal``: the function's own, or with a Dutch sentence when the file exceeds a limit or crashes the
        function, or when too many callers wait.
        """
        if not self._places.acquire(blocking=False):
            raise refusal(BUSY)
        try:
            return self._process.call(function, *arguments, refusal=refusal)
        except (TooLong, TooLarge) as error:
            raise refusal(TOO_HEAVY) from error
        except RenderFailed as error:
            raise refusal(DAMAGED) from error
        finally:
            self._places.release()

    def stop(self) -> None:
        """End the process. The next file starts a new process."""
        self._process.stop()


strangers = Reader()
"""For public pages."""
colleagues = Reader()
"""For staff."""
mailbox = Reader()
"""For the worker."""
for _reader in (strangers, colleagues, mailbox):
    atexit.register(_reader.stop)
