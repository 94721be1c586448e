"""The secret key: a database knows its own, a copy can hold it, and a lost one is said to be lost."""

import os
import re
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from command_line import PASSWORD, SECRET, Program
from sqlalchemy.orm import Session
from test_cli_serving import line_of, running, stopped_by
from unguarded import behind_our_back

OTHER = "another-secret-that-is-long-enough-too"
WORDS = "vier woorden zonder verband"
WRONG = "De geheime sleutel (secret_key) is niet die van deze database."
MISSING = "De geheime sleutel (secret_key) van deze database ontbreekt."


def use(program: Program, key: str | None) -> None:
    """Configure a key, or none."""
    if key is None:
        program.monkeypatch.delenv("SURVEYAPP_SECRET_KEY")
    else:
        program.monkeypatch.setenv("SURVEYAPP_SECRET_KEY", key)


def events(program: Program) -> list[str]:
    with closing(sqlite3.connect(program.instance / "surveyapp.sqlite")) as connection:
        return [row[0] for row in connection.execute("SELECT action FROM audit_events ORDER BY id")]


def change(program: Program, *statements: str) -> None:
    """Change the database as somebody can who owns it."""
    engine = sa.create_engine(f"sqlite:///{program.instance / 'surveyapp.sqlite'}")
    with Session(engine) as session, session.begin():
        behind_our_back(session, *statements)
    engine.dispose()


@pytest.fixture
def sent(fielded: Program) -> Program:
    """The program with a record that is being read."""
    fielded.ok("record", "send", "1")
    return fielded


@pytest.mark.parametrize(("key", "line"), [(OTHER, WRONG), (None, MISSING)])
def test_no_command_works_without_the_key_of_the_database(fielded: Program, key: str | None, line: str) -> None:
    before = events(fielded)
    use(fielded, key)
    for arguments in (("serve",), ("worker",), ("interview", "list"), ("init",), ("record", "send", "1")):
        said = fielded.refuses(3, *arguments)
        assert line in said
        assert "surveyapp secret renew" in said
    assert not (fielded.instance / "secret_key").exists()
    use(fielded, SECRET)
    assert events(fielded) == before
    fielded.ok("audit", "verify")


def test_a_new_installation_makes_its_key_once(bare: Program) -> None:
    use(bare, None)
    key = bare.instance / "secret_key"
    assert f"De geheime sleutel staat in {key}." in bare.ok("init")
    assert key.stat().st_mode & 0o777 == 0o600
    before = key.read_text()
    bare.ok("init")
    assert key.read_text() == before
    key.unlink()
    assert MISSING in bare.refuses(3, "init")


def test_a_database_of_before_gets_the_key_that_its_log_was_sealed_with(fielded: Program) -> None:
    with closing(sqlite3.connect(fielded.instance / "surveyapp.sqlite")) as connection, connection:
        connection.execute("DELETE FROM key_check")
    assert "Voer surveyapp init uit" in fielded.refuses(3, "serve")
    use(fielded, OTHER)
    assert WRONG in fielded.refuses(3, "init")
    use(fielded, SECRET)
    fielded.ok("init")
    assert "Oost-Drenthe" in fielded.ok("interview", "list")
    use(fielded, OTHER)
    assert WRONG in fielded.refuses(3, "interview", "list")


@pytest.fixture
def shared_database(bare: Program, postgresql_url: str) -> Iterator[str]:
    """A PostgreSQL database that is ready for use under ``SECRET``."""
    url = sa.make_url(postgresql_url).set(database="for_keys").render_as_string(hide_password=False)
    engine = sa.create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text("CREATE DATABASE for_keys"))
    bare.monkeypatch.setenv("SURVEYAPP_DATABASE_URL", url)
    bare.ok("init")
    yield url
    with engine.connect() as connection:
        connection.execute(sa.text("DROP DATABASE for_keys WITH (FORCE)"))
    engine.dispose()


@pytest.mark.usefixtures("shared_database")
def test_a_second_machine_with_another_key_does_not_start(bare: Program, tmp_path: Path) -> None:
    other = {"SURVEYAPP_INSTANCE": str(tmp_path / "other"), "SURVEYAPP_SECRET_KEY": OTHER}
    with running("serve", "--port", "0") as first:
        assert "surveyapp draait op" in line_of(first)
        for command in (("serve", "--port", "0"), ("worker",), ("init",)):
            with running(*command, **other) as second:
                out, err = second.communicate(timeout=60)
                assert (second.returncode, out) == (3, "")
                assert WRONG in err
                assert err.count("\n") == 1
        keyless = other | {"SURVEYAPP_SECRET_KEY": ""}
        with running("init", **keyless) as third:
            assert MISSING in third.communicate(timeout=60)[1]
        same = other | {"SURVEYAPP_SECRET_KEY": SECRET}
        with running("serve", "--port", "0", **same) as fourth:
            assert "surveyapp draait op" in line_of(fourth)
            assert stopped_by(fourth, signal.SIGTERM)[0] == 0
        stopped_by(first, signal.SIGTERM)
    assert "Het logboek klopt" in bare.ok("audit", "verify")


def test_restoring_under_another_key_changes_nothing(fielded: Program, tmp_path: Path) -> None:
    fielded.ok("backup", tmp_path / "kopie.sqlite")
    before = events(fielded)
    for key, line in ((OTHER, WRONG), (None, MISSING)):
        use(fielded, key)
        assert line in fielded.refuses(3, "restore", tmp_path / "kopie.sqlite")
        assert not (fielded.instance / "secret_key").exists()
    assert events(fielded) == before
    assert sorted(path.name for path in fielded.instance.iterdir() if "herstel" in path.name) == []


