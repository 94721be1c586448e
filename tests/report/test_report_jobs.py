from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from agreed_round import NOW, SYSTEM, AgreedRound
from flask import Flask
from pypdf import PdfReader
from sqlalchemy.orm import Session

from surveyapp import worker
from surveyapp.core.db import db, utcnow, write_transaction
from surveyapp.core.dutch import local
from surveyapp.core.events import wired
from surveyapp.pdf.document import Progress, RendererMissing
from surveyapp.report.building import jobs
from surveyapp.report.formats.house import HouseStyle
from surveyapp.report.material.tree import Report
from surveyapp.report.publishing import operations as publishing_operations
from surveyapp.report.rounds import queries
from surveyapp.report.tables.models import Build, BuildState
from surveyapp.report.texts import operations

Render = Callable[[Report, Progress, HouseStyle], bytes]


@pytest.fixture
def made(any_session: Session) -> AgreedRound:
    made = AgreedRound.of(any_session)
    made.agreed(made.organisation("Oost-Drenthe"), {"1": "Er is gewerkt.", "2b": "Er is gesloopt."})
    any_session.commit()
    return made


@pytest.fixture
def renders(monkeypatch: pytest.MonkeyPatch) -> Callable[[Render], None]:
    return lambda render: monkeypatch.setattr(jobs, "render_report", render)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    seconds = [100.0]
    monkeypatch.setattr(jobs, "monotonic", lambda: seconds[0])
    return seconds


def asked(made: AgreedRound, **what: str) -> Build:
    build = operations.request_build(
        made.session, SYSTEM, made.round, draft=True, chapter=what.get("chapter", ""), at=NOW
    )
    made.session.commit()
    return build


def ran(app: Flask, made: AgreedRound) -> bool:
    made.session.commit()
    worked = jobs.run_next_build(app)
    made.session.expire_all()
    return worked


def test_nothing_waits(any_app: Flask, made: AgreedRound) -> None:
    assert not ran(any_app, made)


def test_the_worker_makes_pdfs(made: AgreedRound) -> None:
    assert jobs.run_next_build in wired(made.session, worker.Jobs).side_by_side


def test_a_pdf_is_made_of_what_was_agreed(any_app: Flask, made: AgreedRound) -> None:
    build = asked(made, chapter="regios")
    assert ran(any_app, made)
    pdf = PdfReader(BytesIO(queries.get_pdf(made.session, build.id)))
    assert "Er is gesloopt." in "".join(page.extract_text() for page in pdf.pages)
    assert (build.state, build.pages) == (BuildState.DONE, len(pdf.pages))
    assert build.finished_at
    assert not ran(any_app, made)


def test_it_is_dated_when_it_was_asked_for_and_names_its_publisher(
    any_app: Flask, made: AgreedRound, renders: Callable[[Render], None]
) -> None:
    found: list[Report] = []

    def render(report: Report, _progress: Progress, _house: HouseStyle) -> bytes:
        found.append(report)
        return b"%PDF-"

    renders(render)
    asked(made)
    ran(any_app, made)
    (report,) = found
    assert (report.dated, report.draft, report.publisher) == (local(NOW).date(), True, any_app.config["PUBLISHER"])


def test_others_save_while_it_is_rendered(any_app: Flask, made: AgreedRound, renders: Callable[[Render], None]) -> None:
    def render(_report: Report, progress: Progress, _house: HouseStyle) -> bytes:
        progress("Bladzijden opmaken", 1, None)
        with any_app.app_context(), write_transaction(db.session):
            operations.save_section_text(db.session, SYSTEM, made.round, "methodiek", "Onderwijl.", base=0, at=NOW)
        return b"%PDF-"

    renders(render)
    build = asked(made)
    ran(any_app, made)
    assert build.state is BuildState.DONE
    assert queries.newest_section_texts(made.session, made.round)["methodiek"].text == "Onderwijl."


