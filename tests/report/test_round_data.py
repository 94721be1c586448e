"""The answers of a round as rows, as a spreadsheet, as CSV and for programs of qualitative analysis."""

import csv
import zipfile
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from report_values import (
    ALL,
    BZK,
    DATED,
    DE_MARNE,
    DRENTHE,
    EEMSDELTA,
    GRONINGEN,
    OOST_DRENTHE,
    a_round,
    answer,
    interview,
)

from surveyapp.exchange.sheets import spreadsheet as sheets
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.report.data_formats import files as data_files
from surveyapp.report.data_formats.formats import DataFormat, written
from surveyapp.report.data_formats.qdpx import NAMESPACE, plain_words, project_file
from surveyapp.report.data_formats.rows import COLUMNS, AnswerRow, answer_rows
from surveyapp.report.material.sources import RoundSource
from surveyapp.text.words import to_plain
from surveyapp.verification.records.rules import Use

OPEN, SECRET, QUIET = "Nog niet akkoord.", "Achtergrondzin.", "Zin zonder naam."
THEMED = "🏠 Er komen **woningen** bij.[^1]\n\nEn werk.\n\n- wonen\n- zorg\n\n[^1]: Zie het plan."
STATUSES = {("oost-drenthe", "2b"): AnswerStatus.WITHDRAWN, ("oost-drenthe", "3a"): AnswerStatus.NOT_DISCUSSED}
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "refi_qda" / "Project.xsd"))
"""The one that the standard is published with."""
QDA = f"{{{NAMESPACE}}}"


def source() -> RoundSource:
    """A round in which answers stand in every way."""
    given = (
        interview(
            BZK,
            answer("1", THEMED, themes=[("wonen",), ("wonen", "economie"), ()]),
            replace(answer("5", QUIET), use=Use.UNNAMED),
        ),
        interview(OOST_DRENTHE, answer("1", "=1+1 is geen som."), answer("9", OPEN, approved=False)),
        interview(GRONINGEN, replace(answer("1", SECRET), use=Use.BACKGROUND)),
        interview(DRENTHE, answer("1", "Drenthe heeft beleid.")),
    )
    return a_round(*given, without=[EEMSDELTA, DE_MARNE])


def rows() -> tuple[AnswerRow, ...]:
    return answer_rows(source(), STATUSES)


def row(organisation: str, item: str) -> AnswerRow:
    (found,) = [one for one in rows() if one.key == organisation and one.item == item]
    return found


@pytest.mark.parametrize(
    ("organisation", "item", "state", "use", "text"),
    [
        ("bzk", "1", "akkoord", "met naam", THEMED),
        ("bzk", "5", "akkoord", "beperkt", ""),
        ("groningen", "1", "akkoord", "beperkt", ""),
        ("oost-drenthe", "9", "nog geen akkoord", "", ""),
        ("oost-drenthe", "2b", "ingetrokken", "", ""),
        ("oost-drenthe", "3a", "niet besproken", "", ""),
        ("oost-drenthe", "2", "nog geen antwoord", "", ""),
        ("eemsdelta", "", "nog niet geïnterviewd", "", ""),
    ],
)
def test_every_answer_has_a_row_that_says_where_it_stands(
    organisation: str, item: str, state: str, use: str, text: str
) -> None:
    found = row(organisation, item)
    assert (found.state, found.use, found.text) == (state, use, text)


def test_an_agreed_answer_says_who_agreed_and_when_and_to_what() -> None:
    found = row("oost-drenthe", "1")
    assert (found.organisation, found.kind, found.province) == ("Regio Oost-Drenthe", "regio", "Drenthe")
    assert (found.revision, found.approved_by, found.channel) == (2, "beleidsadviseur", "via de link")
    assert (str(found.approved_on), len(found.fingerprint)) == ("2018-05-16", 64)


def test_what_is_limited_tells_neither_which_limit_nor_version_nor_hash() -> None:
    limited = [one for one in rows() if one.use == "beperkt"]
    assert len(limited) == 2
    kept = {(one.use, one.text, one.revision, one.approved_by, one.approved_on, one.fingerprint) for one in limited}
    assert kept == {("beperkt", "", None, "", None, "")}


def test_words_without_name_stand_last_and_nothing_in_their_row_says_whose_they_are() -> None:
    last = rows()[-1]
    assert (last.organisation, last.text, last.use) == ("een ministerie", QUIET, "zonder naam")
    telling = (last.key, last.item, last.question, last.questionnaire, last.fingerprint, last.revision)
    assert not any(telling)
    assert [one for one in rows() if one.text == QUIET] == [last]
    assert SECRET not in {one.text for one in rows()}


def test_csv_is_as_excel_in_dutch_opens_it_and_no_cell_is_a_formula() -> None:
    content = written(rows(), DataFormat.CSV, "2018", DATED)
    assert content.startswith(b"\xef\xbb\xbfOrganisatie;")
    head, *found = csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";")
    assert tuple(head) == COLUMNS
    assert len(found) == len(rows())
    texts = {(one[0], one[4]): one[-1] for one in found}
    assert texts["Regio Oost-Drenthe", "1"] == "'=1+1 is geen som."
    assert texts["Ministerie van Binnenlandse Zaken", "1"] == THEMED


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t=", "\r=", " +"])
def test_whatever_a_formula_begins_with_is_kept_from_being_one(first: str) -> None:
    content = data_files.csv_file([AnswerRow(f"{first}1", "regio", "akkoord")]).decode("utf-8-sig")
    *_, found = csv.reader(StringIO(content), delimiter=";")
    assert found[0].startswith("'")


