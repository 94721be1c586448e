"""A heading of Markdown in an editor's text is told of and never reaches a final report."""

import pytest
from report_values import DATED, OUTLINE, a_round, gaps, sections

from surveyapp.report.board.pages import board_of
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.compiling.standing import Stand
from surveyapp.report.material.filling import slips
from surveyapp.report.material.rules import ReportIncomplete


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("## Kop\n\nTekst.", "## Kop"),
        ("Tekst.\n\n# Kop #", "# Kop #"),
        ("Tekst.\n   ###### Kop", "###### Kop"),
        ("Kop\n=====", "====="),
        ("## " + "lang " * 20, "## lang lang lang lang lang lang lang la…"),
    ],
)
def test_a_heading_is_named(text: str, shown: str) -> None:
    assert slips(text, {}, {}) == (f"‘{shown}’ wordt geen tussenkop",)


@pytest.mark.parametrize("text", ["#krimp is overal.", "Nummer # 5.", "###", "a == b", "Kosten: 5 #"])
def test_another_use_of_the_sign_is_none(text: str) -> None:
    assert slips(text, {}, {}) == ()


def test_a_final_report_waits_until_it_is_gone() -> None:
    source = a_round(methodiek="## Aanpak\n\nEr is gesproken.")
    with pytest.raises(ReportIncomplete, match=r"wordt geen tussenkop\. Haal de tekens weg"):
        compile_report(OUTLINE, source, draft=False, dated=DATED)
    board = board_of(OUTLINE, source)
    (found,) = board.texts
    assert found.subject is None
    (row,) = [one for one in board.rows if one.key == "methodiek"]
    assert (row.stand, row.waits) == (Stand.PARTLY, "‘## Aanpak’ wordt geen tussenkop.")
    draft = compile_report(OUTLINE, source, draft=True, dated=DATED)
    assert gaps(sections(draft)["methodiek"]) == ["‘## Aanpak’ wordt geen tussenkop."]
