"""Every form of the whole report ends with whose publication it is, which one, and where a copy can be checked."""

import io
from collections.abc import Callable
from dataclasses import replace
from xml.etree.ElementTree import Element

import docx
import html5lib
import pypdf
import pytest
from report_values import DATED, OUTLINE, a_round

from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.formats.colophon import COLOPHON, colophon
from surveyapp.report.formats.html import render_report
from surveyapp.report.formats.markdown import markdown_file
from surveyapp.report.formats.page import page_html
from surveyapp.report.formats.word import word_file
from surveyapp.report.material.tree import EditionMark, Report

EDITION = EditionMark(2, "Een tikfout.", DATED, "https://example.org/rapport-controleren")


def in_markdown(report: Report) -> str:
    return markdown_file(report).replace("\\", "")


def on_the_page(report: Report) -> str:
    page: Element = html5lib.parse(page_html(report), namespaceHTMLElements=False)
    return "".join(next(page.iter("footer")).itertext())


def in_word(report: Report) -> str:
    return "\n".join(one.text for one in docx.Document(io.BytesIO(word_file(report))).paragraphs)


def on_the_last_page(report: Report) -> str:
    return pypdf.PdfReader(io.BytesIO(render_report(report))).pages[-1].extract_text()


@pytest.mark.parametrize("form", [in_markdown, on_the_page, in_word, on_the_last_page])
def test_it_names_publisher_day_and_edition_and_where_to_check(form: Callable[[Report], str]) -> None:
    report = replace(compile_report(OUTLINE, a_round(), draft=False, dated=DATED), edition=EDITION)
    found = " ".join(form(report).replace("-\n", "-").split())
    assert COLOPHON in found
    for term, words in colophon(report):
        assert term in found
        assert words in found
    assert [words for term, words in colophon(report) if term == "Editie"] == ["2, vervangt editie 1 van 29 juni 2018"]


def test_a_draft_says_that_it_is_one_and_a_chapter_has_none() -> None:
    draft = compile_report(OUTLINE, a_round(), draft=True, dated=DATED)
    assert dict(colophon(draft))["Datum"] == "Concept van 29 juni 2018"
    assert "Editie" not in dict(colophon(draft))
    chapter = compile_report(OUTLINE, a_round(), draft=False, dated=DATED, chapter="inleiding")
    assert all(COLOPHON not in form(chapter) for form in (in_markdown, on_the_page, in_word))
