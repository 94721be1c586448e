"""The way through a Word file: what the product prints, what people do to it, and what comes back."""

import base64
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import interview_files
import pytest
from docx.document import Document
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm
from filled_in import RICH, box, paper, questionnaire, read_word, reply, word
from hypothesis import given, settings
from written import blocks, markdown

from surveyapp.exchange.papers.blocks import Block
from surveyapp.exchange.papers.markdown import canonical, to_markdown
from surveyapp.exchange.papers.paper import blank_paper
from surveyapp.exchange.word import writer
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.text import words as texts
from surveyapp.text.marks import GUARD

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
FILES = Path(__file__).parent / "files"


def answer(change: Callable[[Document], object], item: str = "2b", text: str = "Er is gesloopt.") -> str:
    return reply(read_word(word(paper({item: text}), change)), item).text


def remarks(change: Callable[[Document], object]) -> tuple[str, ...]:
    return reply(read_word(word(paper({"2b": "Er is gesloopt."}), change)), "2b").left_out


@pytest.mark.parametrize("path", interview_files.FILES, ids=interview_files.file_id)
def test_every_interview_of_real_length_comes_back_word_for_word(path: Path) -> None:
    interview = interview_files.written(path)
    key, answers = interview.questionnaire, interview.answers
    filled = read_word(word(paper(answers, key)), key)
    assert {one.item: one.text for one in filled.replies if one.text} == {
        item: canonical(text) for item, text in answers.items()
    }
    assert not filled.remarks
    assert not [one.remarks for one in filled.replies if one.remarks]


def test_all_that_an_answer_may_hold_comes_back() -> None:
    assert canonical(RICH) == RICH
    assert reply(read_word(word(paper({"2b": RICH, "2c": RICH}))), "2c").text == RICH


@pytest.mark.parametrize("text", ["- - -", "* * *", "---", "_ _ _", "Zo.\n\n- - -\n\nEn zo."])
def test_a_line_of_dashes_comes_back_as_it_was_typed(text: str) -> None:
    assert reply(read_word(word(paper({"2b": text}))), "2b").text == text


@pytest.mark.parametrize(
    "text",
    [
        "- - - a",
        "- - a\n  - b\n- c",
        "1. - a\n   - b\n2. c",
        "- 3. a\n  4. b",
        "x\n\n- 1. - a\n\n       meer\n\n  2. b",
    ],
)
def test_a_list_right_in_a_list_keeps_its_levels(text: str) -> None:
    assert reply(read_word(word(paper({"2b": text}))), "2b").text == text


def test_bold_in_the_middle_of_a_word_comes_back() -> None:
    def type_in(document: Document) -> None:
        box(document, "2b").paragraphs[0].add_run(" drie").bold = True
        box(document, "2b").paragraphs[0].add_run(":x en an")
        box(document, "2b").paragraphs[0].add_run("der").italic = True

    text = answer(type_in)
    assert text == f"Er is gesloopt. **drie**{GUARD}:x en an*{GUARD}der*"
    assert reply(read_word(word(paper({"2b": text}))), "2b").text == text


@settings(max_examples=15, deadline=None)
@given(blocks, markdown)
def test_any_text_comes_back_as_the_same_text(found: tuple[Block, ...], text: str) -> None:
    first, second = canonical(to_markdown(found)), canonical(texts.normalise(text))
    filled = read_word(writer.write(paper({"1": first, "2": second}, "provincie")), "provincie")
    assert canonical(reply(filled, "1").text) == canonical(first)
    assert canonical(reply(filled, "2").text) == canonical(second)


