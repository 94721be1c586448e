"""Elders invullen, as an interviewer meets it."""

import re
from io import BytesIO

import docx
import pytest
from checking import Client, Page
from docx.document import Document
from filled_in import box, paper, table, word
from flask import Flask
from interview_files import LONGEST_REGION, written
from recorded import Recorded
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import Interview
from surveyapp.text.marks import as_words
from surveyapp.text.words import normalise

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def interviewer(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER, name="Interviewer Noord")


@pytest.fixture
def made(session: Session) -> Recorded:
    return Recorded.of(session)


@pytest.fixture
def interview(made: Recorded, interviewer: User) -> Interview:
    return made.interview(by=[interviewer])


@pytest.fixture
def desk(client: Client, interview: Interview, interviewer: User) -> Client:
    assert interview.interviewers == [interviewer]
    return client.login(interviewer)


def download(client: Client, interview: Interview, kind: str = "word", answers: str = "?antwoorden=ja") -> bytes:
    page = client.get(f"/interviews/{interview.id}/elders/{kind}{answers}")
    assert "attachment" in page.response.headers["Content-Disposition"]
    return page.response.data


def upload(
    client: Client, interview: Interview, content: bytes, *, status: int = 200, name: str = "mijn.docx", **fields: str
) -> Page:
    sent = {"file": (BytesIO(content), name), **fields}
    return client.post(f"/interviews/{interview.id}/elders", sent, status=status, content_type="multipart/form-data")


def filled_form(page: Page, **changes: str) -> dict[str, str]:
    """What the browser would send back, with other ticks: ``take_2b=""`` takes one away."""
    found = {field.get("name", ""): field.get("value", "") for field in page.all("input", type="hidden")}
    found |= {field.get("name", ""): "".join(field.itertext()) for field in page.all("textarea")}
    ticks = page.all("input", type="checkbox")
    found |= {tick.get("name", ""): "y" for tick in ticks if tick.get("checked") is not None}
    return {name: value for name, value in (found | changes).items() if value or not name.startswith("take_")}


def take_over(client: Client, interview: Interview, page: Page, **changes: str) -> Page:
    return client.post(f"/interviews/{interview.id}/elders/overnemen", filled_form(page, **changes))


def newest(session: Session, interview: Interview) -> dict[str, tuple[int, str]]:
    found = queries.newest_revisions(session, [interview.id])[interview.id]
    return {item: (one.number, one.text) for item, one in found.items()}


def edited(content: bytes, **texts: str) -> bytes:
    document = docx.Document(BytesIO(content))
    for item, text in texts.items():
        box(document, item.removeprefix("v")).text = text
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_the_way_there_and_back(desk: Client, session: Session, made: Recorded, interview: Interview) -> None:
    made.save(interview, "2b", "Er is gesloopt.")
    page = desk.get(f"/interviews/{interview.id}")
    page = desk.get(page.links()["Elders invullen, in Word of een spreadsheet"], title="Elders invullen")
    content = download(desk, interview)
    page = upload(desk, interview, edited(content, v2b="Er is gebouwd.", v3a="Er wordt **samengewerkt**."))
    assert page.title.startswith("Wat er verandert")
    assert "1 nieuw antwoord en 1 gewijzigd antwoord" in page.words
    assert "Er is nog niets opgeslagen" in page.words
    assert newest(session, interview) == {"2b": (1, "Er is gesloopt.")}
    after = desk.follow(take_over(desk, interview, page))
    assert "2 antwoorden overgenomen: vraag 2b en 3a." in after.words
    assert newest(session, interview) == {
        "2b": (2, "Er is gebouwd."),
        "3a": (1, normalise(f"Er wordt {as_words('**')}samengewerkt{as_words('**')}.")),
    }


def test_the_same_file_again_changes_nothing(desk: Client, session: Session, interview: Interview) -> None:
    content = edited(download(desk, interview), v2b="Er is gebouwd.")
    take_over(desk, interview, upload(desk, interview, content))
    page = upload(desk, interview, content)
    assert "Er verandert niets" in page.words
    assert not page.all("input", type="checkbox")
    assert newest(session, interview) == {"2b": (1, "Er is gebouwd.")}
    page = upload(desk, interview, edited(content, v2b="Er is verbouwd."))
    assert filled_form(page)["take_2b"] == "y"
    take_over(desk, interview, page)
    assert newest(session, interview)["2b"] == (2, "Er is verbouwd.")


