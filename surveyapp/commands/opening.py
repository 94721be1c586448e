"""What every command begins with: the application on a database that fits it, and input that may be wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from surveyapp import create_app
from surveyapp.core.db import db, write_transaction
from surveyapp.database import migrate
from surveyapp.web.app import SurveyApp


class InputError(Exception):
    """What was given cannot be used. The message says why and what to give instead, in Dutch."""


@contextmanager
def opened(**settings: str) -> Iterator[SurveyApp]:
    """The application, whatever its database is like; its connections are closed in the end.

    ``settings`` win over those that are configured.
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
    """The application and a session to read with, on a database that fits. Raises ConfigurationError."""
    with opened() as app:
        migrate.check(app)
        yield app, db.session


@contextmanager
def writing() -> Iterator[tuple[SurveyApp, Session]]:
    """The application and a session whose changes are kept when the block succeeds, all of them or none."""
    with reading() as (app, session), write_transaction(session):
        yield app, session


def source_of(path: Path) -> str:
    """The text of a file. Raises InputError."""
    try:
        return path.read_text("utf-8")
    except FileNotFoundError as error:
        raise InputError(f"Het bestand {path} is er niet.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is geen tekst in UTF-8. Sla het op als UTF-8.") from error
    except OSError as error:
        raise InputError(f"{path} kan niet worden gelezen: {error.strerror}.") from error
