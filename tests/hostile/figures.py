"""Measuring the growth of work: the time of a size and of twice that size."""

import gc
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

SECOND = 1.0
GROWTH = 2.0
NOISE = 1.3
"""Of a measured time: other work on the machine fills its caches."""
SHORT = 0.05
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


def fastest(work: Callable[[], object], runs: int = 3) -> float:
    """Return the least seconds of the processor of several runs, without those for garbage of before."""
    times = []
    for _ in range(runs):
        gc.collect()
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def check_growth(name: str, work: Callable[[int], Callable[[], object]], largest: int, most: float = SECOND) -> None:
    """Measure half the largest size and the largest: at most ``most`` seconds, and twice the time for twice the size.

    ``work`` makes the input of a size and returns what is measured.
    """
    sizes = (largest // 2, largest)
    figure = Figure(name, sizes, (fastest(work(sizes[0])), fastest(work(sizes[1]))))
    FIGURES.append(figure)
    assert figure.seconds[1] <= most * NOISE, figure
    assert figure.seconds[1] <= SHORT or figure.ratio <= GROWTH * NOISE, figure


@contextmanager
def slowest(save: Callable[[], object]) -> Iterator[list[float]]:
    """Yield the seconds on the clock that saves took; ``save`` goes on until the block ends, in a thread of its own."""
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
