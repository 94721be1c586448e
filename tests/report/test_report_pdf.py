"""The PDF says what was agreed and nothing else, to eyes and to a screen reader."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
from outloud import check
from pdf_validator import ACCESSIBLE, ARCHIVAL, verdicts
from report_values import (
    BZK,
    DATED,
    DRENTHE,
    FOR_REGIONS,
    OOST_DRENTHE,
    OUTLINE,
    a_round,
    agreed_interviews,
    answer,
    interview,
)

from surveyapp.core.dutch import long_date
from surveyapp.pdf import document as pdf_document
from surveyapp.questionnaires.rules import Questionnaire
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.formats.accounting import agreements
from surveyapp.report.formats.html import render_report, report_css, report_html
from surveyapp.report.material.sources import RoundSource
from surveyapp.report.material.tree import Quotation, Report, Section
from surveyapp.text.words import to_plain

TOPIC = (
    "de gemeenten in de regio werken sinds vorig jaar nauw samen aan woningbouwprogrammering en herstructurering van"
    " verouderde huurwoningen omdat bevolkingsdaling onderwijsvoorzieningen bereikbaarheid en arbeidsmarktontwikkeling"
    " raakt en corporaties zorgaanbieders ondernemers en bewonersorganisaties overleggen daarover met de provincie"
)
WORDS = TOPIC.split()
LIST = "Drie dingen helpen:\n\n- een agenda;\n- een **trekker**;\n- geduld."
EDITOR = (
    "Er zijn {interviews} interviews.[^1] Samenwerken helpt [[oost-drenthe.3a@2]].\n\n[^1]: Kamerstuk 31757, nr. 93."
)
SECRET = "Dit geheim verlaat het gesprek niet."

COLUMN = (210 - 44 - 7.5) / 2 / 25.4 * 96
"""Width of a text column in CSS pixels."""


def _sentences(number: int, length: int = 40) -> str:
    """Dutch-looking text, another one for each number."""
    found = [WORDS[(number * 7 + step * (number % 5 + 1)) % len(WORDS)] for step in range(length)]
    return f"Zin {number} {' '.join(found[: length // 2])}. Daarna {number} {' '.join(found[length // 2 :])}."


def _source(*, secret: bool = False) -> RoundSource:
    drenthe = interview(DRENTHE, answer("1", f"{_sentences(1)}\n\n{_sentences(2)}\n\n{LIST}"))
    region = interview(
        OOST_DRENTHE,
        answer("1", f"{_sentences(3)}\n\n{_sentences(4)}"),
        answer("2b", SECRET if secret else _sentences(5), approved=not secret),
        answer("3a", f"{_sentences(6)}[^x]\n\n[^x]: Positionpaper *Samen*, [2018](https://example.org)."),
    )
    ministry = interview(BZK, answer("1", _sentences(7), themes=[("wonen",)]), answer("5", _sentences(8)))
    return a_round(drenthe, region, ministry, methodiek=EDITOR)


def _report(*, draft: bool) -> Report:
    return compile_report(OUTLINE, _source(secret=draft), draft=draft, dated=DATED)


@pytest.fixture(scope="module")
def final() -> bytes:
    return render_report(_report(draft=False))


@pytest.fixture(scope="module")
def draft() -> bytes:
    return render_report(_report(draft=True))


def _open(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def _pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in _open(content).pages]


def _squeezed(text: str) -> str:
    """Text without white space and hyphens: the same before and after it was set in lines."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


def _text(content: bytes) -> str:
    """All of it, without running heads and page numbers."""
    heads = {"Tweede Voortgangsrapportage", "2 Ontwikkelingen in de regio’s", "3 Ontwikkelingen Rijksinzet"}
    lines = [line for page in _pages(content) for line in page.split("\n")]
    return _squeezed("".join(line for line in lines if line.strip() not in heads and not line.strip().isdecimal()))


def _quotations(sections: tuple[Section, ...]) -> Iterator[Quotation]:
    for section in sections:
        yield from (block for block in section.blocks if isinstance(block, Quotation))
        yield from _quotations(section.sections)


def test_every_agreed_sentence_stands_in_the_pdf(final: bytes) -> None:
    printed = _text(final)

    for quotation in _quotations(_report(draft=False).chapters):
        plain = to_plain(quotation.markdown.split("[^")[0]).replace("•", "")
        for sentence in re.split(r"(?<=[.;:])\s+", plain):
            assert _squeezed(sentence) in printed, sentence


def test_what_is_not_agreed_never_stands_in_the_pdf(draft: bytes) -> None:
    printed = _text(draft)

    assert _squeezed(SECRET) not in printed
    assert _squeezed("Regio Oost-Drenthe, vraag 2b: nog geen akkoord.") in printed


def test_a_draft_says_so_on_every_page_and_a_final_report_nowhere(draft: bytes, final: bytes) -> None:
    pages = _pages(draft)

    assert len(pages) > 8
    assert all("CONCEPT van 29 juni 2018" in page for page in pages)
    assert not any("CONCEPT" in page for page in _pages(final))
    assert str(_open(draft).metadata.title).startswith("CONCEPT ")


