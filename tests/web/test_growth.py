"""No page asks more questions of the database because there are more rounds, or more interviews."""

import contextvars
import re
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from agreed_round import AgreedRound
from checking import Client
from flask import Flask
from setting import MakeApp, session_of, user_maker
from sqlalchemy.orm import Session

from surveyapp.accounts.models import User
from surveyapp.accounts.rules import RoleName
from surveyapp.db import db
from surveyapp.interviews.models import Interview
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.web.access import is_for_readers

PLACE = re.compile(r"<(?:(\w+)[^:>]*:)?(\w+)>")
VALUES = {"key": "methodiek", "base": "0", "name": "2018", "questionnaire": "regio", "theme": "wonen"}
ANSWERS = {"1": "Er is gewerkt.\n\nEr is gebouwd.", "2b": "Er is gesloopt.", "3a": "Samen gaat het beter."}
MORE = 1
"""How many statements a page may ask more when there are three to five times as many."""


def filled(session: Session, by: User, rounds: int, interviews: int) -> None:
    """Fill the database with rounds, each after the other, that have so many interviews each, all but two agreed."""
    before = None
    for number in range(rounds):
        made = AgreedRound.of(session, str(2018 + number))
        made.round.previous, before = before, made.round
        regions = [made.organisation(f"Regio {place}") for place in range(interviews)]
        for region in regions[1:]:
            made.agreed(region, ANSWERS)
        made.send(made.interview(regions[0], ANSWERS))
        made.interview(made.organisation("BZK", OrganisationKind.MINISTRY), {"1": "Nog bezig."})
    for interview in session.scalars(sa.select(Interview)):
        interview.interviewers = [by]
    session.commit()


def addresses(app: Flask) -> Iterator[tuple[str, str]]:
    """Yield the rule and an address of every page that staff can open."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static" and not is_for_readers(rule.endpoint):
            yield rule.rule, PLACE.sub(lambda found: VALUES.get(found[2], "1"), rule.rule)


@pytest.fixture
def count(make_app: MakeApp) -> Callable[[int, int], dict[str, int]]:
    """Return how many statements each page asks, with so many rounds and interviews."""

    def counted(rounds: int, interviews: int) -> dict[str, int]:
        app, asked, found = make_app(), [], {}
        with session_of(app) as session:
            user = user_maker(session)(*RoleName, email="alles@example.org")
            filled(session, user, rounds, interviews)
            client = Client(app, session).login(user)
            sa.event.listen(db.engine, "before_cursor_execute", lambda *sent: asked.append(sent[2]))
            for rule, address in addresses(app):
                opened(client, address)
                asked.clear()
                if opened(client, address) == 200:
                    found[rule] = len(asked)
        return found

    return counted


def opened(client: Client, address: str) -> int:
    """Open a page as on a server, in a context of its own, and return the status."""
    response = contextvars.Context().run(lambda: client.browser.open(address))
    response.close()
    return response.status_code


def test_pages_ask_no_more_for_more_rounds_or_interviews(count: Callable[[int, int], dict[str, int]]) -> None:
    small, many_rounds, many_interviews = count(3, 3), count(7, 3), count(3, 12)
    grown = {
        rule: (asked, many_rounds[rule], many_interviews[rule])
        for rule, asked in small.items()
        if max(many_rounds[rule], many_interviews[rule]) > asked + MORE
    }
    assert grown == {}
    assert {"/rapport/vraag/<questionnaire>/<item>", "/rapport/thema/<theme>", "/rapport/themas"} <= small.keys()
