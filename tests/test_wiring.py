"""The application does not start when a function that safety rests on is not registered."""

from collections.abc import Callable
from typing import Any

import pytest
from setting import MakeApp

from surveyapp.config import ConfigurationError
from surveyapp.wiring import REQUIRED, check

ALL = [(registry, name) for registry, names in REQUIRED for name in names]


@pytest.mark.parametrize(("registry", "name"), ALL, ids=[name for _, name in ALL])
@pytest.mark.usefixtures("sqlite_app")
def test_the_start_is_refused_without(registry: list[Callable[..., Any]], name: str) -> None:
    before = list(registry)
    registry[:] = [one for one in before if f"surveyapp.{name}" != f"{one.__module__}.{one.__qualname__}"]
    try:
        with pytest.raises(ConfigurationError, match=name):
            check()
    finally:
        registry[:] = before


def test_the_start_checks_them(make_app: MakeApp) -> None:
    make_app()
    registry = REQUIRED[0][0]
    assert isinstance(registry, list)
    before = list(registry)
    registry.clear()
    try:
        with pytest.raises(ConfigurationError, match="niet compleet"):
            make_app()
    finally:
        registry[:] = before
