"""Characters that no font can draw: named with their place, and in no final report."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from a_font import OWN, font_css
from agreed_round import NOW, SYSTEM, AgreedRound
from checking import Client
from deciding import overrule_missing
from pypdf import PdfReader
from report_values import DATED, OOST_DRENTHE, OUTLINE, a_round, answer, interview
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.pdf.fonts import without_glyph
from surveyapp.report.board.pages import board_of
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.compiling.glyphs import CharactersUndrawn
from surveyapp.report.formats.html import HouseStyle, render_edition, render_report
from surveyapp.report.material.tree import Report
from surveyapp.report.texts import operations

SOURCE = a_round(
    interview(OOST_DRENTHE, answer("1", f"Samen{OWN}."), answer("3a", "Ja."), answer("9", "Geld.")),
    methodiek=f"Dat is \u0378 en {OWN}.",
)


def report(*, draft: bool = False, **how: str) -> Report:
    return compile_report(OUTLINE, SOURCE, draft=draft, dated=DATED, **how)  # type: ignore[arg-type]


def test_a_final_report_is_not_made_and_each_place_is_named() -> None:
    for make in (render_report, lambda made: render_edition(made, b"key", {})):
        with pytest.raises(CharactersUndrawn) as refused:
            make(report())
        methods, said = refused.value.places
        assert methods == f"‘1.1 Methodiek’: \u0378 (U+0378), {OWN} (U+E0A3)"
        assert said.endswith(f"{OWN} (U+E0A3)")


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"title": OWN}, "Omslag en colofon"),
        ({"publisher": f"Wij{OWN}"}, "Omslag en colofon"),
    ],
)
def test_the_cover_counts_too(changed: dict[str, str], place: str) -> None:
    clean = compile_report(OUTLINE, a_round(), draft=False, dated=DATED)

    with pytest.raises(CharactersUndrawn, match=place):
        render_report(replace(clean, **changed))  # type: ignore[arg-type]


def test_a_draft_says_it_in_its_place() -> None:
    pages = PdfReader(BytesIO(render_report(report(draft=True, chapter="inleiding")))).pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())

    assert (
        "Hierboven staan tekens die geen enkel lettertype heeft: U+0378 (zonder naam), U+E0A3 (zonder naam)." in words
    )


def test_a_font_of_the_house_style_lets_it_pass() -> None:
    house = HouseStyle(
        css=f"{font_css()}{font_css(chr(0x378), 'Ander')} html {{ font-family: 'Noto Serif', Eigen, Ander }}"
    )

    assert render_report(report(chapter="inleiding"), house=house).startswith(b"%PDF-")


def test_the_board_waits_for_it() -> None:
    board = board_of(OUTLINE, SOURCE, without_glyph)

    assert not board.ready
    assert board.sentence.endswith("tekens die niet kunnen worden afgedrukt.")
    assert board.undrawn[0].section == "methodiek"
    assert len(board.undrawn) == 2
    assert board_of(OUTLINE, a_round(), without_glyph).ready


def test_an_editor_reads_it_on_the_board_and_when_asking_for_a_pdf(
    client: Client, session: Session, staff: MakeUser
) -> None:
    made = AgreedRound.of(session)
    made.agreed(made.organisation("Oost-Drenthe"), {"1": "Er is gebouwd."})
    operations.save_section_text(session, SYSTEM, made.round, "methodiek", "Dat is \ue0a3.", base=0, at=NOW)
    overrule_missing(session, made.round)
    session.commit()
    client.login(staff(RoleName.EDITOR))

    page = client.get("/rapport", title="Rapport")
    assert "(U+E0A3)" in page.words
    assert "Elk teken kan worden afgedrukt" not in page.words
    page = client.post("/rapport/pdf", {"kind": "final"}, status=422)
    assert "Deze tekens heeft geen enkel lettertype." in page.words
    operations.save_section_text(session, SYSTEM, made.round, "methodiek", "Dat is goed.", base=1, at=NOW)
    assert "Elk teken kan worden afgedrukt" in client.get("/rapport", title="Rapport").words


def test_a_house_font_in_the_instance_counts_for_the_board(client: Client, session: Session, staff: MakeUser) -> None:
    made = AgreedRound.of(session)
    operations.save_section_text(session, SYSTEM, made.round, "methodiek", f"Dat is {OWN}.", base=0, at=NOW)
    session.commit()
    folder = Path(client.app.instance_path) / "huisstijl"
    folder.mkdir()
    (folder / "rapport.css").write_text(font_css(), "utf-8")

    client.login(staff(RoleName.EDITOR))
    assert "Elk teken kan worden afgedrukt" in client.get("/rapport", title="Rapport").words
