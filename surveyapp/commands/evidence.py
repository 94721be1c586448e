"""``record check`` and ``interview dossier``: evidence at the command line."""

from pathlib import Path

import click

from surveyapp.commands.opening import InputError, reading
from surveyapp.commands.output import check_place
from surveyapp.core.audit import Actor
from surveyapp.core.db import snapshot, utcnow
from surveyapp.core.files import write_private
from surveyapp.evidence.checking.operations import check as compare
from surveyapp.evidence.documents import pdf_writer
from surveyapp.evidence.documents.reader import MAX_BYTES, read
from surveyapp.evidence.documents.rules import Verdict
from surveyapp.evidence.dossiers.facts import dossier_facts
from surveyapp.interviews.recording.queries import get_interview
from surveyapp.protection.sealing import as_json

FILE = click.Path(path_type=Path)
DIFFERS = 1


@click.command(
    help="Ga na of een bewijs, verslag of dossier klopt met de database. Exitcodes: 0 klopt; 1 klopt niet, is ingehaald"
    " of is opgeslagen door een ander programma; 2 onleesbaar of van een andere database."
)
@click.argument("file", metavar="BESTAND", type=FILE)
def check(file: Path) -> int:
    """Check a document and return the exit code. Raises Unreadable, InputError."""
    content = content_of(file)
    with reading() as (_app, session), snapshot(session):
        verdict = compare(session, read(content))
    return told(file, verdict)


def told(file: Path, verdict: Verdict) -> int:
    """Print the result of a check and return the exit code."""
    click.echo(f"{file}: {_page(verdict)}")
    return 0 if verdict.matches else DIFFERS


def content_of(file: Path) -> bytes:
    """Read a file up to the size limit of a document. Raises InputError."""
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"{file} kan niet worden gelezen: {error.strerror}.") from error


def _page(verdict: Verdict) -> str:
    lines = [verdict.words, verdict.title]
    for finding in verdict.findings:
        lines.append(f"  {finding.subject}: {finding.outcome.label}")
        lines += [f"    {remark}" for remark in finding.remarks]
    return "\n".join(lines)


@click.command(help="Schrijf het dossier van interview NUMMER, als PDF of als JSON.")
@click.argument("number", metavar="NUMMER", type=int)
@click.option("--output", required=True, metavar="BESTAND", type=FILE, help="Eindigt op .pdf of .json.")
def dossier(number: int, output: Path) -> None:
    """Write the dossier, completely or not at all. Raises NotFound, InputError."""
    check_place(output)
    if output.suffix not in {".pdf", ".json"}:
        raise InputError(f"{output}: laat de naam eindigen op .pdf of .json.")
    with reading() as (app, session), snapshot(session):
        facts = dossier_facts(session, get_interview(session, Actor.system(), number), utcnow())
        content = as_json(facts)
        if output.suffix == ".pdf":
            content = pdf_writer.dossier_pdf(session, facts, app.config["PUBLISHER"])
    write_private(output, content)
    click.echo(f"{output}: dossier van interview {number}")
