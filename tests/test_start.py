"""What a process loads before it does anything: every command, worker and test pays for it."""

import gc
import json
import subprocess
import sys
from pathlib import Path

import pytest

from surveyapp.cli import Listed, main
from surveyapp.core.loading import loaded

SECRET = "a-secret-for-tests-that-is-long-enough"

APPLICATION = {"flask", "jinja2", "sqlalchemy", "surveyapp.application", "surveyapp.core.db", "yaml"}
FOR_FILES = {
    "PIL",
    "alembic",
    "docx",
    "fontTools",
    "holidays",
    "icalendar",
    "lxml",
    "mako",
    "numpy",
    "openpyxl",
    "pygments",
    "pyhanko",
    "pypdf",
    "pypdfium2",
    "weasyprint",
    "xlsxwriter",
}
"""Libraries that few commands and requests need, and that take half of the time to load."""

LOOK = """
import gc, json, sys
from contextlib import redirect_stdout, suppress
from surveyapp.cli import main

with suppress(SystemExit), redirect_stdout(sys.stderr):
    main(["--help"])
helped = sorted(sys.modules)
for command in main.commands.values():
    command.whole()

from surveyapp import create_app
create_app({"INSTANCE": sys.argv[1], "SECRET_KEY": sys.argv[2]})
print(json.dumps([helped, sorted(sys.modules), gc.isenabled(), gc.get_freeze_count()]))
"""


def test_a_process_loads_what_it_needs_and_no_more(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LOOK, str(tmp_path), SECRET], capture_output=True, text=True, check=True
    )
    helped, running, collects, frozen = json.loads(ran.stdout)
    assert "Van interview tot afgestemd rapport." in ran.stderr
    assert not APPLICATION & set(helped)
    assert set(running) > APPLICATION
    assert not FOR_FILES & set(running)
    assert collects
    assert frozen


@pytest.mark.parametrize("listed", main.commands.values(), ids=lambda one: one.name)
def test_a_listed_command_is_there(listed: Listed) -> None:
    assert listed.whole().name == listed.name
    assert listed.short_help
    assert len(listed.short_help) <= 50, "else the list breaks it off"


@pytest.mark.parametrize("collects", [True, False])
def test_no_garbage_is_looked_for_while_a_part_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, collects: bool
) -> None:
    name = f"part_{collects}"
    (tmp_path / f"{name}.py").write_text("import gc\ncollected = gc.isenabled()\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    if not collects:
        gc.disable()
    try:
        assert not loaded(name).collected
        assert gc.isenabled() is collects
        assert loaded(name) is sys.modules.pop(name)
    finally:
        gc.enable()
