"""The report in Word: numbered headings, contents, footnotes and tables that Word itself keeps."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from report_values import BZK, DATED, OOST_DRENTHE, OUTLINE, a_round, answer, interview

from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.formats.accounting import CITATIONS, agreements, citation_cells, explanation, interview_cells
from surveyapp.report.formats.word import word_file
from surveyapp.report.material.tree import EditionMark, Report, Section

SAID = "De **gemeenten** werken samen.[^1]\n\nWat helpt:\n\n1. een agenda;\n2. geduld.\n\n[^1]: Zie het *plan* & meer."
EDITOR = "Er zijn {interviews} interviews. Vertrouwen [[oost-drenthe.3a@2]] hielp.[^a]\n\n[^a]: Kamerstuk 31757."


def report(*, draft: bool = False, chapter: str = "", **changed: object) -> Report:
    region = interview(OOST_DRENTHE, answer("1", SAID), answer("3a", "Vertrouwen hielp."), answer("9", "Geld."))
    ministry = interview(BZK, answer("1", "Woningen.", themes=[("wonen",)]), answer("5", "Open.", approved=not draft))
    source = a_round(region, ministry, methodiek=EDITOR)
    made = compile_report(OUTLINE, source, draft=draft, dated=DATED, chapter=chapter)
    return replace(made, **changed)  # type: ignore[arg-type]


def opened(made: Report) -> Document:
    return docx.Document(BytesIO(word_file(made)))


def words(element: object) -> str:
    return "".join(one.text or "" for one in element.iter(qn("w:t")))  # type: ignore[attr-defined]


def sections(made: Report) -> Iterator[tuple[int, Section]]:
    def walk(several: tuple[Section, ...], level: int) -> Iterator[tuple[int, Section]]:
        for one in several:
            yield level, one
            yield from walk(one.sections, level + 1)

    return walk(made.chapters, 1)


def counted_headings(document: Document) -> Iterator[tuple[int, str, str]]:
    """Level, number as Word counts it, and words of each heading."""
    counts = [int(_first_level(document).get(qn("w:val"))) - 1, 0, 0, 0, 0, 0]
    for paragraph in document.paragraphs:
        found = re.fullmatch(
            r"Heading (\d)|Kop (\d) zonder nummer", paragraph.style.name or "" if paragraph.style else ""
        )
        if not found:
            continue
        level = int(found[1] or found[2])
        number = ""
        if found[1] and not _without_number(paragraph):
            counts[level - 1] += 1
            counts[level:] = [0] * (6 - level)
            number = ".".join(map(str, counts[:level]))
        yield level, number, paragraph.text


def _first_level(document: Document) -> object:
    numbering = document.part.numbering_part.element
    levels = [one for one in numbering.iter(qn("w:lvl")) if one.find(qn("w:pStyle")) is not None]
    assert [one.find(qn("w:lvlText")).get(qn("w:val")) for one in levels][:3] == ["%1", "%1.%2", "%1.%2.%3"]
    return levels[0].find(qn("w:start"))


def _without_number(paragraph: Paragraph) -> bool:
    numbered = paragraph._p.pPr.numPr
    return numbered is not None and numbered.numId.val == 0


@pytest.mark.parametrize("chapter", ["", "rijksinzet"])
def test_word_counts_the_same_numbers_as_the_report(chapter: str) -> None:
    made = report(chapter=chapter)
    found = list(counted_headings(opened(made)))
    wanted = [(min(level, 6), one.number, one.title) for level, one in sections(made)]
    assert found[: len(wanted)] == wanted
    assert [title for level, number, title in found[len(wanted) :] if level == 1 and not number] == (
        [] if chapter else ["Bijlage 1: Vragenlijsten", "Bijlage 2: Verantwoording", "Colofon"]
    )


def test_the_styles_of_numbered_headings_carry_the_number_and_the_others_none() -> None:
    document = opened(report())
    for style in document.styles:
        if found := re.fullmatch(r"Heading ([1-6])|Kop ([1-6]) zonder nummer", style.name or ""):
            numbering = style.element.pPr.numPr
            assert (numbering.numId.val > 0) == bool(found[1]), style.name
            assert style.element.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) == str(int(found[1] or found[2]) - 1)


def test_the_contents_are_a_field_with_every_numbered_heading_as_a_link_that_leads_there() -> None:
    made = report()
    document = opened(made)
    body = document.element.body
    instructions = [one.text.strip() for one in body.iter(qn("w:instrText"))]
    assert instructions[0] == r'TOC \o "1-3" \h \z'
    marks = {one.get(qn("w:name")): one.getparent() for one in body.iter(qn("w:bookmarkStart"))}
    links = [one for one in body.iter(qn("w:hyperlink")) if (one.get(qn("w:anchor")) or "").startswith("_Toc")]
    numbered = [f"{one.number}{one.title}" for level, one in sections(made) if one.number and level <= 3]
    assert [words(one) for one in links] == [*numbered, "Bijlage 1: Vragenlijsten", "Bijlage 2: Verantwoording"]
    assert all(words(marks[one.get(qn("w:anchor"))]) in words(one) for one in links)
    ends = [one.get(qn("w:fldCharType")) for one in body.iter(qn("w:fldChar"))]
    assert ends.count("begin") == ends.count("separate") == ends.count("end") == len(instructions)
    assert document.settings.element.find(qn("w:updateFields")) is not None


def test_words_lists_and_footnotes_are_those_of_word() -> None:
    document = opened(report())
    (line,) = [one for one in document.paragraphs if one.text.startswith("De gemeenten werken samen.")]
    assert [run.text for run in line.runs if run.bold] == ["gemeenten"]
    items = [
        one
        for one in document.paragraphs
        if one._p.pPr.numPr is not None and one.text.startswith(("een agenda", "geduld"))
    ]
    assert len(items) == 2
    (notes,) = [one for one in document.part.package.iter_parts() if one.partname == "/word/footnotes.xml"]
    texts = [words(one).strip() for one in parse_xml(notes.blob) if one.get(qn("w:type")) is None]  # type: ignore[attr-defined]
    assert texts == ["Kamerstuk 31757.", "Zie het plan & meer."]
    calls = document.element.body.findall(f".//{qn('w:footnoteReference')}")
    assert [one.get(qn("w:id")) for one in calls] == ["1", "2"]


def test_behind_every_passage_stands_its_code_and_leads_to_its_row() -> None:
    made = report()
    body = opened(made).element.body
    marks = {one.get(qn("w:name")): one.getparent() for one in body.iter(qn("w:bookmarkStart"))}
    links = [one for one in body.iter(qn("w:hyperlink")) if (one.get(qn("w:anchor")) or "").startswith("antwoord_")]
    codes = [words(one).replace("\xa0", " ") for one in links]
    assert set(codes) == {row.code for row in made.citations}
    assert codes.count("OD 3a") == 2, "as an answer, and cited by the editor"
    assert all(words(marks[one.get(qn("w:anchor"))]) == code for one, code in zip(links, codes, strict=True))
    assert "[OD 3a]" not in words(body)


def test_the_appendices_hold_all_that_the_report_accounts_for() -> None:
    made = report()
    document = opened(made)
    interviews, *citations = document.tables
    assert [tuple(cell.text for cell in row.cells) for row in interviews.rows][1:] == [
        interview_cells(row) for row in made.interviews
    ]
    for table, agreed in zip(citations, agreements(made.citations), strict=True):
        assert [tuple(cell.text for cell in row.cells) for row in table.rows] == [
            CITATIONS,
            *(citation_cells(row) for row in agreed.citations),
        ]
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in document.tables)
    text = "\n".join(one.text for one in document.paragraphs)
    assert all(paragraph in text for paragraph in explanation(made))
    assert all(f"{agreed.organisation}, {agreed.given}\n" in text for agreed in agreements(made.citations))
    assert all(question.wording in text for one in made.questionnaires for question in one.all_questions)


def test_a_draft_says_so_on_every_page_and_a_final_report_nowhere() -> None:
    draft, final = opened(report(draft=True)), opened(report())
    section = draft.sections[0]
    assert section.different_first_page_header_footer
    feet = [one.paragraphs[0] for one in (section.footer, section.first_page_footer)]
    assert [one.text.split("\t")[0] for one in feet] == ["CONCEPT van 29 juni 2018"] * 2
    assert draft.core_properties.title.startswith("CONCEPT ")
    assert "Ministerie van Binnenlandse Zaken, vraag 5: nog geen akkoord." in [one.text for one in draft.paragraphs]
    assert "concept" not in words(final.element.body).lower()
    assert "CONCEPT" not in final.sections[0].footer.paragraphs[0].text


def test_language_title_author_and_running_head_are_set() -> None:
    document = opened(report())
    properties = document.core_properties
    assert (properties.language, properties.title) == ("nl-NL", "Tweede Voortgangsrapportage")
    assert (properties.author, properties.subject) == ("Programma Bevolkingsdaling", "Wat regio’s deden")
    languages = {one.get(qn("w:val")) for one in document.styles.element.find(qn("w:docDefaults")).iter(qn("w:lang"))}
    assert languages == {"nl-NL"}
    head, foot = document.sections[0].header._element, document.sections[0].footer._element
    fields = [one.get(qn("w:instr")) for part in (head, foot) for one in part.iter(qn("w:fldSimple"))]
    assert fields == ["STYLEREF 1", "PAGE", "NUMPAGES"]


def test_an_edition_names_itself_and_what_it_replaces() -> None:
    text = [
        one.text
        for one in opened(report(edition=EditionMark(2, "Een tikfout.", DATED, "https://example.org"))).paragraphs
    ]
    assert "Editie 2, vervangt editie 1 van 29 juni 2018" in text


def test_nobody_was_interviewed_yet() -> None:
    empty = compile_report(OUTLINE, replace(a_round(), interviews=()), draft=True, dated=DATED)
    text = [one.text for one in opened(empty).paragraphs]
    assert "Er zijn in deze ronde nog geen interviews." in text
    assert len(opened(empty).tables) == 1
