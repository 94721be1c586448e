"""Pages that are made after the write transaction, so that nobody's save waits for them.

Views import ``render_template`` from here. A page that also compares texts or looks much up is a function of its own
with ``@after_writing``, which a view calls as any other.
"""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

import flask
from flask import Response, g
from flask.typing import ResponseReturnValue

Asked = ParamSpec("Asked")
Made = TypeVar("Made", bound=str | dict[str, Any] | Response)
"""What has no status of its own: a view gives that beside it."""
_WRITING = "surveyapp_writing"


class Afterwards(Response):
    """Stands for the answer that ``make`` returns once the transaction has ended.

    It has the status of the answer, also when a view gives that beside it: with 400 or more the transaction keeps
    nothing.
    """

    def __init__(self, make: Callable[[], ResponseReturnValue], status: int = 200) -> None:
        super().__init__(status=status)
        self.make = make


Page = str | Afterwards
"""What a function that makes a page returns."""


def set_writing(now: bool) -> None:
    """Say whether the write transaction of this request is open."""
    setattr(g, _WRITING, now)


def after_writing(page: Callable[Asked, Made]) -> Callable[Asked, Made | Afterwards]:
    """Decorate a function that makes a page: in a request that writes, it is called when the transaction has ended."""

    @wraps(page)
    def made(*args: Asked.args, **kwargs: Asked.kwargs) -> Made | Afterwards:
        return Afterwards(partial(page, *args, **kwargs)) if g.get(_WRITING) else page(*args, **kwargs)

    return made


render_template = after_writing(flask.render_template)
