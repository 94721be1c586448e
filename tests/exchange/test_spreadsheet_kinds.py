"""What people put into a spreadsheet besides plain words: it is read as the sheet shows it, or it is named."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from html import escape
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from as_typed import typed as typed_texts
from filled_in import expected, paper, repacked, reply, table
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from test_spreadsheet_files import read, row_of, typed

from surveyapp.exchange.files import reader
from surveyapp.exchange.papers import archive
from surveyapp.exchange.papers.archive import FileKind
from surveyapp.exchange.papers.blocks import printable
from surveyapp.exchange.papers.rules import FileRefused, FilledIn, Reply
from surveyapp.exchange.sheets import spreadsheet


def filled(change: Callable[[Any], object], item: str = "2b") -> Reply:
    """The reply to an item of a spreadsheet that somebody changed."""
    return reply(read(table(paper({"2b": "Er is gesloopt."}), change)), item)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (12345.67, "General", "12345,67"),
        (1250000.5, "#,##0.00", "1.250.000,50"),
        (0.05, "0%", "5%"),
        (12345.67, '"€" #,##0.00', "€ 12.345,67"),
        (datetime(2018, 5, 1), "d mmmm yyyy", "1 mei 2018"),  # noqa: DTZ001
        (0.25, "# ?/?", "1/4"),
        (7, "000", "007"),
    ],
)
def test_a_number_is_read_as_the_sheet_shows_it(value: object, code: str, text: str) -> None:
    def type_in(sheet: Any) -> None:
        cell = sheet.cell(row_of(sheet, "3a"), 3)
        cell.value, cell.number_format = value, code

    assert (filled(type_in, "3a").text, filled(type_in, "3a").remarks) == (text, ())


def test_a_note_at_any_cell_of_a_row_is_named_and_one_elsewhere_too() -> None:
    def note(sheet: Any) -> None:
        row = row_of(sheet, "2b")
        sheet.cell(row, 3).comment = Comment("Klopt dit?", "A")
        sheet.cell(row, 2).comment = Comment("En de vraag?", "A")
        sheet.cell(1, 1).comment = Comment("Algemeen", "A")

    content = table(paper({"2b": "Er is gesloopt."}), note)
    found = read(content)
    row = row_of(openpyxl.load_workbook(BytesIO(content)).worksheets[0], "2b")
    assert reply(found, "2b").remarks == (
        f"Een notitie bij cel B{row} is niet overgenomen: ‘En de vraag?’",
        f"Een notitie bij cel C{row} is niet overgenomen: ‘Klopt dit?’",
    )
    assert found.remarks == ("Een notitie bij cel A1 is niet overgenomen: ‘Algemeen’",)


def test_what_people_say_to_each_other_at_a_cell_is_named_once() -> None:
    def note(sheet: Any) -> None:
        sheet.cell(row_of(sheet, "2b"), 3).comment = Comment("[Threaded comment] Your version of Excel...", "A")

    def thread(entries: dict[str, bytes]) -> None:
        ref = entries["xl/comments/comment1.xml"].partition(b'ref="')[2].partition(b'"')[0].decode()
        said = "".join(
            f'<threadedComment ref="{ref}"><text>{one}</text></threadedComment>' for one in ("Klopt?", "Ja.")
        )
        entries["xl/threadedComments/threadedComment1.xml"] = f"<ThreadedComments>{said}</ThreadedComments>".encode()
        rels = "xl/worksheets/_rels/sheet1.xml.rels"
        made = (
            '<Relationship Id="rIdT" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"'
            ' Target="../threadedComments/threadedComment1.xml"/></Relationships>'
        )
        entries[rels] = entries[rels].replace(b"</Relationships>", made.encode())

    found = reply(read(repacked(table(paper({"2b": "Er is gesloopt."}), note), thread)), "2b")
    assert [one.partition("overgenomen: ")[2] for one in found.remarks] == ["‘Klopt?’", "‘Ja.’"]


def test_a_formula_gives_its_outcome_and_one_without_is_named() -> None:
    def outcome(entries: dict[str, bytes]) -> None:
        sheet = "xl/worksheets/sheet1.xml"
        entries[sheet] = (
            entries[sheet]
            .replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
            .replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
        )

    content = table(paper(), typed("=1+1"))
    assert reply(read(content), "3a").remarks == ("Een formule is niet overgenomen: ‘=1+1’",)
    found = reply(read(repacked(content, outcome)), "3a")
    assert (found.text, found.remarks) == ("2", ("Van een formule is de uitkomst overgenomen: ‘=1+1’",))


def test_an_error_in_a_cell_is_named() -> None:
    def fault(sheet: Any) -> None:
        cell = sheet.cell(row_of(sheet, "3a"), 3)
        cell.value = "#REF!"
        cell.data_type = "e"

    assert (filled(fault, "3a").text, filled(fault, "3a").remarks) == (
        "#VERW!",
        ("In de cel staat een fout: ‘#VERW!’",),
    )


def test_what_is_hidden_joined_or_in_a_column_of_ones_own_is_named() -> None:
    def change(sheet: Any) -> None:
        row = row_of(sheet, "2b")
        sheet.row_dimensions[row].hidden = True
        sheet.column_dimensions["B"].hidden = True
        sheet.cell(row, 7).value = "Dit wilde ik nog kwijt."
        sheet.merge_cells(start_row=row + 1, end_row=row + 2, start_column=3, end_column=3)

    content = table(paper({"2b": "Er is gesloopt."}), change)
    found = read(content)
    row = row_of(openpyxl.load_workbook(BytesIO(content)).worksheets[0], "2b")
    assert reply(found, "2b").text == "Er is gesloopt."
    assert reply(found, "2b").remarks == (
        f"Cel G{row} hoort bij geen kolom en is niet overgenomen: ‘Dit wilde ik nog kwijt.’",
        f"Rij {row} is verborgen in het blad. Wat erin staat, is wel gelezen.",
    )
    joined = f"De cellen C{row + 1} tot en met C{row + 2} zijn samengevoegd. De tekst staat bij de bovenste."
    assert [one.item for one in found.replies if one.remarks == (joined,)] == ["2c", "2d"]
    assert found.remarks == ("Verborgen in het blad, maar wel gelezen: kolom De vraag.",)


def test_a_sheet_of_ones_own_is_named() -> None:
    workbook = openpyxl.load_workbook(BytesIO(spreadsheet.write(paper())))
    workbook.create_sheet("Blad1")["A1"] = "Nog iets"
    out = BytesIO()
    workbook.save(out)
    assert read(out.getvalue()).remarks == ("Het blad ‘Blad1’ is niet gelezen.",)


# ------------------------------------------------------------------------------------------ OpenDocument

NAMES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def open_document(cells: Mapping[str, str], manifest: str = "<manifest/>", kind: str = "spreadsheet") -> bytes:
    """The product's spreadsheet as LibreOffice saves it as .ods; ``cells`` are answers, as XML."""
    sheets = ""
    for sheet in openpyxl.load_workbook(BytesIO(spreadsheet.write(paper({"2b": "Er is gesloopt."})))):
        rows = ""
        for row in sheet.iter_rows():
            made = [
                f"<table:table-cell><text:p>{escape(str(one.value or ''))}</text:p></table:table-cell>" for one in row
            ]
            item = str(row[0].value)
            if sheet.title == spreadsheet.ANSWERS and item in cells:
                made[2] = cells[item]
            rows += f"<table:table-row>{''.join(made)}</table:table-row>"
        empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
        sheets += f'<table:table table:name="{sheet.title}">{rows}{empty}</table:table>'
    out = BytesIO()
    with ZipFile(out, "w") as file:
        file.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        file.writestr("content.xml", f"<office:document-content{NAMES}>{sheets}</office:document-content>")
        file.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def read_open(cells: Mapping[str, str]) -> FilledIn:
    return reader.read(open_document(cells), expected())


