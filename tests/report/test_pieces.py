"""An editor's tables, boxes and drawings in the forms that write them by themselves."""

from io import BytesIO

import docx
from report_values import DATED, OUTLINE, a_round

from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.formats.markdown import markdown_file
from surveyapp.report.formats.page import page_html
from surveyapp.report.formats.pieces import Box, Prose, Table, flat, pieces
from surveyapp.report.formats.word import word_file
from surveyapp.report.material.tree import Report

TEXT = (
    "Eerst.[^1]\n\n| Regio | Aantal |\n|---|--:|\n| Emmen[^2] | 300 |\n\n"
    "::: Steengoed\nEerst kijken.\n\n- sloop;\n:::\n\n"
    "{figuur-organisaties}\n\nTot slot [[oost-drenthe.2b@2]].\n\n[^1]: Een noot.\n\n[^2]: Geteld."
)


def report() -> Report:
    return compile_report(OUTLINE, a_round(methodiek=TEXT), draft=True, dated=DATED)


def test_a_text_falls_apart_and_every_piece_keeps_the_notes_that_it_calls() -> None:
    first, table, box, last = pieces(TEXT.replace("{figuur-organisaties}\n\n", ""))

    assert first == Prose("Eerst.[^1]\n\n[^1]: Een noot.")
    assert isinstance(table, Table)
    assert [[cell.partition("\n")[0] for cell in row] for row in table.rows] == [
        ["Regio", "Aantal"],
        ["Emmen[^2]", "300"],
    ]
    assert box == Box("Steengoed", (Prose("Eerst kijken.\n\n- sloop;"),))
    assert last == Prose("Tot slot [[oost-drenthe.2b@2]].")


def test_a_plain_text_is_one_piece() -> None:
    assert pieces("Een alinea.\n\n- lijst\n\n> citaat") == (Prose("Een alinea.\n\n- lijst\n\n> citaat"),)
    assert pieces("") == ()


def test_a_box_without_an_end_holds_the_rest() -> None:
    assert pieces("::: Titel\nWoorden.") == (Box("Titel", (Prose("Woorden."),)),)


def test_in_a_cell_a_table_stands_as_its_words() -> None:
    (box,) = pieces("::: Titel\n| A |\n|---|\n| b |\n:::")

    assert list(flat([box])) == ["**Titel**", "A", "b"]


def test_markdown_writes_them_so_that_any_reader_knows_them() -> None:
    text = markdown_file(report())

    assert "| Regio | Aantal |\n| --- | --- |\n| Emmen[^2] | 300 |" in text
    assert "> **Steengoed**\n>\n> Eerst kijken.\n>\n> - sloop;" in text
    assert "*Figuur 1. Wie aan dit rapport meewerkten.* Provincie Drenthe, met Oost-Drenthe." in text
    assert text.count("[^2]: Geteld.") == 1


def test_word_has_them_as_tables_and_the_drawing_with_its_caption() -> None:
    document = docx.Document(BytesIO(word_file(report())))
    table, box = document.tables[:2]

    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Regio", "Aantal"], ["Emmen", "300"]]
    assert [one.text for one in box.rows[0].cells[0].paragraphs] == ["Steengoed", "Eerst kijken.", "sloop;"]
    words = [one.text for one in document.paragraphs]
    assert "Figuur 1. Wie aan dit rapport meewerkten" in words
    assert "Geteld." not in " ".join(words)


def test_the_page_draws_them() -> None:
    html = page_html(report())

    assert '<div class="box"><p><strong>Steengoed</strong></p>' in html
    assert '<th scope="col">Regio</th>' in html
    assert "<title>Provincie Drenthe, met Oost-Drenthe." in html
