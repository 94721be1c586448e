"""The database's version: bring it up to date, and say so plainly when it does not fit this program.

``flask --app surveyapp db revision "..."`` writes the next migration from the models. Alembic is loaded for a migration
alone: every process looks at the version when it starts, and for that the names of the files are enough.
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
"""How long a migration waits for whoever is writing."""
_VERSION = sa.table("alembic_version", sa.column("version_num", sa.String))
"""Where Alembic writes down which migration came last."""


class WrongVersion(ConfigurationError):
    """The database is not of this program's version. The message says what to do."""


def init_app(app: Flask) -> None:
    """Register the commands of Alembic. A migration happens as a whole or not at all, on SQLite too."""
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
    """The commands of Flask-Alembic, once somebody asks for them."""

    def __init__(self, app: Flask) -> None:
        super().__init__("db", help="Perform database migrations.")
        self.app = app

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return self._group(ctx).list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One of them."""
        return self._group(ctx).get_command(ctx, cmd_name)

    def _group(self, ctx: click.Context) -> click.Group:
        from flask_alembic.cli import cli  # noqa: PLC0415  (see above)

        ctx.obj = alembic(self.app)
        return cli


def alembic(app: Flask) -> "Alembic":
    """Alembic on the database of this application, in its context."""
    from flask_alembic import Alembic  # noqa: PLC0415  (see above)

    if "alembic" not in app.extensions:
        writing = db.engine.execution_options(**WRITING)
        made = Alembic(run_mkdir=False, command_name="", metadatas=Base.metadata, engines=writing)
        logging.getLogger("alembic").setLevel(logging.WARNING)
        made.rev_id = _next_number  # type: ignore[method-assign]
        made.init_app(app)
    found: Alembic = app.extensions["alembic"]
    return found


def _next_number() -> str:
    return f"{len(known()) + 1:04}"


def _render_item(kind: str, item: Any, _context: object) -> str | bool:
    """A migration names plain types, so that it still runs when our own are gone."""
    if kind == "type" and isinstance(item, sa.types.TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def upgrade(app: Flask) -> None:
    """Bring the database up to date, from nothing if need be, and let it know its key.

    Raises WrongVersion when it is newer than we are, WrongKey when it belongs to another key.
    """
    upgrade_tables(app)
    with app.app_context(), write_transaction(db.session):
        _claim(app)


def upgrade_tables(app: Flask) -> None:
    """Bring the tables up to date, whatever key the database belongs to. Raises WrongVersion.

    Views and guards are in the way of changing tables, so they go first and come back last. A process that ends in
    between leaves a database without them, which ``check`` refuses.
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
    """Compare the key with the database, or make them belong to each other when nothing was written yet."""
    known = keys.find_known(db.session)
    mine = keys.fits(secrets_of(db.session), known) if known else newest_fits(db.session)
    if not mine:
        raise keys.refusal(app.config, app.instance_path)
    if not known:
        keep_key(app)


def keep_key(app: Flask) -> None:
    """Make the key in use the one of this database, and write down one that is new."""
    if app.config[KEY_IN_MEMORY]:
        keep_secret(Path(app.instance_path), app.config["SECRET_KEY"])
        app.config[KEY_IN_MEMORY] = False
    keys.keep_check_value(db.session)


def check(app: Flask) -> None:
    """Raises WrongVersion when the database is not of this version, WrongKey when it belongs to another key.

    Raises WrongVersion also when a guard is missing.
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
    """Raises WrongVersion when the database is not of this version."""
    with app.app_context():
        found, url = _versions(db.engine), db.engine.url
    refuse_newer(found)
    if not found:
        raise WrongVersion(_not_there(url))
    if found != {max(known())}:
        raise WrongVersion("De database is van een oudere versie. Werk hem bij: voer surveyapp init uit.")


def _not_there(url: sa.URL) -> str:
    """Return what to do about a database without tables, naming where it was looked for."""
    if not _exists(url):
        return (
            f"Er is nog geen database in {url.database}. Staat uw surveyapp in een andere map? Voer de opdracht daar"
            " uit, of noem de map met SURVEYAPP_INSTANCE. Begint u hier een nieuwe: voer surveyapp init uit."
        )
    return f"De database is nog leeg: {url.render_as_string()}. Maak hem klaar: voer surveyapp init uit."


def refuse_newer(found: Collection[str]) -> None:
    """Raises WrongVersion when a database has a version that this program does not know."""
    if set(found) - known():
        raise WrongVersion(
            "Deze database is van een nieuwere versie van surveyapp. Installeer die versie, of zet een reservekopie"
            " van vóór de overstap terug met surveyapp restore."
        )


def known() -> set[str]:
    """Every version that this program can make: the number with which the name of its migration begins."""
    return {path.name.partition("_")[0] for path in FOLDER.glob("[0-9]*.py")}


def _versions(engine: sa.Engine) -> set[str]:
    if not _exists(engine.url):
        return set()
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table(_VERSION.name):
            return set()
        return set(connection.scalars(sa.select(_VERSION.c.version_num)))


def _exists(url: sa.URL) -> bool:
    """Connecting to SQLite would make the file."""
    in_file = url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}
    return not in_file or Path(str(url.database)).exists()
