"""Reading along, commenting, and the desk beside it."""

import pytest
from checking import Client
from flask import Flask
from recorded import SYSTEM, Recorded
from setting import MakeUser
from sqlalchemy import event
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db, utcnow
from surveyapp.interviews.recording import operations as recording
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.rules import InterviewState

JSON = {"Accept": "application/json"}
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def interviewer(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER, name="Interviewer Noord")


@pytest.fixture
def made(session: Session) -> Recorded:
    return Recorded.of(session)


@pytest.fixture
def interview(made: Recorded, interviewer: User) -> Interview:
    interview = made.interview(by=[interviewer])
    made.save(interview, "2b", "Er is gesloopt.")
    recording.save_note(made.session, SYSTEM, interview, "2b", text="Alleen voor mij.", base=0, at=utcnow())
    return interview


@pytest.fixture
def editor(client: Client, interview: Interview, staff: MakeUser) -> Client:
    assert interview.id
    return client.login(staff(RoleName.EDITOR, name="Redactie"))


def along(interview: Interview, rest: str = "") -> str:
    return f"/interviews/{interview.id}/meelezen{rest}"


@pytest.mark.parametrize("role", [RoleName.EDITOR, RoleName.ADMINISTRATOR])
def test_editors_and_administrators_read_along_without_private_notes(
    client: Client, interview: Interview, staff: MakeUser, role: RoleName
) -> None:
    page = client.login(staff(role)).get(along(interview), title="Meelezen, Regio Oost-Drenthe")
    assert "Er is gesloopt." in page.words
    assert "Alleen voor mij." not in page.text
    assert ("Naar opnemen" in page.words) is (role is RoleName.ADMINISTRATOR)


def test_reading_along_gives_no_right_to_write(editor: Client, interview: Interview) -> None:
    editor.get(along(interview))
    editor.get(f"/interviews/{interview.id}", status=403)
    editor.post(f"/interviews/{interview.id}", {}, status=403)


def test_another_interviewer_reads_an_interview_once_it_is_agreed_and_never_its_comments(
    app: Flask, session: Session, editor: Client, interview: Interview, staff: MakeUser
) -> None:
    editor.post(along(interview, "/2b"), {"comment_2b": "Hoeveel woningen?"})
    colleague = Client(app, session).login(staff(RoleName.INTERVIEWER))
    words = {"comment_2b": "Mag ik ook iets zeggen?"}
    colleague.get(along(interview), status=404)
    colleague.post(along(interview, "/2b"), words, status=404)
    colleague.post(along(interview, "/2b/afgehandeld"), {"seen": "1"}, status=404)
    assert along(interview) not in colleague.get("/veldwerk").links().values()
    interview.state, interview.approved_at = InterviewState.APPROVED, utcnow()
    page = colleague.get(along(interview), title="Akkoord, Regio Oost-Drenthe")
    assert "Er is gesloopt." in page.words
    assert "Alleen voor mij." not in page.text
    assert "Hoeveel woningen?" not in page.text
    assert not page.all("textarea")
    colleague.post(along(interview, "/2b"), words, status=404)
    colleague.get(f"/interviews/{interview.id}", status=404)
    found = colleague.get("/veldwerk")
    assert found.links()["Regio Oost-Drenthe, de antwoorden met akkoord"] == along(interview)
    assert "Opmerkingen open" not in found.words


def test_a_comment_stands_with_its_question_for_colleagues_and_on_the_desk(
    app: Flask, session: Session, editor: Client, interview: Interview, interviewer: User
) -> None:
    page = editor.post(along(interview, "/2b"), {"comment_2b": f"Hoeveel woningen? {SCRIPT}"})
    assert page.location == along(interview, "#v-2b")
    assert f"Hoeveel woningen? {SCRIPT}" in editor.get(along(interview)).words
    desk = Client(app, session).login(interviewer)
    page = desk.get(f"/interviews/{interview.id}")
    assert "Redactie" in page.words
    assert "1 opmerking van collega’s bij vraag 2b" in page.words
    assert f"Hoeveel woningen? {SCRIPT}" in page.words
    page = desk.post(along(interview, "/2b"), {"comment_2b": "Twaalf.", "back": "desk"})
    assert page.location == f"/interviews/{interview.id}#v-2b"


def test_a_thread_is_settled_and_opened_again(editor: Client, interview: Interview) -> None:
    answer = editor.post(along(interview, "/2b"), {"comment_2b": "Klopt dit?"}, headers=JSON).json
    assert answer["waiting"] == 1
    assert "Opmerkingen open bij 1 vraag" in editor.get("/veldwerk").words
    page = editor.get(along(interview))
    (button,) = [one for one in page.all("button") if one.get("name") == "seen"]
    seen = {"seen": button.get("value", "")}
    answer = editor.post(along(interview, "/2b/afgehandeld"), seen, headers=JSON).json
    assert answer["waiting"] == 0
    assert "afgehandeld" in answer["summary"]
    assert "Opmerkingen open" not in editor.get("/veldwerk").words
    assert "Afgehandeld door Redactie" in editor.get(along(interview)).words
    (button,) = [one for one in editor.get(along(interview)).all("button") if one.get("name") == "seen"]
    editor.post(along(interview, "/2b/heropenen"), {"seen": button.get("value", "")})
    assert "Heropend door Redactie" in editor.get(along(interview)).words
    refusal = editor.post(along(interview, "/2b/afgehandeld"), seen, status=409, headers=JSON)
    assert "intussen" in refusal.json["error"]


@pytest.mark.parametrize("text", ["", "   ", "x" * 5001])
def test_a_comment_without_words_or_with_too_many_is_refused(editor: Client, interview: Interview, text: str) -> None:
    editor.post(along(interview, "/2b"), {"comment_2b": text}, status=409)
    assert "error" in editor.post(along(interview, "/2b"), {"comment_2b": text}, status=409, headers=JSON).json


def test_there_is_no_comment_on_what_is_not_there(editor: Client, interview: Interview) -> None:
    editor.post(along(interview, "/99"), {"comment_99": "x"}, status=404)
    editor.post("/interviews/999/meelezen/2b", {"comment_2b": "x"}, status=404)
    editor.get("/interviews/999/meelezen", status=404)
    editor.post(along(interview, "/2b/afgehandeld"), {"seen": "1"}, status=409)


def test_the_fieldwork_leads_a_colleague_to_read_along(editor: Client, interview: Interview) -> None:
    assert editor.get("/veldwerk").links()["Regio Oost-Drenthe, meelezen"] == along(interview)


def test_the_pages_ask_as_much_of_the_database_however_much_was_said(
    app: Flask, session: Session, editor: Client, interview: Interview, interviewer: User
) -> None:
    desk = Client(app, session).login(interviewer)

    def asked(client: Client, path: str) -> int:
        counted: list[str] = []
        with app.app_context():
            engine = db.engine

        def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            counted.append(statement)

        event.listen(engine, "before_cursor_execute", count)
        try:
            client.get(path)
        finally:
            event.remove(engine, "before_cursor_execute", count)
        return len(counted)

    places = [(editor, along(interview)), (desk, f"/interviews/{interview.id}"), (editor, "/veldwerk")]
    before = [asked(*place) for place in places]
    for item in ("1", "2", "2a", "2b", "6"):
        editor.post(along(interview, f"/{item}"), {f"comment_{item}": "Een opmerking."})
        editor.post(along(interview, f"/{item}"), {f"comment_{item}": "Nog een."})
    assert [asked(*place) for place in places] == before