def test_a_spreadsheet_holds_words_days_and_numbers_and_explains_itself() -> None:
    content = written(rows(), DataFormat.XLSX, "2018", DATED)
    book = openpyxl.load_workbook(BytesIO(content))
    sheet, about = book.worksheets
    assert tuple(cell.value for cell in sheet[1]) == COLUMNS
    assert sheet.max_row == len(rows()) + 1
    (region,) = [line for line in sheet.iter_rows(min_row=2) if line[-1].value == "=1+1 is geen som."]
    assert region[-1].data_type == "s"
    assert (region[7].value, region[10].value.date().isoformat()) == (2, "2018-05-16")
    assert "Notities van interviewers" in about.cell(8, 2).value
    assert written(rows(), DataFormat.XLSX, "2018", DATED) == content


def test_a_text_that_is_longer_than_a_cell_goes_on_in_the_next() -> None:
    long = "Lang antwoord. " * 5000
    content = data_files.spreadsheet([replace(rows()[0], text=long)], "2018", DATED)
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    assert [cell.value for cell in sheet[1]][len(COLUMNS) :] == ["Tekst (vervolg 1)", "Tekst (vervolg 2)"]
    pieces = [str(cell.value) for cell in sheet[2]][len(COLUMNS) - 1 :]
    assert "".join(pieces) == long
    assert max(map(len, pieces)) <= sheets.CELL


# REFI-QDA


def project(content: bytes) -> tuple[Any, dict[str, str]]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = archive.namelist()
        texts = {name: archive.read(name).decode() for name in names if name.startswith("sources/")}
        assert set(names) == {"project.qde", *texts}
        return etree.fromstring(archive.read("project.qde")), texts


@pytest.mark.parametrize("made", [source(), a_round(), a_round(without=ALL)], ids=["mixed", "agreed", "empty"])
def test_a_project_is_as_the_standard_says(made: RoundSource) -> None:
    root, texts = project(project_file(answer_rows(made, {}), "2018"))
    SCHEMA.assertValid(root)
    guids = [one.get("guid") for one in root.iter() if one.get("guid")]
    assert len(set(guids)) == len(guids)
    assert {one.get("targetGUID") for one in root.iter() if one.get("targetGUID")} <= set(guids)
    paths = [one.get("plainTextPath") for one in root.iter(f"{QDA}TextSource")]
    assert {path.replace("internal://", "sources/") for path in paths} == set(texts)
    assert len(paths) == sum(one.agreed for one in answer_rows(made, {}))


def test_a_schema_that_refuses_nothing_proves_nothing() -> None:
    root, _ = project(project_file(rows(), "2018"))
    root.find(f"{QDA}Cases").addprevious(root.find(f"{QDA}Sources"))
    assert not SCHEMA.validate(root)


def test_themes_are_codes_on_exactly_the_passages_that_carry_them() -> None:
    root, texts = project(project_file(rows(), "2018"))
    codes = {one.get("guid"): one.get("name") for one in root.iter(f"{QDA}Code")}
    assert list(codes.values()) == ["Wonen", "Economie"]
    (coded,) = [one for one in root.iter(f"{QDA}TextSource") if one.find(f"{QDA}PlainTextSelection") is not None]
    words = texts[coded.get("plainTextPath").replace("internal://", "sources/")]
    found = [
        (
            words[int(one.get("startPosition")) : int(one.get("endPosition"))],
            [codes[ref.get("targetGUID")] for ref in one.iter(f"{QDA}CodeRef")],
        )
        for one in coded.iter(f"{QDA}PlainTextSelection")
    ]
    assert found == [("🏠 Er komen woningen bij.[^1]", ["Wonen"]), ("En werk.", ["Wonen", "Economie"])]
    assert words.endswith("\n\n[^1] Zie het plan.")


def test_organisations_are_cases_with_their_texts_and_questions_are_sets() -> None:
    root, _ = project(project_file(rows(), "2018"))
    sources = {one.get("guid"): one.get("name") for one in root.iter(f"{QDA}TextSource")}
    cases = {
        one.get("name"): [sources[ref.get("targetGUID")] for ref in one.iter(f"{QDA}SourceRef")]
        for one in root.iter(f"{QDA}Case")
    }
    assert cases == {
        "Provincie Drenthe": ["Provincie Drenthe, vraag 1"],
        "Regio Oost-Drenthe": ["Regio Oost-Drenthe, vraag 1"],
        "Ministerie van Binnenlandse Zaken": ["Ministerie van Binnenlandse Zaken, vraag 1"],
    }
    sets = {one.get("name"): len(one) for one in root.iter(f"{QDA}Set")}
    assert sets == {
        "provincie 1: In hoeverre is het ingebed?": 1,
        "regio 1: Welke resultaten zijn geboekt?": 1,
        "rijk 1: Welke voortgang is er?": 1,
        "Zonder naam": 1,
    }


def test_two_projects_of_unchanged_answers_are_identical_and_a_changed_one_is_not() -> None:
    first = project_file(rows(), "2018")
    assert project_file(rows(), "2018") == first
    changed = [replace(one, text=f"{one.text} Echt.") if one.agreed else one for one in rows()]
    assert project_file(changed, "2018") != first


@pytest.mark.parametrize("text", [THEMED, "Eén zin.", "- punt\n- punt", "> Citaat.\n\nEn **meer**[^a].\n\n[^a]: Noot."])
def test_positions_count_code_points_of_each_paragraph(text: str) -> None:
    words, places = plain_words(text)
    assert [words[start:end] for start, end in places] == [to_plain(one) for one in data_paragraphs(text)]


def data_paragraphs(text: str) -> list[str]:
    return [one for one in text.split("\n\n") if not one.startswith("[^")]
