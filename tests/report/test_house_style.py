"""A house style: an organisation's own style sheet and cover, in its instance folder."""

from io import BytesIO
from pathlib import Path

import pytest
from agreed_round import NOW, SYSTEM, AgreedRound
from flask import Flask
from pypdf import PdfReader
from report_values import DATED, OUTLINE, a_round
from sqlalchemy.orm import Session

from surveyapp.report.building import jobs
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.formats.house import HouseStyle, HouseStyleWrong
from surveyapp.report.formats.html import render_report, report_css, report_html
from surveyapp.report.material.tree import Report
from surveyapp.report.rounds import queries
from surveyapp.report.tables.models import BuildState
from surveyapp.report.texts import operations

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
COVER = (
    '<section class="cover"><p class="title">Huis: {{ report.title }}, {{ report.dated | long_date }}</p>'
    f'<img alt="Wapen" src="data:image/png;base64,{PIXEL}"></section>'
)
CSS = ".title { color: #123456 }"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "huisstijl"
    folder.mkdir()
    return folder


def report() -> Report:
    return compile_report(OUTLINE, a_round(), draft=False, dated=DATED)


def test_without_files_nothing_changes(tmp_path: Path) -> None:
    assert HouseStyle.of(str(tmp_path)) == HouseStyle()
    assert report_html(report(), HouseStyle()) == report_html(report())
    assert report_css(HouseStyle()) == report_css()


def test_its_style_comes_last_and_its_cover_takes_the_place_of_ours(folder: Path, tmp_path: Path) -> None:
    (folder / "rapport.css").write_text(CSS, "utf-8")
    (folder / "omslag.html").write_text(COVER, "utf-8")
    house = HouseStyle.of(str(tmp_path))

    assert report_css(house).endswith(CSS)
    html = report_html(report(), house)
    assert '<p class="title">Huis: Tweede Voortgangsrapportage, 29 juni 2018</p>' in html
    assert 'class="publisher"' not in html
    first = PdfReader(BytesIO(render_report(report(), house=house))).pages[0]
    assert "Huis: Tweede" in first.extract_text()
    assert first.images


@pytest.mark.parametrize(
    ("template", "why"),
    [("{% if %}", "Expected an expression"), ("{{ report.titel }}", "has no attribute 'titel'")],
)
def test_a_cover_that_is_wrong_is_named_with_why(template: str, why: str) -> None:
    with pytest.raises(HouseStyleWrong, match=rf"huisstijl/omslag\.html: .*{why}"):
        report_html(report(), HouseStyle(cover=template))


def test_a_file_that_cannot_be_read_is_named(folder: Path, tmp_path: Path) -> None:
    (folder / "rapport.css").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(HouseStyleWrong, match=r"huisstijl/rapport\.css: geen tekst in UTF-8"):
        HouseStyle.of(str(tmp_path))
    (folder / "rapport.css").unlink()
    (folder / "rapport.css").mkdir()
    with pytest.raises(HouseStyleWrong, match="huisstijl/rapport"):
        HouseStyle.of(str(tmp_path))


def test_a_pdf_that_cannot_get_its_style_fails_and_says_so(app: Flask, session: Session) -> None:
    made = AgreedRound.of(session)
    build = operations.request_build(session, SYSTEM, made.round, draft=True, chapter="inleiding", at=NOW)
    session.commit()
    own = Path(app.instance_path) / "huisstijl"
    own.mkdir()
    (own / "omslag.html").write_text("{{", "utf-8")
    (own / "rapport.css").write_bytes(b"\xff")

    jobs.run_next_build(app)
    session.expire_all()

    found = queries.get_build(session, build.id)
    assert found.state is BuildState.FAILED
    assert "huisstijl/rapport.css: geen tekst in UTF-8" in found.error