def test_the_document_says_what_it_is(final: bytes) -> None:
    reader = _open(final)
    root: Any = reader.trailer["/Root"]

    assert (reader.metadata.title, reader.metadata.author) == (
        "Tweede Voortgangsrapportage",
        "Programma Bevolkingsdaling",
    )
    assert root["/Lang"] == "nl"
    assert root["/MarkInfo"]["/Marked"]
    described = root["/Metadata"].get_object().get_data()
    assert b'pdfuaid:part="1"' in described
    assert b'pdfaid:part="3" pdfaid:conformance="A"' in described
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"


def test_a_validator_finds_a_final_report_archival_and_accessible(final: bytes, tmp_path: Path) -> None:
    path = tmp_path / "rapport.pdf"
    path.write_bytes(final)

    found = verdicts({path: (ACCESSIBLE, ARCHIVAL)})

    assert [one.broken for one in found.values()] == [(), ()]
    assert all(one.checks > 10_000 for one in found.values())


def test_a_validator_names_the_rule_that_a_file_breaks(final: bytes, tmp_path: Path) -> None:
    path = tmp_path / "rapport.pdf"
    changed = pypdf.PdfWriter(clone_from=io.BytesIO(final))
    del changed.root_object["/Metadata"]
    changed.write(path)

    (found,) = verdicts({path: (ACCESSIBLE,)}).values()

    assert [line.partition(",")[0] for line in found.broken] == ["7.1"]


