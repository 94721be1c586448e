"""The pages about time: the respondent asks, staff answers, and a round and an interview say how long."""

from datetime import date, timedelta

import pytest
from checking import Client
from flask import Flask
from recorded import ADVISER, Recorded
from sent_record import ANSWERS, SentRecord
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import utcnow
from surveyapp.core.dutch import local
from surveyapp.core.workdays import after_working_days
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.interviews.recording.queries import get_round

READER = RespondentData("Lezer", "jurist", "lezer@example.org", must_agree=False)


@pytest.fixture
def interviewer(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER)


@pytest.fixture
def sent(session: Session, interviewer: User) -> SentRecord:
    return SentRecord.of(session, by=[interviewer])


@pytest.fixture
def desk(app: Flask, session: Session, interviewer: User) -> Client:
    return Client(app, session).login(interviewer)


def more_time(sent: SentRecord) -> str:
    return f"/nakijken/meer-tijd/{sent.reader}"


def term(sent: SentRecord, place: int = 0) -> str:
    return f"/interviews/{sent.interview.id}/verslagen/1/termijn/{sent.record.verifications[place].id}"


def in_days(days: int) -> str:
    return local(utcnow() + timedelta(days=days)).date().isoformat()


# The respondent


def test_the_record_leads_to_a_page_that_asks_a_day(client: Client, sent: SentRecord) -> None:
    sent.open(client)
    assert client.get("/nakijken").links()["Meer tijd vragen"] == more_time(sent)
    client.get(more_time(sent), title="Meer tijd vragen")
    page = client.post(more_time(sent), {"until": in_days(30), "reason": "Vakantie."}, status=303)
    assert "De interviewer antwoordt u per mail" in client.follow(page, title="U hebt om meer tijd gevraagd").words
    assert "U vroeg om tijd tot en met" in client.get("/nakijken").words
    page = client.post(more_time(sent), {"until": in_days(40)}, status=422, title="U hebt om meer tijd gevraagd")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"until": ""}, "Vul een datum in."),
        ({"until": "morgen"}, "datum"),
        ({"until": "2001-01-01", "reason": "Zo blijft dit staan."}, "Kies een datum na"),
        ({"until": "2999-01-01"}, "half jaar"),
        ({"until": in_days(30), "reason": "x" * 1001}, "te lang"),
    ],
)
def test_a_day_that_cannot_be_is_named_and_what_was_typed_stays(
    client: Client, sent: SentRecord, typed: dict[str, str], words: str
) -> None:
    sent.open(client)
    page = client.post(more_time(sent), typed, status=422, title="Meer tijd vragen")
    assert words in page.words
    assert typed.get("reason", "") in page.text


def test_without_the_record_open_nobody_asks_anything(client: Client, sent: SentRecord) -> None:
    client.get(more_time(sent), status=401)
    client.post(more_time(sent), {"until": in_days(30)}, status=401)
    sent.open(client)
    client.get(f"/nakijken/meer-tijd/{int(sent.reader) + 1}", status=409)


def test_who_is_done_asks_no_time(client: Client, sent: SentRecord) -> None:
    sent.submitted(client)
    assert client.get(more_time(sent), status=303).location == "/nakijken/bewijs"
    client.post(more_time(sent), {"until": in_days(30)}, status=422)


# Staff


@pytest.fixture
def asked(client: Client, sent: SentRecord) -> SentRecord:
    sent.open(client)
    client.post(more_time(sent), {"until": in_days(30), "reason": "Eerst <b>overleg</b>."}, status=303)
    return sent


def test_a_request_stands_first_and_is_granted(desk: Client, client: Client, asked: SentRecord) -> None:
    page = desk.get("/interviews")
    assert "Eén organisatie vraagt om meer tijd." in page.words
    assert page.links()["Verzoek beantwoorden: Regio Oost-Drenthe"].endswith("/verslagen/1")
    page = desk.get(f"/interviews/{asked.interview.id}/verslagen/1")
    assert page.links()["Verzoek beantwoorden van Contactpersoon"] == term(asked)
    assert "Eerst <b>overleg</b>." in page.words, "words, not markup"
    assert desk.get(term(asked), title="Termijn van").one("input", name="until").get("value") == in_days(30)
    until = in_days(25)
    page = desk.follow(desk.post(term(asked), {"until": until, "words": "Prima."}, status=303))
    assert "heeft nu tot en met" in page.words
    assert asked.verification().deadline == date.fromisoformat(until)
    assert "Herinneren kan nu niet: Contactpersoon kreeg tijd tot" in page.words
    assert "Eén organisatie vraagt om meer tijd." not in desk.get("/interviews").words
    assert "Meer tijd vragen" in client.get("/nakijken").links()


def test_a_refusal_needs_words_and_the_respondent_reads_them(desk: Client, client: Client, asked: SentRecord) -> None:
    page = desk.post(f"{term(asked)}/weigeren", {"why": ""}, status=422)
    assert "Schrijf op waarom het niet kan." in page.words
    desk.post(f"{term(asked)}/weigeren", {"why": "Het rapport <i>wacht</i>."}, status=303)
    page = client.get("/nakijken")
    assert page.links()["Lees waarom"] == more_time(asked)
    assert "Het rapport <i>wacht</i>." in client.get(more_time(asked)).words
    page = desk.follow(desk.post(f"{term(asked)}/weigeren", {"why": "Nog eens."}, status=303))
    assert "geen verzoek om meer tijd" in page.words


