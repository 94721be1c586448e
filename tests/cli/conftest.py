"""The program in each stage of its set-up. What takes long is done once, and copied for each test."""

import shutil
from pathlib import Path

import pytest
from command_line import INTERVIEW, ORGANISATIONS, SECRET, Program


def _bare(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.setenv("SURVEYAPP_INSTANCE", str(folder / "instance"))
    monkeypatch.setenv("SURVEYAPP_SECRET_KEY", SECRET)
    return Program(folder / "instance", monkeypatch)


@pytest.fixture(scope="session")
def instances(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Instance folders to copy: "empty" after ``init``, "fielded" with a round and an interview."""
    folder = tmp_path_factory.mktemp("instances")
    with pytest.MonkeyPatch.context() as monkeypatch:
        program = _bare(folder, monkeypatch)
        program.ok("init")
        shutil.copytree(program.instance, folder / "empty")
        program.ok("round", "create", "2018", "--title", "Rapportage 2018")
        program.ok("organisation", "import", program.write("organisaties.yaml", ORGANISATIONS))
        program.ok("interview", "import", program.write("oost-drenthe.yaml", INTERVIEW))
        shutil.copytree(program.instance, folder / "fielded")
    return folder


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program on a computer where nothing was set up yet."""
    return _bare(tmp_path, monkeypatch)


@pytest.fixture
def program(bare: Program, instances: Path) -> Program:
    """The program after ``surveyapp init``."""
    shutil.copytree(instances / "empty", bare.instance)
    return bare


@pytest.fixture
def fielded(bare: Program, instances: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program with round 2018, a few organisations and one interview, number 1; mail can leave."""
    monkeypatch.setenv("SURVEYAPP_BASE_URL", "https://wederhoor.example.org")
    monkeypatch.setenv("SURVEYAPP_SMTP_URL", "smtp://127.0.0.1:9")
    shutil.copytree(instances / "fielded", bare.instance)
    return bare
