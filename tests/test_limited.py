"""Files from outside are read in a process of their own, within limits, a few at once."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from surveyapp.evidence.documents.rules import Unreadable as No
from surveyapp.processes.limited import BUSY, DAMAGED, TOO_HEAVY, WAITING, Reader
from surveyapp.processes.rendering import Limits


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = Reader(Limits(wall=20, cpu=1, memory=512 << 20))
    yield reader
    reader.stop()


def test_it_returns_what_the_function_returns(reader: Reader) -> None:
    assert reader.call(len, b"abc", refusal=No) == 3


def test_a_refusal_comes_back_as_it_was_raised(reader: Reader) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        reader.call(int, "geen getal", refusal=ValueError)


@pytest.mark.parametrize(
    ("function", "argument", "said"),
    [
        pytest.param(deque, count(), TOO_HEAVY, id="memory, bit by bit"),
        pytest.param(bytes, 1 << 34, TOO_HEAVY, id="memory, at once"),
        pytest.param(max, count(), TOO_HEAVY, id="time"),
        pytest.param(int, "geen getal", DAMAGED, id="an error that nobody foresaw"),
        pytest.param(memoryview, b"", DAMAGED, id="an answer that cannot be sent"),
    ],
)
def test_what_breaks_a_limit_is_refused_and_the_next_is_read(
    function: Callable[..., Any], argument: object, said: str, reader: Reader
) -> None:
    with pytest.raises(No, match=said):
        reader.call(function, argument, refusal=No)
    assert reader.call(len, b"abcd", refusal=No) == 4


def test_time_on_the_clock_is_limited_too() -> None:
    reader = Reader(Limits(wall=1, cpu=60))
    with pytest.raises(No, match=TOO_HEAVY):
        reader.call(time.sleep, 60, refusal=No)
    reader.stop()


def test_few_wait_and_the_others_are_told_at_once(reader: Reader) -> None:
    busy = [
        threading.Thread(target=reader.call, args=(time.sleep, 0.5), kwargs={"refusal": No}) for _ in range(1 + WAITING)
    ]
    for one in busy:
        one.start()
    time.sleep(0.2)
    began = time.monotonic()
    with pytest.raises(No, match=BUSY):
        reader.call(len, b"abc", refusal=No)
    assert time.monotonic() - began < 0.2
    for one in busy:
        one.join()
    assert reader.call(len, b"abc", refusal=No) == 3
