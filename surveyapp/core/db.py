"""The database: declarative base, serialised write transactions, times in UTC.

SQLite runs with WAL, ``synchronous=FULL``, foreign keys and ``BEGIN IMMEDIATE`` for writes. Writers wait for their turn
in ``turns``: SQLite's own back-off under load makes some of them wait far too long.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect, Engine, ExceptionContext
from sqlalchemy.orm import DeclarativeBase, Session, make_transient_to_detached
from sqlalchemy.types import TypeDecorator

from surveyapp.core.config import ConfigurationError, Secrets
from surveyapp.core.errors import RefusedByDatabase
from surveyapp.core.turns import Deadline, Queue

WRITE = "surveyapp_write"
"""Execution option of a connection that will write: milliseconds to wait for each lock."""
LONG = "surveyapp_long"
"""Execution option of a connection whose statements have no time limit, as in a migration."""
WAIT = 8.0
"""Seconds that a writer waits for all locks together."""
READ_WAIT_MS = 2000
"""``busy_timeout`` for reading, which waits only in rare cases, such as when SQLite recovers a file after a crash."""
WRITE_IDLE = "60s"
"""Time after which PostgreSQL ends an idle write transaction: its machine may have lost the network."""
_POSTGRESQL_TURN = "SELECT pg_advisory_xact_lock(8061)"
"""Takes the turn to write on PostgreSQL. The number is arbitrary; all processes use the same."""

WRONG_ENCODING = (
    "De database bewaart tekst als {encoding}, en dat kan niet elk teken aan. Maak een database met UTF-8:"
    " createdb --template=template0 --encoding=UTF8 NAAM"
)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware datetime. Refuses a naive one; values read back are in UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC, without a time zone on SQLite, which stores none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value!r}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the stored moment as an aware datetime in UTC."""
        return value and (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))


class Base(DeclarativeBase):
    """Declarative base, with constraint names that migrations can rely on."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UTCDateTime}  # noqa: RUF012  (declared so by SQLAlchemy)


def enum_column(kind: type[StrEnum]) -> sa.Enum:
    """Return a column type that stores a StrEnum by its value, with a CHECK on the known values."""
    return sa.Enum(
        kind,
        name=f"{kind.__name__.lower()}_known",
        native_enum=False,
        create_constraint=True,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )


db = SQLAlchemy(session_options={"expire_on_commit": False})


def init_app(app: Flask) -> None:
    """Bind the database to the application: engine events and the keys that operations need."""
    before = list(app.teardown_appcontext_funcs)
    db.init_app(app)
    # The library also closes async sessions, in a new thread after every request. There is no async engine here.
    added = [closing for closing in app.teardown_appcontext_funcs if closing not in before]
    app.teardown_appcontext_funcs = before + [closing for closing in added if not iscoroutinefunction(closing)]
    with app.app_context():
        listen = {"sqlite": listen_sqlite, "postgresql": listen_postgresql}.get(db.engine.dialect.name)
        if listen:
            listen(db.engine)
        event.listen(db.engine, "handle_error", _tell_refusal)
        db.sessionmaker.configure(info={"secrets": Secrets.derive(app.config["SECRET_KEY"])})


def secrets_of(session: Session) -> Secrets:
    """Return the keys of the application that this session belongs to."""
    keys: Secrets = session.info["secrets"]
    return keys


def listen_sqlite(engine: Engine) -> None:
    """Set the pragmas of each SQLite connection, and begin writing transactions with ``BEGIN IMMEDIATE``."""

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", f"busy_timeout={READ_WAIT_MS}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        wait = connection.get_execution_options().get(WRITE)
        # Direct to the driver, except for the statement that may wait and fail.
        connection.connection.cursor().execute(f"PRAGMA busy_timeout={wait}" if wait else "BEGIN")
        if wait:
            connection.exec_driver_sql("BEGIN IMMEDIATE")


def listen_postgresql(engine: Engine) -> None:
    """Begin each writing transaction by taking the turn to write. ``config`` limits all other waits, per connection."""

    @event.listens_for(engine, "connect", insert=True)  # before SQLAlchemy reads what it could not decode
    def connect(connection: Any, _record: Any) -> None:
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            connection.close()
            raise ConfigurationError(WRONG_ENCODING.format(encoding=encoding))

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get(WRITE):
            connection.exec_driver_sql(_postgresql_turn(options[WRITE], long=options.get(LONG, False)))


def _postgresql_turn(wait: int, *, long: bool) -> str:
    """Return the statements that begin a writing transaction, joined to save round trips."""
    limits = {"lock_timeout": wait, "idle_in_transaction_session_timeout": f"'{WRITE_IDLE}'"}
    limits |= {"statement_timeout": 0, "idle_in_transaction_session_timeout": 0} if long else {}
    return "; ".join([*(f"SET LOCAL {name} = {value}" for name, value in limits.items()), _POSTGRESQL_TURN])


def _tell_refusal(context: ExceptionContext) -> None:
    """Raise a trigger's reason in place of the driver's error."""
    if reason := refusal_of(context.original_exception):
        raise RefusedByDatabase(reason) from context.original_exception


def refusal_of(error: BaseException) -> str:
    """Return why a trigger of the database refused, as a Dutch sentence; "" for any other error of a driver."""
    if getattr(error, "sqlite_errorname", "") == "SQLITE_CONSTRAINT_TRIGGER":
        return str(error)
    if getattr(error, "sqlstate", None) == "23000":
        return str(getattr(error, "diag").message_primary)  # noqa: B009  (psycopg may not be installed)
    return ""


def create_file(path: Path) -> None:
    """Create an empty SQLite file readable by its owner alone. SQLite gives its companion files the same mode."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)


