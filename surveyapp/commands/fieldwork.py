"""``round``, ``organisation``, ``interview`` and ``record``: from an empty round to the first record."""

import json
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.queries import find_user_by_email
from surveyapp.commands import evidence, listing
from surveyapp.commands.opening import reading, source_of, writing
from surveyapp.core.audit import Actor
from surveyapp.core.config import resource_dir
from surveyapp.core.db import utcnow
from surveyapp.core.dutch import counted, local, up_to
from surveyapp.core.errors import NotFound
from surveyapp.interviews.files.operations import FileError, import_interview
from surveyapp.interviews.organisation_files.operations import import_organisations
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import Round
from surveyapp.interviews.recording.operations import create_round
from surveyapp.mail.servers.way_out import way_out_of
from surveyapp.report.material.structure import parse_outline
from surveyapp.verification.sending.operations import send_record

FILE = click.Path(path_type=Path)


@click.group("round", help="Rondes: één rapport per ronde.")
def round_() -> None:
    """Group the commands on rounds."""


@round_.command(help="Begin een ronde, bijvoorbeeld: surveyapp round create 2018 --title ... --previous 2017")
@click.argument("name", metavar="NAAM")
@click.option("--title", required=True, metavar="TITEL", help="Titel van het rapport.")
@click.option("--subtitle", default="", metavar="TITEL", help="Ondertitel van het rapport.")
@click.option("--previous", metavar="RONDE", help="De ronde die de nulmeting is.")
@click.option("--outline", type=FILE, metavar="BESTAND", help="Een eigen rapportindeling; anders die van surveyapp.")
def create(name: str, title: str, subtitle: str, previous: str | None, outline: Path | None) -> None:
    """Create a round. Raises Refused, NotFound and OutlineError."""
    source = source_of(outline) if outline else ""
    if outline:
        parse_outline(source, outline.name)
    with writing() as (_app, session):
        create_round(
            session,
            Actor.system(),
            name=name,
            title=title,
            subtitle=subtitle,
            previous=queries.get_round(session, previous) if previous else None,
            outline=source,
            at=utcnow(),
        )
    click.echo(f"Ronde {name} is aangemaakt.")


@click.group(help="Regio’s, provincies en ministeries.")
def organisation() -> None:
    """Group the commands on organisations."""


@organisation.command("import", help="Lees organisaties in uit een YAML-bestand; wie er al is, wordt bijgewerkt.")
@click.argument("file", metavar="BESTAND", type=FILE)
def import_them(file: Path) -> None:
    """Import organisations. Raises FileError."""
    source = source_of(file)
    with writing() as (_app, session):
        count = import_organisations(session, Actor.system(), source, file.name, at=utcnow())
    click.echo(f"{file.name}: {counted(count, 'organisatie', 'organisaties')}")


@click.group(help="Interviews.")
def interview() -> None:
    """Group the commands on interviews."""


@interview.command("import", help="Lees interviewbestanden in. Klopt er één niet, dan wordt er geen ingelezen.")
@click.argument("files", metavar="BESTAND...", nargs=-1, required=True, type=FILE)
@click.option("--interviewer", "emails", multiple=True, metavar="E-MAILADRES", help="Wie een nieuw interview afneemt.")
def import_files(files: tuple[Path, ...], emails: tuple[str, ...]) -> None:
    """Import interviews, all files or none. Raises FileError with the mistakes of all of them."""
    sources = [(path.name, source_of(path)) for path in files]
    lines: list[str] = []
    problems: list[str] = []
    with writing() as (_app, session):
        people = [_person(session, email) for email in emails]
        for name, source in sources:
            try:
                done = import_interview(
                    session,
                    Actor.system(),
                    source,
                    name,
                    questionnaires=resource_dir("questionnaires"),
                    interviewers=people,
                    at=utcnow(),
                )
                lines.append(listing.import_line(name, done))
            except FileError as error:
                problems += error.problems
        if problems:
            raise FileError(problems)
    click.echo("\n".join(lines))


def _person(session: Session, email: str) -> User:
    person = find_user_by_email(session, email)
    if person is None:
        raise NotFound(f"Er is geen medewerker met het e-mailadres {email}. Voeg die toe: surveyapp user add.")
    return person


@interview.command("list", help="Toon de interviews van een ronde (zonder --round: de nieuwste).")
@click.option("--round", "round_name", metavar="RONDE", help="Naam van de ronde.")
@click.option("--json", "as_json", is_flag=True, help="Als JSON, voor scripts.")
def list_them(round_name: str | None, as_json: bool) -> None:
    """List the interviews of a round."""
    with reading() as (_app, session):
        rows = listing.rows(session, _round(session, round_name))
    click.echo(json.dumps(rows, ensure_ascii=False, indent=2) if as_json else listing.table(rows))


def _round(session: Session, name: str | None) -> Round:
    chosen = queries.get_round(session, name) if name else queries.find_current_round(session)
    if chosen is None:
        raise NotFound("Er is nog geen ronde. Begin er een: surveyapp round create.")
    return chosen


@interview.command(help="Toon één interview met zijn antwoorden. Aantekeningen zijn privé en staan er niet bij.")
@click.argument("number", metavar="NUMMER", type=int)
@click.option("--json", "as_json", is_flag=True, help="Als JSON, voor scripts.")
def show(number: int, as_json: bool) -> None:
    """Show an interview. Raises NotFound."""
    with reading() as (_app, session):
        shown = listing.whole(session, queries.get_interview(session, Actor.system(), number))
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2) if as_json else listing.page(shown))


@click.group(help="Verslagen voor de respondenten.")
def record() -> None:
    """Group the commands on records."""


@record.command(help="Stuur het verslag van interview NUMMER aan zijn respondenten.")
@click.argument("number", metavar="NUMMER", type=int)
@click.option(
    "--deadline",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATUM",
    help="Uiterste dag om te reageren, als 2018-05-17; zonder: zo veel werkdagen als de ronde zegt.",
)
def send(number: int, deadline: datetime | None) -> None:
    """Send the next record. Raises Refused when there is nothing to send."""
    now = utcnow()
    with writing() as (app, session):
        interview_ = queries.get_interview(session, Actor.system(), number)
        proposed = interview_.round.terms.deadline(local(now).date(), interview_.react_by)
        day = deadline.date() if deadline else proposed
        sent = send_record(
            session,
            Actor.system(),
            interview_,
            deadline=day,
            link_days=app.config["LINK_DAYS"],
            contact=app.config["CONTACT_EMAIL"],
            at=now,
        )
        which = f"Verslag {sent.number} van {interview_.organisation.label}"
        waits = way_out_of(session).no_server
    if waits:
        click.echo(f"{which} wacht op een mailserver. De termijn begint als het weggaat.")
    else:
        click.echo(f"{which} gaat naar de respondenten; reageren kan {up_to(day)}.")


interview.add_command(evidence.dossier)
record.add_command(evidence.check)
