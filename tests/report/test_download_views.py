"""The board's downloads: the report in other forms through the same gate, and the data of a round."""

import csv
import zipfile
from io import BytesIO, StringIO

import docx
import openpyxl
import pytest
from agreed_round import AgreedRound
from checking import Client
from deciding import overrule_missing
from flask import Flask
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName

MIMETYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "md": "text/markdown",
}


@pytest.fixture
def made(session: Session) -> AgreedRound:
    made = AgreedRound.of(session)
    made.agreed(made.organisation("Oost-Drenthe"), {"1": "Er is gewerkt."})
    return made


@pytest.fixture
def editor(client: Client, staff: MakeUser) -> Client:
    return client.login(staff(RoleName.EDITOR))


@pytest.mark.parametrize("form", MIMETYPES)
def test_a_draft_comes_at_once_in_every_form(editor: Client, made: AgreedRound, form: str) -> None:
    response = editor.post("/rapport/downloaden", {"kind": "concept", "form": form}).response
    assert response.mimetype == MIMETYPES[form]
    assert f"attachment; filename=rapport-2018-concept.{form}" in response.headers["Content-Disposition"]
    words = response.get_data()
    if form == "docx":
        words = "\n".join(one.text for one in docx.Document(BytesIO(words)).paragraphs).encode()
    assert b"Er is gewerkt." in words
    assert made.round.name.encode() in words


def test_a_final_report_goes_through_the_gate_of_the_pdf(editor: Client, made: AgreedRound) -> None:
    page = editor.post("/rapport/downloaden", {"kind": "definitief", "form": "md"}, status=422)
    assert "Er staat nog iets open." in page.words
    overrule_missing(made.session, made.round)
    response = editor.post("/rapport/downloaden", {"kind": "definitief", "form": "md"}).response
    assert "rapport-2018-definitief.md" in response.headers["Content-Disposition"]
    assert "concept" not in response.text.lower()
    assert made.round.name in response.text


def test_one_chapter_comes_alone(editor: Client, made: AgreedRound) -> None:
    response = editor.post("/rapport/downloaden", {"kind": "concept", "form": "md", "chapter": "regios"}).response
    assert "rapport-2018-regios-concept.md" in response.headers["Content-Disposition"]
    assert "## 3 Ontwikkelingen in de regio’s" in response.text
    assert "Bijlage" not in response.text
    assert made.round.name


@pytest.mark.parametrize(
    ("sent", "status", "why"),
    [
        ({"kind": "editie", "form": "docx"}, 422, "Een editie is een PDF, met haar webpagina erbij."),
        ({"kind": "concept", "form": "docx", "chapter": "nergens"}, 422, "nergens bestaat niet"),
        ({"kind": "concept", "form": "pdf"}, 404, "Deze pagina is er niet"),
        ({"kind": "concept"}, 404, "Deze pagina is er niet"),
    ],
)
@pytest.mark.usefixtures("made")
def test_what_cannot_be_had_is_said(editor: Client, sent: dict[str, str], status: int, why: str) -> None:
    assert why in editor.post("/rapport/downloaden", sent, status=status).words


@pytest.mark.parametrize("form", ["xlsx", "csv", "qdpx"])
def test_the_data_of_a_round_come_in_three_forms(editor: Client, made: AgreedRound, form: str) -> None:
    address = editor.get("/rapport").links()[
        {"xlsx": "Spreadsheet (XLSX)", "csv": "CSV"}.get(form, "REFI-QDA, voor ATLAS.ti, MAXQDA en NVivo (QDPX)")
    ]
    response = editor.get(address).response
    assert f"antwoorden-{made.round.name}.{form}" in response.headers["Content-Disposition"]
    assert "Er is gewerkt." in _words(response.get_data(), form)


def _words(content: bytes, form: str) -> list[str]:
    if form == "csv":
        return [cell for line in csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";") for cell in line]
    if form == "xlsx":
        return [str(cell.value) for line in openpyxl.load_workbook(BytesIO(content)).worksheets[0] for cell in line]
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return [archive.read(name).decode() for name in archive.namelist()]


@pytest.mark.parametrize("path", ["/rapport/gegevens.xlsx", "/rapport/gegevens.csv", "/rapport/gegevens.qdpx"])
def test_data_are_for_editors(app: Flask, made: AgreedRound, staff: MakeUser, path: str) -> None:
    Client(app, made.session).get(path, status=302)
    Client(app, made.session).login(staff(RoleName.INTERVIEWER)).get(path, status=403)


def test_downloads_are_for_editors(app: Flask, made: AgreedRound, staff: MakeUser) -> None:
    sent = {"kind": "concept", "form": "md"}
    Client(app, made.session).login(staff(RoleName.INTERVIEWER)).post("/rapport/downloaden", sent, status=403)


@pytest.mark.usefixtures("made")
def test_other_forms_of_the_data_are_not_there(editor: Client) -> None:
    editor.get("/rapport/gegevens.exe", status=404)


def test_without_a_round_there_are_no_data(editor: Client) -> None:
    editor.get("/rapport/gegevens.csv", status=404)
