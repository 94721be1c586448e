"""The report as Markdown: what any reader of it makes of it."""

import itertools
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from report_values import BZK, DATED, DE_MARNE, OOST_DRENTHE, OUTLINE, a_round, answer, interview, sections

from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.formats.accounting import agreements
from surveyapp.report.formats.markdown import markdown_file
from surveyapp.report.material.tree import EditionMark, Report

SAID = "De gemeenten werken *samen*.[^1]\n\n# Geen kop\n\n<b>Geen</b> opmaak_hier.\n\n[^1]: Zie het plan."
LIST = "Wat helpt:\n\n- een agenda;\n- geduld."
EDITOR = "Vertrouwen hielp [[oost-drenthe.3a@2]].[^1]\n\n[^1]: Kamerstuk 31757."


def report(*, draft: bool = False, chapter: str = "", edition: EditionMark | None = None) -> Report:
    region = interview(OOST_DRENTHE, answer("1", SAID), answer("3a", "Vertrouwen hielp."), answer("9", "Geld."))
    marne = interview(DE_MARNE, answer("1", LIST))
    ministry = interview(BZK, answer("1", "Woningen.", themes=[("wonen",)]), answer("5", "Open.", approved=not draft))
    source = a_round(region, marne, ministry, methodiek=EDITOR)
    return compile_report(OUTLINE, source, draft=draft, dated=DATED, chapter=chapter, edition=edition)


def parsed(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").use(footnote_plugin).parse(text)


def headings(tokens: list[Token]) -> Iterator[tuple[int, str]]:
    for token, inside in itertools.pairwise(tokens):
        if token.type == "heading_open":
            yield int(token.tag[1]), "".join(child.content for child in inside.children or ())


def words(tokens: list[Token]) -> str:
    return "\n".join("".join(child.content for child in one.children or ()) for one in tokens if one.type == "inline")


def test_its_headings_are_those_of_the_report_whatever_an_answer_begins_with() -> None:
    made = report()
    found = list(headings(parsed(markdown_file(made))))
    wanted = [" ".join(filter(None, (one.number, one.title))) for one in sections(made).values()]
    assert found[0] == (1, made.title)
    assert [title for _, title in found[1 : len(wanted) + 1]] == wanted
    assert [title for _, title in found[len(wanted) + 1 :]] == [
        "Bijlage 1: Vragenlijsten",
        *(one.title for one in made.questionnaires),
        "Bijlage 2: Verantwoording",
        "Interviews",
        "Aangehaalde antwoorden",
        "Colofon",
    ]


def test_words_stay_words_and_codes_stand_behind_them() -> None:
    text = words(parsed(markdown_file(report())))
    assert "# Geen kop" in text
    assert "<b>Geen</b> opmaak_hier. [OD 1]" in text
    assert "geduld.\n[DM 1]" in text, "below a list"
    assert "Vertrouwen hielp [OD 3a]." in text


def test_footnotes_are_numbered_through() -> None:
    text = markdown_file(report())
    assert text.endswith("[^1]: Kamerstuk 31757.\n[^2]: Zie het plan.\n")
    assert [one.meta["id"] for one in parsed(text) if one.type == "footnote_open"] == [0, 1]


def test_every_fact_of_the_appendix_is_in_a_table() -> None:
    made = report()
    text, agreed = markdown_file(made), agreements(made.citations)
    rows = [one for one in text.splitlines() if one.startswith("| ")]
    assert len(rows) == 2 * (1 + len(agreed)) + len(made.interviews) + len(made.citations)
    assert all(any(row.fingerprint in line for line in rows) for row in made.citations)
    assert all(f"**{one.organisation}**, {one.given}\n" in text for one in agreed)


def test_a_draft_and_an_edition_say_so_and_a_chapter_stands_alone() -> None:
    draft = words(parsed(markdown_file(report(draft=True))))
    assert "CONCEPT van 29 juni 2018" in draft
    assert "vraag 5: nog geen akkoord." in draft
    assert "concept" not in markdown_file(report()).lower()
    assert "Editie 1, 29 juni 2018" in markdown_file(report(edition=EditionMark(1)))
    chapter = list(headings(parsed(markdown_file(report(chapter="rijksinzet")))))
    assert chapter[1] == (2, "3 Ontwikkelingen Rijksinzet")
    assert not [title for _, title in chapter if title.startswith("Bijlage")]