def test_a_wrong_day_is_named_at_its_field(desk: Client, sent: SentRecord) -> None:
    assert "Kies een datum na" in desk.post(term(sent), {"until": "2001-01-01"}, status=422).words
    assert "Vul een datum in." in desk.post(term(sent), {"until": ""}, status=422).words


def test_another_interviewers_respondent_is_not_there(
    app: Flask, session: Session, sent: SentRecord, staff: MakeUser
) -> None:
    stranger = Client(app, session).login(staff(RoleName.INTERVIEWER))
    for path in (term(sent), f"{term(sent)}/weigeren", f"/interviews/{sent.interview.id}/verslagen/1/vrijgeven"):
        stranger.post(path, {"until": in_days(30), "why": "Nee."}, status=404)
    stranger.get(term(sent), status=404)


def test_a_person_of_another_record_is_not_there(desk: Client, sent: SentRecord) -> None:
    desk.get(term(sent).replace("verslagen/1", "verslagen/2"), status=404)
    desk.get(f"/interviews/{sent.interview.id}/verslagen/1/termijn/999", status=404)


# Readers first


def test_the_form_sends_to_the_readers_first_and_staff_lets_the_others_go_on(
    desk: Client, session: Session, interviewer: User
) -> None:
    made = Recorded.of(session)
    interview = made.interview(by=[interviewer], respondents=(ADVISER, READER))
    made.save(interview, "1", ANSWERS["1"])
    path = f"/interviews/{interview.id}/verslag"
    assert desk.get(path).one("input", name="readers_first").get("type") == "checkbox"
    form = {"deadline": in_days(20), "readers_first": "y"}
    assert "tot wanneer de meelezers" in desk.post(path, form, status=422).words
    assert "vóór de termijn" in desk.post(path, {**form, "readers_until": in_days(20)}, status=422).words
    page = desk.follow(desk.post(path, {**form, "readers_until": in_days(7)}, status=303))
    assert "Verslag 1 gaat naar Lezer. Daarna naar Contactpersoon." in page.words
    assert "Eerst de meelezers, tot en met" in page.words
    record = f"/interviews/{interview.id}/verslagen/1"
    page = desk.follow(desk.post(f"{record}/vrijgeven", status=303))
    assert "Het verslag gaat nu naar Contactpersoon." in page.words
    assert "niemand meer" in desk.follow(desk.post(f"{record}/vrijgeven", status=303)).words


def test_without_readers_the_form_does_not_ask(desk: Client, session: Session, interviewer: User) -> None:
    made = Recorded.of(session)
    interview = made.interview(by=[interviewer])
    made.save(interview, "1", ANSWERS["1"])
    assert not desk.get(f"/interviews/{interview.id}/verslag").all("input", name="readers_first")


# How long a round and an interview give


def test_the_round_says_how_long_and_the_form_is_filled_in_with_it(
    app: Flask, session: Session, desk: Client, interviewer: User, staff: MakeUser
) -> None:
    made = Recorded.of(session)
    interview = made.interview(by=[interviewer])
    made.save(interview, "1", ANSWERS["1"])
    admin = Client(app, session).login(staff(RoleName.ADMINISTRATOR))
    path = "/veldwerk/ronde/2018/termijnen"
    assert admin.get("/veldwerk").links()["Termijnen"] == path
    admin.get(path, title="Termijnen van ronde 2018")
    form = {"react_days": "3", "record_days": "2", "last_day": "", "remind_after": "2, 1", "remind_before": ""}
    assert "tussen" in admin.post(path, {**form, "remind_after": "soms"}, status=422).words
    assert "hoogstens 120" in admin.post(path, {**form, "react_days": "0"}, status=422).words
    admin.post(path, form, status=303)
    session.expire_all()
    terms = get_round(session, "2018").terms
    assert (terms.react_days, terms.remind_after, terms.remind_before) == (3, (1, 2), False)
    expected = {after_working_days(local(utcnow() + timedelta(hours=hours)).date(), 3).isoformat() for hours in (0, 2)}
    assert desk.get(f"/interviews/{interview.id}/verslag").one("input", name="deadline").get("value") in expected
    desk.get(path, status=403)


def test_an_interview_can_have_a_day_of_its_own_within_the_round(
    desk: Client, session: Session, interviewer: User
) -> None:
    made = Recorded.of(session)
    interview = made.interview(by=[interviewer])
    made.round.last_day = local(utcnow() + timedelta(days=60)).date()
    made.save(interview, "1", ANSWERS["1"])
    details, path = f"/interviews/{interview.id}/gegevens", f"/interviews/{interview.id}/termijn"
    assert "ongeveer op donderdag 19 april 2018" in desk.get(details).words
    assert "uiterste datum" in desk.post(path, {"react_by": in_days(61)}, status=422).words
    desk.post(path, {"react_by": in_days(40)}, status=303)
    assert desk.get(details).one("input", name="react_by").get("value") == in_days(40)
    assert desk.get(f"/interviews/{interview.id}/verslag").one("input", name="deadline").get("value") == in_days(40)
    desk.post(path, {"react_by": ""}, status=303)
    session.expire_all()
    assert interview.react_by is None
