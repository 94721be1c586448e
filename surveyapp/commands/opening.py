"""What every command begins with: the application with a database that fits, and validated input."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from surveyapp import create_app
from surveyapp.core.db import db, write_transaction
from surveyapp.database import migrate
from surveyapp.web.app import SurveyApp


class InputError(Exception):
    """The input cannot be used. The message says why and what to give instead, in Dutch."""


@contextmanager
def opened(**settings: str) -> Iterator[SurveyApp]:
    """Yield the application, whatever the state of its database, and close its connections afterwards.

    ``settings`` override the configuration.
    """
    app = create_app(settings)
    with app.app_context():
        try:
            yield app
        finally:
            db.session.close()
            db.engine.dispose()


@contextmanager
def reading() -> Iterator[tuple[SurveyApp, Session]]:
    """Yield the application and a session for reading. Raises ConfigurationError when the database does not fit."""
    with opened() as app:
        migrate.check(app)
        yield app, db.session


@contextmanager
def writing() -> Iterator[tuple[SurveyApp, Session]]:
    """Yield the application and a session in a write transaction, which commits when the block succeeds."""
    with reading() as (app, session), write_transaction(session):
        yield app, session


def source_of(path: Path) -> str:
    """Read a text file. Raises InputError."""
    try:
        return path.read_text("utf-8")
    except FileNotFoundError as error:
        raise InputError(f"Het bestand {path} is er niet.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is geen tekst in UTF-8. Sla het op als UTF-8.") from error
    except OSError as error:
        raise InputError(f"{path} kan niet worden gelezen: {error.strerror}.") from error
