"""The questionnaire on paper, read back from the PDF."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from recorded import Recorded
from sqlalchemy.orm import Session

from surveyapp.core.config import resource_dir
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.printing.pdf_writer import Head, head_of, interview_paper, paper, render
from surveyapp.questionnaires.operations import read
from surveyapp.questionnaires.rules import Questionnaire, parse


def questionnaire(key: str) -> Questionnaire:
    return parse(read(resource_dir("questionnaires"), key), f"{key}.yaml")


def squeezed(text: str) -> str:
    """Without spaces: a line may break at a stroke."""
    return "".join(text.split())


def words_of(pdf: PdfReader) -> str:
    return squeezed("".join(page.extract_text() for page in pdf.pages))


@pytest.mark.parametrize("key", ["regio", "provincie", "rijk"])
def test_every_question_is_there_with_its_hint_and_themes(key: str) -> None:
    found = questionnaire(key)
    pdf = PdfReader(BytesIO(render(paper(found, "Programma", room=True))))
    text = words_of(pdf)
    assert [one.number for one in found.all_questions if squeezed(one.number + one.wording) not in text] == []
    titles = {found.theme(theme).title.lower() for item in found.items for theme in item.themes}
    assert [one for one in titles if squeezed(one) not in text] == []


def test_it_is_tagged_and_says_its_language_and_title() -> None:
    pdf = PdfReader(BytesIO(render(paper(questionnaire("rijk"), "Programma", room=True))))
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "nl"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert pdf.metadata
    assert (pdf.metadata.title, pdf.metadata.author) == ("Vragenlijst Rijk", "Programma")
    assert b"pdfuaid:part" in root["/Metadata"].get_data().replace(b"pdfuaid:part=", b"pdfuaid:part")


def test_room_to_write_takes_pages_and_the_questions_alone_do_not() -> None:
    found = questionnaire("regio")
    pages = [len(PdfReader(BytesIO(render(paper(found, "", room=room)))).pages) for room in (True, False)]
    assert pages[0] >= 5
    assert pages[1] <= 2
    assert paper(found, "", room=True).count('class="room"') == len(found.items)


def test_on_top_stands_whose_talk_it_is(session: Session) -> None:
    made = Recorded.of(session)
    people = [RespondentData(f"<b>Naam {number}</b>", "wethouder", f"p{number}@example.org") for number in range(3)]
    interview = made.interview(respondents=people)
    head = head_of(interview)
    assert (head.organisation, head.when, head.where) == ("Regio Oost-Drenthe", "donderdag 12 april 2018", ())
    pdf = PdfReader(BytesIO(render(interview_paper(interview, "Programma"))))
    first = pdf.pages[0].extract_text()
    assert "Regio Oost-Drenthe" in first
    assert "<b>Naam 2</b>, wethouder" in first
    assert all("ronde 2018" in page.extract_text() for page in pdf.pages)
    interview.held_on = None
    assert head_of(interview).when == ""
    assert paper(questionnaire("rijk"), "", Head(), room=True).count('class="blank"') == 5
