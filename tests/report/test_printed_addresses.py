"""Addresses on paper: without a hyphen that is not theirs, to be copied whole, and one link to a line."""

from collections import Counter
from io import BytesIO

import docx
import pypdf
import pypdfium2
import pytest
from docx.oxml.ns import qn
from input_files import FOLDER
from report_values import DATED, OUTLINE, a_round

from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.formats.html import render_report
from surveyapp.report.formats.word import word_file
from surveyapp.report.material.tree import EditionMark, Report

PLACE = "voorbeeldprovincie.example.org"
WEB = (
    f"https://www.{PLACE}/onderwerpen/bevolkingsdalings-problematiek/leefbaarheidsmonitor-voor-kleine-kernen?jaar=2018"
)
MAIL = f"programmasecretariaat-bevolkingsdaling@{PLACE}"
CHECK = "https://wederhoor.example.org/rapport-controleren"
BEFORE = "Woorden ervoor, zodat het adres overal in een regel begint. "


@pytest.fixture(scope="module")
def report() -> Report:
    paragraphs = [f"{BEFORE[: 7 * place]} {WEB} en {MAIL}." for place in range(6)]
    notes = f"Een noot.[^1]\n\n[^1]: Zie <{WEB}> en [{WEB}]({WEB})."
    source = a_round(methodiek="\n\n".join([*paragraphs, f"- punt {WEB}", notes]))
    edition = EditionMark(1, check_at=CHECK)
    return compile_report(OUTLINE, source, draft=False, dated=DATED, edition=edition)


@pytest.fixture(scope="module")
def pdf(report: Report) -> bytes:
    return render_report(report)


def test_they_are_copied_as_they_were_typed(pdf: bytes) -> None:
    with pypdfium2.PdfDocument(pdf) as document:
        lines = [line for page in document for line in page.get_textpage().get_text_bounded().splitlines()]
    copied = "".join(line.strip() for line in lines)

    assert copied.count(WEB) == 6 + 1 + 2
    assert copied.count(MAIL) == 6
    assert copied.count(CHECK) == 2


def test_a_link_on_each_line_leads_to_the_whole_address(pdf: bytes) -> None:
    pages = pypdf.PdfReader(BytesIO(pdf)).pages
    found = [
        (number, one["/A"]["/URI"], float(one["/Rect"][1]))
        for number, page in enumerate(pages)
        for one in (each.get_object() for each in page.get("/Annots", []))
        if "/A" in one
    ]
    counted = Counter(uri for _, uri, _ in found)

    assert set(counted) == {WEB, f"mailto:{MAIL}", CHECK}
    assert counted[WEB] > 9, "it is longer than a line"
    assert counted[CHECK] <= 4
    assert counted[WEB] <= 9 * 4, "one a line, not one for each of its pieces"


def test_the_addresses_that_were_hyphenated_are_not() -> None:
    typed = (FOLDER / "text-bare-urls.txt").read_text("utf-8").strip()
    report = compile_report(OUTLINE, a_round(methodiek=typed), draft=False, dated=DATED)
    with pypdfium2.PdfDocument(render_report(report)) as document:
        copied = "".join(page.get_textpage().get_text_bounded() for page in document)
    web, mail = (word.strip(".") for word in typed.split() if "voorbeeldprovincie" in word)

    assert web in "".join(copied.splitlines())
    assert mail in "".join(copied.splitlines())


def test_they_are_links_in_word(report: Report) -> None:
    document = docx.Document(BytesIO(word_file(report)))
    targets = {one.rId: one._target for one in document.part.rels.values() if one.is_external}
    shown = [
        ("".join(word.text for word in link.iter(qn("w:t"))), targets.get(link.get(qn("r:id"))))
        for link in document.element.body.iter(qn("w:hyperlink"))
        if link.get(qn("r:id"))
    ]

    assert Counter(shown) == Counter({(WEB, WEB): 7, (MAIL, f"mailto:{MAIL}"): 6, (CHECK, CHECK): 2})
