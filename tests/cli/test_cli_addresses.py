"""``surveyapp addresses``: what each address is, who may call it and where its handler stands."""

import re
from pathlib import Path

import pytest
from command_line import Program
from flask import Flask

from surveyapp.commands.addresses import addresses_of

TABLE = Path(__file__).parent.parent / "web" / "access_table.txt"
REFUSED = {"log-in", "401", "403"}
COLUMNS = {"interviewer": "interviewer", "editor": "redacteur", "admin": "beheerder"}


def test_a_word_finds_the_function_that_answers(bare: Program) -> None:
    said = bare.ok("addresses", "/rapport/indeling/versies")
    handler = "surveyapp.report.outline_editing.views:versions"
    assert said.splitlines()[:2] == [
        "GET       /rapport/indeling/versies",
        f"          report_outline_editing.versions · {handler} · redacteur, beheerder",
    ]
    assert "POST      /rapport/indeling/versies/<int:number>\n" in said
    assert "verification.check · surveyapp.verification.guest.views:check · wie een link heeft" in bare.ok(
        "addresses", "guest"
    )
    assert "iedereen" in bare.ok("addresses", "security.txt")
    assert bare.ok("addresses", "nergens") == "Geen adres, endpoint of functie heeft nergens in de naam.\n"


def test_every_address_is_listed_once(bare: Program, app: Flask) -> None:
    lines = bare.ok("addresses").splitlines()
    listed = [line.split() for line in lines[::2]]
    known = [
        [",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})), rule.rule]
        for rule in app.url_map.iter_rules()
    ]
    assert sorted(listed) == sorted(known)


@pytest.mark.parametrize("column", COLUMNS)
def test_who_is_named_is_let_in_by_the_table_of_what_is_tried(app: Flask, column: str) -> None:
    """Whom the list does not name, the table of tried requests refuses."""
    head, *rows = [line for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    tried = {}
    for row in rows:
        method, rule, *cells = re.split(r"\s+", row.strip())
        tried[method, rule] = dict(zip(head.split(), cells, strict=True))
    with app.app_context():
        for one in addresses_of(app):
            for method in one.methods.split(","):
                if "static" in one.endpoint or one.who in {"iedereen", "wie een link heeft"}:
                    continue
                cell = tried[method, one.rule][column]
                if COLUMNS[column] not in one.who.split(", "):
                    assert cell in REFUSED, f"{method} {one.rule}: {one.who}, and {column} gets {cell}"
