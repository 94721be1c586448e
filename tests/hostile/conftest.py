"""Print the table of what was measured."""

from collections.abc import Iterator

import pytest
from figures import FIGURES


@pytest.fixture(scope="session", autouse=True)
def table(request: pytest.FixtureRequest) -> Iterator[None]:
    """After the last test, with ``-s``: reader, size, time, size, time, ratio."""
    yield
    if FIGURES and request.config.getoption("capture") == "no":
        print("\n| reader | size 1 | time | size 2 | time | ratio |\n|---|---|---|---|---|---|")  # noqa: T201
        print("\n".join(map(str, FIGURES)))  # noqa: T201
