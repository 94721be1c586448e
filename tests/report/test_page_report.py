"""The report as one page: it stands by itself, and every reader finds the way in it."""

import itertools
import re
from collections import Counter
from dataclasses import replace
from xml.etree.ElementTree import Element

import html5lib
import pytest
from report_values import BZK, DATED, OOST_DRENTHE, OUTLINE, a_round, answer, interview

from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.formats.accounting import explanation
from surveyapp.report.formats.colophon import COLOPHON
from surveyapp.report.formats.drawing import COVER
from surveyapp.report.formats.page import page_html
from surveyapp.report.material.tree import EditionMark, Report

SAID = "De gemeenten werken *samen*.[^1] En <b>zo</b>.\n\n[^1]: Zie [oost-drenthe.3a] & het plan."
EDITOR = (
    "Vertrouwen hielp.[^a] Ook later.[^b]\n\n[^a]: Kamerstuk 31757, zie [[oost-drenthe.3a@2]] daar."
    "\n[^b]: Kamerstuk **31758**."
)


def report(*, draft: bool = False, chapter: str = "", edition: EditionMark | None = None) -> Report:
    region = interview(OOST_DRENTHE, answer("1", SAID), answer("3a", "Vertrouwen hielp."), answer("9", "Geld."))
    ministry = interview(BZK, answer("1", "Woningen.", themes=[("wonen",)]), answer("5", "Open.", approved=not draft))
    source = a_round(region, ministry, methodiek=EDITOR)
    return compile_report(OUTLINE, source, draft=draft, dated=DATED, chapter=chapter, edition=edition)


def tree(html: str) -> Element:
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)  # type: ignore[no-any-return]


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.mark.parametrize(("draft", "chapter"), [(False, ""), (True, ""), (False, "rijksinzet")])
def test_it_is_a_valid_page_in_dutch_whose_links_all_lead_somewhere(draft: bool, chapter: str) -> None:
    made = report(draft=draft, chapter=chapter)
    page = tree(page_html(made))
    assert page.get("lang") == "nl"
    ids = Counter(one.get("id") for one in page.iter() if one.get("id"))
    assert set(ids.values()) == {1}
    inside = [one.get("href", "")[1:] for one in page.iter("a") if one.get("href", "").startswith("#")]
    assert set(inside) <= set(ids)
    assert len(inside) > len(made.chapters)


def test_nothing_is_fetched_and_nothing_runs() -> None:
    html = page_html(report())
    page = tree(html)
    assert not [one.tag for one in page.iter() if one.tag in {"script", "link", "img", "iframe", "object", "form"}]
    assert not [name for one in page.iter() for name in one.attrib if name.startswith("on") or name in {"src", "style"}]
    (style,) = page.iter("style")
    assert not re.search(r"url\(|@import|http", style.text or "")


def test_headings_go_down_one_level_at_a_time_and_are_those_of_the_report() -> None:
    made = report()
    headings = [one for one in tree(page_html(made)).iter() if re.fullmatch("h[1-6]", str(one.tag))]
    levels = [int(one.tag[1]) for one in headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    titles = [words(one) for one in headings]
    assert titles[0] == made.title
    chapters = [f"{one.number} {one.title}" for one in made.chapters]
    assert [title for title, level in zip(titles, levels, strict=True) if level == 2] == [
        "Inhoud",
        *chapters,
        "Bijlage 1: Vragenlijsten",
        "Bijlage 2: Verantwoording",
        "Noten",
        COLOPHON,
    ]


def test_footnotes_are_numbered_through_and_lead_there_and_back() -> None:
    page = tree(page_html(report()))
    calls = [one for one in page.iter("a") if one.get("role") == "doc-noteref"]
    assert [one.text for one in calls] == ["1", "2", "3"]
    notes = [one for one in page.iter("li") if (one.get("id") or "").startswith("noot-")]
    assert [words(one).removesuffix(" ↩") for one in notes] == [
        "Kamerstuk 31757, zie OD 3a daar.",
        "Kamerstuk 31758.",
        "Zie [oost-drenthe.3a] & het plan.",
    ]
    assert [one.get("href") for one in calls] == [f"#{one.get('id')}" for one in notes]
    backs = [one.get("href", "")[1:] for note in notes for one in note.iter("a") if one.get("role") == "doc-backlink"]
    assert backs == [one.get("id") for one in calls]
    assert words(calls[0]) == "1"
    body = words(next(page.iter("main")))
    assert "Vertrouwen hielp.1 Ook later.2" in body
    assert body.count("Kamerstuk 31757") == 1


def test_what_looks_like_html_is_text() -> None:
    assert "En &lt;b&gt;zo&lt;/b&gt;." in page_html(report())


def test_a_page_has_landmarks_and_a_way_past_the_contents() -> None:
    page = tree(page_html(report()))
    (main,) = page.iter("main")
    first = next(page.iter("a"))
    assert first.get("href") == f"#{main.get('id')}"
    assert [len(list(page.iter(tag))) for tag in ("header", "nav", "footer")] == [1, 1, 1]
    tables = [one for one in page.iter("div") if one.get("role") == "region"]
    assert [(one.get("tabindex"), bool(one.get("aria-label"))) for one in tables] == [("0", True)] * 2


def test_a_draft_says_so_and_names_what_is_missing_in_its_place() -> None:
    page = tree(page_html(report(draft=True)))
    assert words(next(page.iter("aside"))).startswith("Concept van 29 juni 2018.")
    assert "vraag 5: nog geen akkoord" in words(page)
    assert not list(tree(page_html(report())).iter("aside"))


def test_an_edition_names_itself_and_accounts_for_its_sources() -> None:
    made = report(edition=EditionMark(2, "Een tikfout.", DATED, "https://example.org/c"))
    text = words(tree(page_html(made)))
    assert "Editie 2, vervangt editie 1 van 29 juni 2018" in text
    assert all(one in text for one in explanation(made))
    assert page_html(made) == page_html(made)


def test_the_page_has_the_figure_of_the_cover_with_words_for_who_cannot_see_it() -> None:
    html = page_html(report())

    assert f"<title>{COVER}</title>" in html
    assert '<span class="province">2 provincies</span>' in html
    assert COVER not in page_html(report(chapter="inleiding"))


def test_each_table_that_moves_sideways_has_a_name_of_its_own() -> None:
    made = report()
    rows = tuple(replace(made.citations[0], organisation=f"Regio {number}") for number in range(250))

    page = tree(page_html(replace(made, citations=rows)))

    assert [one.get("aria-label") for one in page.iter("div") if one.get("role") == "region"] == [
        "Tabel met de interviews",
        "Tabel met de aangehaalde antwoorden",
        "Tabel met de aangehaalde antwoorden, deel 2",
        "Tabel met de aangehaalde antwoorden, deel 3",
    ]
