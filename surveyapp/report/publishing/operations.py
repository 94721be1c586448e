"""Publication of an edition: its number, its manifest and its immutable row."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, head, record_event
from surveyapp.core.db import secrets_of
from surveyapp.core.dutch import local
from surveyapp.evidence.documents.queries import origin
from surveyapp.protection.sealing import Facts, as_json, sealed
from surveyapp.report.checks.operations import proved_erratum, proved_source
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.editions import queries as edition_queries
from surveyapp.report.editions.facts import edition_facts
from surveyapp.report.figures.queries import with_images
from surveyapp.report.material.rules import ChangedMeanwhile
from surveyapp.report.material.tree import EditionMark, Report
from surveyapp.report.rounds import queries
from surveyapp.report.tables.models import Build, Edition
from surveyapp.report.texts import operations

CHECK_PATH = "/rapport-controleren"


def compiled(session: Session, build: Build, *, publisher: str, base_url: str) -> Report:
    """Return the compiled report of a build, from the present facts. Raises ReportError and OutlineError."""
    report = compile_report(
        queries.outline_of(build.round, session),
        proved_source(session, build.round, publisher=publisher),
        draft=build.draft,
        dated=local(build.requested_at).date(),
        chapter=build.chapter,
        edition=_mark(session, build, base_url) if build.publish else None,
    )
    return with_images(session, report)


def _mark(session: Session, build: Build, base_url: str) -> EditionMark:
    before = edition_queries.find_newest_edition(session, build.round)
    check_at = base_url + CHECK_PATH
    if before is None:
        return EditionMark(1, check_at=check_at)
    return EditionMark(before.number + 1, proved_erratum(session, build), local(before.published_at).date(), check_at)


def manifest_of(session: Session, build: Build, report: Report, page: str) -> Facts:
    """Return the sealed manifest of the edition in the making. ``page`` is its web page."""
    before = edition_queries.find_newest_edition(session, build.round)
    facts = edition_facts(
        report,
        origin=origin(session),
        round_name=build.round.name,
        replaces=before.hash if before else "",
        html=sha256(page.encode()).hexdigest(),
        log=head(session),
    )
    return sealed(secrets_of(session).evidence, facts)


def publish(
    session: Session,
    build: Build,
    report: Report,
    manifest: Facts,
    *,
    content: bytes,
    pages: int,
    page: str,
    base_url: str,
    at: datetime,
) -> None:
    """Publish a finished edition, unless its build was cancelled meanwhile.

    Raises ChangedMeanwhile when the report would differ now; the caller must roll back.
    """
    if not operations.finish_build(session, build.id, content=content, pages=pages, at=at):
        return
    if compiled(session, build, publisher=report.publisher, base_url=base_url) != report:
        raise ChangedMeanwhile
    edition = Edition(
        round_id=build.round_id,
        number=manifest["edition"],
        erratum=manifest["erratum"],
        published_at=at,
        published_by_id=build.requested_by_id,
        pages=pages,
        hash=sha256(content).hexdigest(),
        manifest=as_json(manifest).decode(),
        content=content,
        html=page,
        html_hash=manifest["html"],
    )
    session.add(edition)
    session.flush()
    record_event(
        session,
        Actor.system(),
        "edition.publish",
        "edition",
        edition.id,
        at,
        number=edition.number,
        hash=edition.hash,
        html_hash=edition.html_hash,
        by=build.requested_by_id,
        left_open=manifest["left_open"],
    )
