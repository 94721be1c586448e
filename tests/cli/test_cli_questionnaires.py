"""``questionnaire print``: the questions on paper, without a database."""

from io import BytesIO
from pathlib import Path

from command_line import Program
from pypdf import PdfReader


def test_an_empty_questionnaire_is_written_whole_or_not_at_all(bare: Program, tmp_path: Path) -> None:
    output = tmp_path / "rijk.pdf"
    assert bare.ok("questionnaire", "print", "rijk", "--output", output) == f"{output}: Vragenlijst Rijk, 7 vragen\n"
    assert "Vragenlijst Rijk" in PdfReader(BytesIO(output.read_bytes())).pages[0].extract_text()
    assert bare.refuses(1, "questionnaire", "print", "planeet", "--output", tmp_path / "x.pdf").startswith(
        "Er is geen vragenlijst ‘planeet’. Bekend: provincie, regio, rijk."
    )
    assert "een map die er is" in bare.refuses(1, "questionnaire", "print", "rijk", "--output", tmp_path / "niet" / "x")
    assert sorted(one.name for one in tmp_path.iterdir() if one.suffix == ".pdf") == ["rijk.pdf"]
