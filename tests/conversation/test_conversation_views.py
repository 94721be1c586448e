import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from checking import Client
from flask import Flask
from recorded import Recorded
from setting import MakeUser
from sqlalchemy import event
from sqlalchemy.orm import Session

from surveyapp.accounts.signing_in import security
from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.conversation import views
from surveyapp.core.db import db, utcnow
from surveyapp.interviews.recording.models import Interview

JSON = {"Accept": "application/json"}


@pytest.fixture
def interviewer(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER, name="Interviewer Noord")


@pytest.fixture
def colleague(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER, name="Bregje")


@pytest.fixture
def made(session: Session) -> Recorded:
    return Recorded.of(session)


@pytest.fixture
def interview(made: Recorded, interviewer: User, colleague: User) -> Interview:
    return made.interview(by=[interviewer, colleague])


@pytest.fixture
def desk(client: Client, interview: Interview, interviewer: User) -> Client:
    assert interviewer in interview.interviewers
    return client.login(interviewer)


def send(client: Client, method: str, path: str, body: object = None, status: int = 200) -> object:
    headers = {"X-CSRFToken": client.csrf_token(), "Content-Type": "application/json", **JSON}
    page = client._open(path, method=method, data=json.dumps(body), headers=headers)
    assert page.status == status, page.text
    return page.json


