"""What an editor sees beside a text: passages with their themes, and what of them is used here and elsewhere."""

from dataclasses import replace

import pytest
from report_values import BZK, OOST_DRENTHE, OUTLINE, a_round, answer, interview

from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report.citations.quotations import as_quotation, misquoted, quoted
from surveyapp.report.citations.usage import used
from surveyapp.report.desk.pages import Desk, DeskCard, Elsewhere, desk_of
from surveyapp.report.material.passages import passages_of
from surveyapp.report.material.sources import AnswerSource
from surveyapp.report.material.structure import Feed, Outline, OutlineSection
from surveyapp.report.texts.pages import section_page
from surveyapp.verification.records.rules import Use

CITED = ("od", "1")
SLOOP, ZORG = "De gemeenten slopen woningen.", "Een zorgtafel bespreekt voorzieningen.[^1]\n\n[^1]: Sinds 2017."
TEXTS = Outline(
    (
        *OUTLINE.chapters,
        OutlineSection("beleid", "Beleid", text=True, feed=Feed("rijksbeleid", frozenset({OrganisationKind.MINISTRY}))),
        OutlineSection("slot", "Slot", text=True),
    )
)


def desk(key: str = "slot", *, asked: str = "", given: AnswerSource | None = None, **texts: str) -> Desk:
    said = given or answer("1", f"{SLOOP}\n\n{ZORG}")
    ministry = answer("1", "Er komen woningen.\n\nEr komt werk.", themes=[("wonen", "economie"), ()])
    source = a_round(interview(OOST_DRENTHE, said), interview(BZK, ministry), **texts)
    page = section_page(TEXTS, source, key, None)
    return desk_of(page.typed(texts.get(key, ""), 0), asked)


def card(found: Desk, cite: str = "oost-drenthe.1") -> DeskCard:
    return next(one for one in found.cards if one.card.cite == cite)


def here(found: Desk) -> list[bool]:
    return [one.here for one in card(found).passages]


# Which passage a citation rests on


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Er worden woningen gesloopt door gemeenten [od.1].", {0}),
        ("Zij slopen woningen [od.1]. Een zorgtafel is er ook [[od.1@3]].", {0, 1}),
        ("Woningen [ed.1] en een zorgtafel [od.1].", {1}),
        ("Kortom.[^1]\n\n[^1]: Over voorzieningen [od.1].", {1}),
        ("Niets dat erop lijkt [od.1].", set()),
        ("Woningen en voorzieningen [od.1].", set()),
        ("Over woningen, zonder bron.", set()),
    ],
)
def test_the_words_before_a_citation_say_which_passage_it_rests_on(text: str, places: set[int]) -> None:
    assert used(text, CITED, [SLOOP, ZORG]) == places


def test_an_answer_with_one_passage_is_used_as_soon_as_it_is_cited() -> None:
    assert used("Wat dan ook [od.1].", CITED, [SLOOP]) == {0}
    assert used("Wat dan ook [ed.1].", CITED, [SLOOP]) == set()


# The desk


def test_a_section_shows_what_it_cites_passage_by_passage() -> None:
    found = desk(slot="Gemeenten slopen woningen [oost-drenthe.1].")
    assert [(one.title, len(one.cards)) for one in found.groups] == [("Ook aangehaald", 1)]
    one = card(found)
    assert (one.citation, one.times, one.unused) == ("[[oost-drenthe.1@2]]", 1, 1)
    assert one.approved_by.startswith("beleidsadviseur")
    assert [passage.markdown for passage in one.passages] == [SLOOP, ZORG]
    assert here(found) == [True, False]
    assert (found.passages, found.unused) == (0, 0), "nothing belongs in this section"
    found = desk("beleid", beleid="Er komen woningen [bzk.1].")
    assert (found.passages, found.unused) == (2, 1)


def test_a_passage_says_where_else_it_is_cited_and_where_it_stands_as_it_is() -> None:
    found = desk(
        slot="Zorgtafel [oost-drenthe.1].", methodiek="Zij slopen woningen [oost-drenthe.1].", weg="[oost-drenthe.1]"
    )
    province = Elsewhere("provincie/drenthe", "2.2 Drenthe", cited=False)
    demolished, care = card(found).passages
    assert demolished.elsewhere == (Elsewhere("methodiek", "1.1 Methodiek", cited=True), province)
    assert care.elsewhere == (province,)
    own = desk("provincie/drenthe", methodiek="Zij slopen woningen [oost-drenthe.1].")
    assert [len(one.elsewhere) for one in card(own).passages] == [1, 0], "its own place is nowhere else"


def test_a_ministrys_passage_shows_its_themes_and_the_other_section_it_feeds() -> None:
    housing, work = card(desk("beleid"), "bzk.1").passages
    assert (housing.themes, work.themes) == (("Wonen", "Economie"), ())
    assert [one.name for one in housing.elsewhere] == ["3.2 Wonen"]
    assert [one.name for one in work.elsewhere] == ["3.3 Overige ontwikkelingen"]


def test_answers_to_any_question_can_be_fetched_as_far_as_they_may_be_cited() -> None:
    found = desk(asked="regio.1")
    assert [one.title for one in found.groups] == ["1 Welke resultaten zijn geboekt?"]
    assert [one.card.cite for one in found.cards] == ["oost-drenthe.1", "eemsdelta.1", "de-marne.1"]
    assert ("regio.3a", "3a Samenwerking") in dict(found.questions)["Vragenlijst Regio"]
    hidden = desk(asked="regio.1", given=replace(answer("1", "Geheim."), use=Use.BACKGROUND))
    assert [one.card.cite for one in hidden.cards] == ["eemsdelta.1", "de-marne.1"]
    assert desk(asked="nergens.9").groups == ()
    assert desk("provincie/drenthe").questions == (), "a section without a text cites nothing"


@pytest.mark.parametrize(
    ("passage", "written"),
    [
        ("Wij *slopen* veel.[^1]", "‘Wij *slopen* veel.’ [[od.1@2]]"),
        ("Het heet ‘de tafel’ hier.", "“Het heet ‘de tafel’ hier.” [[od.1@2]]"),
        ("Regel een\nloopt door.", "‘Regel een loopt door.’ [[od.1@2]]"),
        ("- een punt;\n- nog een.", "> - een punt;\n> - nog een.\n>\n> [[od.1@2]]"),
        ("woord " * 50, f"> {('woord ' * 50).strip()}\n> [[od.1@2]]"),
    ],
)
def test_a_passage_is_quoted_so_that_it_matches(passage: str, written: str) -> None:
    assert as_quotation(passage, "[[od.1@2]]") == written
    (one,) = quoted(f"Zij zeggen dit:\n\n{written}\n\nEn verder.")
    assert misquoted(one, f"Eerst dit.\n\n{passage}\n\n[^1]: Noot.") is None


def test_each_passage_has_the_footnotes_that_it_calls() -> None:
    assert passages_of(f"{SLOOP}\n\n{ZORG}") == (SLOOP, ZORG)
