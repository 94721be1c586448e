"""``audit verify``, ``backup`` and ``restore``."""

from datetime import datetime
from pathlib import Path

import click
from sqlalchemy.orm import Session

from surveyapp import backup as copies
from surveyapp import migrate
from surveyapp.audit import Actor, record_event, verify_chain
from surveyapp.commands.opening import opened, reading
from surveyapp.db import db, utcnow, write_transaction
from surveyapp.dutch import local
from surveyapp.errors import Refused


@click.group(help="Het logboek van wie wat deed.")
def audit() -> None:
    """Commands on the log of events."""


@audit.command(help="Ga na of het logboek ongeschonden is, en toon het laatste zegel om elders te bewaren.")
def verify() -> None:
    """Walk the chain. Raises Refused with the first place that does not fit."""
    with reading() as (_app, session):
        verdict = verify_chain(session)
    if verdict.broken_at is not None:
        raise Refused(
            f"Het logboek is gewijzigd: gebeurtenis {verdict.broken_at} past niet op wat ervoor staat"
            f" ({verdict.events} kloppen er). Klopt secret_key? Vergelijk met een reservekopie."
        )
    click.echo(f"Het logboek klopt: {verdict.events} gebeurtenissen.\nLaatste zegel: {verdict.head}")


@click.command(help="Maak een reservekopie in BESTAND, ook terwijl surveyapp draait.")
@click.argument("file", metavar="BESTAND", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Copy the database. The secret key is not in it."""
    with reading() as (_app, session):
        copies.copy(_sqlite_file(session), file)
    click.echo(f"Reservekopie gemaakt en nagekeken: {file}\nBewaar het geheim (secret_key) apart; het zit er niet in.")


@click.command(help="Zet de reservekopie in BESTAND terug. Wat er nu staat, wordt eerst zelf gekopieerd.")
@click.argument("file", metavar="BESTAND", type=click.Path(path_type=Path))
def restore(file: Path) -> None:
    """Check the copy, keep what is there now, put the copy in its place and bring it up to date."""
    now = utcnow()
    with opened() as app:
        database = _sqlite_file(db.session)
        migrate.refuse_newer(copies.verify(file))
        kept = _keep_current(database, now)
        copies.put_back(file, database)
        migrate.upgrade(app)
        with write_transaction(db.session):
            record_event(db.session, Actor.system(), "database.restore", "database", None, now)
    click.echo(f"{file} is teruggezet." + (f" Wat er stond, staat in {kept}." if kept else ""))
    click.echo("Ga na of het logboek klopt: surveyapp audit verify")


def _keep_current(database: Path, now: datetime) -> Path | None:
    if not database.exists():
        return None
    kept = database.with_name(f"surveyapp-voor-herstel-{local(now):%Y%m%d-%H%M%S}.sqlite")
    copies.copy(database, kept)
    return kept


def _sqlite_file(session: Session) -> Path:
    url = session.get_bind().engine.url
    if url.get_backend_name() != "sqlite" or not url.database:
        raise Refused(
            "Deze database staat op PostgreSQL. Maak een kopie met pg_dump --format=custom, en zet haar terug met"
            " pg_restore."
        )
    return Path(url.database)
