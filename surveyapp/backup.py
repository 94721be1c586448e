"""Copies of a SQLite database that are whole: made while it is in use, checked before they are trusted."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from surveyapp.db import create_file

WAIT = 30
"""Seconds to wait for a writer to finish."""


class BackupError(Exception):
    """A copy cannot be made or used. The message says why, in Dutch."""


def copy(source: Path, target: Path) -> None:
    """Write all that is committed in ``source`` to ``target``: one file, checked, there whole or not at all.

    Raises BackupError; OSError when ``target`` cannot be written.
    """
    if target.exists() and target.samefile(source):
        raise BackupError(f"{target} is de database zelf. Kies een ander bestand voor de kopie.")
    if target.is_dir() or not target.parent.is_dir():
        raise BackupError(f"{target}: geef een bestand in een map die er is.")
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        with _reading(source) as origin, closing(sqlite3.connect(unfinished)) as written:
            origin.backup(written)
            written.execute("PRAGMA journal_mode=DELETE")
        verify(unfinished)
        unfinished.replace(target)
    except sqlite3.Error as error:
        raise BackupError(f"{target}: de kopie is niet gemaakt ({error}).") from error
    finally:
        unfinished.unlink(missing_ok=True)


def verify(path: Path) -> frozenset[str]:
    """Check a database file from end to end and return its versions. Raises BackupError."""
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


def put_back(source: Path, database: Path) -> None:
    """Replace all that is in ``database`` by ``source``, in one transaction; it may be in use. Raises BackupError."""
    create_file(database)
    try:
        with _reading(source) as origin, closing(sqlite3.connect(database, timeout=WAIT)) as written:
            origin.backup(written)
    except sqlite3.Error as error:
        raise BackupError(f"{database}: terugzetten lukte niet ({error}). Er is niets gewijzigd.") from error


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=WAIT)) as connection:
        yield connection
