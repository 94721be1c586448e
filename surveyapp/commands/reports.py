"""``report``: the report as a PDF and in other forms, and the data of a round."""

from pathlib import Path

import click

from surveyapp.commands.evidence import content_of, told
from surveyapp.commands.opening import InputError, reading, source_of, writing
from surveyapp.commands.output import check_place
from surveyapp.core.audit import Actor
from surveyapp.core.db import snapshot, utcnow
from surveyapp.core.dutch import counted, local
from surveyapp.core.files import write_private
from surveyapp.interviews.recording.queries import get_round
from surveyapp.report.checking import operations
from surveyapp.report.checks.operations import proved_source
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.data import queries as data_queries
from surveyapp.report.data_formats.formats import DataFormat, written
from surveyapp.report.figures.queries import with_images
from surveyapp.report.formats.house import HouseStyle
from surveyapp.report.formats.kinds import Format, rendered
from surveyapp.report.material.structure import parse_outline
from surveyapp.report.outline import operations as outline_operations
from surveyapp.report.outline import queries as outline_queries
from surveyapp.report.outlining.rules import checked
from surveyapp.report.outlining.yaml_writer import as_yaml
from surveyapp.report.rounds import queries


@click.group(help="Het rapport.")
def report() -> None:
    """Group the commands on the report."""


@report.command(
    help="Ga na of een exemplaar van een gepubliceerd rapport ongewijzigd is. Exitcodes: 0 klopt; 1 klopt niet, is"
    " ingehaald of is opgeslagen door een ander programma; 2 onleesbaar of hier niet gepubliceerd."
)
@click.argument("file", metavar="BESTAND", type=click.Path(path_type=Path))
def check(file: Path) -> int:
    """Check a copy of an edition and return the exit code. Raises Unreadable, InputError."""
    content = content_of(file)
    with reading() as (_app, session), snapshot(session):
        verdict = operations.check(session, content)
    return told(file, verdict)


@report.command(
    help="Toon de indeling van het rapport van een ronde als YAML, of vervang haar door die in een bestand."
)
@click.option("--round", "round_name", required=True, metavar="RONDE", help="Naam van de ronde.")
@click.option("--from", "file", type=click.Path(path_type=Path), metavar="BESTAND", help="Een andere indeling.")
def outline(round_name: str, file: Path | None) -> None:
    """Print a round's outline or replace it. Raises OutlineError, OutlineRefused."""
    if file is None:
        with reading() as (_app, session):
            click.echo(as_yaml(outline_queries.outline_of(get_round(session, round_name))), nl=False)
        return
    wanted = parse_outline(source_of(file), file.name)
    with writing() as (_app, session):
        round_ = get_round(session, round_name)
        newest = outline_queries.find_newest_outline(session, round_)
        what = outline_operations.change_outline(
            session,
            Actor.system(),
            round_,
            lambda _now: checked(wanted),
            base=newest.number if newest else 0,
            at=utcnow(),
        )
    click.echo("\n".join(what) or "Er is niets gewijzigd.")


@report.command(help="Maak het rapport van een ronde, of één hoofdstuk ervan: als PDF, of in een andere vorm.")
@click.option("--round", "round_name", required=True, metavar="RONDE", help="Naam van de ronde.")
@click.option("--draft", is_flag=True, help="Een concept: zegt op elke plaats wat er nog ontbreekt.")
@click.option("--chapter", default="", metavar="SLEUTEL", help="Alleen dit hoofdstuk.")
@click.option(
    "--leave-open",
    multiple=True,
    metavar="SLEUTEL",
    help="Wat in een definitief rapport mag ontbreken: een organisatie of paragraaf; mag vaker.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in Format]),
    help="De vorm. Zonder deze optie zegt het einde van de bestandsnaam het, en is het anders een PDF.",
)
@click.option("--output", required=True, metavar="BESTAND", type=click.Path(path_type=Path), help="Het bestand.")
def build(
    round_name: str, draft: bool, chapter: str, leave_open: tuple[str, ...], form: str | None, output: Path
) -> None:
    """Write the report, completely or not at all. Raises ReportError with what is missing."""
    check_place(output)
    form = form or output.suffix.lower().removeprefix(".")
    wanted = Format(form) if form in set(Format) else Format.PDF
    with reading() as (app, session), snapshot(session):
        round_ = get_round(session, round_name)
        compiled = compile_report(
            queries.outline_of(round_),
            proved_source(session, round_, publisher=app.config["PUBLISHER"]),
            draft=draft,
            dated=local(utcnow()).date(),
            leave_open=leave_open,
            chapter=chapter,
        )
        compiled = with_images(session, compiled)
        house = HouseStyle.of(app.instance_path)
    pages = 0

    def count(_stage: str, _page: int, total: int | None) -> None:
        nonlocal pages
        pages = total or pages

    write_private(output, rendered(compiled, wanted, count, house))
    size = counted(pages, "bladzijde", "bladzijden") if wanted is Format.PDF else wanted.label
    click.echo(f"{output}: {size}, {'concept' if draft else 'definitief'}")


@report.command(
    help="Schrijf de antwoorden van een ronde als gegevens: één rij per antwoord, met tekst waar die akkoord is. QDPX"
    " is voor ATLAS.ti, MAXQDA en NVivo."
)
@click.option("--round", "round_name", required=True, metavar="RONDE", help="Naam van de ronde.")
@click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in DataFormat]),
    help="De vorm. Zonder deze optie zegt het einde van de bestandsnaam het.",
)
@click.option("--output", required=True, metavar="BESTAND", type=click.Path(path_type=Path), help="Het bestand.")
def data(round_name: str, form: str | None, output: Path) -> None:
    """Write the data, completely or not at all. Raises InputError."""
    check_place(output)
    form = form or output.suffix.lower().removeprefix(".")
    if form not in set(DataFormat):
        raise InputError(f"{output}: noem de vorm met --format, of laat het bestand eindigen op .xlsx, .csv of .qdpx.")
    with reading() as (_app, session), snapshot(session):
        rows = data_queries.data_of(session, get_round(session, round_name))
    write_private(output, written(rows, DataFormat(form), round_name, local(utcnow()).date()))
    texts = counted(sum(row.agreed for row in rows), "antwoord met tekst", "antwoorden met tekst")
    click.echo(f"{output}: {counted(len(rows), 'rij', 'rijen')}, {texts}")
