"""Operations on sections' texts and on builds of a PDF, from request to end."""

from collections.abc import Collection
from datetime import datetime
from functools import partial
from hashlib import sha256

from sqlalchemy.orm import Session

from surveyapp.core import leases
from surveyapp.core.audit import Actor, record_event
from surveyapp.core.dutch import local
from surveyapp.core.errors import NotFound
from surveyapp.core.revisions import append
from surveyapp.interviews.recording.models import Round
from surveyapp.pdf.fonts import without_glyph
from surveyapp.report.checks.operations import proved_source
from surveyapp.report.citations.rules import Cited, citations, pinned, pinned_anew
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.compiling.glyphs import drawn
from surveyapp.report.compiling.needed import for_citing
from surveyapp.report.compiling.use import UNKNOWN, Citable, citable
from surveyapp.report.editions import queries as edition_queries
from surveyapp.report.material.rules import ErratumMissing, NotCitable
from surveyapp.report.rounds import queries
from surveyapp.report.tables import digests
from surveyapp.report.tables.models import Build, BuildState, SectionTextRevision
from surveyapp.text import words as texts

ATTEMPTS = 10
"""Times that workers start a build before it fails: a killed worker leaves no error."""
UNEXPECTED = "Er ging iets mis bij het maken van de PDF. Probeer het opnieuw; de fout staat in het logboek."

KEPT = 10
"""Finished PDFs kept per round."""


def save_section_text(
    session: Session,
    actor: Actor,
    round_: Round,
    section_key: str,
    text: str,
    *,
    base: int,
    at: datetime,
    key: str | None = None,
    confirms: str = "",
) -> SectionTextRevision:
    """Insert the next text of a section and return it; return the newest text when nothing differs.

    Citations without a version are pinned to the version agreed now, if they may be cited. ``base`` is the number of
    the text that the writer saw, 0 for none. Raises NotFound when the outline has no such place for a text,
    TextTooLong, SaveConflict, KeyReused.
    """
    if section_key not in {place.key for place in queries.outline_of(round_, session).text_sections()}:
        raise NotFound(f"De rapportindeling heeft geen paragraaf ‘{section_key}’ met een tekst van de redactie.")
    revision = SectionTextRevision(
        round_id=round_.id,
        section=section_key,
        text=texts.normalise(_pinned(session, round_, texts.normalise(text))),
        author_id=actor.user_id,
        created_at=at,
        key=key,
        confirms=confirms,
    )
    saved = append(session, revision, base=base)
    if saved is revision:
        said = {"confirms": confirms} if confirms else {}
        record_event(
            session,
            actor,
            "section.save",
            "section_text",
            saved.id,
            at,
            section=section_key,
            number=saved.number,
            round=round_.id,
            digest=digests.of_section_text(saved),
            **said,
        )
    return saved


def _pinned(session: Session, round_: Round, text: str) -> str:
    """Return the text with its citations pinned. Queries the database only for citations without a version."""
    loose = {citation.cited for citation in citations(text) if citation.version is None}
    return pinned(text, _citable(session, round_, loose).versions if loose else {})


def _citable(session: Session, round_: Round, cited: Collection[Cited]) -> Citable:
    return citable(queries.round_source(session, round_, publisher="", choose=for_citing(cited)).interviews)


def update_citation(
    session: Session,
    actor: Actor,
    round_: Round,
    section_key: str,
    cited: Cited,
    *,
    base: int,
    at: datetime,
    typed: str | None = None,
    confirms: bool = False,
) -> SectionTextRevision:
    """Save the section's next text, with its citations of one answer updated to the version agreed now.

    ``typed`` is the writer's unsaved text, which is saved along. ``confirms``: the writer states that the text still
    holds; recorded only when no other word changed. Raises NotCitable when there is nothing to update, and the errors
    of ``save_section_text``.
    """
    stored = queries.newest_section_texts(session, round_).get(section_key)
    text = typed if typed is not None else stored.text if stored else ""
    name = ".".join(cited)
    if cited not in {citation.cited for citation in citations(text)}:
        raise NotCitable(f"Deze tekst haalt [{name}] niet aan.")
    source = _citable(session, round_, [cited])
    if cited not in source.versions:
        raise NotCitable(f"[{name}] {source.barred.get(cited, UNKNOWN)}.")
    same = stored is not None and texts.normalise(text) == stored.text
    text = pinned_anew(text, cited, source.versions[cited])
    return save_section_text(
        session, actor, round_, section_key, text, base=base, at=at, confirms=name if confirms and same else ""
    )


def set_columns(session: Session, actor: Actor, round_: Round, columns: int, *, at: datetime) -> None:
    """Set the number of text columns of a round's report: 1 or 2. Published editions stay as they are."""
    if columns == round_.report_columns:
        return
    round_.report_columns = columns
    session.flush()
    record_event(session, actor, "report.columns", "round", round_.id, at, columns=columns)


