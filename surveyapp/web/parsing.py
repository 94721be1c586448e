"""Parse addresses and bodies of requests: bounded numbers, and JSON only for views that accept it."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.routing import IntegerConverter

View = TypeVar("View", bound=Callable[..., Any])
LARGEST_ID = 2**31 - 1
"""Largest value of an integer column in PostgreSQL."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_REPLACEMENT = "\ufffd"


class IdConverter(IntegerConverter):
    """``<int:...>`` in an address: ASCII digits up to ``LARGEST_ID``. Other numbers do not match."""

    regex = r"[0-9]{1,10}"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max": LARGEST_ID} | options)


class JSONProvider(DefaultJSONProvider):
    """Flask's JSON, stricter than Python's, so that parsed values fit a text column.

    Set as the class of ``SurveyApp``, because Flask-Security derives its own provider from it.
    """

    def loads(self, s: str | bytes, **options: Any) -> Any:
        """Parse JSON. Raises ValueError, also for NaN and for nesting that is too deep.

        Half of a surrogate pair, left when a script cuts an emoji in two, becomes a replacement character.
        """
        try:
            return _without_surrogates(super().loads(s, parse_constant=_refuse, **options))
        except RecursionError as error:
            raise ValueError("too deep") from error


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _without_surrogates(value: Any) -> Any:
    match value:
        case str():
            return _SURROGATE.sub(_REPLACEMENT, value)
        case list():
            return [_without_surrogates(item) for item in value]
        case dict():
            return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    return value


def takes_json(view: View) -> View:
    """Mark a view that reads a JSON body. Other views refuse JSON: their form would read it as fields."""
    view.takes_json = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    """Install the converter and refuse JSON for views that do not accept it."""
    app.url_map.converters["int"] = IdConverter

    @app.before_request
    def check_type() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        sends_json = request.is_json and (request.method not in SAFE or request.content_length)
        if sends_json and view and not getattr(view, "takes_json", False):
            raise UnsupportedMediaType
