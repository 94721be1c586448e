"""The report as one page in a real browser: accessible to a checker's eyes, on a desk and on a phone."""

from dataclasses import replace
from datetime import date

from browsing import DESK, PHONE, assert_accessible
from playwright.sync_api import Browser, expect

from surveyapp.report.formats.page import page_html
from surveyapp.report.material.tree import (
    CitationRow,
    EditionMark,
    EditorText,
    Gap,
    InterviewRow,
    Quotation,
    Report,
    Section,
)

DAY = date(2018, 5, 16)
REPORT = Report(
    title="Tweede Voortgangsrapportage",
    subtitle="Wat regio’s deden",
    publisher="Programma Bevolkingsdaling",
    dated=DAY,
    draft=True,
    chapters=(
        Section("a", "1", "Inleiding", (EditorText("Zie [OD 1].[^1]\n\n[^1]: Kamerstuk 31757."),)),
        Section(
            "b",
            "2",
            "Regio’s",
            (),
            (
                Section(
                    "c",
                    "2.1",
                    "Aanpak",
                    (),
                    (
                        Section(
                            "d", "", "Regio Oost-Drenthe", (Quotation("OD 1", "", "1", "Gewerkt."), Gap("Nog niet."))
                        ),
                    ),
                ),
            ),
        ),
    ),
    questionnaires=(),
    interviews=(InterviewRow("Regio Oost-Drenthe", ("adviseur",), DAY, (DAY,), DAY, ""),),
    citations=(CitationRow("OD 1", "Regio Oost-Drenthe", "1", 1, DAY, "adviseur, via de link", "ab" * 32),),
)


def test_a_checker_finds_nothing_and_a_footnote_leads_there_and_back(chromium: Browser) -> None:
    for size in (DESK, PHONE):
        page = chromium.new_page(viewport=size)  # type: ignore[arg-type]
        page.set_content(page_html(REPORT))
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        page.get_by_role("link", name="1", exact=True).first.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#noot-1")).to_be_in_viewport()
        page.get_by_label("Terug naar noot 1 in de tekst").click()
        expect(page.locator("#noot-1-terug")).to_be_in_viewport()


def test_an_address_is_a_link_and_makes_no_page_wider_than_the_screen(chromium: Browser) -> None:
    address = f"https://www.voorbeeldprovincie.example.org/{'bevolkingsdalingsproblematiek-' * 3}leefbaarheid?jaar=2018"
    words = f"Zie {address}.[^1]\n\n- ook in een lijst: {address}\n\n[^1]: Noot: <{address}>."
    table = f"{words}\n\n| a | b |\n|---|---|\n| {address} | 1 |\n\n::: Kader\n{address}\n:::"
    chapters = (Section("a", "1", "Inleiding", (EditorText(table), Quotation("OD 1", "", "1", words))),)
    edition = EditionMark(2, f"Zie {address}.", DAY, f"{address}/controleren")
    page = chromium.new_page(viewport={"width": 320, "height": 640})
    page.set_content(page_html(replace(REPORT, chapters=chapters, edition=edition)))

    assert page.evaluate("document.documentElement.scrollWidth") == 320
    links = page.locator("a.address").evaluate_all("all => all.map(one => [one.href, one.textContent])")
    assert len(links) == 11
    assert all(href == words for href, words in links)
