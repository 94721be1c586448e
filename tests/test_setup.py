"""What a fresh computer meets: a set-up that says in one line what it needs, and an example of every setting."""

import os
import shutil
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from surveyapp.core.config import DEFAULTS

CHECKOUT = Path(__file__).parent.parent
EXAMPLE = CHECKOUT / "instance" / "config.example.toml"


@dataclass(frozen=True)
class Computer:
    """A Debian of which we decide what is installed, who we are and whether apt works."""

    folder: Path

    def has(self, program: str, script: str) -> None:
        """Put a program on the path."""
        path = self.folder / "bin" / program
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def set_up(self, kind: str) -> subprocess.CompletedProcess[str]:
        """Run the set-up script in a checkout of its own."""
        return subprocess.run(
            ["checkout/.ci/setup", kind],
            cwd=self.folder,
            env={"PATH": f"{self.folder / 'bin'}"},
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def log(self) -> str:
        """What apt and pip were asked to do."""
        path = self.folder / "log"
        return path.read_text() if path.exists() else ""


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    """A computer with Python, where every package is there, and nothing can be installed."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "checkout" / ".ci").mkdir(parents=True)
    shutil.copy(CHECKOUT / ".ci" / "setup", tmp_path / "checkout" / ".ci" / "setup")
    for program in ("dirname", "env", "grep", "mkdir", "touch", "cat", "chmod"):
        (tmp_path / "bin" / program).symlink_to(shutil.which(program) or program)
    made = Computer(tmp_path)
    log = tmp_path / "log"
    made.has("dpkg-query", "echo installed")
    made.has("id", "echo 1000")
    made.has("sudo", "exit 1")
    made.has("apt-get", f'echo "apt-get $*" >>{log}')
    python = f'#!/bin/sh\\necho "python $*" >>{log}'
    made.has(
        "python3",
        'case "$*" in "-m venv .venv") mkdir -p .venv/bin && '
        f"printf '%b\\n' '{python}' >.venv/bin/python && chmod +x .venv/bin/python;; esac",
    )
    return made


def test_with_everything_there_apt_is_left_alone_and_a_stamp_is_set(computer: Computer) -> None:
    ran = computer.set_up("demo")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "apt-get" not in computer.log
    assert "--require-hashes --requirement requirements.lock\n" in computer.log
    assert "--no-deps --no-build-isolation --editable .\n" in computer.log
    assert (computer.folder / "checkout" / ".venv" / ".ready-demo").exists()


def test_tests_need_more_and_then_the_demo_is_ready_too(computer: Computer) -> None:
    assert computer.set_up("test").returncode == 0
    assert "--require-hashes --requirement requirements-dev.lock\n" in computer.log
    stamps = sorted(path.name for path in (computer.folder / "checkout" / ".venv").glob(".ready-*"))
    assert stamps == [".ready-demo", ".ready-test"]


def test_without_rights_the_exact_command_is_said_in_one_line(computer: Computer) -> None:
    computer.has("dpkg-query", "echo not-installed")
    ran = computer.set_up("test")
    assert ran.returncode == 3
    assert ran.stderr == (
        "Er ontbreken systeempakketten. Voer uit: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0"
        " libharfbuzz-subset0 fonts-noto-core fonts-noto-mono chromium-headless-shell ghostscript poppler-utils strace"
        " default-jre-headless libjaxb-java libistack-commons-java libtxw2-java libfastinfoset-java"
        " && make test\n"
    )
    assert computer.log == ""


@pytest.mark.parametrize("who", ["root", "somebody with sudo"])
def test_with_rights_only_what_is_missing_is_installed(computer: Computer, who: str) -> None:
    computer.has("dpkg-query", 'case "$*" in *pango*) exit 1;; *) echo installed;; esac')
    if who == "root":
        computer.has("id", "echo 0")
    else:
        computer.has("sudo", 'case "$1" in -n) exit 0;; *) exec "$@";; esac')
    assert computer.set_up("demo").returncode == 0
    update, install = computer.log.splitlines()[:2]
    assert update == "apt-get update -qq"
    assert install == "apt-get install -qq --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0"


def test_a_python_without_venv_gets_it(computer: Computer) -> None:
    script = (computer.folder / "bin" / "python3").read_text()
    computer.has("python3", 'case "$*" in *ensurepip*) exit 1;; esac\n' + script)
    ran = computer.set_up("demo")
    assert ran.returncode == 3
    assert "sudo apt-get install python3-venv && make demo" in ran.stderr


def test_a_python_that_is_too_old_is_refused(computer: Computer) -> None:
    computer.has("python3", "exit 1")
    ran = computer.set_up("demo")
    assert (ran.returncode, "Python 3.11" in ran.stderr) == (3, True)


def test_apt_that_fails_says_what_to_try(computer: Computer) -> None:
    computer.has("dpkg-query", "exit 1")
    computer.has("id", "echo 0")
    computer.has("apt-get", "exit 100")
    ran = computer.set_up("demo")
    assert ran.returncode == 3
    assert "apt-get update && apt-get install libpango-1.0-0" in ran.stderr


def test_pip_that_fails_leaves_no_stamp(computer: Computer) -> None:
    script = (computer.folder / "bin" / "python3").read_text().replace("\\necho", "\\nexit 1\\necho")
    computer.has("python3", script)
    ran = computer.set_up("demo")
    assert (ran.returncode, "Is er een netwerk?" in ran.stderr) == (3, True)
    assert not (computer.folder / "checkout" / ".venv" / ".ready-demo").exists()


def test_on_another_system_packages_are_not_our_business(computer: Computer) -> None:
    (computer.folder / "bin" / "dpkg-query").unlink()
    assert computer.set_up("test").returncode == 0


def test_the_example_explains_every_setting_with_its_default() -> None:
    text = EXAMPLE.read_text("utf-8")
    assert tomllib.loads(text) == {}
    settings = "\n".join(line.removeprefix("# ") for line in text.splitlines() if " = " in line and line[2:3].isalpha())
    assert tomllib.loads(settings) == {key.lower(): value for key, value in DEFAULTS.items()}


def _made(*arguments: str, **environment: str) -> str:
    """What ``make`` says in this checkout."""
    untold = {key: value for key, value in os.environ.items() if not key.startswith("MAKE") and key != "PYTHON"}
    command, told = ["make", *arguments], untold | environment
    return subprocess.run(command, cwd=CHECKOUT, env=told, check=True, capture_output=True, text=True).stdout


def test_make_knows_its_targets() -> None:
    for target in ("help", "demo", "test", "test-fast", "check", "bench", "lock", "clean"):
        _made("-n", target)


def test_make_sets_up_with_debians_own_python_unless_another_is_named() -> None:
    known = Path("/usr/bin/python3")
    suits = known.exists() and subprocess.run([known, "-c", "import ensurepip, tomllib"], check=False).returncode == 0
    stamp = ("-n", "-B", ".venv/.ready-demo")
    assert f'PYTHON="{known if suits else "python3"}"' in _made(*stamp)
    assert 'PYTHON="python3.12"' in _made(*stamp, PYTHON="python3.12")
    assert 'PYTHON="python3.13"' in _made(*stamp, "PYTHON=python3.13", PYTHON="python3.12")