@pytest.mark.parametrize("kind", ["word", "spreadsheet"])
def test_a_real_interview_goes_there_and_back_without_a_change(
    desk: Client, made: Recorded, interview: Interview, kind: str
) -> None:
    for item, text in written(LONGEST_REGION).answers.items():
        made.save(interview, item, text)
    page = upload(desk, interview, download(desk, interview, kind))
    assert "Er verandert niets" in page.words
    assert "niet of anders mee" not in page.words


def test_an_answer_that_went_on_here_is_not_put_back_unless_somebody_wants_it(
    desk: Client, session: Session, made: Recorded, interview: Interview
) -> None:
    made.save(interview, "2b", "Er is gesloopt.")
    made.save(interview, "2c", "Er is een weg.")
    content = download(desk, interview)
    made.save(interview, "2b", "Er is veel gesloopt.", base=1)
    made.save(interview, "2c", "Er is een brug.", base=1)
    page = upload(desk, interview, edited(content, v2c="Er is een tunnel."))
    assert "niet gewijzigd. Hier is het daarna wel gewijzigd" in page.words
    assert "kende de versie niet die hier nu staat" in page.words
    assert not [name for name in filled_form(page) if name.startswith("take_")]
    after = desk.follow(take_over(desk, interview, page))
    assert "Er is niets overgenomen" in after.words
    take_over(desk, interview, page, take_2c="y")
    assert newest(session, interview) == {"2b": (2, "Er is veel gesloopt."), "2c": (3, "Er is een tunnel.")}


def test_an_answer_that_was_made_empty_stays_unless_somebody_wants_it(
    desk: Client, session: Session, made: Recorded, interview: Interview
) -> None:
    made.save(interview, "2b", "Er is gesloopt.")
    page = upload(desk, interview, edited(download(desk, interview), v2b=""))
    assert "Vink alleen aan als het leeg moet worden" in page.words
    take_over(desk, interview, page)
    assert newest(session, interview)["2b"] == (1, "Er is gesloopt.")
    take_over(desk, interview, page, take_2b="y")
    assert newest(session, interview)["2b"] == (2, "")


def test_somebody_who_saves_between_looking_and_saving_loses_nothing(
    desk: Client, session: Session, made: Recorded, interview: Interview
) -> None:
    page = upload(desk, interview, edited(download(desk, interview), v2b="Uit het bestand.", v3a="Samen."))
    made.save(interview, "2b", "Van een collega.")
    again = take_over(desk, interview, page)
    assert "2b: intussen door iemand anders opgeslagen" in again.words
    assert "Wel overgenomen: vraag 3a" in again.words
    assert newest(session, interview) == {"2b": (1, "Van een collega."), "3a": (1, "Samen.")}
    take_over(desk, interview, again, take_2b="y")
    texts = [one.text for one in queries.revisions_of(session, interview, "2b")]
    assert texts == ["Uit het bestand.", "Van een collega."]


def test_what_does_not_go_along_is_listed(desk: Client, interview: Interview) -> None:
    def spoil(document: Document) -> None:
        box(document, "2b").add_table(1, 1)
        box(document, "3a").text = "x" * 100_001
        head = next(one for one in document.tables if one.rows[0].cells[0].text.startswith("Antwoord op vraag 9"))
        head.rows[0].cells[0].text = "Antwoord op vraag 99"
        head.rows[1].cells[0].text = "Waarheen?"

    page = upload(desk, interview, word(paper({"2b": "Tekst."}), spoil))
    assert "Dit gaat niet of anders mee" in page.words
    assert "Vraag 2b: Een tabel is niet overgenomen." in page.words
    assert "Vraag 3a: de tekst is te lang (100001 tekens" in page.words
    assert "Vraag 99 staat niet in deze vragenlijst: ‘Waarheen?’" in page.words
    assert "Niet in het bestand: vraag 9." in page.words