def test_the_file_names_its_language_and_title_and_has_headings_and_header_rows() -> None:
    document = docx.Document(BytesIO(word(paper({"2b": "Tekst."}, base=3))))
    assert (document.core_properties.title, document.core_properties.language) == (
        "Vragenlijst Regio, Regio Oost-Drenthe",
        "nl-NL",
    )
    headings = [one.text for one in document.paragraphs if one.style and (one.style.name or "").startswith("Heading")]
    assert headings[:4] == [
        "1 Voortgang en resultaten",
        "2 Nieuwe acties in 2017",
        "2a Leefbaarheid en voorzieningen",
        "2b Wonen",
    ]
    assert len(headings) == len(questionnaire()[0].all_questions)
    assert "Wonen (o.a. sloop, transformatie, herstructurering, herbestemming)" in [
        one.text for one in document.paragraphs
    ]
    boxes = document.tables[1:]
    assert len(boxes) == len(questionnaire()[0].items)
    assert all(one._tbl.xpath("./w:tr[1]/w:trPr/w:tblHeader") for one in boxes)
    assert boxes[3].rows[0].cells[0].text == "Antwoord op vraag 2b, versie 3"
    assert "WH1:regio:" in document.sections[0].footer.paragraphs[0].text


def test_an_empty_questionnaire_has_no_answers_and_no_remarks() -> None:
    filled = read_word(word(blank_paper(*questionnaire(), "f" * 16)))
    assert (filled.stamp.organisation, filled.stamp.file) == ("", "f" * 16)
    assert not any(one.text or one.base or one.remarks for one in filled.replies)
    assert not filled.remarks


def test_what_word_makes_of_an_answer_becomes_markdown() -> None:
    def type_in(document: Document) -> None:
        cell = box(document, "2b")
        cell.paragraphs[0].add_run(" Nu ").bold = True
        cell.paragraphs[0].add_run("ook 5*3 en [dit].").add_break(WD_BREAK.LINE)
        cell.add_paragraph("een", style="List Bullet")
        cell.add_paragraph("een.een", style="List Bullet 2")
        cell.add_paragraph("twee", style="List Bullet")
        cell.add_paragraph("eerst", style="List Number")
        cell.add_paragraph("dan", style="List Number")
        cell.add_paragraph("Een kop", style="Heading 3")
        cell.add_paragraph("")
        cell.add_paragraph("- zelf getypt streepje")

    assert answer(type_in) == (
        "Er is gesloopt. **Nu** ook 5*3 en [dit].\n\n- een\n- een.een\n- twee\n\n1. eerst\n2. dan\n\n**Een kop**\n\n"
        "- zelf getypt streepje"
    )


def test_a_row_that_tab_added_belongs_to_the_same_answer() -> None:
    def press_tab(document: Document) -> None:
        table = next(one for one in document.tables if one.rows[0].cells[0].text.startswith("Antwoord op vraag 2b"))
        table.add_row().cells[0].text = "En gebouwd."

    assert answer(press_tab) == "Er is gesloopt.\n\nEn gebouwd."


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("niet besproken", AnswerStatus.NOT_DISCUSSED),
        ("Niet besproken.", AnswerStatus.NOT_DISCUSSED),
        ("N.v.t.", AnswerStatus.NOT_APPLICABLE),
        ("nvt", AnswerStatus.NOT_APPLICABLE),
        ("niet van toepassing", AnswerStatus.NOT_APPLICABLE),
        ("niet besproken, wel gemaild", AnswerStatus.TEXT),
    ],
)
def test_words_can_say_that_there_is_no_answer(typed: str, status: AnswerStatus) -> None:
    def type_in(document: Document) -> None:
        box(document, "3a").text = typed

    assert reply(read_word(word(paper(), type_in)), "3a").status is status


def tracked(document: Document) -> None:
    cell, by = box(document, "2b"), f'{nsdecls("w")} w:author="A"'
    added = f'<w:ins {by} w:id="1"><w:r><w:t xml:space="preserve"> En gebouwd.</w:t></w:r></w:ins>'
    removed = f'<w:del {by} w:id="2"><w:r><w:delText> Weg.</w:delText></w:r></w:del>'
    for change in (added, removed):
        cell.paragraphs[0]._p.append(parse_xml(change))
    end_of_paragraph = parse_xml(f'<w:rPr {nsdecls("w")}><w:del w:id="3" w:author="A"/></w:rPr>')
    cell.paragraphs[0]._p.get_or_add_pPr().append(end_of_paragraph)
    cell.add_paragraph(" Ook dit hoort erbij.")


