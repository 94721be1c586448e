"""``user``: members of staff."""

import sys

import click

from surveyapp.accounts.staff.operations import add_user
from surveyapp.accounts.staff.rules import MIN_PASSWORD, RoleName
from surveyapp.commands.opening import writing
from surveyapp.core.audit import Actor
from surveyapp.core.db import utcnow


@click.group(help="Medewerkers die kunnen inloggen.")
def user() -> None:
    """Group the commands on members of staff."""


@user.command(
    help=f"Voeg een medewerker toe. Het wachtwoord (minstens {MIN_PASSWORD} tekens) wordt gevraagd, of komt van"
    " --password-stdin; met --invite kiest de medewerker het zelf via een link in een mail."
)
@click.argument("email", metavar="E-MAILADRES")
@click.option("--name", required=True, metavar="NAAM", help="Voor- en achternaam.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in RoleName]),
    help="Een rol; mag vaker.",
)
@click.option("--password-stdin", is_flag=True, help="Lees het wachtwoord als eerste regel van de invoer.")
@click.option("--invite", is_flag=True, help="Stuur een mail met een link om een wachtwoord te kiezen.")
def add(email: str, name: str, roles: tuple[str, ...], password_stdin: bool, invite: bool) -> None:
    """Add a member of staff."""
    password = None if invite else _password(from_stdin=password_stdin)
    with writing() as (_app, session):
        person = add_user(
            session,
            Actor.system(),
            email=email,
            name=name,
            roles=[RoleName(role) for role in roles],
            password=password,
            at=utcnow(),
        )
        labels = ", ".join(role.label for role in person.role_names)
    click.echo(f"{person.name} ({person.email}) kan inloggen als {labels}." + (" De mail is onderweg." * invite))


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password: str = click.prompt("Wachtwoord", hide_input=True, confirmation_prompt="Nog een keer")
    return password