def test_a_file_of_somebody_else_is_refused_until_that_is_meant(
    desk: Client, session: Session, made: Recorded, interview: Interview, interviewer: User
) -> None:
    other = made.interview("De Marne", by=[interviewer])
    made.save(interview, "2b", "Er is gesloopt.")
    content = edited(download(desk, other), v2b="In De Marne gebouwd.", v3a="Samen.")
    page = upload(desk, interview, content, status=422)
    assert "gemaakt voor ‘de-marne’ in ronde 2018. Dit interview is met Regio Oost-Drenthe" in page.words
    assert page.one("input", name="from_other").get("checked") is None
    page = upload(desk, interview, content, from_other="y")
    assert [name for name in filled_form(page) if name.startswith("take_")] == ["take_3a"]
    take_over(desk, interview, page)
    assert newest(session, interview) == {"2b": (1, "Er is gesloopt."), "3a": (1, "Samen.")}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Kies een bestand."),
        (b"PK\x03\x04", "beschadigd"),
        (b"%PDF-1.7", "een PDF"),
        (word(paper(key="rijk")), "‘rijk’. Verwacht: ‘regio’ (Vragenlijst Regio)"),
        (table(paper(key="provincie")), "‘provincie’. Verwacht: ‘regio’ (Vragenlijst Regio)"),
    ],
)
def test_a_wrong_file_says_so_and_changes_nothing(
    desk: Client, session: Session, interview: Interview, content: bytes, said: str
) -> None:
    page = upload(desk, interview, content, status=422)
    assert "Er is niets gewijzigd." in page.words
    assert said in page.words
    assert page.one("input", name="file").get("aria-invalid") == "true"
    assert not newest(session, interview)


def test_no_file_at_all_asks_for_one(desk: Client, interview: Interview) -> None:
    page = desk.post(f"/interviews/{interview.id}/elders", {}, status=422)
    assert "Kies een bestand." in page.words


def test_script_in_a_file_stays_text(desk: Client, interview: Interview) -> None:
    page = upload(desk, interview, edited(download(desk, interview), v2b="<script>alert(1)</script>"))
    assert "<script>alert(1)" not in page.text
    assert "<script>alert(1)</script>" in page.words


@pytest.mark.parametrize("changes", [{"stamp": "kort"}, {"base_2b": "x"}, {"status_2b": "anders"}])
def test_a_choice_that_was_tampered_with_is_refused(
    desk: Client, session: Session, interview: Interview, changes: dict[str, str]
) -> None:
    page = upload(desk, interview, edited(download(desk, interview), v2b="Tekst."))
    desk.post(f"/interviews/{interview.id}/elders/overnemen", filled_form(page, **changes), status=409)
    assert not newest(session, interview)


def test_a_colleague_who_has_no_part_in_it_finds_nothing(
    app: Flask, session: Session, interview: Interview, staff: MakeUser
) -> None:
    stranger = Client(app, session).login(staff(RoleName.INTERVIEWER))
    for path in ("elders", "elders/word", "elders/spreadsheet"):
        stranger.get(f"/interviews/{interview.id}/{path}", status=404)
    upload(stranger, interview, word(paper()), status=404)
    stranger.post(f"/interviews/{interview.id}/elders/overnemen", {"stamp": "0" * 16}, status=404)


def test_empty_questionnaires_are_there_for_everybody(client: Client, staff: MakeUser) -> None:
    editor = client.login(staff(RoleName.EDITOR))
    page = editor.get("/vragenlijsten", title="Vragenlijsten")
    found = [href for href in page.links().values() if re.match(r"/vragenlijsten/\w+/", href)]
    assert len(found) == 6
    assert editor.get("/vragenlijsten/regio/word").response.mimetype == WORD_TYPE
    assert editor.get("/vragenlijsten/rijk/spreadsheet").response.data.startswith(b"PK")
    for kind in ("word", "spreadsheet"):
        editor.get(f"/vragenlijsten/niets/{kind}", status=404)
