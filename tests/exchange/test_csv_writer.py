"""One guard against formulas for every CSV file."""

import csv
import io
from pathlib import Path

import pytest

import surveyapp
from surveyapp.alignment.dispositions.pages import Line, as_csv
from surveyapp.alignment.passages.rules import Opinion
from surveyapp.exchange.sheets.csv_writer import csv_file
from surveyapp.report.data_formats import files
from surveyapp.report.data_formats.rows import AnswerRow

FIRST = ["=", "+", "-", "@", " =", "\u00a0=", "\n=", "\t=", "\r=", "\x00=", "\t"]


def cells(content: bytes) -> list[str]:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    return rows[1]


@pytest.mark.parametrize("first", FIRST)
def test_what_a_formula_begins_with_is_kept_from_being_one(first: str) -> None:
    line = Line(1, f"{first}1+1", "1", "", "", "wethouder", Opinion.ERROR, f"{first}1+1", "", "")
    for content in (
        csv_file(["Kop"], [[f"{first}1+1"]]),
        files.csv_file([AnswerRow(f"{first}1+1", "regio", "akkoord")]),
        as_csv([line]),
    ):
        found = [one for one in cells(content) if one.endswith("1+1")]
        assert found
        assert all(one.startswith("'") for one in found)


def test_other_words_stay_as_they_are() -> None:
    words = ["", "Dit is 1+1.", "a; b", 'Hij zei "ja".', "regel\nregel"]
    assert cells(csv_file(["Kop"] * 5, [words])) == words


def test_every_csv_file_is_written_here() -> None:
    package = Path(surveyapp.__file__).parent
    modules = package.rglob("*.py")
    found = {str(one.relative_to(package)) for one in modules if "\nimport csv\n" in one.read_text("utf-8")}
    assert found == {"exchange/sheets/csv_writer.py"}
