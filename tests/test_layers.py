"""Every test belongs to one layer, and a test that reaches further than its layer fails."""

from pathlib import Path

import layers
import pytest
from layers import LAYERS

pytest_plugins = "pytester"


def test_every_test_has_exactly_one_layer(request: pytest.FixtureRequest) -> None:
    marks = {item.nodeid: [name for name in LAYERS if item.get_closest_marker(name)] for item in request.session.items}
    assert {name: found for name, found in marks.items() if len(found) != 1} == {}


def test_a_test_without_a_database_is_a_unit(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    pytester.makepyfile(
        """
        import sqlite3
        import pytest

        @pytest.fixture
        def sqlite_template():
            return ":memory:"

        def test_sum():
            assert 1 + 1 == 2

        def test_by_fixture(sqlite_template):
            sqlite3.connect(sqlite_template).close()

        @pytest.mark.database
        def test_by_mark():
            sqlite3.connect(":memory:").close()

        def test_beyond():
            sqlite3.connect(":memory:").close()
        """
    )
    pytester.makepyprojecttoml("[tool.pytest.ini_options]\nmarkers = ['unit', 'database', 'browser']\n")
    monkeypatch.setenv("PYTHONPATH", str(Path(layers.__file__).parent))
    ran = pytester.runpytest_subprocess("-p", "layers", "--strict-markers")
    ran.assert_outcomes(passed=3, failed=1)
    ran.stdout.fnmatch_lines(["*marked unit, and uses what database tests use*"])
    chosen = pytester.runpytest_subprocess("-p", "layers", "--strict-markers", "-m", "unit")
    chosen.assert_outcomes(passed=1, failed=1, deselected=2)
