"""``sample``: the round with made-up answers, to try everything on."""

import click

from surveyapp.commands.opening import writing
from surveyapp.core.db import utcnow
from surveyapp.sample.load import PASSWORD, STAFF, is_loaded
from surveyapp.sample.load import load as load_sample


@click.group(help="De voorbeeldronde, met verzonnen antwoorden.")
def sample() -> None:
    """Group the commands on the sample round."""


@sample.command(help="Laad de voorbeeldronde, als die er nog niet is.")
def load() -> None:
    """Load the sample round once."""
    with writing() as (_app, session):
        if is_loaded(session):
            click.echo("De voorbeeldronde is er al.")
            return
        load_sample(session, utcnow())
    click.echo("\n".join(["De voorbeeldronde is geladen.", *login_lines()]))


def login_lines() -> list[str]:
    """Return the lines that say who can log in to the sample, and how."""
    width = max(len(email) for email, _name, _roles in STAFF)
    return [f"Inloggen met wachtwoord {PASSWORD}:", *(f"  {email:{width}}  {name}" for email, name, _roles in STAFF)]
