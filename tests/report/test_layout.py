"""One text column or two, by choice of the round; tables and boxes in an editor's text."""

import io
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
import sqlalchemy as sa
from agreed_round import NOW, SYSTEM, AgreedRound
from checking import Client
from outloud import check
from report_values import DATED, OUTLINE, a_round
from setting import MakeUser
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import AuditEvent
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.formats.html import render_report, report_html
from surveyapp.report.rounds import queries
from surveyapp.report.texts import operations
from surveyapp.text.words import to_html, to_plain, to_print_html

TABLE = "| Regio | Woningen |\n|---|--:|\n| Oost-Drenthe | 1.200 |\n| Emmen *nu*[^1] | 300 |\n\n[^1]: Geteld in 2018."
BOX = "::: Steengoed\nEerst kijken.\n\n- leegstand;\n- sloop.\n:::\n\nEn verder."


@pytest.fixture
def made(any_session: Session) -> AgreedRound:
    return AgreedRound.of(any_session)


def test_an_editor_s_table_has_heads_and_numbers_on_the_right() -> None:
    html = to_print_html(TABLE, rich=True)

    assert '<th scope="col">Regio</th>' in html
    assert '<th scope="col" class="number">Woningen</th>' in html
    assert '<td class="number">1.200</td>' in html
    assert '<em>nu</em><span class="fn">Geteld in 2018.</span>' in html


def test_a_box_has_a_title_and_holds_paragraphs_and_lists() -> None:
    html = " ".join(to_html(BOX, rich=True).split())

    assert html.startswith('<div class="box"><p><strong>Steengoed</strong></p> <p>Eerst kijken.</p> <ul>')
    assert html.endswith("</ul> </div> <p>En verder.</p>")


def test_a_box_without_a_title_or_an_end_loses_no_words() -> None:
    assert "Woorden." in to_plain(to_html(":::\nWoorden.\n:::", rich=True))
    assert "Woorden." in to_html("::: Titel\nWoorden.", rich=True)


def test_an_answer_has_neither() -> None:
    assert "<table" not in to_html(TABLE)
    assert 'class="box"' not in to_print_html(BOX)


def test_script_in_a_title_or_a_cell_is_words() -> None:
    text = (
        "::: <script>alert(1)</script>\nx\n:::\n\n| <img src=x onerror=alert(1)> |\n|:-:|\n| [x](javascript:alert(1)) |"
    )

    for html in (to_html(text, rich=True), to_print_html(text, rich=True)):
        assert "<script" not in html
        assert "<img" not in html
        assert "href" not in html
        assert "style" not in html


@pytest.mark.parametrize("columns", [1, 2])
def test_a_screen_reader_hears_tables_and_boxes(columns: int, tmp_path: Path) -> None:
    source = replace(a_round(methodiek=f"{TABLE}\n\n{BOX}"), columns=columns)
    report = compile_report(OUTLINE, source, draft=False, dated=DATED, chapter="inleiding")
    content = render_report(report)
    path = tmp_path / "rapport.pdf"
    path.write_bytes(content)

    assert [one for one in check(str(path)).findings if one.severity == "error"] == []
    assert "Steengoed" in "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_a_round_chooses_its_columns(made: AgreedRound) -> None:
    def html() -> str:
        source = queries.round_source(made.session, made.round, publisher="")
        text = report_html(compile_report(queries.outline_of(made.round), source, draft=True, dated=DATED))
        return " ".join(text.split())

    assert '<body class="report draft"' in html()
    operations.set_columns(made.session, SYSTEM, made.round, 1, at=NOW)
    operations.set_columns(made.session, SYSTEM, made.round, 1, at=NOW)

    assert '<body class="report draft wide"' in html()
    events = made.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "report.columns")).all()
    assert [one.detail for one in events] == ['{"columns":1}']


def test_no_round_has_three_columns(made: AgreedRound) -> None:
    with pytest.raises(IntegrityError):
        operations.set_columns(made.session, SYSTEM, made.round, 3, at=NOW)


def test_an_editor_chooses_on_the_board(any_client: Client, any_staff: MakeUser, made: AgreedRound) -> None:
    assert made.round.report_columns == 2
    editor = any_client.login(any_staff(RoleName.EDITOR))

    assert "Opmaak: twee kolommen" in editor.get("/rapport").text
    said = editor.follow(editor.post("/rapport/opmaak", {"columns": "1"}))
    assert "Nieuwe PDF’s krijgen één brede kolom." in said.text
    assert "Opmaak: één brede kolom" in said.text
    assert "Kies één of twee kolommen." in editor.post("/rapport/opmaak", {"columns": "3"}, status=409).text


def test_an_interviewer_does_not(any_client: Client, any_staff: MakeUser, made: AgreedRound) -> None:
    interviewer = any_client.login(any_staff(RoleName.INTERVIEWER))

    interviewer.post("/rapport/opmaak", {"columns": "1"}, status=403)
    assert made.round.report_columns == 2
