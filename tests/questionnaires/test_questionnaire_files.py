"""The three questionnaires that come with the product: word for word as the published report prints them."""

from hashlib import sha256
from pathlib import Path

import pytest

from surveyapp.questionnaires.rules import OrganisationKind, Question, Questionnaire, parse
from surveyapp.report.material.structure import EachProvince, Feed, OutlineSection, default_outline

ROOT = Path(__file__).parents[2]
KEYS = ("regio", "provincie", "rijk")
BIJLAGE_1 = "2415eb0b3617f867271a0e9c4ad7628af362e26b9a8e89c9921ae128af874a26"
"""SHA-256 of the words of Bijlage 1 of the published report as ``printed`` writes them, one space between two."""
FEEDS = {
    "regio": {
        "aanpak": "1 2 2a 2b 2c 2d 2e 2f 7",
        "samenwerking": "3a 3b 4a 4b 5 5a 5b 5c 6 8",
        "decentralisatie-uitkering": "9",
    },
    "provincie": {"aanpak": "1 2 3", "decentralisatie-uitkering": "4"},
    "rijk": {"rijksbeleid": "1 2 2a 2b 3", "rijksbreed": "4 5"},
}
COMING_YEAR = "grote opgaven voor het komende jaar?"
ACROSS_REGIONS = "En in hoeverre is er sprake van regio-overstijgende ambities/opgaven?"
THEMES = {
    "wonen": "Wonen",
    "vastgoed": "(Maatschappelijk) vastgoed en ruimte",
    "economie": "Vitale economie en arbeidsmarkt",
    "bereikbaarheid": "Bereikbaarheid en digitale vitaliteit",
    "voorzieningen": "Voorzieningen: zorg en onderwijs",
}


def shipped(key: str) -> Questionnaire:
    return parse((ROOT / "questionnaires" / f"{key}.yaml").read_text("utf-8"), f"{key}.yaml")


def printed(questionnaire: Questionnaire) -> str:
    """As Bijlage 1 prints it: numbers before questions, letters before parts."""
    lines = [f"## {questionnaire.title}", ""]
    for question in questionnaire.questions:
        lines.append(f"{question.number}. {question.wording}")
        lines += [f"   {part.letter}. {part.wording}" for part in question.parts]
    return "\n".join(lines)


def feeds_of_outline() -> set[tuple[str, OrganisationKind]]:
    found: list[Feed | None] = []
    for place in default_outline().sections():
        sections: tuple[OutlineSection, ...] = place.sections if isinstance(place, EachProvince) else (place,)
        found += [section.feed for section in sections]
    return {(feed.kind, kind) for feed in found if feed for kind in feed.organisations}


def titles(question: Question) -> list[str]:
    return [question.title, *(part.title for part in question.parts)]


def test_the_files_together_read_word_for_word_as_bijlage_1() -> None:
    words = " ".join("\n".join(printed(shipped(key)) for key in KEYS).split())

    assert sha256(words.encode()).hexdigest() == BIJLAGE_1


def test_there_are_exactly_three_questionnaires() -> None:
    assert {path.name for path in (ROOT / "questionnaires").iterdir()} == {f"{key}.yaml" for key in KEYS}


@pytest.mark.parametrize(
    ("key", "title", "kind", "items"),
    [
        ("regio", "Vragenlijst Regio", OrganisationKind.REGION, 20),
        ("provincie", "Vragenlijst provincie", OrganisationKind.PROVINCE, 4),
        ("rijk", "Vragenlijst Rijk", OrganisationKind.MINISTRY, 7),
    ],
)
def test_a_questionnaire_is_for_one_kind_of_organisation(
    key: str, title: str, kind: OrganisationKind, items: int
) -> None:
    questionnaire = shipped(key)

    assert (questionnaire.key, questionnaire.title, questionnaire.kind) == (key, title, kind)
    assert len(questionnaire.items) == items


@pytest.mark.parametrize("key", KEYS)
def test_every_item_feeds_the_section_that_the_report_takes_it_from(key: str) -> None:
    found: dict[str, list[str]] = {}
    for item in shipped(key).items:
        found.setdefault(item.feeds, []).append(item.number)

    assert found == {feeds: numbers.split() for feeds, numbers in FEEDS[key].items()}


@pytest.mark.parametrize("key", KEYS)
def test_no_answer_is_lost_on_its_way_to_the_report(key: str) -> None:
    questionnaire = shipped(key)

    assert {(item.feeds, questionnaire.kind) for item in questionnaire.items} <= feeds_of_outline()


@pytest.mark.parametrize("key", KEYS)
def test_every_questionnaire_knows_the_themes_of_the_report_in_its_order(key: str) -> None:
    assert [(theme.key, theme.title) for theme in shipped(key).themes] == list(THEMES.items())


def test_the_outline_has_a_section_for_each_theme_under_the_same_title() -> None:
    sections = [one for one in default_outline().sections() if isinstance(one, OutlineSection)]

    assert {one.feed.themes[0]: one.title for one in sections if one.feed and one.feed.themes} == THEMES


def test_only_the_stems_of_3_and_4_take_no_answer() -> None:
    stems = [(key, one.number) for key in KEYS for one in shipped(key).all_questions if not one.item]

    assert stems == [("regio", "3"), ("regio", "4")]


@pytest.mark.parametrize("key", KEYS)
def test_titles_fit_the_rail_and_tell_the_questions_apart(key: str) -> None:
    found = [title for question in shipped(key).questions for title in titles(question)]

    assert len(set(found)) == len(found)
    assert max(map(len, found)) <= 30


@pytest.mark.parametrize("key", KEYS)
def test_what_the_screen_shows_is_the_wording_without_its_hint(key: str) -> None:
    for question in shipped(key).all_questions:
        assert "{" not in question.wording
        if question.hint:
            assert f"({question.hint})" in question.wording
            assert question.hint not in question.lead
        else:
            assert question.lead == question.wording


@pytest.mark.parametrize(
    ("key", "number", "lead"),
    [
        ("regio", "2b", "Wonen"),
        ("regio", "7", f"Wat zijn ambities en / of {COMING_YEAR} {ACROSS_REGIONS}"),
        ("rijk", "3", f"Wat zijn de ambities en / of {COMING_YEAR}"),
        ("provincie", "3", "Op welke manier speelt de provincie in op de gevolgen van bevolkingsdaling?"),
    ],
)
def test_the_screen_shows_no_punctuation_left_over_from_the_hint(key: str, number: str, lead: str) -> None:
    assert shipped(key).item(number).lead == lead