@pytest.mark.parametrize("which", ["draft", "final"])
def test_a_screen_reader_can_read_it(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    path = tmp_path / "rapport.pdf"
    path.write_bytes(request.getfixturevalue(which))

    result = check(str(path))

    assert [finding for finding in result.findings if finding.severity == "error"] == []
    assert result.stats["tagged"]


def test_the_same_report_gives_the_same_bytes(final: bytes) -> None:
    assert render_report(_report(draft=False)) == final


def test_footnotes_are_numbered_through_and_stand_at_the_foot(final: bytes) -> None:
    pages = _pages(final)
    first = next(page for page in pages if "Kamerstuk 31757" in page)
    second = next(page for page in pages if "Positionpaper" in page)

    assert re.search(r"interviews\.\s*1", first)
    assert re.search(r"1\.\s*Kamerstuk 31757, nr. 93", first)
    assert re.search(r"2\.\s*Positionpaper Samen, 2018", second)


def test_a_screen_reader_hears_footnotes_as_notes_and_no_running_heads(final: bytes) -> None:
    root: Any = _open(final).trailer["/Root"]
    tags = [element["/S"] for element in _elements(root["/StructTreeRoot"])]

    assert tags.count("/Note") == 2
    assert {"/H1", "/H2", "/P", "/L", "/LI", "/Link", "/Table", "/TH", "/Figure"} <= set(tags)
    content = b"".join(page.get_contents().get_data() for page in _open(final).pages)
    assert b"/Type /Pagination" in content


def _elements(element: Any) -> Iterator[Any]:
    element = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(element, dict) and element.get("/Type") != "/OBJR":
        if "/S" in element:
            yield element
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            yield from _elements(kid)


def test_each_code_leads_to_its_row(final: bytes) -> None:
    reader = _open(final)
    targets = {link["/Dest"] for link in _links(reader) if str(link.get("/Dest", "")).startswith("antwoord-")}

    assert targets == {f"antwoord-{row.code.replace(' ', '-')}" for row in _report(draft=False).citations}
    for target in targets:
        page = reader.get_destination_page_number(reader.named_destinations[target])
        assert target.removeprefix("antwoord-").replace("-", " ") in reader.pages[page].extract_text()


def _links(reader: pypdf.PdfReader) -> Iterator[Any]:
    for page in reader.pages:
        for annotation in page.get("/Annots", []):
            if annotation.get_object()["/Subtype"] == "/Link":
                yield annotation.get_object()


def test_the_account_shows_of_each_answer_its_fingerprint_under_who_agreed(final: bytes) -> None:
    printed = " ".join(" ".join(_pages(final)).split())

    for agreed in agreements(_report(draft=False).citations):
        how = f"{agreed.organisation}, akkoord op {long_date(agreed.approved_on)} door {agreed.approved_by}"
        rows = (f"{row.code} {row.revision} {row.fingerprint}" for row in agreed.citations)
        assert " ".join([how, *rows]) in printed


def test_the_contents_name_the_page_that_a_chapter_stands_on(final: bytes) -> None:
    reader = _open(final)
    numbers = {item.title: reader.get_destination_page_number(item) + 1 for item in _outline(reader)}
    contents = reader.pages[1].extract_text()

    assert {"Inhoud", "1 Inleiding", "2 Ontwikkelingen in de regio’s", "Bijlage 2: Verantwoording"} <= set(numbers)
    for title in ("1 Inleiding", "2 Ontwikkelingen in de regio’s", "3 Ontwikkelingen Rijksinzet"):
        assert re.search(rf"{title}\s+{numbers[title]}\b", contents), (title, contents)


def _outline(reader: pypdf.PdfReader) -> list[Any]:
    return [item for item in reader.outline if not isinstance(item, list)]


def test_questions_are_printed_word_for_word(final: bytes) -> None:
    printed = _text(final)
    questionnaire: Questionnaire = FOR_REGIONS

    for question in questionnaire.all_questions:
        assert _squeezed(question.wording) in printed


def test_one_chapter_is_printed_without_cover_contents_and_appendices() -> None:
    report = compile_report(OUTLINE, _source(), draft=True, dated=DATED, chapter="rijksinzet")

    printed = _text(render_report(report))

    assert _squeezed("3.1 Rijksbreed") in printed
    assert not any(word in printed for word in ("Inhoud", "Bijlage", "Verantwoording"))


def test_a_round_with_nothing_in_it_still_makes_a_draft() -> None:
    source = replace(a_round(), interviews=(), organisations=(), section_texts={})
    report = compile_report(OUTLINE, source, draft=True, dated=DATED)

    assert "De tekst van ‘Methodiek’ is nog niet geschreven." in render_and_join(report)


def render_and_join(report: Report) -> str:
    return " ".join(" ".join(_pages(render_report(report))).split())


def test_words_of_people_are_text_and_never_markup() -> None:
    given = [one for one in agreed_interviews() if one.organisation != DRENTHE]
    hostile = interview(DRENTHE, answer("1", 'Stop <script>x</script> & <img src="file:///etc/hostname"> {{ 7 * 7 }}'))
    source = replace(a_round(), title="A & <b>B</b>", interviews=(*given, hostile))

    html = report_html(compile_report(OUTLINE, source, draft=True, dated=DATED))

    assert "&lt;script&gt;x&lt;/script&gt; &amp; &lt;img" in html
    assert "{{ 7 * 7 }}" in html
    assert "<title>CONCEPT A &amp; &lt;b&gt;B&lt;/b&gt;</title>" in html


def test_nothing_is_fetched(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("geheim")
    address = (tmp_path / "secret.txt").as_uri()

    content = pdf_document.render_html(
        f'<html lang="nl"><title>T</title><link rel="attachment" href="{address}"><p>Tekst</p></html>',
        css=f"p {{ background: url({address}) }}",
    )

    assert not _open(content).attachments


def test_progress_is_told_and_can_cancel() -> None:
    told: list[tuple[str, int, int | None]] = []
    html = '<html lang="nl"><title>T</title><h1>Een</h1><h1 style="break-before: page">Twee</h1></html>'

    pdf_document.render_html(html, progress=lambda *step: told.append(step))

    assert told[-1] == (pdf_document.WRITING, 2, 2)
    assert [page for stage, page, _ in told if stage == pdf_document.LAYOUT] == [1, 2]

    def cancel(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pdf_document.render_html(html, progress=cancel)


def _line_boxes(document: Any) -> Iterator[list[Any]]:
    """The lines of each paragraph, per column that it stands in."""
    for page in document.pages:
        for box in page._page_box.descendants():
            if box.element_tag == "p" and box.children and type(box.children[0]).__name__ == "LineBox":
                yield list(box.children)


def test_no_line_in_the_middle_of_a_paragraph_is_broken_far_too_early() -> None:
    """WeasyPrint 70 does so before a code that no longer fits, unless the space before it is a text by itself."""
    passages = "\n\n".join(_sentences(number, 20 + number % 30) for number in range(60))
    region = [answer(item, passages) for item in ("1", "2", "2b")]
    cited = " ".join(f"{_sentences(number, 12 + number % 9)[:-1]} [oost-drenthe.2b]." for number in range(90))
    source = a_round(interview(OOST_DRENTHE, *region), methodiek=cited)
    report = compile_report(OUTLINE, source, draft=True, dated=DATED)
    singly = [replace(one, sections=tuple(_each_alone(one.sections))) for one in report.chapters]

    html = report_html(replace(report, chapters=tuple(singly)))
    document = pdf_document._document(pdf_document._weasyprint(), html, report_css())

    columns = [lines for lines in _line_boxes(document) if COLUMN - 60 < max(line.width for line in lines) <= COLUMN]
    assert len(columns) > 150
    for lines in columns:
        for line in lines[:-1]:
            assert line.width > COLUMN - 110, "".join(box.text for box in line.descendants() if hasattr(box, "text"))


def _each_alone(sections: tuple[Section, ...]) -> Iterator[Section]:
    """The same sections with a code after every passage."""
    for section in sections:
        blocks = [
            replace(block, markdown=passage) if isinstance(block, Quotation) else block
            for block in section.blocks
            for passage in (block.markdown.split("\n\n") if isinstance(block, Quotation) else [""])
        ]
        yield replace(section, blocks=tuple(blocks), sections=tuple(_each_alone(section.sections)))
