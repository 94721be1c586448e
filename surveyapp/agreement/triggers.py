"""Install the views and guards in the database, remove them, and find missing ones. For SQLite and PostgreSQL."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection

from surveyapp.agreement.guards import GUARDS, Guard
from surveyapp.agreement.models import VIEWS
from surveyapp.core.db import Base
from surveyapp.text.words import fingerprint


def install(connection: Connection) -> None:
    """Create all views and guards, replacing existing ones."""
    remove(connection)
    for statements in _statements(connection).values():
        for statement in statements:
            connection.exec_driver_sql(statement)


def remove(connection: Connection) -> None:
    """Drop all existing views and guards, so that tables can be changed."""
    if connection.dialect.name == "postgresql":
        for name in _functions(connection):
            connection.exec_driver_sql(f"DROP FUNCTION {name}() CASCADE")
    else:
        for name in [existing for existing in _in_sqlite(connection) if existing not in VIEWS]:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    for name in reversed(VIEWS):
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")


def missing(connection: Connection) -> list[str]:
    """Return the names of views and guards that are missing from the database or differ from their definition."""
    if connection.dialect.name == "sqlite":
        existing = _in_sqlite(connection)
        return [name for name, (statement,) in _statements(connection).items() if existing.get(name) != statement]
    bodies, enabled = _functions(connection), set(connection.scalars(_ENABLED))
    views = {row.relname: row.comment for row in connection.execute(_COMMENTS)}
    changed = [name for name, words in VIEWS.items() if views.get(name) != fingerprint(view=words)]
    changed += [guard.name for guard in GUARDS if bodies.get(guard.name) != _body(guard)]
    return [*changed, *sorted(_statements(connection).keys() - VIEWS.keys() - enabled)]


_COMMENTS = sa.text(
    "SELECT relname, obj_description(oid, 'pg_class') AS comment FROM pg_class"
    " WHERE relkind = 'v' AND relnamespace = current_schema()::regnamespace"
)
"""PostgreSQL rewrites the definition of a view, so a digest of ours is kept in its comment."""
_ENABLED = sa.text("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'guard\\_%' AND tgenabled IN ('O', 'A')")


def _in_sqlite(connection: Connection) -> dict[str, str]:
    """Return the statements of all existing guards and views, by name."""
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')")
    return {row.name: row.sql for row in rows if row.name in VIEWS or row.name.startswith("guard_")}


def _functions(connection: Connection) -> dict[str, str]:
    """Return the bodies of all existing guard functions, by name."""
    rows = connection.execute(
        sa.text(
            "SELECT proname, prosrc FROM pg_proc"
            " WHERE proname LIKE 'guard\\_%' AND pronamespace = current_schema()::regnamespace"
        )
    )
    return {row.proname: row.prosrc for row in rows}


def _statements(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Return the statements that create each view and guard, by name, in the dialect of this database."""
    views = {name: f"CREATE VIEW {name} AS {words.strip()}" for name, words in VIEWS.items()}
    if connection.dialect.name == "sqlite":
        return {name: (words,) for name, words in views.items()} | dict(_for_sqlite())
    commented = {
        name: (words, f"COMMENT ON VIEW {name} IS '{fingerprint(view=VIEWS[name])}'") for name, words in views.items()
    }
    return commented | dict(_for_postgresql())


def _for_sqlite() -> Iterator[tuple[str, tuple[str, ...]]]:
    for guard in GUARDS:
        when = f" WHEN {guard.when}" if guard.when else ""
        row = f"BEFORE {guard.event} ON {guard.table} FOR EACH ROW"
        yield guard.name, (f"CREATE TRIGGER {guard.name} {row}{when} BEGIN SELECT RAISE(ABORT, '{guard.says}'); END",)


def _for_postgresql() -> Iterator[tuple[str, tuple[str, ...]]]:
    for guard in GUARDS:
        trigger = f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} FOR EACH ROW"
        yield guard.name, (_function(guard.name, _body(guard)), f"{trigger} EXECUTE FUNCTION {guard.name}()")
    for table in dict.fromkeys(guard.table for guard in GUARDS if guard.event == "DELETE"):
        name = f"guard_{table}_truncate"
        trigger = f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
        body = f" BEGIN {_raise('Deze tabel kan niet worden leeggemaakt.')} END "
        yield name, (_function(name, body), f"{trigger} EXECUTE FUNCTION {name}()")


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"


def _body(guard: Guard) -> str:
    row = "OLD" if guard.event == "DELETE" else "NEW"
    return f" BEGIN IF {guard.when or 'TRUE'} THEN {_raise(guard.says)} END IF; RETURN {row}; END "


def _raise(says: str) -> str:
    return f"RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = '{says}';"


@event.listens_for(Base.metadata, "after_create")
def _with_tables(_metadata: sa.MetaData, connection: Connection, **_kwargs: Any) -> None:
    """Install the guards after ``create_all``, when all tables exist."""
    if {guard.table for guard in GUARDS} <= set(sa.inspect(connection).get_table_names()):
        install(connection)


@event.listens_for(Base.metadata, "before_drop")
def _before_tables(_metadata: sa.MetaData, connection: Connection, **_kwargs: Any) -> None:
    remove(connection)
