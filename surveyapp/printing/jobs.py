"""Making questionnaires on paper in the background."""

from flask import Flask

from surveyapp.db import db, write_transaction
from surveyapp.pdf import RendererMissing
from surveyapp.printing import queries
from surveyapp.printing.paper import render
from surveyapp.rendering import RenderFailed

ATTEMPTS = 3
"""How often a worker begins before it gives up: one that was killed says nothing."""

UNEXPECTED = "Er ging iets mis bij het maken van de PDF. Probeer het opnieuw; de fout staat in het logboek."


def make_next_print(app: Flask) -> bool:
    """Make the print that waits longest, outside of any transaction. False when there is none."""
    with app.app_context():
        if queries.next_waiting(db.session) is None:
            db.session.rollback()
            return False
        with write_transaction(db.session):
            waiting = queries.next_waiting(db.session)
            if waiting is None:
                return False
            waiting.attempts += 1
            key, html, over = waiting.key, waiting.html, waiting.attempts > ATTEMPTS
        content, error = (b"", UNEXPECTED) if over else _made(app, html)
        with write_transaction(db.session):
            found = queries.find_print(db.session, key)
            if found and not found.made:
                found.content, found.size, found.error = content or None, len(content), error
        return True


def _made(app: Flask, html: str) -> tuple[bytes, str]:
    try:
        return render(html), ""
    except (RendererMissing, RenderFailed) as reason:
        return b"", str(reason)
    except Exception:
        app.logger.exception("print")
        return b"", UNEXPECTED
