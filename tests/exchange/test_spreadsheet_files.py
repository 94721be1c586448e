"""The way through a spreadsheet."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import interview_files
import openpyxl
import pytest
from filled_in import FILE, RICH, paper, questionnaire, reply, table
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.exchange.papers.blocks import printable
from surveyapp.exchange.papers.paper import Paper, Printed
from surveyapp.exchange.papers.rules import FileRefused, FilledIn
from surveyapp.exchange.sheets import spreadsheet
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.text import words as texts

FILES = Path(__file__).parent / "files"


def read(content: bytes, key: str = "regio") -> FilledIn:
    return spreadsheet.read(content, questionnaire(key)[0])


def row_of(sheet: Any, item: str) -> int:
    return next(row for row in range(2, 40) if str(sheet.cell(row, 1).value) == item)


def typed(value: object, item: str = "3a", column: int = 3) -> Callable[[Any], object]:
    def type_in(sheet: Any) -> None:
        sheet.cell(row_of(sheet, item), column).value = value

    return type_in


@pytest.mark.parametrize("path", interview_files.FILES, ids=interview_files.file_id)
def test_every_interview_of_real_length_comes_back_word_for_word(path: Path) -> None:
    interview = interview_files.written(path)
    key, answers = interview.questionnaire, interview.answers
    filled = read(table(paper(answers, key)), key)
    assert {one.item: one.text for one in filled.replies if one.text} == answers
    assert not filled.remarks
    assert not [one.remarks for one in filled.replies if one.remarks]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["", "=1+1", "+31", "-x", "@a", "\t", "_x0041_", "http://example.org"]))
def test_whatever_an_answer_begins_with_it_stays_text(text: str, start: str) -> None:
    kept = printable(texts.normalise(start + text))
    content = spreadsheet.write(paper({"1": kept}, "provincie"))
    cell = openpyxl.load_workbook(BytesIO(content)).worksheets[0].cell(2, 3)
    assert cell.data_type == ("s" if kept else "n")
    assert reply(read(content, "provincie"), "1").text == kept


def test_a_long_answer_goes_on_in_the_next_row_and_comes_back_whole() -> None:
    words = "\n\n".join(f"Alinea {number}: " + "woord " * 200 for number in range(70))
    text = texts.normalise(words)
    assert len(text) > 2 * spreadsheet.CELL
    assert reply(read(table(paper({"2b": text}))), "2b").text == text


def test_a_state_says_that_there_is_no_answer_and_text_wins_from_it() -> None:
    made = paper()
    known = Paper(made.questionnaire, made.stamp, made.facts, {"2c": Printed(2, "", AnswerStatus.NOT_DISCUSSED)})
    filled = read(table(known, typed("n.v.t.", column=4)))
    assert (reply(filled, "2c").status, reply(filled, "2c").base) == (AnswerStatus.NOT_DISCUSSED, 2)
    assert reply(filled, "3a").status is AnswerStatus.NOT_APPLICABLE
    both = reply(read(table(known, typed("Toch besproken.", "2c"))), "2c")
    assert (both.status, both.text) == (AnswerStatus.TEXT, "Toch besproken.")
    assert "De tekst telt" in both.remarks[0]
    unknown = reply(read(table(known, typed("klaar", column=4))), "3a")
    assert (unknown.status, "‘klaar’" in unknown.remarks[0]) == (AnswerStatus.TEXT, True)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Regel een\nregel twee\n\nAlinea", "Regel een\nregel twee\n\nAlinea"),
        (3, "3"),
        (3.0, "3"),
        (2.5, "2,5"),
        (date(2018, 5, 1), "2018-05-01"),
        (True, "ja"),
        ("=1+1", ""),
    ],
)
def test_what_a_spreadsheet_makes_of_what_was_typed(value: object, text: str) -> None:
    found = reply(read(table(paper(), typed(value))), "3a")
    assert found.text == text
    assert bool(found.remarks) is (value == "=1+1")


def test_columns_may_be_moved_and_rows_may_be_added() -> None:
    def change(sheet: Any) -> None:
        sheet.insert_cols(1)
        sheet.append([None, "2b", None, "En nog iets."])
        sheet.append([None, None, None, "Zonder nummer."])
        sheet.append([None, "7z", None, "Onbekend."])

    filled = read(table(paper({"2b": "Er is gesloopt."}), change))
    assert reply(filled, "2b").text == "Er is gesloopt.\n\nEn nog iets."
    assert "twee keer" in reply(filled, "2b").remarks[0]
    assert reply(filled, "7z").text == "Onbekend."
    assert "Zonder nummer." in filled.remarks[0]


def test_a_sheet_without_our_columns_or_stamp_is_refused() -> None:
    def other_head(sheet: Any) -> None:
        sheet.cell(1, 3).value = "Reactie"

    with pytest.raises(FileRefused, match="Antwoord"):
        read(table(paper(), other_head))
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].append(["Vraag", "Antwoord"])
    out = BytesIO()
    workbook.save(out)
    with pytest.raises(FileRefused, match="kenmerk"):
        read(out.getvalue())


def test_the_second_sheet_says_whose_it_is_and_how_to_fill_it_in() -> None:
    workbook = openpyxl.load_workbook(BytesIO(spreadsheet.write(paper())))
    about = {str(row[0].value): str(row[1].value) for row in workbook.worksheets[1].iter_rows()}
    assert about["Organisatie"] == "Regio Oost-Drenthe"
    assert about["Kenmerk"].endswith(FILE)
    assert workbook.worksheets[0].freeze_panes == "B2"


def test_a_file_that_libreoffice_saved_loses_nothing() -> None:
    filled = read((FILES / "libreoffice.xlsx").read_bytes())
    assert reply(filled, "2b").text == RICH.replace("Regel een\n", "Regel een\\\n"), "as it was typed in that file"
    assert reply(filled, "2c").status is AnswerStatus.NOT_DISCUSSED
    assert (filled.stamp.organisation, filled.remarks) == ("oost-drenthe", ())
