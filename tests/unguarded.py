"""Change the database as somebody can who owns it: take the guards out, change rows, put the guards back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.agreement import triggers


def behind_our_back(session: Session, *statements: str, **values: Any) -> None:
    """Run these statements without guards, in the transaction of the session."""
    session.flush()
    connection = session.connection()
    triggers.remove(connection)
    for statement in statements:
        changed = connection.execute(sa.text(statement), values)
        assert changed.rowcount, statement
    triggers.install(connection)
    session.expire_all()


@contextmanager
def undone(session: Session) -> Iterator[None]:
    """Keep nothing of what happens inside."""
    session.commit()
    try:
        yield
    finally:
        session.rollback()
        session.expire_all()
