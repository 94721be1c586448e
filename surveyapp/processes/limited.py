"""Read what comes from outside in processes of their own, with limits on time, memory and how many at once.

Strangers, colleagues and the mailbox have one process each: what one brings holds up none of the others.
"""

import atexit
import threading
from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

from surveyapp.processes.rendering import Limits, Renderer, RenderFailed, TooLarge, TooLong

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")

LIMITS = Limits(wall=20, cpu=8, memory=1 << 30)
"""How much one file may take: 8 seconds of the processor, 1 GB."""
WAITING = 2
"""How many callers may wait for a process that is busy: each keeps a thread of the web server."""

TOO_HEAVY = "Dit bestand kost te veel tijd of geheugen om te lezen. Maak het kleiner, of bewaar het opnieuw."
BUSY = "Er worden nu al andere bestanden gelezen. Probeer het over een minuut opnieuw."
DAMAGED = "Dit bestand is beschadigd en kan niet worden gelezen. Bewaar het opnieuw."


class Reader:
    """Reads one file at a time in its process. It starts at the first."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._process = Renderer(limits)
        self._places = threading.BoundedSemaphore(1 + WAITING)

    def call(self, function: Callable[[*Arguments], T], *arguments: *Arguments, refusal: type[Exception]) -> T:
        """Return what a function of a module returns, called in the process.

        Raises ``refusal``: the function's own, or one with a Dutch sentence when the file breaks a limit or breaks the
        function, or when too many wait already.
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
        """End the process. The next file gets a new one."""
        self._process.stop()


strangers = Reader()
"""For the public page."""
colleagues = Reader()
"""For staff."""
mailbox = Reader()
"""For the worker."""
for _one in (strangers, colleagues, mailbox):
    atexit.register(_one.stop)
