"""``questionnaire``: the files that hold the questions."""

from pathlib import Path

import click

from surveyapp.commands.opening import opened, source_of
from surveyapp.commands.output import check_place
from surveyapp.core.config import resource_dir
from surveyapp.core.files import write_private
from surveyapp.exchange.files import writer
from surveyapp.exchange.papers.archive import FileKind
from surveyapp.exchange.papers.paper import blank_paper
from surveyapp.exchange.papers.rules import new_file
from surveyapp.printing.pdf_writer import paper, render
from surveyapp.questionnaires.operations import read
from surveyapp.questionnaires.rules import QuestionnaireError, content_hash, parse, unknown_formerly

KEY = click.argument("key", metavar="SLEUTEL")
OUTPUT = click.option(
    "--output", required=True, metavar="BESTAND", type=click.Path(path_type=Path), help="Het bestand."
)


@click.group(help="De vragenlijsten.")
def questionnaire() -> None:
    """Group the commands on questionnaire files."""


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
            parsed = parse(source_of(path), path.name)
            if before:
                problems += [f"{path.name}, {problem}" for problem in unknown_formerly(parsed, before)]
            click.echo(f"{path.name}: {parsed.title}, {len(parsed.questions)} vragen, {len(parsed.items)} antwoorden")
        except QuestionnaireError as error:
            problems += error.problems
    if problems:
        raise QuestionnaireError(tuple(problems))


@questionnaire.command("print", help="Maak van vragenlijst SLEUTEL een PDF met lijnen om op te schrijven.")
@KEY
@OUTPUT
def print_it(key: str, output: Path) -> None:
    """Write an empty questionnaire as a PDF. Raises QuestionnaireError, RendererMissing and RenderFailed."""
    check_place(output)
    parsed = parse(read(resource_dir("questionnaires"), key), f"{key}.yaml")
    with opened() as app:
        content = render(paper(parsed, app.config["PUBLISHER"], room=True))
    write_private(output, content)
    click.echo(f"{output}: {parsed.title}, {len(parsed.items)} vragen")


@questionnaire.command(help="Maak van vragenlijst SLEUTEL een leeg Word-bestand (.docx) om elders in te vullen.")
@KEY
@OUTPUT
def word(key: str, output: Path) -> None:
    """Write an empty questionnaire. Raises QuestionnaireError and InputError."""
    _empty(key, output, FileKind.WORD)


@questionnaire.command("spreadsheet", help="Maak van vragenlijst SLEUTEL een lege spreadsheet (.xlsx).")
@KEY
@OUTPUT
def table(key: str, output: Path) -> None:
    """Write an empty questionnaire. Raises QuestionnaireError and InputError."""
    _empty(key, output, FileKind.SPREADSHEET)


def _empty(key: str, output: Path, kind: FileKind) -> None:
    check_place(output)
    source = read(resource_dir("questionnaires"), key)
    parsed = parse(source, f"{key}.yaml")
    write_private(output, writer.write(blank_paper(parsed, content_hash(source), new_file()), kind))
    click.echo(f"{output}: {parsed.title}, leeg")
