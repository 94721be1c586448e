"""``report``: the report as a PDF."""

from pathlib import Path

import click

from surveyapp.audit import Actor
from surveyapp.commands.evidence import content_of, told
from surveyapp.commands.opening import reading, source_of, writing
from surveyapp.commands.output import check_place, write_whole
from surveyapp.db import snapshot, utcnow
from surveyapp.dutch import counted, local
from surveyapp.interviews.queries import get_round
from surveyapp.report import checking, outline_operations, outline_queries, queries
from surveyapp.report.compile import compile_report
from surveyapp.report.html import render_report
from surveyapp.report.outline import parse_outline
from surveyapp.report.outline_rules import checked
from surveyapp.report.outline_yaml import as_yaml


@click.group(help="Het rapport.")
def report() -> None:
    """Commands on the report."""


@report.command(
    help="Ga na of een exemplaar van een gepubliceerd rapport ongewijzigd is. Exitcodes: 0 klopt; 1 klopt niet of is"
    " ingehaald; 2 onleesbaar of hier niet gepubliceerd."
)
@click.argument("file", metavar="BESTAND", type=click.Path(path_type=Path))
def check(file: Path) -> int:
    """Check a copy of an edition. Raises Unreadable, InputError."""
    content = content_of(file)
    with reading() as (_app, session), snapshot(session):
        verdict = checking.check(session, content)
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
            session, Actor.system(), round_, lambda _now: checked(wanted),
            base=newest.number if newest else 0, at=utcnow(),
        )  # fmt: skip
    click.echo("\n".join(what) or "Er is niets gewijzigd.")


@report.command(help="Maak het rapport van een ronde, of één hoofdstuk ervan, als PDF.")
@click.option("--round", "round_name", required=True, metavar="RONDE", help="Naam van de ronde.")
@click.option("--draft", is_flag=True, help="Een concept: zegt op elke plaats wat er nog ontbreekt.")
@click.option("--chapter", default="", metavar="SLEUTEL", help="Alleen dit hoofdstuk.")
@click.option(
    "--leave-open",
    multiple=True,
    metavar="SLEUTEL",
    help="Wat in een definitief rapport mag ontbreken: een organisatie of paragraaf; mag vaker.",
)
@click.option("--output", required=True, metavar="BESTAND", type=click.Path(path_type=Path), help="De PDF.")
def build(round_name: str, draft: bool, chapter: str, leave_open: tuple[str, ...], output: Path) -> None:
    """Write the PDF, whole or not at all. Raises ReportError with what is missing."""
    check_place(output)
    with reading() as (app, session), snapshot(session):
        round_ = get_round(session, round_name)
        compiled = compile_report(
            queries.outline_of(round_),
            queries.round_source(session, round_, publisher=app.config["PUBLISHER"]),
            draft=draft,
            dated=local(utcnow()).date(),
            leave_open=leave_open,
            chapter=chapter,
        )
    pages = 0

    def count(_stage: str, _page: int, total: int | None) -> None:
        nonlocal pages
        pages = total or pages

    write_whole(output, render_report(compiled, count))
    click.echo(f"{output}: {counted(pages, 'bladzijde', 'bladzijden')}, {'concept' if draft else 'definitief'}")
