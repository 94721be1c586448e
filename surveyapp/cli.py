"""The command line. Every error is printed in Dutch on stderr, with a way out and a meaningful exit code.

This module lists the names of the commands. The module of a command is imported when the command runs.
"""

import sys
from io import TextIOWrapper
from typing import Any

import click

from surveyapp.core.loading import loaded


class Listed(click.Command):
    """A placeholder in the list of commands. ``place`` is "module:name" of the real command in ``commands``."""

    def __init__(self, name: str, place: str, line: str) -> None:
        super().__init__(name, short_help=line)
        self.place = place

    def whole(self) -> click.Command:
        """Import and return the real command."""
        module, _, name = self.place.partition(":")
        command: click.Command = getattr(loaded(f"surveyapp.commands.{module}"), name)
        return command


class Commands(click.Group):
    """The root group. Prints a Dutch explanation of an error; only an unforeseen error shows a traceback."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that was typed, imported, and the remaining arguments."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.whole() if isinstance(command, Listed) else command, rest

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run one command and leave with its exit code."""
        _print_anywhere()
        try:
            code = super().main(*args, **extra | {"standalone_mode": False}) or 0
        except Exception as error:
            failure = loaded("surveyapp.commands.failures").explained(error)
            if failure is None:
                raise
            click.echo(failure.line, err=True)
            code = failure.code
        sys.exit(code)


def _print_anywhere() -> None:
    """Print a question mark for characters that the terminal's encoding lacks, instead of failing halfway."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


@click.group(
    "surveyapp",
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Van interview tot afgestemd rapport.",
    epilog="Exitcodes: 0 gelukt; 1 de invoer klopt niet; 2 een regel staat het niet toe; 3 de omgeving werkt niet mee"
    " (instellingen, database, schijf, poort, Pango). Fouten staan op stderr.",
)
@click.version_option(package_name="surveyapp", message="%(prog)s %(version)s")
def main() -> None:
    """Run the ``surveyapp`` program: the group of all commands."""


for _name, _place, _line in (
    ("init", "serving:init", "Maak de database klaar, of werk hem bij."),
    ("serve", "serving:serve", "Start surveyapp: de website en de werker."),
    ("worker", "serving:worker", "Start een extra werker, naast die van serve."),
    ("user", "people:user", "Medewerkers die kunnen inloggen."),
    ("round", "fieldwork:round_", "Rondes: één rapport per ronde."),
    ("organisation", "fieldwork:organisation", "Regio’s, provincies en ministeries."),
    ("interview", "fieldwork:interview", "Interviews."),
    ("record", "fieldwork:record", "Verslagen voor de respondenten."),
    ("questionnaire", "questionnaires:questionnaire", "De vragenlijsten."),
    ("report", "reports:report", "Het rapport."),
    ("privacy", "privacy:privacy", "Namen en adressen van een ronde."),
    ("addresses", "addresses:addresses", "Elk adres: wie erbij mag en wat er antwoordt."),
    ("audit", "backups:audit", "Het logboek van wie wat deed."),
    ("backup", "backups:backup", "Maak een reservekopie."),
    ("restore", "backups:restore", "Zet een reservekopie terug."),
    ("secret", "secret_keys:secret", "De geheime sleutel, als die kwijt is."),
    ("sample", "sample:sample", "De voorbeeldronde, met verzonnen antwoorden."),
):
    main.add_command(Listed(_name, _place, _line))
