"""Whatever goes wrong: one Dutch line on stderr, a way out, and an exit code that means something."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from command_line import NEWEST, Program
from sqlalchemy.exc import OperationalError

from surveyapp.commands import opening
from surveyapp.commands.failures import explained


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("innit",), "De opdracht innit is er niet. Bedoelt u init? Zie: surveyapp --help"),
        (("interview", "lst"), "Bedoelt u list? Zie: surveyapp interview --help"),
        (("init", "--quite"), "De optie --quite is er niet. Zie: surveyapp init --help"),
        (("serve", "--prot", "8001"), "De optie --prot is er niet. Bedoelt u --port"),
        (("serve", "--port"), "De optie --port heeft een waarde nodig. Zie: surveyapp"),
        (("serve", "--port", "x"), "--port klopt niet. Verwacht een geheel getal van 0 t/m 65535."),
        (("serve", "--port", "70000"), "--port klopt niet. Verwacht een geheel getal van 0 t/m 65535."),
        (("interview", "show", "x"), "NUMMER klopt niet. Verwacht een geheel getal."),
        (("interview", "show"), "NUMMER ontbreekt."),
        (("interview", "import"), "BESTAND... ontbreekt."),
        (("init", "now"), "Er staat te veel"),
    ],
)
def test_a_mistake_in_typing_is_named(bare: Program, arguments: tuple[str, ...], words: str) -> None:
    assert words in bare.refuses(1, *arguments)
    assert not bare.instance.exists()


def test_without_a_command_the_help_is_shown(bare: Program) -> None:
    ran = bare()
    assert ran.code == 1
    assert "Exitcodes: 0 gelukt; 1 de invoer klopt niet" in ran.err


def test_help_and_version_succeed(bare: Program) -> None:
    assert "sample" in bare.ok("--help")
    assert "--leave-open" in bare.ok("report", "build", "-h")
    assert bare.ok("--version").startswith("surveyapp 0.")


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("SURVEYAPP_SECRET_KEY", "kort", "secret_key: minstens 32 tekens"),
        ("SURVEYAPP_LINK_DAYS", "veel", "SURVEYAPP_LINK_DAYS: verwacht een geheel getal"),
        ("SURVEYAPP_LINK_DAYS", "0", "link_days: verwacht een geheel getal van 1"),
        ("SURVEYAPP_LINK_DAYS", "99999999999", "link_days: verwacht een geheel getal van 1"),
        ("SURVEYAPP_SMTP_TIMEOUT", "-3", "smtp_timeout: verwacht een geheel getal van 1"),
        ("SURVEYAPP_IMAP_TIMEOUT", "0", "imap_timeout: verwacht een geheel getal van 1"),
        ("SURVEYAPP_PROXIES", "-1", "proxies: verwacht een geheel getal van 0"),
        ("SURVEYAPP_DEMO", "misschien", "SURVEYAPP_DEMO: verwacht true of false"),
        ("SURVEYAPP_SMTP_URL", "http://mail.example.org", "smtp_url: verwacht smtp"),
        ("SURVEYAPP_SMTP_URL", "smtp://mail.example.org:poort", "smtp_url: verwacht bijvoorbeeld smtp"),
        ("SURVEYAPP_IMAP_URL", "imaps://mail.example.org", "imap_url: verwacht imap"),
        ("SURVEYAPP_MAIL_FROM", "niemand", "mail_from: geen e-mailadres"),
        ("SURVEYAPP_CONTACT_EMAIL", "Team <a@b.nl>", "contact_email: geen e-mailadres"),
        ("SURVEYAPP_BASE_URL", "geen-url", "base_url: geen webadres"),
        ("SURVEYAPP_BASE_URL", "ftp://wederhoor.nl", "base_url: geen webadres"),
        ("SURVEYAPP_BASE_URL", "https://", "base_url: geen webadres"),
        ("SURVEYAPP_BASE_URL", "https://wederhoor.nl:poort", "base_url: geen webadres"),
        ("SURVEYAPP_BASE_URL", "https://ik@wederhoor.nl", "base_url: geen webadres"),
        ("SURVEYAPP_BASE_URL", "https://wederhoor .nl", "base_url: geen webadres"),
        ("SURVEYAPP_BASE_URL", "https://example.org/wederhoor", "base_url: surveyapp werkt niet onder een pad"),
        ("SURVEYAPP_BASE_URL", "https://example.org/?a=b", "base_url: surveyapp werkt niet onder een pad"),
        ("SURVEYAPP_TRUSTED_HOSTS", "https://wederhoor.nl", "trusted_hosts: 'https://wederhoor.nl' is geen naam"),
        ("SURVEYAPP_SEAL_FILE", "/nergens/zegel.p12", "seal_file: het bestand /nergens/zegel.p12 is er niet"),
        ("SURVEYAPP_SMPT_URL", "smtp://mail.example.org", "SURVEYAPP_SMPT_URL: onbekende instelling"),
        ("SURVEYAPP_DATABASE_URL", "mysql://server/x", "database_url: kent mysql:// niet"),
        ("SURVEYAPP_DATABASE_URL", "surveyapp.sqlite", "database_url is geen adres van een database"),
        ("SURVEYAPP_DATABASE_URL", "postgresql+psycopg2://localhost/x", "pip install 'surveyapp[postgresql]'"),
        ("SURVEYAPP_DATABASE_URL", "sqlite:////dev/null/x.sqlite", "/dev/null"),
        ("SURVEYAPP_INSTANCE", "/dev/null/instance", "/dev/null"),
    ],
)
def test_a_setting_that_cannot_work_is_named(bare: Program, variable: str, value: str, words: str) -> None:
    bare.monkeypatch.setenv(variable, value)
    assert words in bare.refuses(3, "init")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("link_days = true", "verwacht een geheel getal voor link_days, kreeg True"),
        ("link_days = 2.5", "verwacht een geheel getal voor link_days, kreeg 2.5"),
        ("publisher = 7", "verwacht tekst tussen aanhalingstekens voor publisher, kreeg 7"),
        ("demo = 1", "verwacht true of false voor demo, kreeg 1"),
    ],
)
def test_a_value_of_another_kind_is_named(bare: Program, line: str, words: str) -> None:
    bare.instance.mkdir()
    bare.write("instance/config.toml", line)
    assert words in bare.refuses(3, "init")


@pytest.mark.parametrize(
    ("base_url", "hosts", "fits"),
    [
        ("https://wederhoor.nl", "wederhoor.nl", True),
        ("https://www.wederhoor.nl/", "10.0.0.1, .wederhoor.nl", True),
        ("http://[::1]:8000", "[::1]", True),
        ("https://wederhoor.nl", "", True),
        ("https://wederhoor.nl", "intern.example.org", False),
    ],
)
def test_links_in_mails_lead_to_a_trusted_host(bare: Program, base_url: str, hosts: str, fits: bool) -> None:
    bare.monkeypatch.setenv("SURVEYAPP_BASE_URL", base_url)
    bare.monkeypatch.setenv("SURVEYAPP_TRUSTED_HOSTS", hosts)
    if fits:
        bare.ok("init")
    else:
        assert "trusted_hosts: wederhoor.nl uit base_url staat er niet bij" in bare.refuses(3, "init")


def test_a_folder_without_write_permission_names_the_setting(bare: Program, tmp_path: Path) -> None:
    bare.monkeypatch.delenv("SURVEYAPP_SECRET_KEY")
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    bare.monkeypatch.setenv("SURVEYAPP_INSTANCE", str(in_the_way))
    assert "kies een andere map met SURVEYAPP_INSTANCE" in bare.refuses(3, "init")


def test_a_wrong_config_file_is_named(bare: Program) -> None:
    bare.instance.mkdir()
    config = bare.instance / "config.toml"
    config.write_text("smpt_url = ''\n")
    assert f"{config}: onbekende instelling smpt_url" in bare.refuses(3, "init")


def test_a_database_server_that_does_not_answer_is_named(bare: Program) -> None:
    bare.monkeypatch.setenv("SURVEYAPP_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    assert "De database werkt niet mee. Klopt database_url" in bare.refuses(3, "init")


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_that_cannot_hold_every_character_is_named(
    bare: Program, postgresql_url: str, encoding: str
) -> None:
    server = sa.create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    made = f"CREATE DATABASE encoded TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C'"
    with server.connect() as connection:
        connection.execute(sa.text(made))
        url = sa.make_url(postgresql_url).set(database="encoded").render_as_string(hide_password=False)
        bare.monkeypatch.setenv("SURVEYAPP_DATABASE_URL", url)
        try:
            for command in ("init", "serve"):
                assert f"bewaart tekst als {encoding}" in bare.refuses(3, command)
        finally:
            connection.execute(sa.text("DROP DATABASE encoded WITH (FORCE)"))
    server.dispose()


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
def test_a_terminal_without_utf8_shows_what_it_can(encoding: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "surveyapp", "--help"],
        env=os.environ | {"PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"sample" in ran.stdout


def test_a_file_that_is_no_database_is_named(bare: Program) -> None:
    bare.instance.mkdir()
    (bare.instance / "surveyapp.sqlite").write_text("Dit is geen database, maar een tekst die lang genoeg is." * 99)
    assert "surveyapp restore" in bare.refuses(3, "init")


def test_a_newer_database_is_left_alone(program: Program) -> None:
    with sqlite3.connect(program.instance / "surveyapp.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for arguments in (("init",), ("serve",), ("interview", "list")):
        assert "nieuwere versie van surveyapp" in program.refuses(3, *arguments)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("database or disk is full", "De schijf is vol"),
        ("attempt to write a readonly database", "geen schrijfrechten"),
        ("database is locked", "in gebruik"),
        ("database disk image is malformed", "reservekopie"),
    ],
)
def test_what_sqlite_says_becomes_a_way_out(reason: str, words: str) -> None:
    failure = explained(OperationalError("INSERT", {}, sqlite3.OperationalError(reason)))
    assert failure is not None
    assert (failure.code, words in failure.line) == (3, True)


def test_a_mistake_of_ours_is_not_hidden(bare: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_settings: object) -> None:
        raise KeyError("oops")

    monkeypatch.setattr(opening, "create_app", broken)
    with pytest.raises(KeyError, match="oops"):
        bare("init")
    assert explained(ModuleNotFoundError("no module", name="weasyprint")) is None


def test_a_disk_error_is_named(bare: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_settings: object) -> None:
        raise OSError(28, "No space left on device", "/somewhere")

    monkeypatch.setattr(opening, "create_app", full)
    assert bare.refuses(3, "init") == "/somewhere: No space left on device."


def test_flasks_own_commands_find_the_application(program: Program) -> None:
    from flask.cli import cli  # noqa: PLC0415  (it looks for .flaskenv at import)

    def run(*arguments: str) -> str:
        ran = CliRunner().invoke(cli, ["--app", "surveyapp", *arguments], catch_exceptions=False)
        assert ran.exit_code == 0, ran.output
        return ran.output

    run("db", "upgrade")
    assert f"-> {NEWEST}" in run("db", "current")
    assert "No changes detected" in run("db", "check")
    assert "/inloggen" in run("routes")
    assert (program.instance / "surveyapp.sqlite").exists()


@pytest.mark.parametrize(
    "command",
    [
        ("interview", "list"),
        ("audit", "verify"),
        ("worker",),
        ("serve", "--port", "0"),
        ("round", "create", "2018", "--title", "R"),
    ],
)
def test_a_command_in_a_folder_without_surveyapp_makes_nothing_and_names_the_folder(
    bare: Program, command: tuple[str, ...]
) -> None:
    line = bare.refuses(3, *command)
    assert str(bare.instance / "surveyapp.sqlite") in line
    assert "SURVEYAPP_INSTANCE" in line
    assert not bare.instance.exists()
