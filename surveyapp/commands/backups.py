"""``audit verify``, ``backup`` and ``restore``."""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.queries import users
from surveyapp.alignment.checks import operations as alignment
from surveyapp.commands.opening import InputError, opened, reading
from surveyapp.commands.secret_keys import begin_with_key
from surveyapp.core.audit import Actor, Verdict, count_events, head, record_event, verify_chain
from surveyapp.core.config import KEY_IN_MEMORY, keep_secret
from surveyapp.core.db import db, snapshot, utcnow, write_transaction, write_turn
from surveyapp.core.dutch import counted, local
from surveyapp.core.errors import Refused
from surveyapp.core.reconciling import Mistake
from surveyapp.database import backup as copies
from surveyapp.database import migrate
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.queries import rounds
from surveyapp.protection import secret_box
from surveyapp.report.checks import operations as report
from surveyapp.verification.checks import operations as verification

ask_passphrase = click.option("--passphrase", is_flag=True, help="Vraag een wachtwoordzin voor de geheime sleutel.")
passphrase_stdin = click.option(
    "--passphrase-stdin", is_flag=True, help="Lees die wachtwoordzin als eerste regel van de invoer."
)


@click.group(help="Het logboek van wie wat deed.")
def audit() -> None:
    """Group the commands on the audit log."""


@audit.command(
    help="Ga na of het logboek ongeschonden is en of de database zegt wat er is gebeurd, en toon het laatste zegel om"
    " elders te bewaren."
)
@click.option("--head", "seal", metavar="ZEGEL", help="Een zegel dat u elders bewaarde: staat het nog in het logboek?")
@click.option("--count", type=click.IntRange(1), metavar="AANTAL", help="Hoeveel gebeurtenissen er toen waren.")
def verify(seal: str | None, count: int | None) -> None:
    """Verify the chain and compare every row that a proof rests on with it. Raises Refused naming what does not fit."""
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
    if verdict.earlier:
        click.echo(
            f"Niet na te gaan: {verdict.earlier} gebeurtenissen van vóór de nieuwe sleutel."
            " Sinds die begon, zijn zij niet gewijzigd."
        )


SHOWN = 100
"""Most problems that are printed."""


def _in_log(session: Session, verdict: Verdict, seal: str | None, count: int | None) -> Iterator[str]:
    """Yield the problems of the log itself."""
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
    """Yield the differences from the log, some interviews at a time so that their texts fit in memory."""
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


@click.command(
    help="Maak een reservekopie in BESTAND, ook terwijl surveyapp draait. Terugzetten kan alleen met de geheime"
    " sleutel; met --with-secret zit die erin, en met --passphrase of --passphrase-stdin versleuteld."
)
@click.argument("file", metavar="BESTAND", type=click.Path(path_type=Path))
@click.option("--with-secret", is_flag=True, help="Doe de geheime sleutel (secret_key) erbij.")
@ask_passphrase
@passphrase_stdin
def backup(file: Path, *, with_secret: bool, passphrase: bool, passphrase_stdin: bool) -> None:
    """Copy the database, and on request the secret key."""
    words = _passphrase(ask=passphrase, from_stdin=passphrase_stdin, again=True)
    with_secret = with_secret or words is not None
    with reading() as (app, session):
        packed = secret_box.pack(app.config["SECRET_KEY"], words) if with_secret else None
        copies.copy(_sqlite_file(session), file, packed)
        last = f"{head(session)} (gebeurtenis {count_events(session)})"
    click.echo(f"Reservekopie gemaakt en nagekeken: {file}\n{_about_secret(packed)}")
    click.echo(f"Laatste zegel van het logboek, om elders te bewaren: {last}")


def _about_secret(packed: bytes | None) -> str:
    if packed is None:
        return "Bewaar het geheim (secret_key) apart; het zit er niet in. Zonder is de kopie niet terug te zetten."
    if secret_box.is_locked(packed):
        return "De geheime sleutel zit erin, versleuteld. Bewaar de wachtwoordzin apart."
    return "De geheime sleutel zit er leesbaar in. Bewaar de kopie zo veilig als de sleutel zelf."


