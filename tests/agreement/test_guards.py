"""The database refuses changes to what was agreed, sent or submitted, also in plain SQL without our code."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from forbidden import AGREED, ALLOWED, FORBIDDEN, ROWS
from setting import application, session_of

from surveyapp.agreement.guards import GUARDS
from surveyapp.core.db import Base, db, utcnow, write_transaction
from surveyapp.sample.load import load

pytestmark = pytest.mark.database

SAYS = {one.name: one.says for one in GUARDS}
Connect = Callable[[], Any]


def driver(url: str) -> Connect:
    """Opens a connection with the driver alone, for an address as SQLAlchemy writes it."""
    found = sa.make_url(url)
    if found.get_backend_name() == "sqlite":
        return lambda: sqlite3.connect(str(found.database))
    plain = found.set(drivername="postgresql").render_as_string(hide_password=False)
    return lambda: psycopg.connect(plain)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def sampled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database with the sample round and one row in each other table that has guards."""
    folder = tmp_path_factory.mktemp("guarded")
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sample_file"), folder / "surveyapp.sqlite")
        url, server = f"sqlite:///{folder / 'surveyapp.sqlite'}", None
    else:
        server = sa.create_engine(request.getfixturevalue("postgresql_url"), isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(sa.text("CREATE DATABASE guarded"))
        url = server.url.set(database="guarded").render_as_string(hide_password=False)
        fill(folder, url)
    with closing(driver(url)()) as connection:
        for statement in ROWS:
            connection.execute(statement)
        connection.commit()
    yield url
    if server:
        with server.connect() as connection:
            connection.execute(sa.text("DROP DATABASE guarded WITH (FORCE)"))
        server.dispose()


def fill(folder: Path, url: str) -> None:
    app = application(folder, {"DATABASE_URL": url})
    with session_of(app) as session:
        Base.metadata.create_all(db.engine)
        with write_transaction(session):
            load(session, utcnow())
        session.close()
        db.engine.dispose()


def test_every_guard_has_a_forbidden_change() -> None:
    assert set(FORBIDDEN) == set(SAYS)


CHANGES = [
    pytest.param(name, one, id=f"{name}-{place}") for name, all_ in FORBIDDEN.items() for place, one in enumerate(all_)
]


@pytest.mark.parametrize(("guard", "statement"), CHANGES)
def test_a_forbidden_change_is_refused_with_the_reason(sampled: str, guard: str, statement: str) -> None:
    with closing(driver(sampled)()) as connection:
        with pytest.raises((sqlite3.IntegrityError, psycopg.errors.IntegrityConstraintViolation)) as error:
            connection.execute(statement)
        connection.rollback()
    assert SAYS[guard] in str(error.value)


@pytest.mark.parametrize("statement", ALLOWED.values(), ids=ALLOWED)
def test_what_the_product_does_is_allowed(sampled: str, statement: str) -> None:
    with closing(driver(sampled)()) as connection:
        assert connection.execute(statement).rowcount > 0
        connection.rollback()


def test_an_erased_person_goes_from_notes_and_nothing_else_changes(sampled: str) -> None:
    theirs = "(SELECT respondent_id FROM approvals WHERE note <> '' ORDER BY id LIMIT 1)"
    with closing(driver(sampled)()) as connection:
        connection.execute(f"UPDATE respondents SET erased_at = '2018-05-22 10:00:00' WHERE id = {theirs}")
        connection.execute(f"UPDATE approvals SET note = '(naam gewist)' WHERE respondent_id = {theirs} AND note <> ''")
        with pytest.raises((sqlite3.IntegrityError, psycopg.errors.IntegrityConstraintViolation)):
            connection.execute(f"UPDATE approvals SET use = 'background' WHERE respondent_id = {theirs}")
        connection.rollback()


def test_a_table_cannot_be_emptied_at_once(sampled: str) -> None:
    if sampled.startswith("sqlite"):
        return
    with closing(driver(sampled)()) as connection:
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="kan niet worden leeggemaakt"):
            connection.execute("TRUNCATE approvals")
        connection.rollback()


SMALLEST = """
import sys
import sqlalchemy as sa
from sqlalchemy.orm import Session
from surveyapp.core.audit import Actor
from surveyapp.core.config import Secrets
from surveyapp.core.db import utcnow
from surveyapp.interviews.recording import operations
from surveyapp.interviews.recording.models import AnswerRevision
from surveyapp.interviews.recording.rules import AnswerStatus

assert not [name for name in sys.modules if name.startswith("surveyapp.verification")]
with Session(sa.create_engine(sys.argv[1]), info={"secrets": Secrets.derive("x" * 32)}) as session:
    agreed = session.get_one(AnswerRevision, session.scalar(sa.text(sys.argv[2])))
    try:
        operations.save_answer(
            session, Actor.system(), agreed.answer.interview, agreed.answer.item, text="Anders.",
            status=AnswerStatus.TEXT, base=agreed.number, at=utcnow(),
        )
    except operations.Locked as refusal:
        print("Locked", refusal)
    operations.why_locked = lambda *_: ""
    try:
        operations.save_answer(
            session, Actor.system(), agreed.answer.interview, agreed.answer.item, text="Anders.",
            status=AnswerStatus.TEXT, base=agreed.number, at=utcnow(),
        )
    except sa.exc.IntegrityError as refusal:
        print("Refused", refusal.orig)
"""


def test_a_process_that_imports_models_and_operations_alone_is_refused(sampled: str) -> None:
    command = [sys.executable, "-c", SMALLEST, sampled, f"SELECT {AGREED}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    said = done.stdout.splitlines()
    assert said[0].startswith("Locked Vraag ")
    assert said[1] == f"Refused {SAYS['guard_answer_revisions_insert']}"
