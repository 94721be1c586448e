"""Changes of a table in place, for migrations: SQLite cannot recreate a table while others refer to its rows."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


def on_postgresql() -> bool:
    """Return whether the database is PostgreSQL, which has full ``ALTER TABLE``."""
    return op.get_bind().dialect.name == "postgresql"


def refer(table: str, column: str, to: str) -> None:
    """Add a foreign key from an existing column to the id of another table."""
    name = f"fk_{table}_{column}_{to}"
    if on_postgresql():
        op.create_foreign_key(op.f(name), table, to, [column], ["id"])
    else:
        _constrain(table, f"CONSTRAINT {name} FOREIGN KEY({column}) REFERENCES {to} (id)")


def check(table: str, name: str, condition: str) -> None:
    """Add a CHECK over existing columns; every row must satisfy it already."""
    if on_postgresql():
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)
    else:
        _constrain(table, f"CONSTRAINT ck_{table}_{name} CHECK ({condition})")


def known(table: str, column: str, name: str, before: Sequence[str], after: Sequence[str]) -> None:
    """Replace the values that the CHECK on a column allows."""
    if on_postgresql():
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table)
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, f"{column} IN ({listed(after)})")
    else:
        _rewrite(table, f"{column} IN ({listed(before)})", f"{column} IN ({listed(after)})")


def not_null(table: str, column: str, kind: str) -> None:
    """Add NOT NULL to a column that has a value in every row."""
    if on_postgresql():
        op.alter_column(table, column, nullable=False)
    else:
        _rewrite(table, f"{column} {kind}", f"{column} {kind} NOT NULL")


def listed(values: Sequence[str]) -> str:
    """Return values as a list of SQL literals."""
    return ", ".join(f"'{value}'" for value in values)


def _constrain(table: str, constraint: str) -> None:
    key = f"CONSTRAINT pk_{table} PRIMARY KEY (id)"
    _rewrite(table, key, f"{key}, \n\t{constraint}")


def _rewrite(table: str, before: str, after: str) -> None:
    """Change the definition that SQLite keeps of a table, without touching its rows.

    This is SQLite's own procedure for constraints (lang_altertable.html, section 7). The rows must satisfy the new
    definition.
    """
    connection = op.get_bind()
    version = connection.scalar(sa.text("PRAGMA schema_version"))
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    changed = connection.execute(
        sa.text(
            "UPDATE sqlite_schema SET sql = replace(sql, :before, :after)"
            " WHERE type = 'table' AND name = :table AND instr(sql, :before) > 0"
        ),
        {"before": before, "after": after, "table": table},
    )
    if changed.rowcount != 1:
        raise RuntimeError(f"{table}: {before!r} not found")
    connection.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(sa.text("PRAGMA writable_schema = RESET"))
