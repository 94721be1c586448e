"""What the pages of staff cost as a database grows: ``make bench ARGS=growth``.

Milliseconds of the processor and statements of each page, for the sample round, for ten such rounds, and for a round
with ten times its interviews.
"""

import contextvars
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import sqlalchemy as sa

from surveyapp import create_app
from surveyapp.accounts.queries import find_user_by_email
from surveyapp.db import Base, db
from surveyapp.sample.load import PASSWORD
from tests.bench.server import LOGIN, Results
from tests.checking import Client

TIMES, STEP, TURNS = 10, 1_000_000, 3
PAGES = {
    "/interviews": "/interviews",
    "/veldwerk": "/veldwerk",
    "/postvak": "/postvak",
    "/rapport": "/rapport",
    "/rapport/openstaand": "/rapport/openstaand",
    "/rapport/themas": "/rapport/themas?toon=alle",
    "/rapport/vraag": "/rapport/vraag/regio/2b",
    "/rapport/thema": "/rapport/thema/wonen",
    "/rapport/paragraaf": "/rapport/paragraaf/leefbaarheid",
    "/bronnen": "/bronnen",
    "/rapport/afstemmen": "/rapport/afstemmen",
    "/persoonsgegevens": "/persoonsgegevens",
    "/mensen": "/mensen",
}


EVERYTHING = """INSERT INTO interview_interviewers (interview_id, user_id)
SELECT interviews.id, users.id FROM interviews, users WHERE users.email = ?"""
"""Who looks is an interviewer of every interview."""


def measured(folder: Path) -> Results:
    """Return what each page costs at each size, and the ratios."""
    sizes = {
        "1 round of 32": _grown(folder, "once", lambda _: None),
        "10 rounds of 32": _grown(folder, "rounds", _more_rounds),
        "1 round of 320": _grown(folder, "interviews", _more_interviews),
    }
    found = {name: dict(_costs(instance)) for name, instance in sizes.items()}
    once = found["1 round of 32"]
    return {
        f"{page}, {name}": {**cost, "ratio": cost["cpu_ms"] / once[page]["cpu_ms"]}
        for page in once
        for name, costs in found.items()
        for cost in (costs[page],)
    }


def _grown(folder: Path, name: str, grow: Callable[[sqlite3.Connection], None]) -> Path:
    """Return an instance of its own with the sample round, made larger by ``grow``."""
    instance = folder / "growth" / name
    instance.mkdir(parents=True)
    for one in folder.iterdir():
        if one.is_file():
            shutil.copy(one, instance)
    connection = sqlite3.connect(instance / "surveyapp.sqlite")
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{trigger}"')
    grow(connection)
    connection.execute(EVERYTHING, (LOGIN,))
    connection.commit()
    connection.execute("ANALYZE")
    connection.close()
    return instance


def _more_interviews(connection: sqlite3.Connection) -> None:
    for number in range(1, TIMES):
        _copy(connection, {"organisations"}, number)
        connection.execute("UPDATE organisations SET name = name || ? WHERE id > ?", (f" {number}", number * STEP))


def _more_rounds(connection: sqlite3.Connection) -> None:
    for number in range(1, TIMES // 2):
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


def _costs(instance: Path) -> Iterator[tuple[str, dict[str, float]]]:
    app, asked = create_app({"INSTANCE": instance, "RATELIMIT_ENABLED": False}), list[object]()
    with app.app_context():
        user = find_user_by_email(db.session, LOGIN)
        assert user
        client = Client(app).login(user, PASSWORD)
        sa.event.listen(db.engine, "before_cursor_execute", lambda *sent: asked.append(sent[2]))
        for name, address in PAGES.items():
            opened(client, address)
            spent = []
            for _ in range(TURNS):
                asked.clear()
                begin = time.process_time()
                size = opened(client, address)
                spent.append((time.process_time() - begin) * 1000)
            yield name, {"statements": len(asked), "cpu_ms": min(spent), "kB": size / 1000}


def opened(client: Client, address: str) -> int:
    """Open a page in a context of its own, and return its size in bytes."""
    response = contextvars.Context().run(lambda: client.browser.open(address))
    assert response.status_code == 200, (address, response.status_code)
    return len(response.data)
