"""The database's version: bring it up to date, and say so plainly when it does not fit this program.

``flask --app surveyapp db revision "..."`` writes the next migration from the models.
"""

import logging
from collections.abc import Collection
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_alembic import Alembic

from surveyapp.config import PACKAGE, ConfigurationError
from surveyapp.db import WRITE, Base, create_file, db

FOLDER = PACKAGE / "migrations"


class WrongVersion(ConfigurationError):
    """The database is not of this program's version. The message says what to do."""


def init_app(app: Flask) -> None:
    """Register Alembic. A migration happens as a whole or not at all, on SQLite too."""
    app.config["ALEMBIC"] = {"script_location": str(FOLDER)}
    app.config["ALEMBIC_CONTEXT"] = {
        "compare_type": True,
        "compare_server_default": True,
        "render_as_batch": True,
        "render_item": _render_item,
        "transactional_ddl": True,
    }
    with app.app_context():
        writing = db.engine.execution_options(**{WRITE: True})
    alembic = Alembic(run_mkdir=False, metadatas=Base.metadata, engines=writing)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    alembic.rev_id = _next_number  # type: ignore[method-assign]
    alembic.init_app(app)


def _next_number() -> str:
    return f"{len(list(_script().walk_revisions())) + 1:04}"


def _render_item(kind: str, item: Any, _context: object) -> str | bool:
    """A migration names plain types, so that it still runs when our own are gone."""
    if kind == "type" and isinstance(item, sa.types.TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def upgrade(app: Flask) -> None:
    """Bring the database up to date, from nothing if need be. Raises WrongVersion when it is newer than we are."""
    with app.app_context():
        refuse_newer(_versions(db.engine))
        if not _exists(db.engine.url):
            create_file(Path(str(db.engine.url.database)))
        alembic: Alembic = app.extensions["alembic"]
        alembic.upgrade()


def check(app: Flask) -> None:
    """Raises WrongVersion when the database is not of this version."""
    with app.app_context():
        found = _versions(db.engine)
    refuse_newer(found)
    if not found:
        raise WrongVersion("De database is nog leeg. Maak hem klaar: voer surveyapp init uit.")
    if found != set(_script().get_heads()):
        raise WrongVersion("De database is van een oudere versie. Werk hem bij: voer surveyapp init uit.")


def refuse_newer(found: Collection[str]) -> None:
    """Raises WrongVersion when a database has a version that this program does not know."""
    if set(found) - {script.revision for script in _script().walk_revisions()}:
        raise WrongVersion(
            "Deze database is van een nieuwere versie van surveyapp. Installeer die versie, of zet een reservekopie"
            " van vóór de overstap terug met surveyapp restore."
        )


def _versions(engine: sa.Engine) -> set[str]:
    if not _exists(engine.url):
        return set()
    with engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads())


def _exists(url: sa.URL) -> bool:
    """Connecting to SQLite would make the file."""
    in_file = url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}
    return not in_file or Path(str(url.database)).exists()


def _script() -> ScriptDirectory:
    return ScriptDirectory(str(FOLDER), version_locations=[str(FOLDER)])