@click.command(
    help="Zet de reservekopie in BESTAND terug. Wat er nu staat, wordt eerst zelf gekopieerd. Is er hier nog geen"
    " geheime sleutel, dan wordt die uit de kopie gebruikt."
)
@click.argument("file", metavar="BESTAND", type=click.Path(path_type=Path))
@ask_passphrase
@passphrase_stdin
@click.option("--new-key", is_flag=True, help="De sleutel is kwijt: begin met een andere (zie surveyapp secret renew).")
def restore(file: Path, *, passphrase: bool, passphrase_stdin: bool, new_key: bool) -> None:
    """Prepare the restored database beside the current one, then replace that in a single write turn."""
    now, words = utcnow(), _passphrase(ask=passphrase, from_stdin=passphrase_stdin, again=False)
    with opened() as app:
        database = _sqlite_file(db.session)
        migrate.refuse_newer(copies.verify(file))
        with copies.prepared(file, database) as ready:
            key = _key_in(ready, words) if app.config[KEY_IN_MEMORY] and not new_key else None
            _make_ready(ready, key, now, new_key=new_key)
            kept = _replace(database, ready, now)
    click.echo(f"{file} is teruggezet." + (f" Wat er stond, staat in {kept}." if kept else ""))
    click.echo("Ga na of het logboek klopt: surveyapp audit verify")


def _key_in(ready: Path, words: str | None) -> str | None:
    """Return the secret key in the copy. Raises Refused when a passphrase is needed."""
    packed = copies.take_secret(ready)
    if packed is None:
        return None
    if secret_box.is_locked(packed) and words is None:
        raise Refused("De sleutel in deze kopie is versleuteld. Voeg --passphrase toe, dan wordt de zin gevraagd.")
    return secret_box.unpack(packed, words or "")


def _make_ready(ready: Path, key: str | None, now: datetime, *, new_key: bool) -> None:
    """Upgrade the copy, compare its key, and add the restore to its log. Raises WrongKey."""
    copies.take_secret(ready)
    settings = {"DATABASE_URL": f"sqlite:///{ready}"} | ({"SECRET_KEY": key} if key else {})
    with opened(**settings) as app:
        migrate.upgrade_tables(app)
        if new_key:
            begin_with_key(app, now)
        migrate.upgrade(app)
        with write_transaction(db.session):
            record_event(db.session, Actor.system(), "database.restore", "database", None, now)
        if key:
            keep_secret(Path(app.instance_path), key)


def _replace(database: Path, ready: Path, now: datetime) -> Path | None:
    """Replace the database while nobody else writes.

    Return the copy of the previous database, None when there was none.
    """
    with write_turn(db.engine, copies.WAIT):
        kept = _keep_current(database, now)
        try:
            copies.put_back(ready, database)
        except copies.BackupError:
            if kept:
                kept.unlink()
            raise
    return kept


def _keep_current(database: Path, now: datetime) -> Path | None:
    if not database.exists():
        return None
    kept = database.with_name(f"surveyapp-voor-herstel-{local(now):%Y%m%d-%H%M%S}.sqlite")
    copies.copy(database, kept)
    return kept


def _passphrase(*, ask: bool, from_stdin: bool, again: bool) -> str | None:
    """Return the passphrase; None without."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not ask:
        return None
    confirmation = "Nog een keer" if again else False
    typed: str = click.prompt("Wachtwoordzin", hide_input=True, confirmation_prompt=confirmation)
    return typed


def _sqlite_file(session: Session) -> Path:
    url = session.get_bind().engine.url
    if url.get_backend_name() != "sqlite" or not url.database:
        raise Refused(
            "Deze database staat op PostgreSQL. Maak een kopie met pg_dump --format=custom, en zet haar terug met"
            " pg_restore."
        )
    return Path(url.database)
