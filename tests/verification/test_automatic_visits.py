"""A thousand visits by mail scanners and link checkers change nothing and show nothing of the record."""

from itertools import cycle, islice

import sqlalchemy as sa
from checking import Client
from flask import Flask
from sent_record import ANSWERS, SentRecord
from sqlalchemy.orm import Session

from surveyapp.core.db import Base, secrets_of
from surveyapp.core.tokens import link_code

AGENTS = ("Mozilla/5.0 (Windows NT 10.0)", "Microsoft Office Protocol Discovery", "curl/8", "Barracuda Sentinel", "")


def rows(session: Session) -> dict[str, list[object]]:
    """Every row of every table."""
    found = {name: list(session.execute(sa.select(table))) for name, table in Base.metadata.tables.items()}
    session.rollback()
    return {name: [tuple(row) for row in all_of_it] for name, all_of_it in found.items()}


def test_a_thousand_automatic_visits_change_nothing_and_show_nothing(app: Flask, session: Session) -> None:
    sent = SentRecord.of(session)
    link, code = sent.link(), link_code(secrets_of(session).links, sent.record.verifications[0].nonce)
    app.config["WTF_CSRF_ENABLED"] = True
    secrets = [*ANSWERS.values(), "Oost-Drenthe", "beleidsadviseur", "contact@example.org", code]
    visits = [
        ("GET", link, None),
        ("HEAD", link, None),
        ("POST", link, {}),
        ("OPTIONS", link, None),
        ("POST", link, {"csrf_token": "nagemaakt"}),
        ("PUT", link, None),
        ("GET", f"{link}?utm_source=x", None),
        ("GET", f"{link}/", None),
        ("PROPFIND", link, None),
        ("GET", "/nakijken", None),
        ("POST", "/nakijken", {}),
        ("GET", "/nakijken/overzicht", None),
        ("GET", "/nakijken/bewijs", None),
        ("GET", "/nakijken/meelezen", None),
        ("GET", f"/code?code={code}", None),
        ("HEAD", f"/code?code={code}", None),
        ("POST", "/code", {"code": code}),
    ]
    before = rows(session)
    assert len(before["verifications"]) == 1
    scanner = Client(app).browser
    for number, (method, address, form) in enumerate(islice(cycle(visits), 1000)):
        headers = {"User-Agent": AGENTS[number % len(AGENTS)]}
        if number % 2:
            scanner = app.test_client()
        response = scanner.open(address, method=method, data=form, headers=headers, follow_redirects=number % 3 == 0)
        assert not [one for one in secrets if one in response.text], (method, address)
        assert response.status_code in {200, 302, 308, 400, 401, 404, 405}, (method, address, response.status_code)
        response.close()
    assert rows(session) == before
