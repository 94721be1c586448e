"""Answers that are made after the write transaction, so that nobody's save waits for them."""

from collections.abc import Callable

from flask import Response
from flask.typing import ResponseReturnValue


class Afterwards(Response):
    """Stands for the answer that ``make`` returns once the transaction has ended.

    A view returns it for a page or JSON that takes time: one that compares texts. With a ``status`` of 400 or more the
    transaction keeps nothing, as with any other answer; it has to be the status of the answer that is made.
    """

    def __init__(self, make: Callable[[], ResponseReturnValue], status: int = 200) -> None:
        super().__init__(status=status)
        self.make = make