def moved(program: Program, tmp_path: Path) -> Path:
    """From here on the program runs on another machine, where nothing is set up."""
    program.monkeypatch.setenv("SURVEYAPP_INSTANCE", str(tmp_path / "elsewhere"))
    use(program, None)
    return tmp_path / "elsewhere"


def test_a_copy_with_the_key_is_all_that_another_machine_needs(sent: Program, tmp_path: Path) -> None:
    kept = tmp_path / "kopie.sqlite"
    assert "leesbaar" in sent.ok("backup", kept, "--with-secret")
    instance = moved(sent, tmp_path)
    sent.ok("restore", kept)
    assert (instance / "secret_key").read_text() == SECRET
    assert (instance / "secret_key").stat().st_mode & 0o777 == 0o600
    assert "Het logboek klopt" in sent.ok("audit", "verify")
    content = (instance / "surveyapp.sqlite").read_bytes()
    assert SECRET.encode() not in content
    assert b"backup_secret" not in content


def test_a_key_in_a_copy_can_be_locked_with_a_passphrase(sent: Program, tmp_path: Path) -> None:
    kept = tmp_path / "kopie.sqlite"
    assert "te kort" in sent.refuses(2, "backup", kept, "--passphrase-stdin", stdin="kort\n")
    assert "versleuteld" in sent.ok("backup", kept, "--passphrase-stdin", stdin=f"{WORDS}\n")
    assert SECRET.encode() not in kept.read_bytes()
    instance = moved(sent, tmp_path)
    assert "--passphrase" in sent.refuses(2, "restore", kept)
    assert "opent de sleutel" in sent.refuses(2, "restore", kept, "--passphrase-stdin", stdin="iets anders\n")
    assert not (instance / "surveyapp.sqlite").exists()
    sent.ok("restore", kept, "--passphrase-stdin", stdin=f"{WORDS}\n")
    assert (instance / "secret_key").read_text() == SECRET
    sent.ok("audit", "verify")


def test_a_copy_without_the_key_says_so(fielded: Program, tmp_path: Path) -> None:
    assert "het zit er niet in" in fielded.ok("backup", tmp_path / "kopie.sqlite")
    assert SECRET.encode() not in (tmp_path / "kopie.sqlite").read_bytes()


def test_a_lost_key_is_given_up_in_full_knowledge(sent: Program) -> None:
    said = sent.ok("secret", "renew")
    for words in ("links en codes", "ontvangstbewijzen", "het logboek", "--yes"):
        assert words in said
    assert "is al die van deze database" in sent.refuses(2, "secret", "renew", "--yes")
    before = events(sent)
    use(sent, OTHER)
    assert "nieuwe sleutel" in sent.ok("secret", "renew", "--yes")
    assert events(sent)[len(before) :] == ["secret.renew", "verification.relink"]
    said = sent.ok("audit", "verify")
    assert "Het logboek klopt: 2 gebeurtenissen." in said
    assert f"Niet na te gaan: {len(before)} gebeurtenissen" in said
    use(sent, SECRET)
    assert WRONG in sent.refuses(3, "audit", "verify")


def test_what_comes_after_a_new_key_is_guarded_as_before(sent: Program) -> None:
    use(sent, OTHER)
    sent.ok("secret", "renew", "--yes")
    sent.ok("user", "add", "a@example.org", "--name", "A", "--role", "editor", "--password-stdin", stdin=PASSWORD)
    change(
        sent,
        "UPDATE audit_events SET detail = '{}' WHERE action = 'user.add'",
        "UPDATE audit_events SET action = 'secret.renew' WHERE action = 'verification.relink'",
    )
    assert "past niet" in sent.refuses(2, "audit", "verify")


def test_what_came_before_a_new_key_is_guarded_from_then_on(sent: Program) -> None:
    use(sent, OTHER)
    sent.ok("secret", "renew", "--yes")
    sent.ok("audit", "verify")
    change(sent, "UPDATE audit_events SET detail = '{}' WHERE action = 'record.send'")
    assert "past niet" in sent.refuses(2, "audit", "verify")


def test_a_copy_whose_key_is_lost_is_put_back_under_another(sent: Program, tmp_path: Path) -> None:
    sent.ok("backup", tmp_path / "kopie.sqlite")
    instance = moved(sent, tmp_path)
    sent.ok("restore", tmp_path / "kopie.sqlite", "--new-key")
    assert len((instance / "secret_key").read_text()) > 40
    assert "Niet na te gaan" in sent.ok("audit", "verify")
    assert "Oost-Drenthe" in sent.ok("interview", "list")


def test_a_server_stops_saving_when_the_key_of_the_database_changed(
    fielded: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SURVEYAPP_BASE_URL")  # it is served on this computer
    fielded.ok("user", "add", "a@example.org", "--name", "A", "--role", "editor", "--password-stdin", stdin=PASSWORD)
    with running("serve", "--port", "0") as process:
        port = int(re.findall(r":(\d+) ", line_of(process))[0])
        use(fielded, OTHER)
        fielded.ok("secret", "renew", "--yes")
        before = events(fielded)
        assert _log_in_status(port) == 503
        os.kill(process.pid, signal.SIGKILL)
    assert events(fielded) == before
    fielded.ok("audit", "verify")


def _log_in_status(port: int) -> int:
    from person import Person, _token  # noqa: PLC0415

    person = Person(port)
    token = _token(person.ask("GET", "/inloggen"))
    form = f"email=a%40example.org&password={PASSWORD}&csrf_token={token}".encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    status = person.request("POST", "/inloggen", form, headers)[0]
    person.close()
    return status
