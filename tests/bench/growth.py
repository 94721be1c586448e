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
from surveyapp.accounts.staff.queries import find_user_by_email
from surveyapp.core.db import db
from surveyapp.sample.load import PASSWORD
from tests.bench.server import LOGIN, Results
from tests.checking import Client
from tests.copied_rows import more_interviews, more_rounds, opened_to_copy

TIMES, TURNS = 10, 3
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
    "/rapport/afstemmen/1": "/rapport/afstemmen/1",
    "/rapport/afstemmen/tabel": "/rapport/afstemmen/tabel",
    "/rapport/indeling": "/rapport/indeling",
    "/rapport/indeling/toevoegen": "/rapport/indeling/toevoegen",
    "/persoonsgegevens": "/persoonsgegevens",
    "/persoonsgegevens/2018": "/persoonsgegevens/2018",
    "/mensen": "/mensen",
}


EVERYTHING = """INSERT INTO interview_interviewers (interview_id, user_id)
SELECT interviews.id, users.id FROM interviews, users WHERE users.email = ?"""
"""Who looks is an interviewer of every interview."""


def measured(folder: Path) -> Results:
    """Return what each page costs at each size, and the ratios."""
    sizes = {
        "1 round of 32": _grown(folder, "once", lambda _: None),
        "10 rounds of 32": _grown(folder, "rounds", lambda found: more_rounds(found, TIMES // 2)),
        "1 round of 320": _grown(folder, "interviews", lambda found: more_interviews(found, TIMES)),
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
    with opened_to_copy(instance / "surveyapp.sqlite") as connection:
        grow(connection)
        connection.execute(EVERYTHING, (LOGIN,))
    return instance


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