class WriteTransaction:
    """A running write transaction. ``keep`` is whether it will be committed."""

    keep = True

    def discard(self) -> None:
        """Roll back at the end instead of committing."""
        self.keep = False


@contextmanager
def write_transaction(session: Session) -> Iterator[WriteTransaction]:
    """Run a serialised write transaction: commit at the end, roll back when the block raises.

    Without the turn, writers would wait for each other at the head of the audit log, holding locks that the other
    needs. Raises Busy when the turn does not come within ``WAIT`` seconds.
    """
    session.commit()
    transaction = WriteTransaction()
    with write_turn(session.get_bind().engine) as deadline:
        try:
            session.connection(execution_options={WRITE: deadline.left_ms()})
            yield transaction
            if transaction.keep:
                session.commit()
            else:
                session.rollback()
        except BaseException:
            session.rollback()
            raise


class Row(Protocol):
    """A row of a table of this application."""

    __tablename__: Any
    id: Any


def insert_unless_there(session: Session, new: Row) -> bool:
    """Insert a row at once, bypassing the unit of work; return False when a UNIQUE constraint already holds its like.

    The transaction stays intact without a savepoint. Afterwards ``new`` belongs to the session.
    """
    table = Base.metadata.tables[new.__tablename__]
    values = {column.key: getattr(new, column.key) for column in table.c if not column.primary_key}
    connection = session.connection()
    new.id = connection.scalar(_insert_or_nothing(table, connection.dialect.name), values)
    if new.id is None:
        return False
    make_transient_to_detached(new)
    session.add(new)
    return True


@cache
def _insert_or_nothing(table: sa.Table, dialect: str) -> sa.Executable:
    """Return the statement that inserts a row or does nothing.

    Cached per table, because every save inserts a revision.
    """
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing().returning(table.c.id)


@contextmanager
def snapshot(session: Session) -> Iterator[None]:
    """Read the database as it is at one moment, whatever is saved meanwhile. Rolls back changes made inside."""
    session.rollback()
    try:
        if session.get_bind().dialect.name == "postgresql":
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield
    finally:
        session.rollback()


@contextmanager
def write_turn(engine: Engine, seconds: float | None = None) -> Iterator[Deadline]:
    """Wait for the turn to write: among all threads and processes on a SQLite file, among the threads of this process
    otherwise.

    Between processes on PostgreSQL, an advisory lock in the transaction decides. Raises Busy after ``seconds``, or
    ``WAIT``.
    """
    deadline = Deadline(WAIT if seconds is None else seconds)
    with _queue(engine).turn(deadline):
        yield deadline


@cache
def _queue(engine: Engine) -> Queue:
    path = engine.url.database
    in_file = engine.dialect.name == "sqlite" and path not in {None, "", ":memory:"}
    return Queue(f"{path}.lock" if in_file else None)


def utcnow() -> datetime:
    """Return the current time. Only the edges (web, cli, worker) call this; operations are passed the time."""
    return datetime.now(UTC)
