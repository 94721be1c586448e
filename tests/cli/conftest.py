"""The program in each stage of its set-up."""

from pathlib import Path

import pytest
from command_line import INTERVIEW, ORGANISATIONS, SECRET, Program


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program on a computer where nothing was set up yet."""
    monkeypatch.setenv("SURVEYAPP_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("SURVEYAPP_SECRET_KEY", SECRET)
    return Program(tmp_path / "instance", monkeypatch)


@pytest.fixture
def program(bare: Program) -> Program:
    """The program after ``surveyapp init``."""
    bare.ok("init")
    return bare


@pytest.fixture
def fielded(program: Program) -> Program:
    """The program with round 2018, a few organisations and one interview, number 1."""
    program.ok("round", "create", "2018", "--title", "Rapportage 2018")
    program.ok("organisation", "import", program.write("organisaties.yaml", ORGANISATIONS))
    program.ok("interview", "import", program.write("oost-drenthe.yaml", INTERVIEW))
    return program
