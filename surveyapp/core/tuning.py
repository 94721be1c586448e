"""Settings of the Python process that save time. Their figures are in docs/decisions/0025-tuning.md.

Each has a guard. Where it does not hold, the setting stays off, a line in the log says so once, and all works, slower.
Those of WeasyPrint are in ``pdf.speed``.
"""

import gc
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

log = logging.getLogger(__name__)

SWITCH = 0.0005
"""``sys.setswitchinterval()`` of the web server, in seconds. A save gives up the GIL with each SQL statement, and would
wait 5 ms (the default) for it behind each request that computes."""


@cache
def usable(setting: str, guard: bool) -> bool:
    """Return the guard. Log a warning, once, when it does not hold."""
    if not guard:
        log.warning("tuning is off: %s", setting)
    return guard


def counts_references() -> bool:
    """Return whether memory is freed without garbage collection, and objects can be frozen, as in CPython."""
    return sys.implementation.name == "cpython" and hasattr(gc, "freeze")


@contextmanager
def importing() -> Iterator[None]:
    """Import with garbage collection off, then freeze, so that collections skip these objects."""
    if not usable("garbage is collected during imports", counts_references()):
        yield
        return
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collects:
            gc.enable()


def collect_between_jobs() -> None:
    """Collect garbage only where ``gc.collect()`` is called: WeasyPrint makes millions of boxes that all stay."""
    if usable("garbage is collected while a PDF is made", counts_references()):
        gc.disable()


def switch_threads_often() -> None:
    """Let a thread that waits for the GIL have it after ``SWITCH`` seconds."""
    if usable("threads switch as Python sets it", hasattr(sys, "setswitchinterval")):
        sys.setswitchinterval(SWITCH)
