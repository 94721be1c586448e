"""Where a guard does not hold, its setting stays off and the log says so once."""

import gc
import sys
from collections.abc import Callable, Iterator

import pytest

from surveyapp.core import tuning


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    interval = sys.getswitchinterval()
    tuning.usable.cache_clear()
    yield
    tuning.usable.cache_clear()
    sys.setswitchinterval(interval)
    gc.enable()


def _import() -> None:
    with tuning.importing():
        assert gc.isenabled()


@pytest.mark.parametrize(
    ("apply", "line"),
    [
        (_import, "garbage is collected during imports"),
        (tuning.collect_between_jobs, "garbage is collected while a PDF is made"),
    ],
)
def test_garbage_is_collected_where_references_are_not_counted(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, apply: Callable[[], None], line: str
) -> None:
    monkeypatch.setattr(tuning, "counts_references", lambda: False)
    frozen = gc.get_freeze_count()

    apply()
    apply()

    assert gc.isenabled()
    assert gc.get_freeze_count() == frozen
    assert [one.message for one in caplog.records] == [f"tuning is off: {line}"]


def test_a_python_without_a_switch_interval_is_left_as_it_is(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as without:
        without.delattr(sys, "setswitchinterval")
        tuning.switch_threads_often()

    assert [one.message for one in caplog.records] == ["tuning is off: threads switch as Python sets it"]


def test_settings_apply_where_their_guards_hold(caplog: pytest.LogCaptureFixture) -> None:
    tuning.switch_threads_often()
    tuning.collect_between_jobs()

    assert sys.getswitchinterval() == pytest.approx(tuning.SWITCH)
    assert not gc.isenabled()
    assert not caplog.records
