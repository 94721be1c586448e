"""Drawings of the round in an editor's text: where they stand, what they show, and what they say to who cannot see."""

import io
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from outloud import check
from report_values import (
    BZK,
    DATED,
    DE_MARNE,
    EEMSDELTA,
    FOR_REGIONS,
    MINISTRY,
    OUTLINE,
    PROVINCE,
    REGION,
    THEMES,
    a_round,
    answer,
    blocks,
    interview,
)

from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.editions.facts import edition_facts
from surveyapp.report.formats.drawing import svg
from surveyapp.report.formats.html import render_report, report_html
from surveyapp.report.material.filling import unknown_places
from surveyapp.report.material.pictures import blocks_of, theme_counts, with_captions, without_pictures
from surveyapp.report.material.rules import ReportIncomplete
from surveyapp.report.material.sources import RoundSource
from surveyapp.report.material.tree import Drawing, EditionMark, EditorText, Picture, Report, Tile
from surveyapp.verification.records.rules import Use

MAP, BARS = "{figuur-organisaties}", "{figuur-themas}"
TEXT = f"Eerst dit.[^1]\n\n{MAP}\n\nDan dat.[^2]\n\n{BARS}\n\n[^1]: Een noot.\n\n[^2]: Nog een noot."


def compiled(source: RoundSource) -> Report:
    return compile_report(OUTLINE, source, draft=False, dated=DATED)


def pictures(report: Report) -> list[Picture]:
    return [block for block in blocks(report) if isinstance(block, Picture)]


def test_a_text_without_a_drawing_stays_as_it_is() -> None:
    text = "Een  vreemde *tekst*,\nmet {interviews}.\n\n\n[^1]: noot"

    assert list(blocks_of(text)) == [EditorText(text)]
    assert without_pictures(text) == with_captions(text) == text


def test_a_drawing_stands_between_the_words_around_it_and_each_keeps_its_footnotes() -> None:
    first, drawn, second, bars = blocks_of(TEXT)

    assert [one.subject for one in (drawn, bars) if isinstance(one, Picture)] == [Drawing.ORGANISATIONS, Drawing.THEMES]
    assert isinstance(first, EditorText)
    assert first.markdown.startswith("Eerst dit.[^1]\n\n")
    assert "[^1]: Een noot." in first.markdown
    assert isinstance(second, EditorText)
    assert second.markdown.startswith("Dan dat.[^2]\n\n")
    assert "[^2]: Nog een noot." in second.markdown


def test_a_page_that_draws_nothing_says_what_will_be_drawn() -> None:
    assert "*Figuur: Wie aan dit rapport meewerkten*\n\nDan dat." in with_captions(TEXT)


@pytest.mark.parametrize("text", [f"In een zin {MAP}.", "{figuur-kaart}", f"{MAP}\nmeteen verder"])
def test_what_is_no_drawing_is_named_and_holds_a_final_report(text: str) -> None:
    assert unknown_places(text, {}) == (text[text.index("{") : text.index("}") + 1],)
    with pytest.raises(ReportIncomplete, match=r"Een figuur heeft een eigen alinea: \{figuur-organisaties\}"):
        compiled(a_round(methodiek=text))


def test_drawings_are_numbered_through_the_report() -> None:
    found = pictures(compiled(a_round(methodiek=f"{BARS}\n\nEn:\n\n{MAP}\n\n{BARS}")))

    assert [(one.number, one.subject) for one in found] == [
        (1, Drawing.THEMES),
        (2, Drawing.ORGANISATIONS),
        (3, Drawing.THEMES),
    ]


def test_the_alternative_says_all_that_is_drawn() -> None:
    absent = replace(interview(DE_MARNE), held_on=None)
    report = compile_report(OUTLINE, a_round(absent, methodiek=TEXT), draft=True, dated=DATED)
    organisations, themes = pictures(report)

    assert organisations.alternative == (
        "Provincie Drenthe, met Oost-Drenthe. Provincie Groningen, met Eemsdelta en De Marne. Ministeries:"
        " Ministerie van Binnenlandse Zaken. Niet geïnterviewd: De Marne."
    )
    assert themes.alternative == "Wonen: 1 ministerie. Economie: geen."


