"""Job that makes a PDF: compiled from one database snapshot, rendered outside any transaction."""

from dataclasses import dataclass, field
from time import monotonic

from flask import Flask
from sqlalchemy.orm import Session

from surveyapp.core import leases
from surveyapp.core.db import db, secrets_of, snapshot, utcnow, write_transaction
from surveyapp.pdf.document import RendererMissing
from surveyapp.processes.rendering import Killed, RenderFailed
from surveyapp.protection.sealing import Facts
from surveyapp.report.formats.house import HouseStyle
from surveyapp.report.formats.html import render_edition, render_report
from surveyapp.report.formats.page import page_html
from surveyapp.report.material.rules import ReportError
from surveyapp.report.material.structure import OutlineError
from surveyapp.report.material.tree import Report
from surveyapp.report.publishing import operations as publishing_operations
from surveyapp.report.rounds import queries
from surveyapp.report.sealing.seal import Seal
from surveyapp.report.texts import operations
from surveyapp.report.texts.operations import UNEXPECTED

PAUSE = 0.5
"""Fewest seconds between two writes of the progress."""


class Cancelled(Exception):
    """The PDF is no longer wanted."""


class Interrupted(Exception):
    """The worker is stopping; another worker makes this PDF."""


def run_next_build(app: Flask) -> bool:
    """Make the first queued PDF. Returns False when there is none."""
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
        report, published = _compiled(app, db.session, build_id)
        if published is None:
            _finish(build_id, render_report(report, progress, HouseStyle.of(app.instance_path)), progress)
        else:
            house = HouseStyle.of(app.instance_path)
            content = render_edition(report, secrets_of(db.session).evidence, published.manifest, progress, house)
            if seal := Seal.of(app.config["SEAL_FILE"], app.config["SEAL_PASSPHRASE"]):
                content = seal.put_on(content, publisher=report.publisher, at=utcnow())
            _publish(app, build_id, report, published, content, progress)
    except Cancelled:
        return
    except (Interrupted, Killed) as reason:
        _put_back(build_id, counts=isinstance(reason, Killed))
    except (ReportError, OutlineError, RendererMissing, RenderFailed) as error:
        _fail(build_id, str(error))
    except Exception:  # so that no build stays running for ever
        app.logger.exception("build %s", build_id)
        _fail(build_id, UNEXPECTED)


def _finish(build_id: int, content: bytes, progress: "_Written") -> None:
    with write_transaction(db.session):
        operations.finish_build(db.session, build_id, content=content, pages=progress.pages, at=utcnow())


def _publish(
    app: Flask, build_id: int, report: Report, beside: "_Beside", content: bytes, progress: "_Written"
) -> None:
    with write_transaction(db.session):
        publishing_operations.publish(
            db.session,
            queries.get_build(db.session, build_id),
            report,
            beside.manifest,
            content=content,
            pages=progress.pages or 0,
            page=beside.page,
            base_url=app.config["BASE_URL"],
            at=utcnow(),
        )


def _put_back(build_id: int, *, counts: bool) -> None:
    with write_transaction(db.session):
        operations.put_build_back(db.session, build_id, counts=counts)


def _fail(build_id: int, error: str) -> None:
    with write_transaction(db.session):
        operations.fail_build(db.session, build_id, error=error, at=utcnow())


@dataclass(frozen=True)
class _Beside:
    """What an edition has besides its PDF."""

    page: str
    manifest: Facts


def _compiled(app: Flask, session: Session, build_id: int) -> tuple[Report, _Beside | None]:
    """Return the report from one database snapshot; for an edition, also its web page and manifest."""
    with snapshot(session):
        build = queries.get_build(session, build_id)
        report = publishing_operations.compiled(
            session, build, publisher=app.config["PUBLISHER"], base_url=app.config["BASE_URL"]
        )
        if not build.publish:
            return report, None
        page = page_html(report)
        return report, _Beside(page, publishing_operations.manifest_of(session, build, report, page))


@dataclass
class _Written:
    """Progress callback that stores it at most every ``PAUSE`` seconds. Raises Cancelled, Interrupted."""

    session: Session
    build_id: int
    pages: int | None = None
    _next: float = field(default=0.0, init=False)

    def __call__(self, stage: str, page: int, pages: int | None) -> None:
        self.pages = pages or self.pages
        if leases.stopping():
            raise Interrupted
        if monotonic() < self._next:
            return
        self._next = monotonic() + PAUSE
        with write_transaction(self.session):
            wanted = operations.store_progress(
                self.session, self.build_id, stage=stage, page=page, pages=pages, at=utcnow()
            )
        if not wanted:
            raise Cancelled
