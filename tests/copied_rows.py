"""Make a database larger: copy rows, with all that refers to them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from surveyapp.core.db import Base

STEP = 1_000_000
"""How far the ids of one copy are from those of the next."""


@contextmanager
def opened_to_copy(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection to a database of SQLite without its triggers, and commit."""
    connection = sqlite3.connect(path)
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{trigger}"')
    yield connection
    connection.commit()
    connection.execute("ANALYZE")
    connection.close()


def more_interviews(connection: sqlite3.Connection, times: int) -> None:
    """Let there be so many times the organisations, with their interviews."""
    for number in range(1, times):
        _copy(connection, {"organisations"}, number)
        connection.execute("UPDATE organisations SET name = name || ? WHERE id > ?", (f" {number}", number * STEP))


def more_rounds(connection: sqlite3.Connection, times: int) -> None:
    """Let there be so many times the rounds, each after the other."""
    for number in range(1, times):
        _copy(connection, {"rounds"}, number)
        before, first = (number - 1) * STEP + 2, number * STEP + 1
        connection.execute("UPDATE rounds SET previous_id = ? WHERE id = ?", (before, first))
        connection.execute(
            "UPDATE rounds SET created_at = datetime(created_at, ?) WHERE id >= ?", (f"+{number} days", first)
        )


def _copy(connection: sqlite3.Connection, roots: set[str], number: int) -> None:
    """Copy these tables, and all that refers to them, with other ids and other words where these are unique."""
    copied = _below(roots)
    for table in Base.metadata.sorted_tables:
        if table.name in copied:
            names = ", ".join(f'"{one.name}"' for one in table.columns)
            values = ", ".join(_shifted(one, copied, number) for one in table.columns)
            where = f"WHERE id < {STEP}" if "id" in table.columns else _first(table, copied)
            rows = f'SELECT {values} FROM "{table.name}" {where}'  # noqa: S608  (names of our own tables)
            connection.execute(f'INSERT INTO "{table.name}" ({names}) {rows}')


def _below(roots: set[str]) -> set[str]:
    found = set(roots)
    for _ in Base.metadata.tables:
        found |= {
            table.name
            for table in Base.metadata.sorted_tables
            if any(key.column.table.name in found for key in table.foreign_keys)
        }
    return found


def _first(table: sa.Table, copied: set[str]) -> str:
    keys = [key.parent.name for key in table.foreign_keys if key.column.table.name in copied]
    return f'WHERE "{keys[0]}" < {STEP}'


def _shifted(column: sa.Column[object], copied: set[str], number: int) -> str:
    key = next(iter(column.foreign_keys), None)
    if (column.name == "id" and not key) or (key and key.column.table.name in copied):
        return f'"{column.name}" + {number * STEP}' if not isinstance(column.type, sa.String) else f'"{column.name}"'
    if isinstance(column.type, sa.String | sa.Text) and _is_unique(column, copied):
        return f"\"{column.name}\" || '-{number}'"
    return f'"{column.name}"'


def _is_unique(column: sa.Column[object], copied: set[str]) -> bool:
    """Return whether no two rows may have the same, where nothing else of it becomes another."""
    table = column.table
    sets = [one.columns for one in table.constraints if isinstance(one, sa.UniqueConstraint)]
    sets += [one.columns for one in table.indexes if one.unique]
    own = [each for each in sets if column.name in {one.name for one in each}]
    return bool(column.unique) or any(
        not any(key.column.table.name in copied for one in each for key in one.foreign_keys) for each in own
    )
