"""The page on which an interview is handed over."""

import pytest
from checking import Client
from flask import Flask
from recorded import Recorded
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.interviews.recording.models import Interview


@pytest.fixture
def north(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER, name="Interviewer Noord")


@pytest.fixture
def south(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER, name="Interviewer Zuid")


@pytest.fixture
def interview(session: Session, north: User) -> Interview:
    return Recorded.of(session).interview(by=[north])


def form(giver: User, taker: User | int, stays: str = "leave") -> dict[str, str]:
    taken = taker if isinstance(taker, int) else taker.id
    return {"giver": str(giver.id), "taker": str(taken), "stays": stays, "note": "Bel eerst."}


def test_it_moves_from_one_list_to_the_other(
    app: Flask, session: Session, client: Client, interview: Interview, north: User, south: User
) -> None:
    path = f"/interviews/{interview.id}/overdragen"
    client.login(north)
    assert client.get(f"/interviews/{interview.id}/gegevens").links()["Overdragen aan een collega"] == path
    client.get(path, title="Overdragen")
    page = client.follow(client.post(path, form(north, south)), title="Mijn interviews")
    assert "Regio Oost-Drenthe is overgedragen aan Interviewer Zuid." in page.words
    client.get(f"/interviews/{interview.id}", status=404)
    client.get(path, status=404)
    assert "Regio Oost-Drenthe" in Client(app, session).login(south).get("/interviews").words


def test_who_stays_goes_back_to_the_details(client: Client, interview: Interview, north: User, south: User) -> None:
    page = client.login(north).post(f"/interviews/{interview.id}/overdragen", form(north, south, "stay"))
    assert page.location == f"/interviews/{interview.id}/gegevens"
    assert "Interviewer Noord en Interviewer Zuid" in client.follow(page).words


def test_an_administrator_chooses_from_whom(
    client: Client, interview: Interview, north: User, south: User, staff: MakeUser
) -> None:
    client.login(staff(RoleName.ADMINISTRATOR))
    path = f"/interviews/{interview.id}/overdragen"
    assert "niemand: er komt een collega bij" in client.get(path).words
    assert "Interviewer Zuid" in client.follow(client.post(path, form(north, south))).words
    client.post(path, {"giver": "0", "taker": str(north.id), "stays": "leave"})
    assert {one.id for one in interview.interviewers} == {north.id, south.id}


def test_what_cannot_be_is_said_on_the_page_and_keeps_the_words(
    client: Client, interview: Interview, north: User, south: User
) -> None:
    client.login(north)
    path = f"/interviews/{interview.id}/overdragen"
    for sent in (form(north, 0), form(north, north), form(south, south), form(north, 999), {}):
        page = client.post(path, sent, status=422)
        if sent:
            assert "Bel eerst." in page.words
    assert interview.interviewers == [north]
