"""From the button to the PDF, through the worker's job."""

from datetime import timedelta

import pytest
from checking import Client
from flask import Flask
from recorded import Recorded
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp import worker
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import utcnow
from surveyapp.core.events import wired
from surveyapp.interviews.recording.models import Interview
from surveyapp.pdf.document import RendererMissing
from surveyapp.printing import jobs, queries
from surveyapp.printing.jobs import UNEXPECTED, make_next_print
from surveyapp.printing.models import Print
from surveyapp.printing.operations import ATTEMPTS, KEPT, key_of, request_print


@pytest.fixture
def interview(session: Session, client: Client, staff: MakeUser) -> Interview:
    writer = staff(RoleName.INTERVIEWER)
    client.login(writer)
    return Recorded.of(session).interview("Achterhoek", by=[writer])


def test_who_clicks_gets_the_pdf_once_it_is_made(app: Flask, client: Client, interview: Interview) -> None:
    path = f"/interviews/{interview.id}/vragenlijst"
    assert "Pdf maken" in client.get(path, title="Vragenlijst op papier, Regio Achterhoek").words
    client.get(f"{path}.pdf", status=404)
    asked = client.post(path, status=303)
    page = client.follow(asked)
    assert "De pdf wordt gemaakt." in page.words
    assert page.response.headers["Refresh"] == "1"
    client.get(f"{path}.pdf", status=404)
    assert make_next_print in wired(client.session, worker.Jobs).side_by_side
    assert make_next_print(app)
    assert not make_next_print(app)
    page = client.follow(asked)
    assert page.response.headers["Refresh"] == f"0; url={path}.pdf"
    assert "Refresh" not in client.get(path).response.headers
    response = client.browser.get(f"{path}.pdf")
    assert response.data.startswith(b"%PDF")
    assert response.headers["Content-Disposition"] == "attachment; filename=vragenlijst-achterhoek.pdf"


def test_an_empty_questionnaire_is_for_every_interviewer(
    app: Flask, client: Client, session: Session, interview: Interview, staff: MakeUser
) -> None:
    assert client.get("/veldwerk").links()["Vragenlijst Regio"] == "/vragenlijsten/regio"
    page = client.follow(client.post("/vragenlijsten/regio", status=303), title="Vragenlijst Regio op papier")
    assert "De pdf wordt gemaakt." in page.words
    assert make_next_print(app)
    assert client.browser.get("/vragenlijsten/regio.pdf").data.startswith(b"%PDF")
    client.get("/vragenlijsten/planeet", status=404)
    client.get("/vragenlijsten/..%2Fpyproject", status=404)
    editor = Client(app, session).login(staff(RoleName.EDITOR))
    assert "Vragenlijst Regio" not in editor.get("/veldwerk").links()
    other = Client(app, session).login(staff(RoleName.INTERVIEWER))
    for address in ("", ".pdf"):
        other.get(f"/interviews/{interview.id}/vragenlijst{address}", status=404)
    other.post(f"/interviews/{interview.id}/vragenlijst", status=404)


def test_what_is_the_same_is_made_once(any_session: Session) -> None:
    now = utcnow()
    first = request_print(any_session, "<p>Een</p>", now)
    assert request_print(any_session, "<p>Een</p>", now) is first
    assert request_print(any_session, "<p>Twee</p>", now) is not first
    later = request_print(any_session, "<p>Drie</p>", now + KEPT + timedelta(minutes=1))
    assert any_session.query(Print).all() == [later]


def test_a_pdf_that_cannot_be_made_says_why_and_can_be_asked_again(
    app: Flask, client: Client, interview: Interview, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/interviews/{interview.id}/vragenlijst"
    answers: list[Exception] = [RendererMissing("geen pango"), RuntimeError("kapot")]

    def render(_html: str) -> bytes:
        if answers:
            raise answers.pop(0)
        return b"%PDF"

    monkeypatch.setattr(jobs, "render", render)
    for expected in ("Pango ontbreekt", UNEXPECTED):
        client.post(path)
        assert make_next_print(app)
        page = client.get(path)
        assert expected in page.words
        assert "Refresh" not in page.response.headers
    client.post(path)
    assert make_next_print(app)
    assert "De pdf is klaar." in client.get(path).words


def test_one_that_kills_the_worker_is_given_up(any_app: Flask, any_session: Session) -> None:
    asked = request_print(any_session, "<p>Dodelijk</p>", utcnow())
    asked.attempts = ATTEMPTS
    any_session.commit()
    assert make_next_print(any_app)
    any_session.expire_all()
    assert asked.error == UNEXPECTED
    assert queries.content_of(any_session, key_of("<p>Dodelijk</p>")) is None
    assert not make_next_print(any_app)