@contextmanager
def queries_counted() -> Iterator[list[str]]:
    """Every statement that goes to the database."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_two_desks_see_each_other_and_each_other_s_words(
    app: Flask, session: Session, desk: Client, interview: Interview, colleague: User
) -> None:
    path = f"/interviews/{interview.id}"
    bregje = Client(app, session).login(colleague)
    send(bregje, "PUT", f"{path}/aanwezig", {"item": "4a"})
    save = {"text": "Er is gesloopt.", "base": 0, "key": "k" * 32}
    send(bregje, "PUT", f"{path}/antwoorden/2b", save)
    send(bregje, "PUT", f"{path}/notities/2b", save | {"text": "Bellen.", "key": "n" * 32})
    found = desk.get(f"{path}/nu").json
    assert found["people"] == [{"id": colleague.id, "name": "Bregje", "item": "4a"}]
    assert (found["answers"], found["notes"]) == ({"2b": 1}, {"2b": 1})
    newest = desk.get(f"{path}/vragen/2b/nu").json
    assert newest["note"] == {"base": 1, "text": "Bellen."}
    assert {**newest["answer"], "at": ""} == {
        "base": 1,
        "text": "Er is gesloopt.",
        "status": "text",
        "progress": "started",
        "at": "",
        "by": "Bregje",
        "own": False,
    }
    assert bregje.get(f"{path}/vragen/2b/nu").json["answer"]["own"] is True
    assert desk.get(f"{path}/vragen/1/nu").json == {"answer": None, "note": None}
    send(bregje, "DELETE", f"{path}/aanwezig")
    assert desk.get(f"{path}/nu").json["people"] == []


def test_somebody_else_s_interview_is_not_found(
    app: Flask, session: Session, interview: Interview, staff: MakeUser
) -> None:
    stranger = Client(app, session).login(staff(RoleName.INTERVIEWER))
    path = f"/interviews/{interview.id}"
    for address in ("nu", "vragen/2b/nu", "gesprek"):
        stranger.get(f"{path}/{address}", status=404, headers=JSON if address != "gesprek" else None)
    send(stranger, "PUT", f"{path}/aanwezig", {"item": "1"}, 404)
    send(stranger, "DELETE", f"{path}/aanwezig", None, 404)
    for address in ("gesprek/begin", "gesprek/einde", "gesprek"):
        stranger.post(f"{path}/{address}", status=404)
    editor = Client(app, session).login(staff(RoleName.EDITOR))
    editor.get(f"{path}/nu", status=403)


@pytest.mark.parametrize("body", [None, [], {}, {"item": 1}, {"item": "<b>"}, {"item": "12345"}, {"item": ""}])
def test_a_desk_is_at_a_question_and_nowhere_else(desk: Client, interview: Interview, body: object) -> None:
    send(desk, "PUT", f"/interviews/{interview.id}/aanwezig", body, 400)


def test_a_look_takes_two_queries_however_much_there_is(
    app: Flask, session: Session, desk: Client, interview: Interview, made: Recorded, staff: MakeUser
) -> None:
    path = f"/interviews/{interview.id}/nu"
    desk.get(path)

    def asked() -> int:
        with queries_counted() as seen:
            desk.get(path)
        assert not [one for one in seen if one.startswith(("INSERT", "UPDATE", "DELETE"))]
        return len([one for one in seen if one != "BEGIN" and "users.password" not in one])

    assert asked() == 2
    for item in ("1", "2", "2a", "2b"):
        made.save(interview, item, f"Antwoord op {item}.")
    for _ in range(3):
        chief = Client(app, session).login(staff(RoleName.ADMINISTRATOR))
        send(chief, "PUT", f"/interviews/{interview.id}/aanwezig", {"item": "1"})
    assert asked() == 2
    assert len(desk.get(path).json["people"]) == 3


def test_a_page_that_only_looks_keeps_no_session_open(
    desk: Client, interview: Interview, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = utcnow() + timedelta(minutes=20)
    monkeypatch.setattr(security, "utcnow", lambda: later)
    desk.get(f"/interviews/{interview.id}/nu")
    send(desk, "PUT", f"/interviews/{interview.id}/aanwezig", {"item": "1"})
    much_later = later + timedelta(minutes=20)
    monkeypatch.setattr(security, "utcnow", lambda: much_later)
    assert desk._open(f"/interviews/{interview.id}/nu", method="GET", headers=JSON).status == 401


def test_the_desk_keeps_begin_and_end(desk: Client, session: Session, interview: Interview) -> None:
    path = f"/interviews/{interview.id}"
    assert "Gesprek nog niet begonnen" in desk.get(path).words
    begun = desk.post(f"{path}/gesprek/begin", {"ago": "600"}, headers=JSON).json
    assert utcnow() - datetime.fromisoformat(begun["started_at"]) >= timedelta(minutes=10)
    assert desk.get(f"{path}/nu").json["started_at"] == begun["started_at"]
    assert "Gesprek begonnen op" in desk.get(path).words
    ended = desk.post(f"{path}/gesprek/einde", headers=JSON).json
    assert ended["ended_at"] > ended["started_at"]
    assert "Gesprek van" in desk.get(path).words
    desk.post(f"{path}/gesprek/begin", {"ago": "-5"}, headers=JSON, status=400)
    desk.post(f"{path}/gesprek/begin", {"ago": "een"}, headers=JSON, status=400)
    session.refresh(interview)
    assert interview.ended_at


def test_begin_and_end_without_javascript(desk: Client, interview: Interview) -> None:
    path = f"/interviews/{interview.id}/gesprek"
    page = desk.get(path, title="Tijden van het gesprek")
    assert "is nog niet begonnen" in page.words
    assert "is begonnen" in desk.follow(desk.post(f"{path}/begin")).words
    page = desk.follow(desk.post(f"{path}/einde"))
    assert "Gesprek hervatten" in page.words
    assert "Einde gesprek" in desk.follow(desk.post(f"{path}/begin")).words


def test_times_are_corrected_with_the_other_details(desk: Client, session: Session, interview: Interview) -> None:
    path = f"/interviews/{interview.id}"
    page = desk.post(f"{path}/gesprek", {"started_at": "2018-04-12T14:03", "ended_at": "2018-04-12T15:10"})
    assert page.location.endswith("/gegevens")
    assert desk.follow(page).one("input", id="started_at").get("value") == "2018-04-12T14:03"
    session.refresh(interview)
    assert interview.started_at == datetime.fromisoformat("2018-04-12T12:03:00+00:00")
    assert "Het gesprek was op 12 april 2018, van 14:03 tot 15:10." in desk.get(f"{path}/gesprek").words
    page = desk.post(f"{path}/gesprek", {"started_at": "2018-04-12T14:03", "ended_at": "2018-04-12T13:10"}, status=422)
    assert "Het einde ligt voor het begin." in page.words
    desk.post(f"{path}/gesprek", {"started_at": "gisteren"}, status=422)
    desk.post(f"{path}/gesprek/begin", status=409)
    desk.post(f"{path}/gesprek", {"started_at": "", "ended_at": ""})
    session.refresh(interview)
    assert (interview.started_at, interview.ended_at) == (None, None)


def test_a_conversation_without_an_end_says_so(
    desk: Client, interview: Interview, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.post(f"/interviews/{interview.id}/gesprek/begin")
    tomorrow = utcnow() + timedelta(days=1)
    monkeypatch.setattr(views, "utcnow", lambda: tomorrow)
    page = desk.get(f"/interviews/{interview.id}/gesprek")
    assert "Er is nog geen eindtijd" in page.words
