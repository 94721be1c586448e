"""Put the views and guards into the database, take them out, and say which are missing. SQLite and PostgreSQL."""

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
    """Create all views and guards, in place of those that are there."""
    remove(connection)
    for statements in _statements(connection).values():
        for statement in statements:
            connection.exec_driver_sql(statement)


def remove(connection: Connection) -> None:
    """Drop all views and guards that are there, so that tables can be changed."""
    if connection.dialect.name == "postgresql":
        for name in _functions(connection):
            connection.exec_driver_sql(f"DROP FUNCTION {name}() CASCADE")
    else:
        for name in [one for one in _in_sqlite(connection) if one not in VIEWS]:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    for name in reversed(VIEWS):
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")


def missing(connection: Connection) -> list[str]:
    """Return the names of views and guards that are not in the database, or not as they should be."""
    if connection.dialect.name == "sqlite":
        found = _in_sqlite(connection)
        return [name for name, (statement,) in _statements(connection).items() if found.get(name) != statement]
    bodies, enabled = _functions(connection), set(connection.scalars(_ENABLED))
    views = {row.relname: row.comment for row in connection.execute(_COMMENTS)}
    changed = [name for name, words in VIEWS.items() if views.get(name) != fingerprint(view=words)]
    changed += [one.name for one in GUARDS if bodies.get(one.name) != _body(one)]
    return [*changed, *sorted(_statements(connection).keys() - VIEWS.keys() - enabled)]


_COMMENTS = sa.text(
    "SELECT relname, obj_description(oid, 'pg_class') AS comment FROM pg_class"
    " WHERE relkind = 'v' AND relnamespace = current_schema()::regnamespace"
)
"""PostgreSQL keeps a view in words of its own, so the digest of ours stands in its comment."""
_ENABLED = sa.text("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'guard\\_%' AND tgenabled IN ('O', 'A')")


def _in_sqlite(connection: Connection) -> dict[str, str]:
    """The statements of all guards and views that are there, by name."""
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')")
    return {row.name: row.sql for row in found if row.name in VIEWS or row.name.startswith("guard_")}


def _functions(connection: Connection) -> dict[str, str]:
    """The bodies of all guard functions that are there, by name."""
    found = connection.execute(
        sa.text(
            "SELECT proname, prosrc FROM pg_proc"
            " WHERE proname LIKE 'guard\\_%' AND pronamespace = current_schema()::regnamespace"
        )
    )
    return {row.proname: row.prosrc for row in found}


def _statements(connection: Connection) -> dict[str, tuple[str, ...]]:
    """What creates each view and guard, by name, as this database wants it said."""
    views = {name: f"CREATE VIEW {name} AS {words.strip()}" for name, words in VIEWS.items()}
    if connection.dialect.name == "sqlite":
        return {name: (words,) for name, words in views.items()} | dict(_for_sqlite())
    commented = {
        name: (words, f"COMMENT ON VIEW {name} IS '{fingerprint(view=VIEWS[name])}'") for name, words in views.items()
    }
    return commented | dict(_for_postgresql())


def _for_sqlite() -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in GUARDS:
        when = f" WHEN {one.when}" if one.when else ""
        row = f"BEFORE {one.event} ON {one.table} FOR EACH ROW"
        yield one.name, (f"CREATE TRIGGER {one.name} {row}{when} BEGIN SELECT RAISE(ABORT, '{one.says}'); END",)


def _for_postgresql() -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in GUARDS:
        trigger = f"CREATE TRIGGER {one.name} BEFORE {one.event} ON {one.table} FOR EACH ROW"
        yield one.name, (_function(one.name, _body(one)), f"{trigger} EXECUTE FUNCTION {one.name}()")
    for table in dict.fromkeys(one.table for one in GUARDS if one.event == "DELETE"):
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
    """``create_all`` makes them too, when all tables are there."""
    if {one.table for one in GUARDS} <= set(sa.inspect(connection).get_table_names()):
        install(connection)


@event.listens_for(Base.metadata, "before_drop")
def _before_tables(_metadata: sa.MetaData, connection: Connection, **_kwargs: Any) -> None:
    remove(connection)
