"""Pages that are rendered after the write transaction, so that no other save waits for them.

Views import ``render_template`` from here. A page that also compares texts or runs many queries is a separate function
with ``@after_writing``, called as any other function.
"""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

import flask
from flask import Response, g
from flask.typing import ResponseReturnValue

Asked = ParamSpec("Asked")
Made = TypeVar("Made", bound=str | dict[str, Any] | Response)
"""A response body without a status: a view returns the status beside it."""
_WRITING = "surveyapp_writing"


class Afterwards(Response):
    """Placeholder for the response that ``make`` returns once the transaction has ended.

    It has the status of that response, also when a view returns the status beside it: with 400 or more the transaction
    is rolled back.
    """

    def __init__(self, make: Callable[[], ResponseReturnValue], status: int = 200) -> None:
        super().__init__(status=status)
        self.make = make


Page = str | Afterwards
"""The result of a function that renders a page."""


def set_writing(now: bool) -> None:
    """Set whether the write transaction of this request is open."""
    setattr(g, _WRITING, now)


def after_writing(page: Callable[Asked, Made]) -> Callable[Asked, Made | Afterwards]:
    """Decorate a function that renders a page: its call is postponed until an open write transaction has ended."""

    @wraps(page)
    def made(*args: Asked.args, **kwargs: Asked.kwargs) -> Made | Afterwards:
        return Afterwards(partial(page, *args, **kwargs)) if g.get(_WRITING) else page(*args, **kwargs)

    return made


render_template = after_writing(flask.render_template)
