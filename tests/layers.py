"""The layer of each test: ``unit``, ``database`` or ``browser``, set by what a test uses, and held while it runs.

``pytest -m unit`` takes seconds. A test that reaches further than its layer fails and says so.
"""

import sys
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

import pytest

LAYERS = ("unit", "database", "browser")
"""From the quickest; a test of one layer may use what the layers before it use."""
BROWSER_FOLDERS = frozenset({"journeys", "durability"})
"""Tests with Chromium, or with servers that are killed."""
DATABASE_FIXTURES = frozenset({"sqlite_template", "postgresql_url", "any_app", "bare"})
"""Fixtures on which every other fixture with a database rests."""

opened: set[str] = set()
"""Layers of what the test that runs now has opened."""


def layer_of(item: pytest.Item) -> str:
    """Return the layer that a test says, or the one that follows from its folder and its fixtures."""
    said = [name for name in LAYERS if item.get_closest_marker(name)]
    if said:
        return said[-1]
    if BROWSER_FOLDERS & set(Path(item.path).parts):
        return "browser"
    return "database" if DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())) else "unit"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Mark every test with its layer, before ``-m`` chooses among them."""
    for item in items:
        layer = layer_of(item)
        if item.get_closest_marker(layer) is None:
            item.add_marker(layer)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Forget what the test before this one opened."""
    opened.clear()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail a test that opened more than its layer has, by itself or by a fixture."""
    result = yield
    allowed = LAYERS[: LAYERS.index(layer_of(item)) + 1]
    beyond = opened - set(allowed)
    if beyond:
        pytest.fail(f"marked {allowed[-1]}, and uses what {', '.join(sorted(beyond))} tests use", pytrace=False)
    return result


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Note what is opened, from Python's audit events: a SQLite database, or a browser."""
    if event == "sqlite3.connect":
        opened.add("database")
    elif event == "subprocess.Popen" and any(name in str(arguments[0]) for name in ("chrom", "playwright")):
        opened.add("browser")


sys.addaudithook(watch)
