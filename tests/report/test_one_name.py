"""Two organisations with one name stay two: their answers are never mixed up."""

from dataclasses import replace

from report_values import (
    ALL,
    DATED,
    DE_MARNE,
    EEMSDELTA,
    OOST_DRENTHE,
    OUTLINE,
    a_round,
    answer,
    gaps,
    interview,
    not_sent,
    sections,
)

from surveyapp.alignment.paragraphs.rules import sendable
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.desk.pages import desk_of
from surveyapp.report.material.sources import RoundSource
from surveyapp.report.texts.pages import section_page

TWIN = replace(OOST_DRENTHE, key="oost-drenthe-2", code="OD2", position=1)
HERE, THERE = "Hier wordt gesloopt.", "Daar wordt gebouwd."
PLACE = "provincie/drenthe"


def twins(*, sent: bool = True) -> RoundSource:
    mine, theirs = (
        interview(one, answer("1", words, approved=sent)) for one, words in ((OOST_DRENTHE, HERE), (TWIN, THERE))
    )
    made = a_round(*((mine, theirs) if sent else map(not_sent, (mine, theirs))))
    return replace(made, organisations=(*ALL, TWIN))


def test_a_section_shows_each_answer_as_its_own() -> None:
    page = section_page(OUTLINE, twins(), PLACE, None)
    cards = {card.cite: card.markdown for group in page.sources for card in group.cards}
    assert {name: cards[name] for name in ("oost-drenthe.1", "oost-drenthe-2.1")} == {
        "oost-drenthe.1": HERE,
        "oost-drenthe-2.1": THERE,
    }


def test_a_desk_cites_each_by_its_own_name() -> None:
    page = section_page(OUTLINE, twins(), PLACE, None)
    found = {one.card.markdown: one.citation for one in desk_of(page).cards}
    assert (found[HERE], found[THERE]) == ("[[oost-drenthe.1@2]]", "[[oost-drenthe-2.1@2]]")
    fetched = desk_of(page.typed("[oost-drenthe.1] en [oost-drenthe-2.1]", 0), "regio.1")
    assert {one.citation for one in fetched.cards} >= {"[[oost-drenthe.1@2]]", "[[oost-drenthe-2.1@2]]"}


def test_a_passage_for_readers_names_the_answer_that_it_rests_on() -> None:
    found = {
        passage.text: [one.name for one in passage.cites]
        for chapter in sendable(OUTLINE, twins())
        for one in chapter.sections
        for passage in one.passages
    }
    assert (found[HERE], found[THERE]) == (["oost-drenthe.1"], ["oost-drenthe-2.1"])


def test_a_draft_says_of_each_what_it_waits_for() -> None:
    """Reported together, so that their answers stand in one list."""
    other = replace(DE_MARNE, name=EEMSDELTA.name)
    open_ones = [
        interview(one, answer("1", HERE, approved=False), answer("2b", THERE, approved=False))
        for one in (EEMSDELTA, other)
    ]
    made = replace(a_round(*open_ones), organisations=(*(one for one in ALL if one is not DE_MARNE), other))
    report = compile_report(OUTLINE, made, draft=True, dated=DATED)
    assert gaps(sections(report)["provincie/groningen/noord-groningen/aanpak"]) == [
        "Regio Eemsdelta, vragen 1 en 2b: nog geen akkoord.",
        "Regio Eemsdelta, vragen 1 en 2b: nog geen akkoord.",
    ]
