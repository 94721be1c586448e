"""Which transaction an unsafe request gets."""

import inspect
import sys

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from setting import MakeApp

from surveyapp.core.db import db, utcnow, write_transaction
from surveyapp.interviews.recording.models import Round
from surveyapp.web.access import open_to_all
from surveyapp.web.transactions import Transaction, only_reads, opens_own_transaction, transaction_of


def _round(name: str) -> str:
    db.session.add(Round(name=name, title="Titel", created_at=utcnow()))
    return "ok"


def _in_own(name: str) -> str:
    with write_transaction(db.session):
        return _round(name)


def _kept(app: Flask, name: str) -> bool:
    with app.app_context():
        return db.session.scalar(sa.select(Round.id).where(Round.name == name)) is not None


def test_what_is_kept_depends_on_how_a_view_is_marked(make_app: MakeApp) -> None:
    app = make_app()
    app.config["WTF_CSRF_ENABLED"] = False
    views = {
        "around": open_to_all(lambda: _round("around")),
        "own": open_to_all(opens_own_transaction(lambda: _in_own("own"))),
        "none": open_to_all(only_reads(lambda: _round("none"))),
    }
    for name, view in views.items():
        app.add_url_rule(f"/proef/{name}", name, view, methods=["POST"])
    client: FlaskClient = app.test_client()

    assert [client.post(f"/proef/{name}", data={"submitted": "1"}).status_code for name in views] == [200, 200, 200]

    assert [_kept(app, name) for name in views] == [True, True, False]


def test_each_mark_is_what_the_view_does(app: Flask) -> None:
    marks = {name: transaction_of(view) for name, view in app.view_functions.items()}
    own = [name for name, mark in marks.items() if mark is Transaction.OWN]
    none = [name for name, mark in marks.items() if mark is Transaction.NONE]

    assert own
    assert none
    assert [name for name in own if not _opens(app, name)] == []
    assert [name for name in marks if name not in own and _opens(app, name)] == []


def _opens(app: Flask, endpoint: str) -> bool:
    """Return whether a view opens a write transaction, itself or in a function of its module that it calls."""
    view = inspect.unwrap(app.view_functions[endpoint])
    module, seen, todo = sys.modules[view.__module__], set(), [view]
    while todo:
        code = getattr(todo.pop(), "__code__", None)
        if code is None or code in seen:
            continue
        seen.add(code)
        names = {*code.co_names, *(name for one in code.co_consts if inspect.iscode(one) for name in one.co_names)}
        if "write_transaction" in names:
            return True
        todo += [inspect.unwrap(found) for name in names if inspect.isfunction(found := getattr(module, name, None))]
    return False
