"""What is typed is what stands in every form of the report."""

import re
from io import BytesIO

import docx
from as_typed import pattern, squeezed, typed, without_definitions, words_of_html
from docx.oxml.ns import qn
from hypothesis import given, settings
from report_values import DATED, OOST_DRENTHE, OUTLINE, a_round, answer, interview

from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.formats.html import report_html
from surveyapp.report.formats.markdown import markdown_file
from surveyapp.report.formats.page import page_html
from surveyapp.report.formats.word import word_file
from surveyapp.report.material.tree import Report
from surveyapp.text.markup import commonmark_tokens
from surveyapp.text.plain import plain_text


def report(text: str) -> Report:
    said = answer("1", f"Het begin.\n\n{text}\n\nHet einde.")
    return compile_report(OUTLINE, a_round(interview(OOST_DRENTHE, said)), draft=True, dated=DATED)


def between(form: str) -> str:
    (found,) = re.findall(r"Hetbegin\.(.*?)Heteinde\.", squeezed(form))
    return str(found)


@settings(max_examples=25, deadline=None)
@given(typed.map(without_definitions))
def test_an_answer_stands_in_every_form_of_the_report_as_it_was_typed(text: str) -> None:
    made, wanted = report(text), pattern(text)
    for form in (
        words_of_html(report_html(made)),
        words_of_html(page_html(made)),
        plain_text(commonmark_tokens(markdown_file(made)), marks=False),
        words_of_word(word_file(made)),
    ):
        assert wanted.fullmatch(between(form)), form


def words_of_word(file: bytes) -> str:
    body = docx.Document(BytesIO(file)).element.body
    return "".join(one.text or "" for one in body.iter(qn("w:t")))


def test_amounts_are_what_they_were_in_every_form() -> None:
    made = report("2*500.000 euro, de provincie geeft 3*100.000 euro\n2018. Dat jaar")
    for form in (report_html(made), page_html(made), word_file_words(made), markdown_file(made).replace("\\", "")):
        assert "2*500.000euro,deprovinciegeeft3*100.000euro2018.Datjaar" in squeezed(words_of_html(form))


def word_file_words(made: Report) -> str:
    return words_of_word(word_file(made))
