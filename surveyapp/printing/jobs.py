"""Worker job: make questionnaires on paper."""

from flask import Flask

from surveyapp.core.db import db, utcnow, write_transaction
from surveyapp.pdf.document import RendererMissing
from surveyapp.printing import operations, queries
from surveyapp.printing.operations import UNEXPECTED
from surveyapp.printing.pdf_writer import render
from surveyapp.processes.rendering import Killed, RenderFailed


def make_next_print(app: Flask) -> bool:
    """Make the print that has waited longest, outside any transaction. Return False when there is none."""
    with app.app_context():
        if queries.next_waiting(db.session, utcnow()) is None:
            db.session.rollback()
            return False
        with write_transaction(db.session):
            claimed = operations.claim_next_print(db.session, utcnow())
            key, html = (claimed.key, claimed.html) if claimed else ("", "")
        if claimed:
            _make(app, key, html)
        return True


def _make(app: Flask, key: str, html: str) -> None:
    try:
        content, error = _made(app, html)
    except Killed:
        with write_transaction(db.session):
            operations.put_print_back(db.session, key)
        return
    with write_transaction(db.session):
        operations.finish_print(db.session, key, content, error)


def _made(app: Flask, html: str) -> tuple[bytes, str]:
    """Return the PDF and "", or b"" and the reason for failure. Raises Killed."""
    try:
        return render(html), ""
    except Killed:
        raise
    except (RendererMissing, RenderFailed) as reason:
        return b"", str(reason)
    except Exception:
        app.logger.exception("print")
        return b"", UNEXPECTED