def test_without_agreement_there_is_nothing_to_count() -> None:
    source = replace(a_round(methodiek=TEXT), interviews=())

    assert pictures(compile_report(OUTLINE, source, draft=True, dated=DATED))[1].alternative == (
        "Er zijn nog geen antwoorden met akkoord."
    )


def test_a_theme_counts_organisations_with_an_agreed_answer_under_their_name() -> None:
    both = answer("1", "Wonen.\n\nEn werken.", themes=[("wonen",), ("wonen", "economie")])
    unnamed = replace(answer("1", "x", themes=[("economie",)]), use=Use.UNNAMED)
    background = replace(answer("1", "x", themes=[("economie",)]), use=Use.BACKGROUND)
    waiting = answer("1", "x", approved=False, themes=[("economie",)])
    interviews = [interview(BZK, one) for one in (both, unnamed, background, waiting)]

    assert [(one.title, one.total, dict(one.organisations)[MINISTRY]) for one in theme_counts(interviews)] == [
        ("Wonen", 1, 1),
        ("Economie", 1, 1),
    ]


def test_an_answer_without_passages_on_a_theme_counts_for_what_its_question_is_about() -> None:
    about = [replace(question, themes=("wonen",)) for question in FOR_REGIONS.questions]
    general = [replace(question, themes=("wonen", "economie")) for question in FOR_REGIONS.questions]
    given = interview(EEMSDELTA, answer("1", "Er is gesloopt."))

    def counted(questions: list[object]) -> int:
        changed = replace(FOR_REGIONS, themes=THEMES, questions=tuple(questions))  # type: ignore[arg-type]
        return theme_counts([replace(given, questionnaire=changed)])[0].total

    assert counted(list(about)) == 1
    assert counted(list(general)) == 0


def test_the_map_lies_as_the_country_and_what_it_does_not_know_comes_last() -> None:
    report = compiled(a_round(methodiek=MAP))
    unknown = Tile("elders", "ELD", "Elders", PROVINCE, held=True)
    drawn = str(svg(pictures(report)[0], replace(report, tiles=(*report.tiles, (unknown,)))))

    def top(name: str) -> float:
        before = drawn[: drawn.index(f">{name}</text>")]
        return float(before.rsplit(' y="', 1)[1].split('"')[0])

    assert top("Groningen") < top("Drenthe") <= top("Elders")


def test_a_name_is_drawn_as_words_and_one_that_was_not_interviewed_by_its_shape() -> None:
    odd = Tile("x", "<b>&", "<script>alert(1)</script>", REGION, held=False)
    report = compiled(a_round(methodiek=MAP))
    drawn = str(svg(replace(pictures(report)[0], alternative="</title><script>"), replace(report, tiles=((odd,),))))

    assert "<script>" not in drawn
    assert "&lt;b&gt;&amp;" in drawn
    assert "stroke-dasharray" in drawn


def test_the_pdf_reads_a_drawing_aloud_and_the_edition_remembers_it(tmp_path: Path) -> None:
    source = a_round(methodiek=TEXT)
    report = compile_report(OUTLINE, source, draft=False, dated=DATED, chapter="inleiding")
    content = render_report(report)
    path = tmp_path / "figuren.pdf"
    path.write_bytes(content)

    assert not [one for one in check(path).findings if str(one.severity) == "error"]
    assert "Figuur 2. Over welke" in pypdf.PdfReader(io.BytesIO(content)).pages[1].extract_text().replace("\n", " ")
    assert content == render_report(report)
    facts = edition_facts(
        replace(report, edition=EditionMark(1)), origin="", round_name="2018", replaces="", html="", log=""
    )
    drawn = [block for section in facts["sections"] for block in section["blocks"] if block["kind"] == "picture"]
    assert [one["number"] for one in drawn] == [1, 2]
    assert drawn[0]["alternative"].startswith("Provincie Drenthe, met")


def test_a_key_names_the_colours_that_are_drawn() -> None:
    html = report_html(compiled(a_round(methodiek=TEXT)))

    assert '<p class="key"><span class="ministry">ministeries</span></p>' in html
    assert '<span class="province">2 provincies</span> <span class="region">3 regio’s</span>' in html