def request_build(
    session: Session,
    actor: Actor,
    round_: Round,
    *,
    draft: bool,
    chapter: str = "",
    publish: bool = False,
    erratum: str = "",
    css: str = "",
    at: datetime,
) -> Build:
    """Queue a PDF, to ``publish`` as an edition or to look at; return an equal one that is under way instead.

    The report is compiled at once, so that what is missing and not decided on raises ReportError here. An edition is
    the whole, final report; ``erratum`` says how it differs from the previous one. ``css`` is the house style's.
    """
    if publish:
        draft, chapter = False, ""
    pending = queries.find_pending_build(session, round_, draft=draft, chapter=chapter, publish=publish)
    if pending:
        return pending
    erratum = _erratum(session, round_, erratum) if publish else ""
    compiled = compile_report(
        queries.outline_of(round_, session),
        proved_source(session, round_, publisher=""),
        draft=draft,
        dated=local(at).date(),
        chapter=chapter,
    )
    drawn(compiled, partial(without_glyph, css=css))
    build = Build(
        round_id=round_.id,
        draft=draft,
        chapter=chapter,
        publish=publish,
        erratum=erratum,
        state=BuildState.QUEUED,
        requested_at=at,
        requested_by_id=actor.user_id,
    )
    session.add(build)
    session.flush()
    record_event(
        session,
        actor,
        "build.request",
        "build",
        build.id,
        at,
        draft=draft,
        chapter=chapter,
        publish=publish,
        erratum=digests.of_erratum(erratum),
    )
    return build


def _erratum(session: Session, round_: Round, erratum: str) -> str:
    """Return the erratum of an edition; "" for the first. Raises ErratumMissing when a later one has none."""
    before = edition_queries.find_newest_edition(session, round_)
    erratum = " ".join(erratum.split())
    if before and not erratum:
        raise ErratumMissing(before.number)
    return erratum if before else ""


def cancel_build(session: Session, actor: Actor, build: Build, *, at: datetime) -> None:
    """Cancel a build. Does nothing when it has ended."""
    if build.state.ended:
        return
    _end(build, BuildState.CANCELLED, at)
    session.flush()
    record_event(session, actor, "build.cancel", "build", build.id, at)


def claim_next_build(session: Session, *, at: datetime) -> Build | None:
    """Requeue the builds that workers left behind, then claim and return the next queued one.

    A build that was left ``ATTEMPTS`` times fails.
    """
    for left in queries.left_builds(session, at):
        _put_back(left)
        if left.attempts >= ATTEMPTS:
            _fail(session, left, UNEXPECTED, at)
    session.flush()
    build = queries.next_queued_build(session)
    if build is not None:
        build.state, build.seen_at, build.attempts = BuildState.RUNNING, at, build.attempts + 1
        leases.take(build, at)
        session.flush()
    return build


def _put_back(build: Build) -> None:
    build.state, build.stage, build.page, build.pages = BuildState.QUEUED, "", 0, None
    leases.give_back(build)


def put_build_back(session: Session, build_id: int, *, counts: bool = True) -> None:
    """Requeue a build. ``counts``: count this attempt, for a cause that may end the next worker too."""
    build = _still_running(session, build_id)
    if build is not None:
        _put_back(build)
        build.attempts -= not counts
        session.flush()


def _still_running(session: Session, build_id: int) -> Build | None:
    """Return the build if this process still makes it, else None."""
    build = session.get(Build, build_id, populate_existing=True, with_for_update=True)
    running = build is not None and build.state is BuildState.RUNNING and leases.is_ours(build)
    return build if running else None


def store_progress(session: Session, build_id: int, *, stage: str, page: int, pages: int | None, at: datetime) -> bool:
    """Store the progress of a build. Returns False when it is no longer wanted: the worker must stop."""
    build = _still_running(session, build_id)
    if build is None:
        return False
    build.stage, build.page, build.pages, build.seen_at = stage, page, pages, at
    leases.take(build, at)
    session.flush()
    return True


def finish_build(session: Session, build_id: int, *, content: bytes, pages: int | None, at: datetime) -> bool:
    """Store the PDF of a build, and delete the round's finished PDFs beyond ``KEPT``.

    Returns False and does nothing when the build was cancelled meanwhile.
    """
    build = _still_running(session, build_id)
    if build is None:
        return False
    build.content, build.pages = content, pages
    _end(build, BuildState.DONE, at)
    session.flush()
    digest = sha256(content).hexdigest()
    record_event(session, Actor.system(), "build.finish", "build", build.id, at, hash=digest)
    for old in queries.finished_beyond(session, build.round_id, KEPT):
        session.delete(old)
    session.flush()
    return True


def fail_build(session: Session, build_id: int, *, error: str, at: datetime) -> None:
    """Mark a build as failed; ``error`` is the reason in Dutch. Does nothing when it was cancelled meanwhile."""
    build = _still_running(session, build_id)
    if build is not None:
        _fail(session, build, error, at)


def _fail(session: Session, build: Build, error: str, at: datetime) -> None:
    build.error = error
    _end(build, BuildState.FAILED, at)
    session.flush()
    record_event(session, Actor.system(), "build.fail", "build", build.id, at)


def _end(build: Build, state: BuildState, at: datetime) -> None:
    build.state, build.finished_at = state, at
    leases.give_back(build)