def test_an_open_document_spreadsheet_is_read_as_it_shows() -> None:
    found = read_open(
        {
            "2a": '<table:table-cell office:value-type="float" office:value="0.05"><text:p>5%</text:p>'
            "</table:table-cell>",
            "2c": '<table:table-cell><text:p>Een<text:s text:c="2"/>regel</text:p><text:p>en nog een</text:p>'
            "</table:table-cell>",
            "3a": '<table:table-cell table:formula="of:=1+1"><text:p>2</text:p></table:table-cell>',
            "3b": '<table:table-cell table:formula="of:=1+1"/>',
            "4a": "<table:table-cell><office:annotation><text:p>Klopt dit?</text:p></office:annotation>"
            "<text:p>Ja.</text:p></table:table-cell>",
        }
    )
    assert found.stamp.organisation == "oost-drenthe"
    texts = {one.item: one.text for one in found.replies if one.text}
    assert texts == {"2a": "5%", "2b": "Er is gesloopt.", "2c": "Een  regel\nen nog een", "3a": "2", "4a": "Ja."}
    assert reply(found, "3a").remarks == ("Van een formule is de uitkomst overgenomen: ‘=1+1’",)
    assert reply(found, "3b").remarks == ("Een formule is niet overgenomen: ‘=1+1’",)
    assert reply(found, "4a").remarks[0].endswith("‘Klopt dit?’")


def as_libreoffice_writes(text: str) -> str:
    """A cell with these words: a paragraph for each line, and spaces that would be lost as elements."""
    lines = [
        re.sub(r"^ | {2,}", lambda found: f'<text:s text:c="{len(found[0])}"/>', escape(line)).replace(
            "\t", "<text:tab/>"
        )
        for line in text.split("\n")
    ]
    return f"<table:table-cell>{''.join(f'<text:p>{line}</text:p>' for line in lines)}</table:table-cell>"


@settings(max_examples=30)
@given(st.lists(typed_texts, min_size=4, max_size=4))
def test_any_text_comes_back_from_an_open_document(texts: list[str]) -> None:
    wanted = {item: printable(text) for item, text in zip(("2a", "2c", "3a", "3b"), texts, strict=True)}
    found = read_open({item: as_libreoffice_writes(text) for item, text in wanted.items()})
    assert {one.item: one.text for one in found.replies if one.item in wanted} == wanted


def test_an_open_document_with_a_password_and_one_that_is_no_spreadsheet_are_named() -> None:
    assert archive.check(open_document({})) is FileKind.OPEN_SHEET
    with pytest.raises(FileRefused, match="wachtwoord"):
        archive.check(open_document({}, manifest="<m><encryption-data/></m>"))
    with pytest.raises(FileRefused, match="OpenDocument"):
        archive.check(open_document({}, kind="text"))
