"""The command line as its users meet it: arguments in, output, errors and an exit code out."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from surveyapp.cli import main
from surveyapp.database import migrate

NEWEST = max(path.stem.split("_")[0] for path in migrate.FOLDER.glob("[0-9]*.py"))
"""The version of a database that this program makes."""
SECRET = "a-secret-for-tests-that-is-long-enough"
PASSWORD = "een-lang-wachtwoord"

ORGANISATIONS = """\
provinces:
- name: Drenthe
regions:
- name: Oost-Drenthe
  province: Drenthe
- name: De Marne
  province: Drenthe
ministries:
- name: Ministerie van Sociale Zaken en Werkgelegenheid
  short: SZW
"""

INTERVIEW = """\
round: '2018'
questionnaire: regio
organisation: Oost-Drenthe
date: 2018-05-17
respondents:
- name: Contactpersoon
  role: beleidsadviseur
  email: contact@example.org
answers:
  '1': De regio telt drie gemeenten, die samen optrekken.
  2a: Er is een woonvisie vastgesteld.
"""


@dataclass(frozen=True)
class Ran:
    """How a command went."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Program:
    """``surveyapp`` with an instance folder of its own, on real SQLite."""

    instance: Path
    monkeypatch: pytest.MonkeyPatch

    def __call__(self, *arguments: str | Path, stdin: str = "") -> Ran:
        """Run one command."""
        ran = CliRunner().invoke(main, [str(one) for one in arguments], input=stdin, catch_exceptions=False)
        return Ran(ran.exit_code, ran.stdout, ran.stderr)

    def ok(self, *arguments: str | Path, stdin: str = "") -> str:
        """Run one command that must succeed in silence on stderr, and return its output."""
        ran = self(*arguments, stdin=stdin)
        assert (ran.code, ran.err) == (0, ""), ran
        return ran.out

    def refuses(self, code: int, *arguments: str | Path, stdin: str = "") -> str:
        """Run one command that must fail with this code and one line, and return that line."""
        ran = self(*arguments, stdin=stdin)
        assert ran.code == code, ran
        assert ran.err.count("\n") == 1, ran.err
        return ran.err.strip()

    def write(self, name: str, content: str) -> Path:
        """A file beside the instance folder."""
        path = self.instance.parent / name
        path.write_text(content, "utf-8")
        return path
