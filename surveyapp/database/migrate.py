"""The database's version: upgrade it, and explain when it does not fit this program.

``flask --app surveyapp db revision "..."`` writes the next migration from the models. Alembic is imported for a
migration only: every process checks the version when it starts, and for that the names of the files suffice.
"""

import logging
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import sqlalchemy as sa
from flask import Flask

from surveyapp.agreement import triggers
from surveyapp.core import keys
from surveyapp.core.audit import newest_fits
from surveyapp.core.config import KEY_IN_MEMORY, PACKAGE, ConfigurationError, keep_secret, not_writable
from surveyapp.core.db import LONG, WRITE, Base, create_file, db, secrets_of, write_transaction, write_turn

if TYPE_CHECKING:
    from flask_alembic import Alembic

FOLDER = PACKAGE / "migrations"
WRITING = {WRITE: 30_000, LONG: True}
"""Execution options of a migration: milliseconds to wait for the turn to write, and no limit on statements."""
_VERSION = sa.table("alembic_version", sa.column("version_num", sa.String))
"""The table in which Alembic records the latest migration."""


class WrongVersion(ConfigurationError):
    """The database is not of this program's version. The message says what to do, in Dutch."""


def init_app(app: Flask) -> None:
    """Register the commands of Alembic. A migration is a single transaction, on SQLite too."""
    app.config["ALEMBIC"] = {"script_location": str(FOLDER)}
    app.config["ALEMBIC_CONTEXT"] = {
        "compare_type": True,
        "compare_server_default": True,
        "render_as_batch": True,
        "render_item": _render_item,
        "transactional_ddl": True,
    }
    app.cli.add_command(_Commands(app))


class _Commands(click.Group):
    """The commands of Flask-Alembic, imported on first use."""

    def __init__(self, app: Flask) -> None:
        super().__init__("db", help="Perform database migrations.")
        self.app = app

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return self._group(ctx).list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command with this name."""
        return self._group(ctx).get_command(ctx, cmd_name)

    def _group(self, ctx: click.Context) -> click.Group:
        from flask_alembic.cli import cli  # noqa: PLC0415  (see above)

        ctx.obj = alembic(self.app)
        return cli


def alembic(app: Flask) -> "Alembic":
    """Return Alembic for the database of this application. Needs the application's context."""
    from flask_alembic import Alembic  # noqa: PLC0415  (see above)

    if "alembic" not in app.extensions:
        writing = db.engine.execution_options(**WRITING)
        made = Alembic(run_mkdir=False, command_name="", metadatas=Base.metadata, engines=writing)
        logging.getLogger("alembic").setLevel(logging.WARNING)
        made.rev_id = _next_number  # type: ignore[method-assign]
        made.init_app(app)
    extension: Alembic = app.extensions["alembic"]
    return extension


def _next_number() -> str:
    return f"{len(known()) + 1:04}"


def _render_item(kind: str, item: Any, _context: object) -> str | bool:
    """Render our own column types as plain SQLAlchemy types, so that a migration still runs when they are gone."""
    if kind == "type" and isinstance(item, sa.types.TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def upgrade(app: Flask) -> None:
    """Upgrade the database, creating it if need be, and let it know its key.

    Raises WrongVersion when it is newer than this program, WrongKey when it belongs to another key.
    """
    upgrade_tables(app)
    with app.app_context(), write_transaction(db.session):
        _claim(app)


def upgrade_tables(app: Flask) -> None:
    """Upgrade the tables, whatever key the database belongs to. Raises WrongVersion.

    Views and triggers would block changes of tables, so they are removed first and installed again last. A process that
    ends in between leaves a database without them, which ``check`` refuses.
    """
    with app.app_context():
        refuse_newer(_versions(db.engine))
        if not _exists(db.engine.url):
            _create(Path(str(db.engine.url.database)))
        writing = db.engine.execution_options(**WRITING)
        with write_turn(db.engine):
            with writing.begin() as connection:
                triggers.remove(connection)
            alembic(app).upgrade()
            with writing.begin() as connection:
                triggers.install(connection)


def _create(path: Path) -> None:
    try:
        create_file(path)
    except OSError as error:
        raise not_writable(path.parent, error) from error


def _claim(app: Flask) -> None:
    """Compare the key with the database, or store its check value when the database has none yet. Raises WrongKey."""
    known = keys.find_known(db.session)
    mine = keys.fits(secrets_of(db.session), known) if known else newest_fits(db.session)
    if not mine:
        raise keys.refusal(app.config, app.instance_path)
    if not known:
        keep_key(app)


def keep_key(app: Flask) -> None:
    """Store the check value of the key in use, and write a new key to its file."""
    if app.config[KEY_IN_MEMORY]:
        keep_secret(Path(app.instance_path), app.config["SECRET_KEY"])
        app.config[KEY_IN_MEMORY] = False
    keys.keep_check_value(db.session)


def check(app: Flask) -> None:
    """Check the version, the key and the triggers of the database.

    Raises WrongVersion when the version differs or a trigger is missing, WrongKey when the database belongs to another
    key.
    """
    check_version(app)
    with app.app_context(), db.engine.connect() as connection:
        known = connection.scalar(keys.KNOWN)
        if known is None:
            raise WrongVersion("De database is nog niet klaar voor gebruik. Voer surveyapp init uit.")
        if not keys.fits(secrets_of(db.session), known):
            raise keys.refusal(app.config, app.instance_path)
        if lacking := triggers.missing(connection):
            raise WrongVersion(
                f"De database mist een slot dat woorden met akkoord beschermt ({lacking[0]}). Zet het terug met"
                " surveyapp init, en ga daarna na of alles klopt met surveyapp audit verify."
            )


def check_version(app: Flask) -> None:
    """Check the version of the database. Raises WrongVersion."""
    with app.app_context():
        versions, url = _versions(db.engine), db.engine.url
    refuse_newer(versions)
    if not versions:
        raise WrongVersion(_not_there(url))
    if versions != {max(known())}:
        raise WrongVersion("De database is van een oudere versie. Werk hem bij: voer surveyapp init uit.")


def _not_there(url: sa.URL) -> str:
    """Return what to do about a database without tables, naming the place that was searched."""
    if not _exists(url):
        return (
            f"Er is nog geen database in {url.database}. Staat uw surveyapp in een andere map? Voer de opdracht daar"
            " uit, of noem de map met SURVEYAPP_INSTANCE. Begint u hier een nieuwe: voer surveyapp init uit."
        )
    return f"De database is nog leeg: {url.render_as_string()}. Maak hem klaar: voer surveyapp init uit."


def refuse_newer(versions: Collection[str]) -> None:
    """Raise WrongVersion when a database has a version that this program does not know."""
    if set(versions) - known():
        raise WrongVersion(
            "Deze database is van een nieuwere versie van surveyapp. Installeer die versie, of zet een reservekopie"
            " van vóór de overstap terug met surveyapp restore."
        )


def known() -> set[str]:
    """Return every version that this program knows: the numbers that begin the names of the migrations."""
    return {path.name.partition("_")[0] for path in FOLDER.glob("[0-9]*.py")}


def _versions(engine: sa.Engine) -> set[str]:
    if not _exists(engine.url):
        return set()
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table(_VERSION.name):
            return set()
        return set(connection.scalars(sa.select(_VERSION.c.version_num)))


def _exists(url: sa.URL) -> bool:
    """Return whether the database exists, without connecting: connecting to SQLite would create the file."""
    in_file = url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}
    return not in_file or Path(str(url.database)).exists()
