"""``secret renew``: continue after the secret key was lost."""

from datetime import datetime

import click
from flask import Flask

from surveyapp.commands.opening import opened
from surveyapp.core import keys
from surveyapp.core.audit import RENEWED, Actor, digest_of_all, record_event
from surveyapp.core.db import db, secrets_of, utcnow, write_transaction
from surveyapp.core.errors import Refused
from surveyapp.database import migrate
from surveyapp.readings.links.kinds import kinds
from surveyapp.readings.links.operations import relink

LOST = """\
De database gaat verder met een andere geheime sleutel. Wat dan niet meer werkt:
- links en codes in mails die al zijn verstuurd: wie nog moet reageren, krijgt van u een nieuwe;
- ontvangstbewijzen, verslagen, dossiers en rapporten van tot nu toe: dat ze echt zijn, is niet meer na te gaan;
- het logboek van tot nu toe: dat het ongeschonden is, is niet meer na te gaan;
- wie is ingelogd, moet opnieuw inloggen, en links om een wachtwoord te kiezen werken niet meer.
Zoek eerst of de sleutel nog ergens is: het bestand secret_key, config.toml, SURVEYAPP_SECRET_KEY, een reservekopie.
Toch doorgaan: stop surveyapp en voeg --yes toe."""


@click.group(help="De geheime sleutel (secret_key).")
def secret() -> None:
    """Group the commands on the secret key."""


@secret.command(
    help="Ga verder met een andere geheime sleutel, als de oude kwijt is. Zonder --yes: wat dan niet werkt."
)
@click.option("--yes", is_flag=True, help="Doe het echt.")
def renew(*, yes: bool) -> None:
    """Make the database belong to the configured key, or to a new one. Raises Refused when it already belongs to it."""
    with opened() as app:
        migrate.check_version(app)
        if not yes:
            click.echo(LOST)
            return
        begin_with_key(app, utcnow())
    click.echo("De database hoort nu bij de nieuwe sleutel. Maak meteen een reservekopie, en bewaar de sleutel apart.")


def begin_with_key(app: Flask, now: datetime) -> None:
    """Start using the current key: store its check value, make new links, and add the event with which the log starts
    again.

    Raises Refused when the database already belongs to the key.
    """
    with write_transaction(db.session):
        known = keys.find_known(db.session)
        if known and keys.fits(secrets_of(db.session), known):
            raise Refused("De sleutel die is ingesteld, is al die van deze database. Er is niets gewijzigd.")
        migrate.keep_key(app)
        earlier = digest_of_all(db.session)
        record_event(db.session, Actor.system(), RENEWED, "database", None, now, earlier=earlier)
        for kind in kinds(db.session):
            relink(db.session, Actor.system(), db.session.query(kind.model), now)
