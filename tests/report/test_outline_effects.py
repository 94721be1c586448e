"""What a change of the outline does to texts, citations and answers is known before it happens."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader
from report_values import (
    BZK,
    DATED,
    DRENTHE,
    GRONINGEN,
    OOST_DRENTHE,
    OUTLINE,
    PROVINCE,
    REGION,
    a_round,
    answer,
    interview,
    sections,
    words,
)

from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.formats.html import render_report
from surveyapp.report.material.rules import AnswersUnplaced
from surveyapp.report.material.sources import RoundSource
from surveyapp.report.material.structure import Feed, Group, Outline, OutlineSection
from surveyapp.report.material.tree import Report
from surveyapp.report.outlining import rules
from surveyapp.report.outlining.effects import Effects, effects, homeless_texts, place_of_text
from surveyapp.verification.records.rules import Use

EXTRA = rules.added(OUTLINE, "inleiding", OutlineSection("extra", "Extra", text=True))
CITING = a_round(methodiek="Er zijn {interviews} interviews. Zo [oost-drenthe.9] en nog eens [oost-drenthe.9].")


def compiled(outline: Outline, source: RoundSource) -> Report:
    return compile_report(outline, source, draft=True, dated=DATED)


def test_a_change_without_consequences_has_no_effects() -> None:
    known = effects(OUTLINE, rules.shifted(OUTLINE, "inleiding", 1), a_round())
    assert known == Effects()
    assert not known
    assert known.seal == ""


def test_a_text_that_loses_its_place_is_named_with_what_it_cites() -> None:
    known = effects(EXTRA, rules.removed(EXTRA, "methodiek"), CITING)
    assert known.homeless == ("‘Methodiek’",)
    assert known.citations == ("[oost-drenthe.9] in ‘Methodiek’",)
    assert known.seal != effects(EXTRA, rules.removed(EXTRA, "methodiek"), a_round()).seal


def test_a_renamed_or_moved_section_keeps_its_text() -> None:
    assert not effects(EXTRA, rules.moved(EXTRA, "methodiek", "regios"), CITING)
    assert not effects(EXTRA, rules.changed(EXTRA, "methodiek", title="Zo ging het", text=True, feed=None), CITING)


def test_an_empty_text_loses_nothing() -> None:
    assert not effects(EXTRA, rules.removed(EXTRA, "extra"), CITING)


def test_answers_without_a_place_are_named_and_stop_the_report() -> None:
    after = rules.removed(OUTLINE, "uitkering")
    assert effects(OUTLINE, after, a_round()).unplaced == ("Regio Oost-Drenthe, vraag 9",)
    with pytest.raises(AnswersUnplaced, match="Oost-Drenthe, vraag 9"):
        compiled(after, a_round())


def test_answers_that_come_to_stand_twice_are_named() -> None:
    again = OutlineSection("fonds", "Fonds", feed=Feed("", frozenset({REGION}), questions=("regio.9",)))
    known = effects(OUTLINE, rules.added(OUTLINE, "regios", again), a_round())
    assert known.twice == ("Regio Oost-Drenthe, vraag 9",)
    assert known.unplaced == ()


def test_a_citation_without_name_that_would_stand_under_a_name_is_named() -> None:
    shy = replace(answer("1", "Wij fuseren."), use=Use.UNNAMED)
    source = a_round(interview(OOST_DRENTHE, shy), samen="Zo [oost-drenthe.1].")
    written = rules.added(OUTLINE, "inleiding", OutlineSection("samen", "Samen", text=True))
    group = rules.added(OUTLINE, "provincie", Group("samen", "Samen", ("oost-drenthe",), text=True))
    (told,) = effects(written, group, source).citations
    assert told.startswith("[oost-drenthe.1] in ‘Samen’: mag alleen zonder naam worden gebruikt")


def test_a_text_without_place_is_known_by_its_key() -> None:
    source = a_round(weg="Oud.", uitkering="Ook oud.", leeg="  ")
    assert homeless_texts(OUTLINE, source) == ("uitkering", "weg")
    assert place_of_text(OUTLINE, "weg") is None
    assert place_of_text(OUTLINE, "provincie") is None
    place = place_of_text(OUTLINE, "uitkering")
    assert place
    assert place.title == "Inzet van de uitkering"


# What a section takes


def feed(**chosen: object) -> Feed:
    return Feed("", frozenset({REGION, PROVINCE}), questions=("regio.1", "regio.9", "provincie.1"), **chosen)  # type: ignore[arg-type]


def chapter(chosen: Feed) -> Outline:
    return Outline((*OUTLINE.chapters, OutlineSection("los", "Los", feed=chosen)))


def said(chosen: Feed, source: RoundSource | None = None) -> str:
    report = compiled(chapter(chosen), source or a_round())
    (found,) = [one for one in report.chapters if one.key == "los"]
    return words(replace(report, chapters=(found,)))


def test_questions_are_named_one_by_one() -> None:
    assert said(feed()).split("\n") == [
        "Drenthe heeft een programma.",
        "De gemeenten werken samen.",
        "Het fonds betaalde een coördinator.",
        "Groningen heeft beleid.",
        "Eemsdelta sloopte.",
        "De Marne sloopte.",
    ]


def test_single_organisations_are_chosen() -> None:
    assert said(feed(only=("groningen",))) == "Groningen heeft beleid."


def test_a_category_of_organisations_is_chosen() -> None:
    source = a_round()
    shrinking = replace(OOST_DRENTHE, category="krimpregio")
    source = replace(
        source,
        organisations=tuple(shrinking if one == OOST_DRENTHE else one for one in source.organisations),
        interviews=tuple(
            replace(one, organisation=shrinking) if one.organisation == OOST_DRENTHE else one
            for one in source.interviews
        ),
    )
    assert said(feed(categories=("krimpregio",)), source).split("\n") == [
        "De gemeenten werken samen.",
        "Het fonds betaalde een coördinator.",
    ]


def test_two_themes_come_in_one_section() -> None:
    source = a_round(
        interview(
            BZK,
            answer("1", "Wonen.\n\nWerk.\n\nRest.", themes=[("wonen",), ("economie",), ()]),
            answer("5", "Wij reizen veel."),
        )
    )
    both = Feed("rijksbeleid", frozenset({BZK.kind}), themes=("wonen", "economie"))
    assert said(both, source) == "Wonen.\n\nWerk."


def test_a_province_whose_organisations_are_not_asked_for_gets_no_heading() -> None:
    only = Feed("aanpak", frozenset({REGION, PROVINCE}), only=("oost-drenthe", "drenthe"))
    outline = rules.changed(OUTLINE, "aanpak", title="Aanpak", text=False, feed=only)
    outline = rules.removed(outline, "samenwerking")
    source = a_round(without=[one for one in a_round().organisations if one not in {DRENTHE, OOST_DRENTHE}])
    source = replace(source, interviews=tuple(one for one in source.interviews if one.organisation == DRENTHE))
    found = sections(compiled(outline, source))
    assert "provincie/drenthe" in found
    assert f"provincie/{GRONINGEN.key}" not in found


def test_two_regions_become_one_text_and_apart_again() -> None:
    apart = rules.removed(OUTLINE, "noord-groningen")
    assert "provincie/groningen/eemsdelta" in sections(compiled(apart, a_round()))
    merged = rules.added(apart, "provincie", Group("samen", "Samen", ("eemsdelta", "de-marne"), merge=True))
    report = compiled(merged, a_round())
    section = sections(report)["provincie/groningen/samen/aanpak"]
    assert [block.item for block in section.blocks] == ["1", "1", "2b", "2b"]  # type: ignore[union-attr]


def test_three_regions_stand_under_one_heading_with_an_introduction() -> None:
    group = Group("noord-groningen", "Noord", ("eemsdelta", "de-marne"), text=True)
    report = compiled(rules.regrouped(OUTLINE, group), a_round(**{"noord-groningen": "Samen verder."}))
    section = sections(report)["provincie/groningen/noord-groningen"]
    assert "Samen verder." in words(replace(report, chapters=(section,)))
    assert [one.title for one in section.sections] == ["Regio Eemsdelta", "Regio De Marne"]


def test_the_pdf_follows_a_changed_outline() -> None:
    outline = rules.changed(EXTRA, "methodiek", title="Zo ging het", text=True, feed=None)
    outline = rules.shifted(rules.moved(outline, "methodiek", "rijksinzet"), "rijksinzet", -1)
    report = compile_report(outline, a_round(), draft=True, dated=DATED, chapter="rijksinzet")
    pages = PdfReader(BytesIO(render_report(report))).pages
    found = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "2.4 Zo ging het Er zijn 6 interviews gehouden." in found
