"""Messages and exit codes of errors at the command line."""

from collections.abc import Callable
from typing import Any, NamedTuple

import click
from sqlalchemy.exc import ArgumentError, DBAPIError

from surveyapp.commands.opening import InputError
from surveyapp.core.config import ConfigurationError
from surveyapp.core.errors import NotFound, Refused, RefusedByDatabase
from surveyapp.core.turns import Busy
from surveyapp.database.backup import BackupError
from surveyapp.evidence.documents.rules import Unreadable
from surveyapp.interviews.files.operations import FileError
from surveyapp.pdf.document import RendererMissing
from surveyapp.processes.rendering import RenderFailed
from surveyapp.questionnaires.rules import QuestionnaireError
from surveyapp.report.material.rules import ReportError, UnknownKey
from surveyapp.report.material.structure import OutlineError

INPUT, REFUSED, ENVIRONMENT, INTERRUPTED = 1, 2, 3, 130
DATABASE = (
    ("disk is full", "De schijf is vol. Er is niets gewijzigd. Maak ruimte en probeer het opnieuw."),
    ("unable to open", "De database kan niet worden geopend. Is de map er, en mag u erin schrijven?"),
    ("readonly database", "De database kan niet worden gewijzigd: geen schrijfrechten op het bestand of zijn map."),
    ("lock timeout", "De database is in gebruik. Er is niets gewijzigd. Probeer het zo opnieuw."),
    ("is locked", "De database is in gebruik. Er is niets gewijzigd. Probeer het zo opnieuw."),
    ("not a database", "Het databasebestand is geen SQLite-database. Zet een reservekopie terug: surveyapp restore."),
    ("malformed", "De database is beschadigd. Zet een reservekopie terug: surveyapp restore."),
)
"""Messages of SQLite, with their meaning in Dutch."""

WRONG_URL = (
    "database_url is geen adres van een database. Verwacht bijvoorbeeld sqlite:////pad/naar/surveyapp.sqlite of"
    " postgresql+psycopg://gebruiker:wachtwoord@server/surveyapp"
)
NO_DRIVER = (
    "Voor PostgreSQL: installeer de driver met pip install 'surveyapp[postgresql]', en laat database_url beginnen met"
    " postgresql+psycopg://"
)


class Failure(NamedTuple):
    """The message on stderr and the exit code."""

    line: str
    code: int


def _driver(error: ModuleNotFoundError) -> str:
    return NO_DRIVER if (error.name or "").startswith("psycopg") else ""


def _computer(error: OSError) -> str:
    return f"{error.filename or 'De computer meldt'}: {error.strerror or error}."


def _database(error: DBAPIError) -> str:
    reason = (str(error.orig).strip().splitlines() or ["onbekend"])[0]
    known = next((line for words, line in DATABASE if words in reason), None)
    return known or f"De database werkt niet mee. Klopt database_url, en draait de server? ({reason})"


def _usage(error: click.UsageError) -> str:
    """Return the mistake in the typed command, and where to find its help."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    command = error.ctx.command_path if error.ctx else "surveyapp"
    return f"{_mistake(error)} Zie: {command} --help"


def _mistake(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            return f"De optie {error.option_name} is er niet.{_perhaps(error.possibilities)}"
        case click.exceptions.NoSuchCommand():
            return f"De opdracht {error.command_name} is er niet.{_perhaps(error.possibilities)}"
        case click.BadOptionUsage():
            return f"De optie {error.option_name} heeft een waarde nodig."
        case click.MissingParameter():
            return f"{_name(error)} ontbreekt.{_expected(error)}"
        case click.BadParameter():
            return f"De waarde voor {_name(error)} klopt niet.{_expected(error)}"
    return "Er staat te veel, of iets op de verkeerde plaats."


def _perhaps(possibilities: list[str] | None) -> str:
    return f" Bedoelt u {' of '.join(possibilities)}?" if possibilities else ""


def _name(error: click.BadParameter) -> str:
    if error.param is None:
        return "Iets"
    return error.param.opts[0] if isinstance(error.param, click.Option) else error.param.make_metavar(_context(error))


def _context(error: click.UsageError) -> click.Context:
    return error.ctx or click.get_current_context()


def _expected(error: click.BadParameter) -> str:
    match error.param.type if error.param else None:
        case click.Choice() as choice:
            return f" Kies uit: {', '.join(choice.choices)}."
        case click.types.IntRange() as kind:
            return f" Verwacht een geheel getal van {kind.min} t/m {kind.max}."
        case click.types.IntParamType():
            return " Verwacht een geheel getal."
        case click.DateTime():
            return " Verwacht een datum als 2018-05-17."
    return ""


EXPLAINED: tuple[tuple[type[Exception], int, Callable[[Any], str]], ...] = (
    (InputError, INPUT, str),
    (Unreadable, REFUSED, str),
    (BackupError, INPUT, str),
    (FileError, INPUT, str),
    (QuestionnaireError, INPUT, str),
    (OutlineError, INPUT, str),
    (NotFound, INPUT, str),
    (UnknownKey, INPUT, str),
    (click.UsageError, INPUT, _usage),
    (Refused, REFUSED, str),
    (RefusedByDatabase, REFUSED, str),
    (ReportError, REFUSED, str),
    (ConfigurationError, ENVIRONMENT, str),
    (RendererMissing, ENVIRONMENT, str),
    (RenderFailed, ENVIRONMENT, str),
    (Busy, ENVIRONMENT, str),
    (DBAPIError, ENVIRONMENT, _database),
    (ArgumentError, ENVIRONMENT, lambda _error: WRONG_URL),
    (ModuleNotFoundError, ENVIRONMENT, _driver),
    (OSError, ENVIRONMENT, _computer),
    (click.Abort, INTERRUPTED, lambda _error: "Gestopt."),
)
"""Each kind of error with its exit code and the function that describes it in Dutch; the first match counts."""


def explained(error: Exception) -> Failure | None:
    """Return the failure for the user of the command; None for a bug."""
    for kind, code, say in EXPLAINED:
        if isinstance(error, kind):
            line = say(error)
            return Failure(line, code) if line else None
    return None
