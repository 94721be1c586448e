"""One question or theme over all organisations, without a database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from report_values import (
    BZK,
    DE_MARNE,
    DRENTHE,
    EEMSDELTA,
    FOR_MINISTRIES,
    GRONINGEN,
    MINISTRY,
    OOST_DRENTHE,
    REGION,
    a_round,
    answer,
    interview,
)

from surveyapp.core.errors import NotFound
from surveyapp.interviews.passages.rules import NO_THEME
from surveyapp.report.material.apart import Apart, MarkedApart
from surveyapp.report.material.sources import Organisation, RoundSource
from surveyapp.report.material.structure import parse_outline
from surveyapp.report.synthesis.pages import (
    Column,
    Marks,
    Narrowed,
    counts_of,
    lost_marks,
    question_columns,
    texts_for,
    theme_columns,
    title_of,
    with_before,
    with_citations,
)
from surveyapp.report.texts.pages import question_page
from surveyapp.verification.records.rules import Use

MARK = MarkedApart(Apart.MINORITY, "Als enige tegen.", "Ed", datetime(2018, 6, 1, tzinfo=UTC))
CATEGORIES = {"oost-drenthe": "krimp", "eemsdelta": "krimp", "de-marne": "anticipeer"}


def columns(source: RoundSource, item: str = "1", marks: Marks | None = None) -> dict[str, Column]:
    said = question_page(source, "regio", item, {}).said
    found = with_before(question_columns(source, said, item, marks or {}), source, items=(item,))
    return {one.organisation.key: one for one in found}


def themed(source: RoundSource, theme: str = "wonen") -> dict[str, Column]:
    return {one.organisation.key: one for one in with_before(theme_columns(source, theme, {}), source, theme=theme)}


def test_an_answer_knows_which_texts_cite_it_and_what_was_said_before() -> None:
    found = columns(a_round(methodiek="Zo [[eemsdelta.1@2]].", slot="En [[eemsdelta.1@1]] en [[de-marne.2b@2]]."))
    (piece,) = found["eemsdelta"].pieces
    assert (piece.name, piece.used_in) == ("eemsdelta.1", ("methodiek", "slot"))
    assert piece.before == (("1", "Eemsdelta sloopte."),)
    assert found["de-marne"].pieces[0].used_in == ()
    counts = counts_of(list(found.values()))
    assert (counts.organisations, counts.agreed, counts.used, counts.unused) == (3, 3, 1, 2)


def test_background_is_shown_to_the_editor_and_counts_neither_as_used_nor_as_unused() -> None:
    secret = replace(answer("1", "Geheim."), use=Use.BACKGROUND)
    found = columns(a_round(interview(EEMSDELTA, secret)))
    (piece,) = found["eemsdelta"].pieces
    assert not piece.citable
    assert "achtergrond" in piece.limit
    assert counts_of(list(found.values())).agreed == 2


def test_what_is_not_agreed_shows_only_how_it_stands() -> None:
    found = columns(a_round(interview(EEMSDELTA, answer("1", "Niet te lezen.", approved=False))))
    assert found["eemsdelta"].pieces == ()
    assert found["eemsdelta"].stand == "Nog geen akkoord"


@pytest.mark.parametrize(
    ("narrowed", "left"),
    [
        (Narrowed(), ["oost-drenthe", "eemsdelta", "de-marne"]),
        (Narrowed(province="groningen"), ["eemsdelta", "de-marne"]),
        (Narrowed(category="krimp"), ["oost-drenthe", "eemsdelta"]),
        (Narrowed(province="groningen", category="krimp"), ["eemsdelta"]),
        (Narrowed(kind="ministry"), []),
        (Narrowed(unused=True), ["oost-drenthe", "de-marne"]),
        (Narrowed(category="krimp", unused=True), ["oost-drenthe"]),
    ],
)
def test_filters_combine(narrowed: Narrowed, left: list[str]) -> None:
    source = a_round(methodiek="Zo [[eemsdelta.1@2]].")
    interviews = [replace(one, organisation=_in_a_category(one.organisation)) for one in source.interviews]
    organisations = tuple(map(_in_a_category, source.organisations))
    found = tuple(columns(replace(source, interviews=tuple(interviews), organisations=organisations)).values())
    assert [one.organisation.key for one in narrowed.of(found)] == left


def _in_a_category(one: Organisation) -> Organisation:
    return replace(one, category=CATEGORIES.get(one.key, ""))


def test_a_theme_takes_the_passages_that_carry_it_and_no_others() -> None:
    given = interview(
        BZK,
        answer("1", "Er komen woningen.\n\nEr komen banen.", themes=[("wonen",), ("economie",)]),
        answer("5", "Wij reizen.", themes=[()]),
    )
    source = a_round(given)
    (piece,) = themed(source)["bzk"].pieces
    assert (piece.name, piece.markdown, piece.title) == ("bzk.1", "Er komen woningen.", "Welke voortgang is er?")
    assert [each.markdown for each in themed(source, "economie")["bzk"].pieces] == ["Er komen banen."]
    assert piece.before == (("1", "Er komen woningen."),)
    assert list(themed(source)) == ["bzk"]


def test_a_theme_says_how_it_stands_where_there_are_no_words() -> None:
    waiting = interview(BZK, answer("1", "Niet te lezen.", approved=False, themes=[("wonen",)]))
    assert themed(a_round(waiting))["bzk"].stand == "Nog geen akkoord"
    silent = interview(BZK, answer("1", "Iets anders.", themes=[("economie",)]))
    assert themed(a_round(silent))["bzk"].stand == "Niets bij dit thema"
    absent = replace(silent, held_on=None)
    assert themed(a_round(absent))["bzk"].stand == "Nog niet geïnterviewd"
    with pytest.raises(NotFound):
        title_of(a_round(), "vuurwerk")


def test_a_theme_takes_what_the_questionnaire_gives_it() -> None:
    """A passage belongs to the themes of its question until somebody chooses; that of every theme says nothing."""
    question = replace(FOR_MINISTRIES.questions[0], themes=("wonen",))
    every = replace(FOR_MINISTRIES.questions[1], themes=("wonen", "economie"))
    asked = replace(FOR_MINISTRIES, questions=(question, every))

    def given(*themes: tuple[str, ...], travels: Sequence[tuple[str, ...]] = ()) -> RoundSource:
        answers = answer("1", "Een.\n\nTwee.", themes=themes), answer("5", "Wij reizen.", themes=travels)
        return a_round(replace(interview(BZK, *answers), questionnaire=asked))

    def said(source: RoundSource, theme: str = "wonen") -> list[str]:
        return [one.markdown for one in themed(source, theme)["bzk"].pieces]

    assert said(given()) == ["Een.\n\nTwee."]
    assert said(given((), ("economie",))) == ["Een."]
    assert said(given((NO_THEME,), (NO_THEME,))) == []
    assert said(given(("wonen",), (NO_THEME,), travels=[("economie",)]), "economie") == ["Wij reizen."]
    assert themed(given((NO_THEME,), (NO_THEME,)))["bzk"].stand == "Nog geen thema gekozen"
    nothing = given((NO_THEME,), (NO_THEME,), travels=[(NO_THEME,)])
    assert themed(nothing)["bzk"].stand == "Niets bij dit thema"


def test_a_mark_is_lost_until_a_text_cites_its_answer() -> None:
    marks = {("oost-drenthe", "1"): MARK, ("drenthe", "1"): MARK, ("eemsdelta", "7"): MARK}
    source = a_round(methodiek="Zo [[drenthe.1@2]].")
    (lost,) = lost_marks(source, marks)
    assert (lost.organisation, lost.questionnaire, lost.item) == ("Regio Oost-Drenthe", "regio", "1")
    assert columns(source, marks=marks)["oost-drenthe"].pieces[0].apart == MARK


@pytest.mark.parametrize("use", [Use.BACKGROUND, Use.UNNAMED])
def test_a_mark_on_what_may_stand_nowhere_is_not_lost(use: Use) -> None:
    source = a_round(interview(OOST_DRENTHE, replace(answer("1", "Drenthe en Oost-Drenthe."), use=use)))
    assert lost_marks(source, {("oost-drenthe", "1"): MARK}) == ()


OUTLINE = parse_outline(
    """
