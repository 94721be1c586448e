"""Consistent copies of a SQLite database: made while it is in use, checked before they are used."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from surveyapp.core.db import create_file
from surveyapp.core.turns import Deadline

WAIT = 30
"""Seconds to wait for other users of the file."""


class BackupError(Exception):
    """A copy cannot be made or used. The message says why, in Dutch."""


def copy(source: Path, target: Path, secret: bytes | None = None) -> None:
    """Write all that is committed in ``source`` to ``target`` and check it; ``target`` appears completely or not at
    all.

    ``secret`` is the secret key to put into the copy, as ``secret_box`` packs it. Raises BackupError; OSError when
    ``target`` cannot be written.
    """
    if target.exists() and target.samefile(source):
        raise BackupError(f"{target} is de database zelf. Kies een ander bestand voor de kopie.")
    if target.is_dir() or not target.parent.is_dir():
        raise BackupError(f"{target}: geef een bestand in een map die er is.")
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        with _reading(source) as origin, closing(sqlite3.connect(unfinished)) as written:
            _pour(origin, written)
            written.execute("PRAGMA journal_mode=DELETE")
            if secret is not None:
                _enclose(written, secret)
        verify(unfinished)
        unfinished.replace(target)
    except sqlite3.Error as error:
        raise BackupError(f"{target}: de kopie is niet gemaakt ({error}).") from error
    finally:
        unfinished.unlink(missing_ok=True)


def verify(path: Path) -> frozenset[str]:
    """Check a whole database file and return its versions. Raises BackupError."""
    if not path.is_file():
        raise BackupError(f"Het bestand {path} is er niet.")
    try:
        with _reading(path) as database:
            mistakes = [row[0] for row in database.execute("PRAGMA integrity_check") if row[0] != "ok"]
            mistakes += [f"{row[0]} verwijst naar niets" for row in database.execute("PRAGMA foreign_key_check")]
            versions = frozenset(row[0] for row in database.execute("SELECT version_num FROM alembic_version"))
    except sqlite3.Error as error:
        raise BackupError(f"{path} is geen database van surveyapp, of beschadigd ({error}).") from error
    if mistakes:
        raise BackupError(f"{path} is beschadigd: {mistakes[0]}. Neem een andere kopie.")
    return versions


def take_secret(path: Path) -> bytes | None:
    """Remove the secret key from a copy and return it; None when it holds none.

    A database in use never has this table.
    """
    with closing(sqlite3.connect(path)) as database, database:
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'backup_secret'").fetchone():
            return None
        (content,) = database.execute("SELECT content FROM backup_secret").fetchone()
        database.execute("PRAGMA secure_delete=ON")
        database.execute("DROP TABLE backup_secret")
        return bytes(content)


def _enclose(database: sqlite3.Connection, secret: bytes) -> None:
    with database:
        database.execute("CREATE TABLE backup_secret (content BLOB NOT NULL)")
        database.execute("INSERT INTO backup_secret VALUES (?)", [secret])


@contextmanager
def prepared(source: Path, database: Path) -> Iterator[Path]:
    """Yield a temporary copy of ``source`` beside ``database`` to work on. Raises BackupError, OSError."""
    database.parent.mkdir(parents=True, exist_ok=True)
    path = database.with_name(f".{database.name}.herstel-{os.getpid()}")
    copy(source, path)
    try:
        yield path
    finally:
        for suffix in ("", "-wal", "-shm", ".lock"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def put_back(source: Path, database: Path) -> None:
    """Replace the content of ``database`` by ``source``, in a single transaction; it may be in use.

    Raises BackupError.
    """
    was_there = database.exists()
    create_file(database)
    try:
        with _reading(source) as origin, closing(sqlite3.connect(database, timeout=1)) as written:
            _pour(origin, written)
    except sqlite3.Error as error:
        if not was_there:
            with suppress(OSError):
                database.unlink()
        raise BackupError(f"{database}: terugzetten lukte niet ({error}). Er is niets gewijzigd.") from error


def _pour(origin: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy a whole database in a single transaction. Python's own loop would wait for other users without end."""
    deadline = Deadline(WAIT)

    def give_up(status: int, _remaining: int, _total: int) -> None:
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} and not deadline.left():
            raise sqlite3.OperationalError(f"het bestand bleef {WAIT} seconden in gebruik")

    origin.backup(target, progress=give_up)


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=WAIT)) as connection:
        yield connection
