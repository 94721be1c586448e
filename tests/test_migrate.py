"""Migrations make exactly the tables that the models say, on both databases, and other versions are refused."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from surveyapp import create_app
from surveyapp.agreement.guards import GUARDS
from surveyapp.core.db import Base, create_file, db
from surveyapp.database import migrate

pytestmark = pytest.mark.database

SECRET = "a-secret-for-tests-that-is-long-enough"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database without a single table."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'fresh' / 'surveyapp.sqlite'}"
    else:
        url = request.getfixturevalue("empty_postgresql")()
    app = create_app({"INSTANCE": tmp_path / "instance", "SECRET_KEY": SECRET, "DATABASE_URL": url})
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def empty_postgresql(postgresql_url: str) -> Iterator[Callable[[], str]]:
    """Makes an empty database on the PostgreSQL server."""
    server = sa.create_engine(postgresql_url, isolation_level="AUTOCOMMIT")

    def make() -> str:
        with server.connect() as connection:
            connection.execute(sa.text("CREATE DATABASE migrated"))
        return sa.make_url(postgresql_url).set(database="migrated").render_as_string(hide_password=False)

    yield make
    with server.connect() as connection:
        connection.execute(sa.text("DROP DATABASE IF EXISTS migrated WITH (FORCE)"))
    server.dispose()


def shape(engine: sa.Engine) -> dict[str, Any]:
    """All that the database itself knows of its tables, whatever the order in which it was made."""
    inspector = sa.inspect(engine)
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in inspector.get_columns(table)
            },
            "primary key": inspector.get_pk_constraint(table),
            "foreign keys": sorted(
                (key["name"], *key["constrained_columns"], key["referred_table"], *key["referred_columns"])
                for key in inspector.get_foreign_keys(table)
            ),
            "unique": sorted((key["name"], *key["column_names"]) for key in inspector.get_unique_constraints(table)),
            "checks": sorted((key["name"], key["sqltext"]) for key in inspector.get_check_constraints(table)),
            "indexes": sorted(
                (key["name"], key["unique"], *key["column_names"]) for key in inspector.get_indexes(table)
            ),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def guards(engine: sa.Engine) -> dict[str, str]:
    """The views and triggers of a database, and what each does."""
    on_sqlite = "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"
    on_postgresql = """SELECT tgname, pg_get_triggerdef(pg_trigger.oid) || prosrc FROM pg_trigger
    JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal
    UNION SELECT viewname, definition FROM pg_views WHERE schemaname = 'public'"""
    with engine.connect() as connection:
        query = on_sqlite if engine.dialect.name == "sqlite" else on_postgresql
        return {row[0]: row[1] for row in connection.exec_driver_sql(query)}


def test_migrations_make_what_the_models_say(empty_app: Flask) -> None:
    migrate.upgrade(empty_app)
    with empty_app.app_context():
        migrated, guarded = shape(db.engine), guards(db.engine)
        assert set(migrated) == set(Base.metadata.tables)
        assert migrate.alembic(empty_app).compare_metadata() == []
    with empty_app.app_context():
        Base.metadata.drop_all(db.engine)
        assert shape(db.engine) == {}
        assert not guards(db.engine)
        Base.metadata.create_all(db.engine)
        assert migrated == shape(db.engine)
        assert guarded == guards(db.engine)
        assert {one.name for one in GUARDS} <= set(guarded)


def test_a_database_that_lacks_a_guard_is_not_used_until_init_puts_it_back(empty_app: Flask) -> None:
    migrate.upgrade(empty_app)
    on_table = {"sqlite": "", "postgresql": " ON approvals"}
    with empty_app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER guard_approvals_delete{on_table[connection.dialect.name]}")
    with pytest.raises(migrate.WrongVersion, match=r"guard_approvals_delete.*surveyapp init"):
        migrate.check(empty_app)
    migrate.upgrade(empty_app)
    migrate.check(empty_app)


def test_a_guard_that_says_something_else_is_not_used(empty_app: Flask) -> None:
    migrate.upgrade(empty_app)
    with empty_app.app_context(), db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP VIEW locked_revisions")
            connection.exec_driver_sql("CREATE VIEW locked_revisions AS SELECT 0 AS revision_id")
        else:
            connection.exec_driver_sql(
                "CREATE OR REPLACE FUNCTION guard_approvals_delete() RETURNS trigger LANGUAGE plpgsql"
                " AS $$ BEGIN RETURN OLD; END $$"
            )
    with pytest.raises(migrate.WrongVersion, match="mist een slot"):
        migrate.check(empty_app)


ROUND = """INSERT INTO rounds (id, name, title, subtitle, outline, created_at)
VALUES (1, '2018', 'Rapport', '', '', '2018-05-22')"""
ORGANISATION = """INSERT INTO organisations (id, key, name, short, code, kind, category, municipalities, position)
VALUES (1, 'drenthe', 'Drenthe', '', 'Drenthe', 'province', '', '', 1)"""
QUESTIONNAIRE = "INSERT INTO questionnaires (id, key, hash, source) VALUES (1, 'provincie', 'x', 'key: provincie')"
INTERVIEW = """INSERT INTO interviews (id, round_id, organisation_id, questionnaire_id, place, state, created_at)
VALUES (1, 1, 1, 1, 'Assen', 'recording', '2018-05-22')"""
ANSWER = "INSERT INTO answers (id, interview_id, item) VALUES (1, 1, '2b')"


def test_an_interview_of_before_keeps_what_it_holds_and_gets_no_plan(empty_app: Flask) -> None:
    with empty_app.app_context():
        if db.engine.dialect.name == "sqlite":
            create_file(Path(str(db.engine.url.database)))
        migrate.alembic(empty_app).upgrade("0001")
        with db.engine.begin() as connection:
            for statement in (ROUND, ORGANISATION, QUESTIONNAIRE, INTERVIEW, ANSWER):
                connection.execute(sa.text(statement))
    migrate.upgrade(empty_app)
    with empty_app.app_context(), db.engine.begin() as connection:
        found = connection.execute(sa.text("SELECT place, planned_from, planned_minutes, video_url FROM interviews"))
        assert found.one() == ("Assen", None, 60, "")
        assert connection.execute(sa.text("SELECT item FROM answers")).scalars().all() == ["2b"]


VERIFIED = (
    """INSERT INTO respondents (id, interview_id, name, function, email, must_agree)
    VALUES (1, 1, 'A', 'wethouder', 'a@example.org', TRUE)""",
    """INSERT INTO answer_revisions (id, answer_id, status, fingerprint, number, text, created_at)
    VALUES (1, 1, 'text', 'f', 1, 'Goed.', '2018-05-22'), (2, 1, 'text', 'g', 2, 'Beter.', '2018-05-23')""",
    """INSERT INTO records (id, interview_id, number, hash, deadline, sent_at)
    VALUES (1, 1, 1, 'h', '2018-06-05', '2018-05-23')""",
    """INSERT INTO verifications (id, record_id, respondent_id, nonce, token_hash, expires_at, opened_at)
    VALUES (1, 1, 1, 'n', 't', '2018-07-01', '2018-05-24')""",
    """INSERT INTO reactions (id, verification_id, revision_id, kind, proposal, remark, updated_at)
    VALUES (1, 1, 1, 'wording', 'Beter.', '', '2018-05-24')""",
    """INSERT INTO decisions (id, reaction_id, kind, reason, revision_id, decided_at)
    VALUES (1, 1, 'accepted', '', 2, '2018-05-25')""",
    """INSERT INTO approvals (id, respondent_id, revision_id, verification_id, channel, note, given_at)
    VALUES (1, 1, 1, 1, 'link', '', '2018-05-24 10:00'), (2, 1, 2, NULL, 'phone', 'gebeld', '2018-05-26 10:00')""",
)


def test_reactions_and_agreement_of_before_say_the_same_in_the_new_words(empty_app: Flask) -> None:
    with empty_app.app_context():
        if db.engine.dialect.name == "sqlite":
            create_file(Path(str(db.engine.url.database)))
        migrate.alembic(empty_app).upgrade("0005")
        with db.engine.begin() as connection:
            for statement in (ROUND, ORGANISATION, QUESTIONNAIRE, INTERVIEW, ANSWER, *VERIFIED):
                connection.execute(sa.text(statement))
    migrate.upgrade(empty_app)
    with empty_app.app_context(), db.engine.begin() as connection:

        def one(query: str) -> tuple[str, ...]:
            return tuple(str(value) for value in connection.execute(sa.text(query)).one())

        assert one("SELECT kind, use FROM reactions") == ("correction", "named")
        assert one("SELECT reaction_id, revision_id FROM decisions") == ("1", "2")
        assert one("SELECT deadline, released_at IS NOT NULL AS sent FROM verifications")[0] == "2018-06-05"
        agreed = "SELECT function, use, channel, agreed_on FROM approvals WHERE id = "
        assert one(agreed + "1") == ("wethouder", "named", "link", "None")
        assert one(agreed + "2") == ("wethouder", "named", "phone", "2018-05-26")
        connection.execute(sa.text("UPDATE reactions SET kind = 'addition'"))
        with pytest.raises(sa.exc.IntegrityError):
            connection.execute(sa.text("UPDATE reactions SET kind = 'wording'"))


def test_the_names_of_the_migrations_say_their_versions(empty_app: Flask) -> None:
    with empty_app.app_context():
        scripts = list(migrate.alembic(empty_app).script_directory.walk_revisions())
    assert [one.revision for one in scripts] == sorted(migrate.known(), reverse=True)


def test_upgrading_twice_changes_nothing(empty_app: Flask) -> None:
    migrate.upgrade(empty_app)
    migrate.upgrade(empty_app)
    migrate.check(empty_app)


def test_a_database_without_tables_is_to_be_made_ready(empty_app: Flask) -> None:
    with pytest.raises(migrate.WrongVersion, match="voer surveyapp init uit"):
        migrate.check(empty_app)


def test_asking_for_the_version_makes_no_file(tmp_path: Path) -> None:
    app = create_app({"INSTANCE": tmp_path, "SECRET_KEY": SECRET})
    with pytest.raises(migrate.WrongVersion):
        migrate.check(app)
    assert list(tmp_path.iterdir()) == []


def test_a_new_file_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    app = create_app({"INSTANCE": tmp_path, "SECRET_KEY": SECRET})
    migrate.upgrade(app)
    assert (tmp_path / "surveyapp.sqlite").stat().st_mode & 0o777 == 0o600


def set_version(app: Flask, version: str) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :version"), {"version": version})


def test_a_newer_database_is_neither_used_nor_changed(empty_app: Flask) -> None:
    migrate.upgrade(empty_app)
    set_version(empty_app, "9999")
    for use in (migrate.check, migrate.upgrade):
        with pytest.raises(migrate.WrongVersion, match="nieuwere versie van surveyapp"):
            use(empty_app)


def test_an_older_database_is_to_be_upgraded(empty_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate.upgrade(empty_app)
    versions = migrate.known()
    monkeypatch.setattr(migrate, "known", lambda: versions | {"9998"})
    with pytest.raises(migrate.WrongVersion, match="oudere versie"):
        migrate.check(empty_app)


def test_a_migration_that_fails_changes_nothing(empty_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_power(*_arguments: object) -> None:
        raise RuntimeError("no power")

    monkeypatch.setattr("alembic.op.create_index", no_power)
    with pytest.raises(RuntimeError, match="no power"):
        migrate.upgrade(empty_app)
    with empty_app.app_context():
        assert sa.inspect(db.engine).get_table_names() == []