chapters:
- {key: slot, title: Slot, text: true}
- {key: aanpak, title: Aanpak, text: true, feeds: aanpak, of: [region]}
- {key: rijk, title: Rijk, text: true, feeds: rijksbeleid, of: [ministry]}
- {key: wonen, title: Wonen, text: true, feeds: rijksbeleid, of: [ministry], theme: wonen}
""",
    "o.yaml",
)


@pytest.mark.parametrize(
    ("kinds", "feed", "theme", "first"),
    [
        ({REGION}, "aanpak", "", ["aanpak"]),
        ({MINISTRY}, "aanpak", "", []),
        ({MINISTRY}, "rijksbeleid", "", ["rijk"]),
        ({MINISTRY}, "", "wonen", ["wonen"]),
    ],
)
def test_the_sections_that_it_feeds_come_first(kinds: set[object], feed: str, theme: str, first: list[str]) -> None:
    fed, others = texts_for(OUTLINE, a_round(), kinds, feed, theme)  # type: ignore[arg-type]
    assert [one.key for one in fed] == first
    assert len(fed) + len(others) == 4


def test_a_section_that_names_its_questions_is_fed_by_those_alone() -> None:
    named = parse_outline(
        """
chapters:
- {key: los, title: Los, text: true, questions: [regio.2b], of: [region]}
""",
        "o.yaml",
    )
    fed = [texts_for(named, a_round(), {REGION}, "aanpak", "", question)[0] for question in ("regio.2b", "regio.1")]
    assert [[one.key for one in each] for each in fed] == [["los"], []]


def test_many_citations_come_behind_the_text_at_once() -> None:
    assert with_citations("Zo gaat het.\n", ["a.1", "b.2b"]) == "Zo gaat het.\n\n[[a.1]] [[b.2b]]"
    assert with_citations("", ["a.1"]) == "[[a.1]]"
    assert with_citations("Zo.\n", []) == "Zo.\n"


def test_provinces_are_compared_with_provinces() -> None:
    said = question_page(a_round(), "provincie", "1", {}).said
    assert [one.key for one in said] == [DRENTHE.key, GRONINGEN.key]
    assert DE_MARNE.key not in {one.key for one in said}
