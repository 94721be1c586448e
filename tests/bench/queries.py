"""How many questions to the database one page asks, counted inside the application."""

from pathlib import Path

import sqlalchemy as sa

from surveyapp import create_app
from surveyapp.accounts.staff.queries import find_user_by_email
from surveyapp.core.db import db
from surveyapp.sample.load import PASSWORD
from tests.bench.server import LOGIN
from tests.checking import Client


def counted(instance: Path, path: str) -> int:
    """The number of statements for one page, as the administrator sees it."""
    app, asked = create_app({"INSTANCE": instance}), []
    with app.app_context():
        user = find_user_by_email(db.session, LOGIN)
        assert user
        client = Client(app).login(user, PASSWORD)
        sa.event.listen(db.engine, "before_cursor_execute", lambda *sent: asked.append(sent[2]))
    client.get(path)
    return len(asked)
