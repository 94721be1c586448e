"""``questionnaire``: the files that hold the questions."""

from pathlib import Path

import click

from surveyapp.commands.opening import source_of
from surveyapp.config import resource_dir
from surveyapp.questionnaires.rules import QuestionnaireError, parse, unknown_formerly


@click.group(help="De vragenlijsten.")
def questionnaire() -> None:
    """Commands on questionnaire files."""


@questionnaire.command(help="Kijk vragenlijsten na: elk BESTAND, of zonder bestand alle die surveyapp gebruikt.")
@click.argument("files", metavar="[BESTAND]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--previous",
    metavar="BESTAND",
    type=click.Path(path_type=Path),
    help="De vragenlijst van de vorige ronde: kijk na of formerly vragen noemt die daarin staan.",
)
def check(files: tuple[Path, ...], previous: Path | None) -> None:
    """Parse each file. Raises QuestionnaireError with the mistakes of all of them."""
    problems: list[str] = []
    before = parse(source_of(previous), previous.name) if previous else None
    for path in files or sorted(resource_dir("questionnaires").glob("*.yaml")):
        try:
            found = parse(source_of(path), path.name)
            if before:
                problems += [f"{path.name}, {one}" for one in unknown_formerly(found, before)]
            click.echo(f"{path.name}: {found.title}, {len(found.questions)} vragen, {len(found.items)} antwoorden")
        except QuestionnaireError as error:
            problems += error.problems
    if problems:
        raise QuestionnaireError(tuple(problems))
