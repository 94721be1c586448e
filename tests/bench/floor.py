"""What Flask, its server and the disk cost by themselves: a bare application that answers a save and a page.

It runs as ``surveyapp serve`` does, and writes as safely: one INSERT at a time, in a transaction that is on disk before
the answer leaves. It knows no log-in, no rights, no conflicts, no audit log and no templates to speak of.
"""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from flask import Flask, render_template_string, request
from flask.typing import ResponseReturnValue

from surveyapp.commands import serving
from tests.bench.server import Server, free_port, running

DATABASE, PAGE = "bare.sqlite", "bare.html"


@contextmanager
def bare(folder: Path, environment: dict[str, str], page: str) -> Iterator[Server]:
    """The bare application as a server of its own. It shows ``page``, as one value in a template."""
    (folder / PAGE).write_text(page, "utf-8")
    port = free_port()
    with running([sys.executable, "-m", "tests.bench.floor", str(folder), str(port)], port, environment) as server:
        yield server


def _bare_app(folder: Path) -> Flask:
    """At the same addresses as the product, so that a client asks both in the same way."""
    app, page = Flask(__name__), (folder / PAGE).read_text("utf-8")
    app.config["PROXIES"] = 0
    writing, connection = Lock(), sqlite3.connect(folder / DATABASE, isolation_level=None, check_same_thread=False)
    for statement in (
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT)",
    ):
        connection.execute(statement)

    @app.put("/interviews/<int:interview_id>/antwoorden/<item>")
    def save(interview_id: int, item: str) -> ResponseReturnValue:  # noqa: ARG001  (the address is the product's)
        text = request.get_json()["text"]
        with writing:
            connection.execute("BEGIN IMMEDIATE")
            number = connection.execute("INSERT INTO texts (text) VALUES (?)", (text,)).lastrowid
            connection.execute("COMMIT")
        return {"base": number}

    @app.get("/interviews/<int:interview_id>")
    def desk(interview_id: int) -> str:  # noqa: ARG001
        return render_template_string("{{ page | safe }}", page=page)

    return app


def main() -> None:
    """Serve the bare application until it is ended."""
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    serving._log()
    serving._server(_bare_app(folder), serving._listening("127.0.0.1", port)).run()


if __name__ == "__main__":
    main()
