"""The wheel holds all that the program needs, and works outside the checkout."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent
NEEDED = (
    "surveyapp/cli.py",
    "surveyapp/migrations/0001_first_version.py",
    "surveyapp/migrations/0002_planning.py",
    "surveyapp/pdf/document.css",
    "surveyapp/printing/pdf_writer.css",
    "surveyapp/questionnaire_files/regio.yaml",
    "surveyapp/report/material/outline.yaml",
    "surveyapp/report/formats/print_cover.css",
    "surveyapp/sample/organisations.yaml",
    "surveyapp/static/web/base.css",
    "surveyapp/static/interviews/desk.js",
    "surveyapp/templates/base.html",
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout as it is."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(folder),
        str(CHECKOUT),
    ]
    subprocess.run(build, check=True, capture_output=True)
    (found,) = folder.glob("surveyapp-*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's program in an environment of its own, which borrows the other packages from ours."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    site = next(folder.glob("lib/python*/site-packages"))
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    install = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install", "--quiet"]
    subprocess.run([*install, "--no-deps", "--no-index", str(wheel)], check=True, capture_output=True)
    return folder / "bin" / "surveyapp"


def test_the_wheel_holds_every_file_that_the_program_opens(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert set(NEEDED) <= names
    templates = {f"surveyapp/{path.relative_to(CHECKOUT)}" for path in (CHECKOUT / "templates").rglob("*.html")}
    assert templates <= names
    assert not [name for name in names if name.startswith(("tests/", "instance/")) or name.endswith(".pyc")]


def test_the_installed_program_works_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("SURVEYAPP_", "COV_"))}

    def run(*arguments: str) -> str:
        ran = subprocess.run(
            [installed, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert (ran.returncode, ran.stderr) == (0, "")
        return ran.stdout

    assert "regio.yaml" in run("questionnaire", "check")
    assert str(tmp_path / "instance" / "surveyapp.sqlite") in run("init")
    run("sample", "load")
    assert "Oost-Drenthe" in run("interview", "list")
    run("report", "build", "--round", "2018", "--draft", "--chapter", "inleiding", "--output", "rapport.pdf")
    assert (tmp_path / "rapport.pdf").read_bytes().startswith(b"%PDF-")
