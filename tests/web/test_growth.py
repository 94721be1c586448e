"""No page asks more questions of the database because there are more rounds, or more interviews."""

import contextvars
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest
import sqlalchemy as sa
from agreed_round import AgreedRound
from checking import Client
from copied_rows import more_interviews, opened_to_copy
from flask import Flask
from setting import MakeApp, session_of, user_maker
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db
from surveyapp.interviews.recording.models import Interview
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.verification.records.rules import Use
from surveyapp.web.access import is_for_readers

PLACE = re.compile(r"<(?:(\w+)[^:>]*:)?(\w+)>")
VALUES = {"key": "methodiek", "base": "0", "name": "2018", "questionnaire": "regio", "theme": "wonen"}
ANSWERS = {"1": "Er is gewerkt.\n\nEr is gebouwd.", "2b": "Er is gesloopt.", "3a": "Samen gaat het beter."}
BYTES = 1500
"""How much larger a page may be for so many more interviews: a few numbers, and no list."""
WHOLE = {
    "/rapport/indeling/plaats/<key>": "a form with a box for each organisation",
    "/rapport/indeling/toevoegen": "a form with a box for each organisation",
}
"""Pages that show everything, and why."""
OF_MINISTRIES = {"1": "Er is geld.\n\nEr komt meer.", "3": "Dat gaat goed."}
MORE = 1
"""How many statements a page may ask more when there are three to five times as many."""


def filled(session: Session, by: User, rounds: int, interviews: int) -> None:
    """Fill the database with rounds, each after the other, that have so many interviews with regions and ministries.

    Every other one is not agreed. In the others an answer may be used without name only, each address has the domain of
    staff, and no passage has a theme.
    """
    before = None
    for number in range(rounds):
        made = AgreedRound.of(session, str(2018 + number))
        made.round.previous, before = before, made.round
        for place in range(interviews):
            region = made.organisation(f"Streek {place:03}")
            ministry = made.organisation(f"Departement {place:03}", OrganisationKind.MINISTRY)
            for one, answers, use in ((region, ANSWERS, {"2b": Use.UNNAMED}), (ministry, OF_MINISTRIES, {})):
                (sent,) = made.send(made.interview(one, answers))
                if place % 2:
                    made.agree(sent, use)
        made.interview(made.organisation("BZK", OrganisationKind.MINISTRY), {"1": "Nog bezig."})
    for interview in session.scalars(sa.select(Interview)):
        interview.interviewers = [by]
    session.commit()


def addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """Yield the rule and an address of every page that staff can open."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static" and not is_for_readers(rule.endpoint):
            yield rule.rule, PLACE.sub(lambda found: VALUES.get(found[2], "1"), rule.rule)


@dataclass(frozen=True)
class Cost:
    """What a page costs: statements, and bytes when it is HTML."""

    statements: int
    size: int


class Count(Protocol):
    """Return what each page costs, with so many rounds and interviews, and that so many times over."""

    def __call__(self, rounds: int, interviews: int, times: int = 1) -> dict[str, Cost]: ...


@pytest.fixture
def count(make_app: MakeApp) -> Count:
    """Make a database anew for each, and open every page twice."""

    def counted(rounds: int, interviews: int, times: int = 1) -> dict[str, Cost]:
        app, asked, found = make_app(), [], {}
        with session_of(app) as session:
            user = user_maker(session)(*RoleName, email="alles@example.org")
            filled(session, user, rounds, interviews)
            with opened_to_copy(Path(app.instance_path) / "surveyapp.sqlite") as connection:
                more_interviews(connection, times)
            client = Client(app, session).login(user)
            sa.event.listen(db.engine, "before_cursor_execute", lambda *sent: asked.append(sent[2]))
            for rule, address in addresses(app):
                opened(client, address)
                asked.clear()
                status, size = opened(client, address)
                if status == 200:
                    found[rule] = Cost(len(asked), size)
        return found

    return counted


def opened(client: Client, address: str) -> tuple[int, int]:
    """Open a page as on a server, in a context of its own, and return the status, and the size when it is HTML.

    Indentation does not count.
    """
    response = contextvars.Context().run(lambda: client.browser.open(address))
    size = len(b" ".join(response.data.split())) if response.mimetype == "text/html" else 0
    response.close()
    return response.status_code, size


def test_pages_ask_no_more_for_more_rounds_or_interviews(count: Count) -> None:
    small, many_rounds, many_interviews = count(3, 2), count(7, 2), count(3, 2, 4)
    grown = {
        rule: (one.statements, many_rounds[rule].statements, many_interviews[rule].statements)
        for rule, one in small.items()
        if max(many_rounds[rule].statements, many_interviews[rule].statements) > one.statements + MORE
    }
    assert grown == {}
    assert {"/rapport/vraag/<questionnaire>/<item>", "/rapport/thema/<theme>", "/rapport/themas"} <= small.keys()


def test_pages_are_no_larger_for_more_than_a_page_lists(count: Count) -> None:
    some, more = count(1, 4, 30), count(1, 4, 36)
    grown = {
        rule: (one.size, more[rule].size)
        for rule, one in some.items()
        if more[rule].size > one.size + BYTES and rule not in WHOLE
    }
    assert grown == {}
    assert {"/rapport", "/rapport/openstaand", "/rapport/themas", "/rapport/afstemmen", "/veldwerk"} <= some.keys()
    assert some.keys() >= WHOLE.keys()
