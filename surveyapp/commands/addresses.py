"""``addresses``: every route, who may call it and which function handles it."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass

import click
from flask import Flask
from werkzeug.routing import Rule

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.commands.opening import opened
from surveyapp.web.access import is_for_readers, roles_of

UNMARKED = frozenset({"HEAD", "OPTIONS"})
"""Methods that Flask answers for every route."""


@dataclass(frozen=True, slots=True)
class Address:
    """A route of the application, as the command prints it."""

    rule: str
    methods: str
    who: str
    endpoint: str
    handler: str

    def mentions(self, words: str) -> bool:
        """Return whether the path, the endpoint or the handler contains these words."""
        return words.lower() in f"{self.rule} {self.endpoint} {self.handler}".lower()


@click.command("addresses")
@click.argument("words", required=False, default="")
def addresses(words: str) -> None:
    """Toon elk adres, met wie het mag opvragen en welke functie antwoordt.

    Met WORDS alleen de adressen, endpoints en functies waarin dat staat.
    """
    with opened() as app:
        matching = [address for address in addresses_of(app) if address.mentions(words)]
    for address in matching:
        click.echo(f"{address.methods:<9} {address.rule}")
        click.echo(f"{'':<9} {address.endpoint} · {address.handler} · {address.who}")
    if not matching:
        click.echo(f"Geen adres, endpoint of functie heeft {words} in de naam.")


def addresses_of(app: Flask) -> Iterator[Address]:
    """Yield all routes of an application, sorted by path and method. Needs an application context."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, _methods(rule))):
        view = inspect.unwrap(app.view_functions[rule.endpoint])
        handler = f"{view.__module__}:{view.__name__}"
        yield Address(rule.rule, _methods(rule), who(rule.endpoint), rule.endpoint, handler)


def who(endpoint: str) -> str:
    """Return who may call an endpoint, in Dutch, by the same rule as the check before each request."""
    roles = roles_of(endpoint)
    if roles is None:
        return "wie een link heeft" if is_for_readers(endpoint) else "iedereen"
    return ", ".join(role.label.lower() for role in RoleName if role in roles) or "niemand"


def _methods(rule: Rule) -> str:
    return ",".join(sorted((rule.methods or set()) - UNMARKED))
