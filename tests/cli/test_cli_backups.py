"""``audit verify``, ``backup`` and ``restore``, on real files."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from command_line import NEWEST, PASSWORD, Program

from surveyapp.database.backup import BackupError, copy, put_back, verify


def database(program: Program) -> Path:
    return program.instance / "surveyapp.sqlite"


GUARDS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


def change(path: Path, *statements: str, **values: str | int) -> None:
    """As somebody can who owns the file: without the guards, which are there again afterwards."""
    with closing(sqlite3.connect(path)) as connection, connection:
        guards = connection.execute(GUARDS).fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement, values)
        for _, guard in guards:
            connection.execute(guard)


def add_person(program: Program, email: str) -> None:
    program.ok("user", "add", email, "--name", "Iemand", "--role", "editor", "--password-stdin", stdin=PASSWORD)


def test_an_untouched_log_verifies_and_shows_its_last_seal(fielded: Program) -> None:
    out = fielded.ok("audit", "verify")
    assert out.startswith("Het logboek klopt: ")
    assert len(out.splitlines()[1].removeprefix("Laatste zegel: ")) == 64


@pytest.mark.parametrize(
    ("statement", "event"),
    [
        ("UPDATE audit_events SET action = 'user.add' WHERE id = 3", 3),
        ("UPDATE audit_events SET at = '2018-01-01 00:00:00.000000' WHERE id = 1", 1),
        ("DELETE FROM audit_events WHERE id = 2", 3),
    ],
)
def test_a_log_that_was_changed_names_the_first_place(fielded: Program, statement: str, event: int) -> None:
    change(database(fielded), statement)
    assert f"gebeurtenis {event} past niet" in fielded.refuses(2, "audit", "verify")


def events(program: Program) -> list[tuple[int, str]]:
    with closing(sqlite3.connect(database(program))) as connection:
        return connection.execute("SELECT id, seal FROM audit_events ORDER BY id").fetchall()


def cut(program: Program, last: int) -> None:
    """Cut the tail of the log after this event, and put the head where it then ends."""
    seal = dict(events(program))[last]
    statements = "DELETE FROM audit_events WHERE id > :last", "UPDATE audit_head SET seal = :seal"
    change(database(program), *statements, last=last, seal=seal)


def test_a_cut_tail_shows_against_a_seal_that_was_kept_elsewhere(fielded: Program) -> None:
    (count, head), (before, older) = events(fielded)[-1], events(fielded)[-2]
    for seal, place in ((head, count), (older, before)):
        fielded.ok("audit", "verify", "--head", seal, "--count", str(place))
    assert "is van gebeurtenis" in fielded.refuses(2, "audit", "verify", "--head", head, "--count", "1")
    add_person(fielded, "nieuw@example.org")
    fielded.ok("audit", "verify", "--head", head, "--count", str(count))
    kept = events(fielded)[-1][1]
    change(database(fielded), "DELETE FROM user_roles", "DELETE FROM users")
    cut(fielded, count)
    fielded.ok("audit", "verify")
    assert f"Het zegel {kept} staat niet in het logboek" in fielded.refuses(2, "audit", "verify", "--head", kept)
    assert "--head" in fielded.refuses(1, "audit", "verify", "--count", "3")


def test_a_cut_tail_shows_by_the_rows_that_it_vouched_for(fielded: Program) -> None:
    cut(fielded, 3)
    assert "staat niet in het logboek" in fielded.refuses(2, "audit", "verify")


def test_an_emptied_log_is_no_log(fielded: Program) -> None:
    change(database(fielded), "DELETE FROM audit_events", "DELETE FROM audit_head")
    assert "Het logboek is leeg, maar er staan gegevens" in fielded.refuses(2, "audit", "verify")


def test_an_empty_database_has_an_empty_log(program: Program) -> None:
    assert "0 gebeurtenissen" in program.ok("audit", "verify")


def test_words_that_were_changed_are_named(fielded: Program) -> None:
    change(database(fielded), "UPDATE answer_revisions SET text = 'Anders.' WHERE number = 1")
    line = fielded.refuses(2, "audit", "verify")
    assert "Oost-Drenthe, vraag 1, versie 1: De woorden passen niet bij de vingerafdruk." in line
    assert "Nog 1 plaats, hierboven." in line


def test_answers_that_are_gone_are_named(fielded: Program) -> None:
    change(database(fielded), "DELETE FROM answer_revisions", "DELETE FROM answers")
    assert "Deze versie van het antwoord staat niet meer in de database." in fielded.refuses(2, "audit", "verify")


def test_a_backup_tells_the_seal_to_keep(fielded: Program, tmp_path: Path) -> None:
    count, seal = events(fielded)[-1]
    assert f"om elders te bewaren: {seal} (gebeurtenis {count})" in fielded.ok("backup", tmp_path / "kopie.sqlite")


def test_another_secret_key_does_not_verify(fielded: Program) -> None:
    fielded.monkeypatch.setenv("SURVEYAPP_SECRET_KEY", "another-secret-that-is-long-enough-too")
    assert "niet die van deze database" in fielded.refuses(3, "audit", "verify")


def test_a_backup_brings_everything_back(fielded: Program, tmp_path: Path) -> None:
    kept = tmp_path / "kopie.sqlite"
    assert "Reservekopie gemaakt en nagekeken" in fielded.ok("backup", kept)
    before = fielded.ok("interview", "show", "1", "--json")
    change(database(fielded), "UPDATE answer_revisions SET text = 'weg'")
    out = fielded.ok("restore", kept)
    assert json.loads(fielded.ok("interview", "show", "1", "--json")) == json.loads(before)
    fielded.ok("audit", "verify")
    (previous,) = fielded.instance.glob("surveyapp-voor-herstel-*.sqlite")
    assert str(previous) in out
    with closing(sqlite3.connect(previous)) as connection:
        assert connection.execute("SELECT DISTINCT text FROM answer_revisions").fetchall() == [("weg",)]


def test_a_backup_is_one_file_that_its_owner_alone_may_read(fielded: Program, tmp_path: Path) -> None:
    folder = tmp_path / "kopieën"
    folder.mkdir()
    fielded.ok("backup", folder / "kopie.sqlite")
    (found,) = folder.iterdir()
    assert (found.name, found.stat().st_mode & 0o777) == ("kopie.sqlite", 0o600)


def test_a_backup_holds_what_was_committed_while_others_write(fielded: Program, tmp_path: Path) -> None:
    with closing(sqlite3.connect(database(fielded), isolation_level=None)) as writer:
        writer.execute("UPDATE rounds SET title = 'vast'")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE rounds SET title = 'nog niet'")
        fielded.ok("backup", tmp_path / "kopie.sqlite")
        writer.execute("ROLLBACK")
    with closing(sqlite3.connect(tmp_path / "kopie.sqlite")) as connection:
        assert connection.execute("SELECT title FROM rounds").fetchall() == [("vast",)]


def test_restoring_reaches_those_who_have_the_database_open(fielded: Program, tmp_path: Path) -> None:
    fielded.ok("backup", tmp_path / "kopie.sqlite")
    with closing(sqlite3.connect(database(fielded), isolation_level=None)) as reader:
        assert reader.execute("SELECT count(*) FROM users").fetchone() == (0,)
        add_person(fielded, "later@example.org")
        assert reader.execute("SELECT count(*) FROM users").fetchone() == (1,)
        fielded.ok("restore", tmp_path / "kopie.sqlite")
        assert reader.execute("SELECT count(*) FROM users").fetchone() == (0,)
        assert reader.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_backup_is_restored_where_there_was_nothing(fielded: Program, tmp_path: Path) -> None:
    fielded.ok("backup", tmp_path / "kopie.sqlite")
    fielded.monkeypatch.setenv("SURVEYAPP_INSTANCE", str(tmp_path / "elsewhere"))
    assert "Wat er stond" not in fielded.ok("restore", tmp_path / "kopie.sqlite")
    assert "Oost-Drenthe" in fielded.ok("interview", "list")
    assert (tmp_path / "elsewhere" / "surveyapp.sqlite").stat().st_mode & 0o777 == 0o600


def damaged(fielded: Program, path: Path) -> Path:
    fielded.ok("backup", path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2 :] = b"\0" * (len(content) - len(content) // 2)
    path.write_bytes(content)
    return path


def test_what_is_not_a_good_copy_touches_nothing(fielded: Program, tmp_path: Path) -> None:
    before = fielded.ok("interview", "show", "1", "--json")
    assert "is er niet" in fielded.refuses(1, "restore", tmp_path / "missing.sqlite")
    assert "geen database van surveyapp" in fielded.refuses(1, "restore", fielded.write("x.sqlite", "geen database"))
    assert "beschadigd" in fielded.refuses(1, "restore", damaged(fielded, tmp_path / "half.sqlite"))
    newer = tmp_path / "newer.sqlite"
    fielded.ok("backup", newer)
    change(newer, "UPDATE alembic_version SET version_num = '9999'")
    assert "nieuwere versie" in fielded.refuses(3, "restore", newer)
    orphan = tmp_path / "orphan.sqlite"
    fielded.ok("backup", orphan)
    change(orphan, "UPDATE answers SET interview_id = 99")
    assert "verwijst naar niets" in fielded.refuses(1, "restore", orphan)
    assert fielded.ok("interview", "show", "1", "--json") == before
    assert list(fielded.instance.glob("*herstel*")) == []


def test_a_backup_needs_a_place_to_go(fielded: Program, tmp_path: Path) -> None:
    assert "een map die er is" in fielded.refuses(1, "backup", tmp_path / "missing" / "kopie.sqlite")
    assert "een map die er is" in fielded.refuses(1, "backup", tmp_path)
    assert "de database zelf" in fielded.refuses(1, "backup", database(fielded))
    assert "Oost-Drenthe" in fielded.ok("interview", "list")


def test_a_disk_that_is_full_leaves_the_copy_of_yesterday(
    fielded: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kopie.sqlite"
    kept.write_text("van gisteren")

    def full(_path: Path) -> frozenset[str]:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("surveyapp.database.backup.verify", full)
    assert "disk is full" in fielded.refuses(1, "backup", kept)
    assert kept.read_text() == "van gisteren"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_putting_back_over_what_is_no_database_is_refused(fielded: Program, tmp_path: Path) -> None:
    kept = tmp_path / "kopie.sqlite"
    fielded.ok("backup", kept)
    assert verify(kept) == {NEWEST}
    with pytest.raises(BackupError, match="terugzetten lukte niet"):
        put_back(kept, tmp_path)
    with pytest.raises(BackupError, match="niet gemaakt"):
        copy(tmp_path / "missing.sqlite", tmp_path / "other.sqlite")


def test_postgresql_has_its_own_way(program: Program, postgresql_url: str, tmp_path: Path) -> None:
    program.monkeypatch.setenv("SURVEYAPP_DATABASE_URL", postgresql_url)
    assert "pg_restore" in program.refuses(2, "restore", tmp_path / "kopie.sqlite")
