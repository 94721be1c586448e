"""``privacy``: copies of the personal data in a round, and erasure."""

import json
from pathlib import Path

import click

from surveyapp.commands.opening import reading, writing
from surveyapp.commands.output import check_place
from surveyapp.core.audit import Actor
from surveyapp.core.db import utcnow
from surveyapp.core.dutch import counted, local
from surveyapp.core.errors import NotFound
from surveyapp.core.files import write_private
from surveyapp.interviews.recording.queries import get_round
from surveyapp.privacy.copies.queries import people_data
from surveyapp.privacy.erasure import operations
from surveyapp.privacy.persons import queries
from surveyapp.privacy.persons.rules import Kept


@click.group(help="Namen en adressen van een ronde: een kopie, of wissen.")
def privacy() -> None:
    """Group the commands on personal data."""


@privacy.command(help="Schrijf wat een ronde van één persoon of van iedereen bewaart, als JSON.")
@click.option("--round", "round_name", required=True, metavar="RONDE", help="Naam van de ronde.")
@click.option("--person", default="", metavar="E-MAILADRES", help="Alleen deze persoon.")
@click.option("--output", required=True, metavar="BESTAND", type=click.Path(path_type=Path), help="Het bestand.")
def export(round_name: str, person: str, output: Path) -> None:
    """Write the file, completely or not at all. Raises NotFound, InputError."""
    check_place(output)
    with reading() as (_app, session):
        round_, now = get_round(session, round_name), utcnow()
        groups = [queries.same_person(session, round_, person)] if person else queries.people_in(session, round_)
        if person and not groups[0]:
            raise NotFound(f"In ronde {round_name} is er niemand met het e-mailadres {person}.")
        people = people_data(session, round_, groups, now)
    content = json.dumps(people[0] if person else people, ensure_ascii=False, indent=1)
    write_private(output, content.encode() + b"\n")
    click.echo(f"{output}: {counted(len(people), 'persoon', 'personen')}")


@privacy.command(help="Wis namen en adressen van een ronde waarvan de bewaartermijn voorbij is.")
@click.option("--round", "round_name", required=True, metavar="RONDE", help="Naam van de ronde.")
@click.option("--yes", is_flag=True, help="Doe het echt; zonder toont dit alleen wat er verdwijnt.")
def erase(round_name: str, yes: bool) -> None:
    """Erase, or print what would be erased. Raises Refused within the retention time."""
    if not yes:
        with reading() as (_app, session):
            click.echo(_would_go(queries.kept_of(session, get_round(session, round_name))))
        return
    with writing() as (_app, session):
        count = operations.erase_round(session, Actor.system(), get_round(session, round_name), at=utcnow())
    click.echo(f"Ronde {round_name}: gegevens van {counted(count, 'persoon', 'personen')} gewist.")


def _would_go(kept: Kept) -> str:
    people = counted(len(kept.people), "persoon", "personen")
    lines = [f"Ronde {kept.round}: namen en adressen van {people}, inhoud van {counted(kept.mails, 'mail', 'mails')}."]
    lines.append(kept.why_not_erase(local(utcnow()).date()) or "Wissen: voeg --yes toe.")
    return "\n".join(lines)
