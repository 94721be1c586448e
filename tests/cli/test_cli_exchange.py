"""``questionnaire word`` and ``questionnaire spreadsheet``: empty files to fill in elsewhere."""

import pytest
from command_line import Program

from surveyapp.exchange.papers import archive
from surveyapp.exchange.papers.archive import FileKind


@pytest.mark.parametrize(("command", "ending"), [("word", "docx"), ("spreadsheet", "xlsx")])
def test_an_empty_questionnaire_is_written_without_a_database(bare: Program, command: str, ending: str) -> None:
    output = bare.instance.parent / f"leeg.{ending}"
    assert bare.ok("questionnaire", command, "regio", "--output", output) == f"{output}: Vragenlijst Regio, leeg\n"
    assert archive.check(output.read_bytes()) is FileKind(command)
    assert not bare.instance.exists()


def test_an_unknown_questionnaire_or_folder_leaves_no_file(bare: Program) -> None:
    output = bare.instance.parent / "leeg.docx"
    assert "Bekend: provincie, regio, rijk" in bare.refuses(1, "questionnaire", "word", "niets", "--output", output)
    elsewhere = bare.instance.parent / "niet" / "hier.docx"
    assert "in een map die er is" in bare.refuses(1, "questionnaire", "word", "regio", "--output", elsewhere)
    assert not output.exists()
