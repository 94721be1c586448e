"""Measuring the growth of work: the time of a size and of twice that size."""

import gc
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

SECOND = 1.0
GROWTH = 2.0
NOISE = 1.3
"""Of a measured time: other work on the machine fills its caches."""
RUNS = 5
SHORT = 0.1
"""Seconds below which a ratio of times says nothing."""


@dataclass(frozen=True)
class Figure:
    """What one reader, comparer or pattern took."""

    name: str
    sizes: tuple[int, int]
    seconds: tuple[float, float]

    @property
    def ratio(self) -> float:
        """How often the second time is the first."""
        return self.seconds[1] / max(self.seconds[0], 0.001)

    def __str__(self) -> str:
        first, second = self.seconds
        return (
            f"| {self.name} | {self.sizes[0]:,} | {first:.3f} s | {self.sizes[1]:,} | {second:.3f} s |"
            f" {self.ratio:.1f} |"
        )


FIGURES: list[Figure] = []
"""All that was measured, for the table at the end."""


def seconds_of(work: Callable[[], object]) -> float:
    """Return the seconds of the processor that work takes, without those for garbage: they hang on all that lives."""
    gc.collect()
    gc.disable()
    try:
        began = time.process_time()
        work()
        return time.process_time() - began
    finally:
        gc.enable()


def check_growth(name: str, work: Callable[[int], Callable[[], object]], largest: int, most: float = SECOND) -> None:
    """Measure half the largest size and the largest: at most ``most`` seconds, and twice the time for twice the size.

    ``work`` makes the input of a size and returns what is measured. The fastest of up to five runs counts: whatever
    else the machine does makes it slower, never faster.
    """
    sizes = (largest // 2, largest)
    half, whole = map(work, sizes)
    first, second = seconds_of(half), seconds_of(whole)
    for _ in range(RUNS - 1):
        if _fits(first, second, most):
            break
        first, second = min(first, seconds_of(half)), min(second, seconds_of(whole))
    FIGURES.append(figure := Figure(name, sizes, (first, second)))
    assert _fits(first, second, most), figure


def _fits(first: float, second: float, most: float) -> bool:
    busy = 1.0 if patience() == SECOND else 1.5  # other processes fill the caches of this one
    return second <= most * NOISE * busy and (second <= SHORT or second <= first * GROWTH * NOISE)


def patience() -> float:
    """Return a second of a machine that does nothing else, in seconds of this one as it is now."""
    return SECOND * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@contextmanager
def slowest(save: Callable[[], object]) -> Iterator[list[float]]:
    """Yield the seconds on the clock that saves took; ``save`` goes on until the block ends, in a thread of its own."""
    save()  # the first one loads what the next ones use
    took: list[float] = []
    over = threading.Event()

    def go_on() -> None:
        while not over.is_set():
            began = time.monotonic()
            save()
            took.append(time.monotonic() - began)

    colleague = threading.Thread(target=go_on)
    colleague.start()
    try:
        yield took
    finally:
        over.set()
        colleague.join()
