"""An outline is read strictly: a mistake is named with its file, line and key."""

from pathlib import Path

import pytest

from surveyapp.core.config import resource_dir
from surveyapp.questionnaires.rules import OrganisationKind, Questionnaire, parse
from surveyapp.report.material.structure import (
    EachProvince,
    Outline,
    OutlineError,
    OutlineSection,
    default_outline,
    parse_outline,
)

QUESTIONNAIRES = sorted(resource_dir("questionnaires").glob("*.yaml"))


def _one(section: str) -> str:
    return f"chapters:\n  - {section}\n"


def _takes(outline: Outline, kind: OrganisationKind, feeds: str) -> list[OutlineSection]:
    found: list[OutlineSection] = []
    for place in outline.sections():
        candidates = place.sections if isinstance(place, EachProvince) else (place,)
        found += [one for one in candidates if one.feed and one.feed.kind == feeds and kind in one.feed.organisations]
    return found


def test_the_outline_of_the_product_has_the_published_reports_chapters() -> None:
    assert [chapter.title for chapter in default_outline().chapters] == [
        "Inleiding",
        "Vijf belangrijkste krimpopgaven",
        "Ontwikkelingen in de regio’s",
        "Ontwikkelingen Rijksinzet",
        "Conclusie",
    ]


@pytest.mark.parametrize("path", QUESTIONNAIRES, ids=lambda path: path.stem)
def test_every_question_has_a_place_in_the_outline(path: Path) -> None:
    questionnaire: Questionnaire = parse(path.read_text("utf-8"), path.name)

    for question in questionnaire.items:
        places = _takes(default_outline(), questionnaire.kind, question.feeds)
        assert places, f"{path.name}: vraag {question.number} ({question.feeds}) heeft geen paragraaf"


@pytest.mark.parametrize("path", QUESTIONNAIRES, ids=lambda path: path.stem)
def test_where_passages_go_by_theme_every_theme_and_none_has_a_place(path: Path) -> None:
    questionnaire: Questionnaire = parse(path.read_text("utf-8"), path.name)

    for question in questionnaire.items:
        feeds = [place.feed for place in _takes(default_outline(), questionnaire.kind, question.feeds) if place.feed]
        if all(feed.themes or feed.without_theme for feed in feeds):
            assert {theme.key for theme in questionnaire.themes} <= {theme for feed in feeds for theme in feed.themes}
            assert any(feed.without_theme for feed in feeds)


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("", "o.yaml: het bestand is leeg"),
        ("chapters: []", "o.yaml, regel 1, chapters: verwacht minstens één"),
        ("title: Rapport", "o.yaml, regel 1: verwacht de sleutel chapters"),
        (_one("{key: a, text: true}"), "o.yaml, regel 2, chapters[0]: verwacht de sleutel title"),
        (_one("{key: a, title: A}"), "o.yaml, regel 2, chapters[0]: verwacht text, feeds, questions of sections"),
        (_one("{key: a, title: A, text: ja}"), "o.yaml, regel 2, chapters[0].text: verwacht true of false"),
        (_one("{key: A b, title: A, text: true}"), "chapters[0].key: verwacht een sleutel van kleine letters"),
        (_one("{key: a, title: A, tekst: true}"), "chapters[0].tekst: verwacht een van de sleutels key, title, text"),
        (_one("{key: a, title: A, text: true, of: [region]}"), "chapters[0].of: verwacht feeds of questions naast of"),
        (_one("{key: a, title: A, feeds: x}"), "chapters[0]: verwacht de sleutel of"),
        (_one("{key: a, title: A, feeds: x, of: [regio]}"), "chapters[0].of[0]: verwacht een van region, province"),
        (
            _one("{key: a, title: A, feeds: x, of: [region], theme: t, without_theme: true}"),
            "chapters[0].theme: verwacht theme of without_theme, niet beide",
        ),
        (
            _one("{key: a, title: A, feeds: x, questions: [regio.1], of: [region]}"),
            "chapters[0].feeds: verwacht feeds of questions, niet beide",
        ),
        (
            _one("{key: a, title: A, questions: [regio 1], of: [region]}"),
            "chapters[0].questions[0]: verwacht een vragenlijst en een vraag, zoals regio.2b, kreeg 'regio 1'",
        ),
        (_one("{key: a, title: A, questions: [], of: [region]}"), "chapters[0].questions: verwacht minstens één"),
        (_one("{key: a, title: A, text: true, only: [x]}"), "chapters[0].only: verwacht feeds of questions naast only"),
        (_one("{key: a, title: A, feeds: x, of: [region], categories: krimp}"), "chapters[0].categories: verwacht een"),
        (
            _one("{key: a, title: A, sections: [{key: a, title: B, text: true}]}"),
            "chapters[0].sections[0].key: verwacht een sleutel die nog niet voorkomt, kreeg 'a'",
        ),
        (
            _one("{key: a, title: A, sections: [{key: b, each: region, sections: []}]}"),
            "chapters[0].sections[0].each: verwacht province",
        ),
        (
            _one(
                "{key: a, title: A, sections: [{key: b, each: province, groups: [], sections: [{key: c, title: C}]}]}"
            ),
            "chapters[0].sections[0].sections[0]: verwacht de sleutel feeds of questions",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place(source: str, problem: str) -> None:
    with pytest.raises(OutlineError) as caught:
        parse_outline(source, "o.yaml")

    assert any(problem in one for one in caught.value.problems), caught.value.problems


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(OutlineError) as caught:
        parse_outline(_one("{key: A, title: 3, text: true}\n  - {key: b, title: B}"), "o.yaml")

    assert len(caught.value.problems) == 3


def test_an_organisation_stands_under_one_heading() -> None:
    groups = "[{key: g, title: G, organisations: [eemsdelta]}, {key: h, title: H, organisations: [eemsdelta]}]"
    parts = "[{key: s, title: S, feeds: x, of: [region]}]"
    each = f"{{key: e, each: province, sections: {parts}, groups: {groups}}}"

    with pytest.raises(OutlineError, match="nog een keer 'eemsdelta'"):
        parse_outline(_one(f"{{key: a, title: A, sections: [{each}]}}"), "o.yaml")