def test_progress_is_written_at_most_twice_a_second(
    any_app: Flask, made: AgreedRound, renders: Callable[[Render], None], clock: list[float]
) -> None:
    seen: list[tuple[str, int, int | None]] = []
    build = asked(made)

    def stored() -> tuple[str, int, int | None]:
        with any_app.app_context():
            found = queries.get_build(db.session, build.id)
            return found.stage, found.page, found.pages

    def render(_report: Report, progress: Progress, _house: HouseStyle) -> bytes:
        for page in range(1, 8):
            progress("Bladzijden opmaken", page, None)
            seen.append(stored())
            clock[0] += 0.2
        progress("PDF schrijven", 7, 7)
        return b"%PDF-"

    renders(render)
    ran(any_app, made)
    assert [page for _, page, _ in seen] == [1, 1, 1, 4, 4, 4, 7]
    assert build.pages == 7


def test_a_cancelled_pdf_is_made_no_further(
    any_app: Flask, made: AgreedRound, renders: Callable[[Render], None], clock: list[float]
) -> None:
    pages: list[int] = []
    build = asked(made)

    def render(_report: Report, progress: Progress, _house: HouseStyle) -> bytes:
        for page in range(1, 9):
            progress("Bladzijden opmaken", page, None)
            pages.append(page)
            clock[0] += 1
            if page == 2:
                with any_app.app_context(), write_transaction(db.session):
                    operations.cancel_build(db.session, SYSTEM, queries.get_build(db.session, build.id), at=utcnow())
        return b"%PDF-"

    renders(render)
    assert ran(any_app, made)
    assert pages == [1, 2]
    assert build.state is BuildState.CANCELLED


def test_what_went_missing_since_it_was_asked_for_is_named(any_app: Flask, made: AgreedRound) -> None:
    outline = "chapters:\n- {key: alles, title: Alles, feeds: aanpak, of: [region]}\n"
    made.begin_with(outline)
    build = operations.request_build(made.session, SYSTEM, made.round, draft=False, at=NOW)
    made.organisation("Achterhoek", province="Gelderland")
    assert ran(any_app, made)
    assert build.state is BuildState.FAILED
    assert "Regio Achterhoek: nog niet geïnterviewd." in build.error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RendererMissing("no pango"), "apt-get install"),
        (ZeroDivisionError(), jobs.UNEXPECTED),
    ],
)
def test_a_pdf_that_cannot_be_made_says_why(
    any_app: Flask, made: AgreedRound, renders: Callable[[Render], None], error: Exception, said: str
) -> None:
    def render(_report: Report, progress: Progress, _house: HouseStyle) -> bytes:
        progress("Bladzijden opmaken", 1, None)
        raise error

    renders(render)
    build = asked(made)
    assert ran(any_app, made)
    assert build.state is BuildState.FAILED
    assert said in build.error


def test_an_outline_that_is_none_says_where_it_is_wrong(any_app: Flask, made: AgreedRound) -> None:
    build = asked(made)
    made.begin_with("chapters: nee")
    assert ran(any_app, made)
    assert build.state is BuildState.FAILED
    assert "indeling van ronde 2018" in build.error


def test_what_a_crashed_worker_left_is_made_again(
    any_app: Flask, made: AgreedRound, renders: Callable[[Render], None]
) -> None:
    renders(lambda _report, _progress, _house: b"%PDF-")
    build = asked(made)
    operations.claim_next_build(made.session, at=utcnow())
    assert not ran(any_app, made)
    build.leased_until = utcnow()
    assert ran(any_app, made)
    assert build.state is BuildState.DONE


def test_the_report_is_of_one_moment(
    any_app: Flask, made: AgreedRound, renders: Callable[[Render], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text saved between two of its queries is in neither."""
    texts: list[dict[str, str]] = []
    compile_report, records_sent = publishing_operations.compile_report, queries.records_sent

    def save_in_between(session: Session, round_: object) -> object:
        found = records_sent(session, round_)  # type: ignore[arg-type]
        with any_app.app_context(), write_transaction(db.session):
            operations.save_section_text(db.session, SYSTEM, made.round, "methodiek", "Te laat.", base=0, at=NOW)
        return found

    def compiled(outline: object, source: object, **options: object) -> Report:
        texts.append(source.section_texts)  # type: ignore[attr-defined]
        return compile_report(outline, source, **options)  # type: ignore[arg-type]

    renders(lambda _report, _progress, _house: b"%PDF-")
    asked(made)
    monkeypatch.setattr(queries, "records_sent", save_in_between)
    monkeypatch.setattr(publishing_operations, "compile_report", compiled)
    ran(any_app, made)
    assert texts == [{}]
