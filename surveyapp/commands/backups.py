"""``audit verify``, ``backup`` and ``restore``."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp import backup as copies
from surveyapp import migrate
from surveyapp.accounts.queries import users
from surveyapp.alignment import reconciling as alignment
from surveyapp.audit import Actor, Verdict, count_events, head, record_event, verify_chain
from surveyapp.commands.opening import InputError, opened, reading
from surveyapp.db import db, snapshot, utcnow, write_transaction
from surveyapp.dutch import counted, local
from surveyapp.errors import Refused
from surveyapp.interviews.models import Interview
from surveyapp.interviews.queries import rounds
from surveyapp.reconciling import Mistake
from surveyapp.report import reconciling as report
from surveyapp.verification import reconciling as verification


@click.group(help="Het logboek van wie wat deed.")
def audit() -> None:
    """Commands on the log of events."""


@audit.command(
    help="Ga na of het logboek ongeschonden is en of de database zegt wat er is gebeurd, en toon het laatste zegel om"
    " elders te bewaren."
)
@click.option("--head", "seal", metavar="ZEGEL", help="Een zegel dat u elders bewaarde: staat het nog in het logboek?")
@click.option("--count", type=click.IntRange(1), metavar="AANTAL", help="Hoeveel gebeurtenissen er toen waren.")
def verify(seal: str | None, count: int | None) -> None:
    """Walk the chain and compare every row that a proof rests on with it. Raises Refused naming what does not fit."""
    if count and not seal:
        raise InputError("Geef bij --count ook het zegel van toen, met --head.")
    with reading() as (_app, session), snapshot(session):
        verdict = verify_chain(session, {seal} if seal else ())
        wrong = list(_in_log(session, verdict, seal, count))
        if verdict.broken_at is None or verdict.events:  # with another secret_key no event fits at all
            wrong += map(str, _mistakes(session))
    if wrong:
        more = f" Nog {counted(len(wrong) - 1, 'plaats', 'plaatsen')}, hierboven." if len(wrong) > 1 else ""
        click.echo("\n".join(wrong[1:SHOWN]), nl=len(wrong) > 1)
        raise Refused(f"{wrong[0]}{more} Klopt secret_key? Vergelijk met een reservekopie.")
    click.echo(
        f"Het logboek klopt: {verdict.events} gebeurtenissen. De database zegt hetzelfde.\n"
        f"Laatste zegel: {verdict.head}"
    )


SHOWN = 100
"""Lines that are printed of what is wrong."""


def _in_log(session: Session, verdict: Verdict, seal: str | None, count: int | None) -> Iterator[str]:
    """What is wrong with the log itself."""
    if verdict.broken_at is not None:
        yield (
            f"Het logboek is gewijzigd: gebeurtenis {verdict.broken_at} past niet op wat ervoor staat"
            f" ({verdict.events} kloppen er)."
        )
    if not verdict.events and (rounds(session) or users(session)):
        yield "Het logboek is leeg, maar er staan gegevens in de database."
    place = verdict.seals.get(seal or "")
    if seal and place is None:
        yield f"Het zegel {seal} staat niet in het logboek: er is een stuk weg, of het is vervangen."
    elif count and place != count:
        yield f"Het zegel {seal} is van gebeurtenis {place}, niet van gebeurtenis {count}."


def _mistakes(session: Session) -> Iterator[Mistake]:
    """What is not as the log says, some interviews at a time so that their texts fit in memory."""
    ids = session.scalars(sa.select(Interview.id).order_by(Interview.id)).all()
    for begin in range(0, len(ids), AT_ONCE):
        some = ids[begin : begin + AT_ONCE]
        yield from verification.mistakes_of(session, sa.select(Interview.id).where(Interview.id.in_(some)), whole=True)
        session.expunge_all()
    yield from verification.lost_rows(session)
    yield from report.everything(session)
    yield from alignment.everything(session)


AT_ONCE = 40
"""Interviews that are compared with the log at a time."""


@click.command(help="Maak een reservekopie in BESTAND, ook terwijl surveyapp draait.")
@click.argument("file", metavar="BESTAND", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Copy the database. The secret key is not in it."""
    with reading() as (_app, session):
        copies.copy(_sqlite_file(session), file)
        last = f"{head(session)} (gebeurtenis {count_events(session)})"
    click.echo(f"Reservekopie gemaakt en nagekeken: {file}\nBewaar het geheim (secret_key) apart; het zit er niet in.")
    click.echo(f"Laatste zegel van het logboek, om elders te bewaren: {last}")


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