def test_tracked_changes_are_read_as_accepted_and_said_so() -> None:
    filled = read_word(word(paper({"2b": "Er is gesloopt."}), tracked))
    assert reply(filled, "2b").text == "Er is gesloopt. En gebouwd. Ook dit hoort erbij."
    assert [one for one in filled.remarks if "bijgehouden wijzigingen" in one]


def picture(document: Document) -> None:
    box(document, "2b").paragraphs[0].add_run().add_picture(BytesIO(DOT), width=Cm(1))


def inner_table(document: Document) -> None:
    box(document, "2b").add_table(1, 1).rows[0].cells[0].text = "in een tabel"


def comment(document: Document) -> None:
    document.add_comment(box(document, "2b").paragraphs[0].runs, text="Klopt dit?", author="A")


def struck(document: Document) -> None:
    box(document, "2b").paragraphs[0].runs[0].font.strike = True


def hidden(document: Document) -> None:
    box(document, "2b").paragraphs[0].add_run(" geheim").font.hidden = True


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (picture, "afbeelding"),
        (inner_table, "tabel"),
        (comment, "opmerking"),
        (struck, "Doorgehaalde"),
        (hidden, "Verborgen"),
    ],
)
def test_what_is_not_words_is_named_and_the_words_stay(change: Callable[[Document], object], said: str) -> None:
    assert [said in one for one in remarks(change)] == [True]
    assert answer(change) == "Er is gesloopt."


def test_words_outside_the_boxes_are_named() -> None:
    def type_in(document: Document) -> None:
        document.paragraphs[-1].add_run("Dit wilde ik nog kwijt.")
        document.add_table(1, 1).rows[0].cells[0].text = "Een eigen tabel"

    found = read_word(word(paper(), type_in)).remarks
    assert [("Dit wilde ik nog kwijt." in one, "Een eigen tabel" in one) for one in found] == [
        (True, False),
        (False, True),
    ]


def test_a_box_without_its_line_is_known_by_its_description_and_two_boxes_are_joined() -> None:
    def spoil(document: Document) -> None:
        table = next(one for one in document.tables if one.rows[0].cells[0].text.startswith("Antwoord op vraag 2b"))
        table._tbl.remove(table.rows[0]._tr)
        box(document, "3a").text = "Nog iets."
        third = next(one for one in document.tables if one.rows[0].cells[0].text.startswith("Antwoord op vraag 3a"))
        third.rows[0].cells[0].text = "Antwoord op vraag 2B"

    found = reply(read_word(word(paper({"2b": "Er is gesloopt."}), spoil)), "2b")
    assert found.text == "Er is gesloopt.\n\nNog iets."
    assert "twee vakken" in found.remarks[0]


def test_a_program_that_drops_properties_styles_and_descriptions_loses_nothing() -> None:
    def as_other_programs_do(document: Document) -> None:
        document.core_properties.identifier = ""
        for one in document.element.body.xpath(
            ".//w:tblDescription | .//w:tblCaption | .//w:pStyle[@w:val != 'Quote']"
        ):
            one.getparent().remove(one)

    filled = read_word(word(paper({"2b": RICH}), as_other_programs_do))
    assert reply(filled, "2b").text == RICH
    assert (filled.stamp.organisation, filled.remarks) == ("oost-drenthe", ())


@pytest.mark.parametrize("name", ["libreoffice.docx", "libreoffice-odt.docx"])
def test_a_file_that_libreoffice_saved_loses_nothing(name: str) -> None:
    """``RICH`` under 2b, "niet besproken" under 2c; saved by LibreOffice 7.4, the second one by way of .odt."""
    filled = read_word((FILES / name).read_bytes())
    assert reply(filled, "2b").text == RICH
    assert reply(filled, "2b").base == 1
    assert reply(filled, "2c").status is AnswerStatus.NOT_DISCUSSED
    assert filled.stamp.organisation == "oost-drenthe"
    assert not filled.remarks
