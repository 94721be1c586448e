"""``restore`` while people save: it waits its turn, replaces everything at once, and says what it did."""

import fcntl
import http.client
import json
import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest
from checking import PASSWORD
from command_line import Program
from person import Person
from test_cli_serving import line_of, running

from surveyapp.database import backup

WRITERS = 6


class Writer(Thread):
    """Somebody who saves one answer again and again, whatever the server says."""

    def __init__(self, person: Person, stop: Event) -> None:
        super().__init__(daemon=True)
        self.person, self.stop = person, stop
        self.statuses: list[int] = []

    def run(self) -> None:
        base, place = 0, 0
        while not self.stop.is_set():
            place += 1
            key = f"{self.name}-{place}".ljust(16, "k")
            try:
                status, content = self.person.put(1, "2b", text=f"Zin {place}.", base=base, key=key)
            except (OSError, http.client.HTTPException):
                status, content = 0, ""
            self.statuses.append(status)
            if status == 200:
                base = int(json.loads(content)["base"])
            elif status == 409:
                base = int(re.findall(r'name="base" value="(\d+)"', json.loads(content)["panel"])[0])


def stored(program: Program, question: str) -> list[object]:
    with closing(sqlite3.connect(program.instance / "surveyapp.sqlite")) as connection:
        return [row[0] for row in connection.execute(question)]


def test_under_load_a_restore_does_what_it_says(
    fielded: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SURVEYAPP_BASE_URL")  # it is served on this computer
    role = ("--role", "administrator", "--role", "interviewer", "--password-stdin")
    fielded.ok("user", "add", "a@example.org", "--name", "A", *role, stdin=PASSWORD)
    kept, stop = tmp_path / "kopie.sqlite", Event()
    fielded.ok("backup", kept)
    with running("serve", "--port", "0") as process:
        port = int(re.findall(r":(\d+) ", line_of(process))[0])
        person = Person(port).log_in("a@example.org", PASSWORD)
        writers = [Writer(person.beside(), stop) for _ in range(WRITERS)]
        for writer in writers:
            writer.start()
        end = time.monotonic() + 30
        while not all(200 in writer.statuses for writer in writers) and time.monotonic() < end:
            time.sleep(0.05)  # after the first restore nobody is logged in
        for _ in range(5):
            time.sleep(0.5)
            out = fielded.ok("restore", kept)
            assert "is teruggezet. Wat er stond, staat in" in out
            assert Path(re.findall(r"staat in (\S+)\.\n", out)[0]).exists()
            time.sleep(1)
        stop.set()
        for writer in writers:
            writer.join(30)
            writer.person.close()
        person.close()
    assert stored(fielded, "SELECT count(*) FROM audit_events WHERE action = 'database.restore'") == [1]
    assert stored(fielded, "PRAGMA integrity_check") == ["ok"]
    assert all(200 in writer.statuses for writer in writers)
    assert {status for writer in writers for status in writer.statuses} <= {200, 401, 409, 503}
    assert "Het logboek klopt" in fielded.ok("audit", "verify")


def test_a_restore_that_gets_no_turn_says_so_and_changes_nothing(
    fielded: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "WAIT", 1)
    kept = tmp_path / "kopie.sqlite"
    fielded.ok("backup", kept)
    before = fielded.ok("interview", "show", "1", "--json")
    with (fielded.instance / "surveyapp.sqlite.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert "Er is niets gewijzigd" in fielded.refuses(3, "restore", kept)
    with closing(sqlite3.connect(fielded.instance / "surveyapp.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        assert "Er is niets gewijzigd" in fielded.refuses(1, "restore", kept)
        assert time.monotonic() - begun < 20
        other.execute("ROLLBACK")
    assert fielded.ok("interview", "show", "1", "--json") == before
    assert [path.name for path in fielded.instance.iterdir() if "herstel" in path.name] == []


class Intruder(Thread):
    """Takes the lock on the database as soon as what was restored stands there, and holds it for long."""

    def __init__(self, program: Program, stop: Event) -> None:
        super().__init__(daemon=True)
        self.path, self.stop = program.instance / "surveyapp.sqlite", stop

    def run(self) -> None:
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            while not self.stop.is_set():
                connection.execute("BEGIN IMMEDIATE")
                (place,) = connection.execute("SELECT place FROM interviews").fetchone()
                if place == "Teruggezet":
                    self.stop.wait(15)
                connection.execute("ROLLBACK")
                time.sleep(0.002)


def test_whoever_writes_next_finds_a_restore_that_is_complete(fielded: Program, tmp_path: Path) -> None:
    kept, stop = tmp_path / "kopie.sqlite", Event()
    fielded.ok("backup", kept)
    with closing(sqlite3.connect(kept)) as connection, connection:
        connection.execute("UPDATE interviews SET place = 'Teruggezet'")
    intruder = Intruder(fielded, stop)
    intruder.start()
    assert "is teruggezet" in fielded.ok("restore", kept)
    assert stored(fielded, "SELECT action FROM audit_events ORDER BY id DESC LIMIT 1") == ["database.restore"]
    stop.set()
    intruder.join(10)
    fielded.ok("audit", "verify")


def test_a_restored_database_holds_its_own_event_as_the_last(fielded: Program, tmp_path: Path) -> None:
    fielded.ok("backup", tmp_path / "kopie.sqlite")
    fielded.ok("restore", tmp_path / "kopie.sqlite")
    assert stored(fielded, "SELECT action FROM audit_events ORDER BY id DESC LIMIT 1") == ["database.restore"]
