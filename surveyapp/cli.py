"""The command line. Every error is said in Dutch on stderr, with a way out and an exit code that means something."""

import sys
from typing import Any

import click

from surveyapp.commands import backups, fieldwork, people, privacy, questionnaires, reports, sample, serving
from surveyapp.commands.evidence import check, dossier
from surveyapp.commands.failures import explained


class Commands(click.Group):
    """A group that explains what went wrong. Only a mistake of ours shows a traceback."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run one command and leave with its exit code."""
        try:
            code = super().main(*args, **extra | {"standalone_mode": False}) or 0
        except Exception as error:
            failure = explained(error)
            if failure is None:
                raise
            click.echo(failure.line, err=True)
            code = failure.code
        sys.exit(code)


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
    """The group of all commands, and the entry point of the ``surveyapp`` program."""


fieldwork.record.add_command(check)
fieldwork.interview.add_command(dossier)
for command in (
    serving.init,
    serving.serve,
    serving.worker,
    people.user,
    fieldwork.round_,
    fieldwork.organisation,
    fieldwork.interview,
    fieldwork.record,
    questionnaires.questionnaire,
    reports.report,
    privacy.privacy,
    backups.audit,
    backups.backup,
    backups.restore,
    sample.sample,
):
    main.add_command(command)
