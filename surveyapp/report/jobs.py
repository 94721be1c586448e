"""Making a PDF in the background: compiled from one moment of the database, rendered outside of any transaction."""

from dataclasses import dataclass, field
from time import monotonic

from flask import Flask
from sqlalchemy.orm import Session

from surveyapp.db import db, snapshot, utcnow, write_transaction
from surveyapp.dutch import local
from surveyapp.pdf import RendererMissing
from surveyapp.report import operations, queries
from surveyapp.report.compile import compile_report
from surveyapp.report.html import render_report
from surveyapp.report.outline import OutlineError
from surveyapp.report.rules import ReportError
from surveyapp.report.tree import Report

PAUSE = 0.5
"""Seconds between two writes of how far it is."""

UNEXPECTED = "Er ging iets mis bij het maken van de PDF. Probeer het opnieuw; de fout staat in het logboek."


class Cancelled(Exception):
    """Nobody waits for this PDF any more."""


def run_next_build(app: Flask) -> bool:
    """Make the first PDF that waits. False when there is none."""
    with app.app_context():
        with write_transaction(db.session):
            build = operations.claim_next_build(db.session, at=utcnow())
        if build is None:
            return False
        _make(app, build.id)
        return True


def _make(app: Flask, build_id: int) -> None:
    progress = _Written(db.session, build_id)
    try:
        report = _compiled(db.session, build_id, publisher=app.config["PUBLISHER"])
        content = render_report(report, progress)
    except Cancelled:
        return
    except (ReportError, OutlineError, RendererMissing) as error:
        _fail(build_id, str(error))
        return
    except Exception:  # whatever happens, nobody keeps waiting for it
        app.logger.exception("build %s", build_id)
        _fail(build_id, UNEXPECTED)
        return
    with write_transaction(db.session):
        operations.finish_build(db.session, build_id, content=content, pages=progress.pages, at=utcnow())


def _fail(build_id: int, error: str) -> None:
    with write_transaction(db.session):
        operations.fail_build(db.session, build_id, error=error, at=utcnow())


def _compiled(session: Session, build_id: int, *, publisher: str) -> Report:
    """The report as it was at one moment, whatever is saved meanwhile."""
    with snapshot(session):
        build = queries.get_build(session, build_id)
        return compile_report(
            queries.outline_of(build.round),
            queries.round_source(session, build.round, publisher=publisher),
            draft=build.draft,
            dated=local(build.requested_at).date(),
            leave_open=build.left_open,
            chapter=build.chapter,
        )


@dataclass
class _Written:
    """How far the rendering is, written at most every ``PAUSE`` seconds. Raises Cancelled."""

    session: Session
    build_id: int
    pages: int | None = None
    _next: float = field(default=0.0, init=False)

    def __call__(self, stage: str, page: int, pages: int | None) -> None:
        self.pages = pages or self.pages
        if monotonic() < self._next:
            return
        self._next = monotonic() + PAUSE
        with write_transaction(self.session):
            wanted = operations.store_progress(
                self.session, self.build_id, stage=stage, page=page, pages=pages, at=utcnow()
            )
        if not wanted:
            raise Cancelled
