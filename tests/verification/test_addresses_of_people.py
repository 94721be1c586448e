"""Who entered the address of a respondent and what is known of it, shown to interviewers and editors."""

from dataclasses import replace

from checking import Client
from flask import Flask
from recorded import ADVISER
from sent_record import COLLEAGUE, SentRecord
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor
from surveyapp.core.db import utcnow
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.verification.checks.operations import of_interview
from surveyapp.verification.people import operations
from surveyapp.verification.reaching.pages import addresses_in


def test_an_address_like_most_has_no_remark(any_session: Session) -> None:
    sent = SentRecord.of(any_session, respondents=(ADVISER, COLLEAGUE))
    first, second = addresses_in(any_session, of_interview(sent.interview.id))
    assert (first.remarks, second.remarks, first.entered_by) == ((), (), "")


def test_an_address_that_stands_elsewhere_too_or_is_of_the_house_says_so(
    app: Flask, session: Session, staff: MakeUser
) -> None:
    ine = staff(RoleName.INTERVIEWER, name="Ine", email="ine@ministerie.example.org")
    sent = SentRecord.of(session, by=[ine])
    sent.another("Een Ander")
    own = RespondentData("Iemand", "wethouder", "iemand@ministerie.example.org")
    operations.add_person(session, Actor("staff", ine.id), sent.interview, own, at=utcnow())
    session.commit()
    adviser, somebody = addresses_in(session, of_interview(sent.interview.id))
    assert adviser.remarks == ("dit adres staat ook bij Regio Een Ander",)
    assert somebody.remarks == ("dit adres heeft hetzelfde domein als een medewerker",)
    assert somebody.entered_by == "Ine"
    page = Client(app, session).login(ine).get(f"/interviews/{sent.interview.id}/verslagen/1")
    assert "Adres van Iemand: ingevoerd door Ine op" in page.words
    assert "dit adres staat ook bij Regio Een Ander." in page.words
    page = Client(app, session).login(staff(RoleName.EDITOR, name="Ed")).get("/rapport")
    assert "Adressen om na te gaan" in page.words
    assert "Wethouder: dit adres heeft hetzelfde domein als een medewerker. Ingevoerd door Ine." in page.words


def test_one_address_under_two_names_says_so(session: Session) -> None:
    twice = replace(COLLEAGUE, email=ADVISER.email.replace("@", "+x@"))
    sent = SentRecord.of(session, respondents=(ADVISER, twice))
    found = addresses_in(session, of_interview(sent.interview.id))
    assert {one.remarks for one in found} == {("dit adres staat hier ook bij een andere naam",)}


def test_an_address_of_many_organisations_names_three(session: Session) -> None:
    sent = SentRecord.of(session)
    for number in range(5):
        sent.another(f"Streek {number}")
    (found,) = addresses_in(session, of_interview(sent.interview.id))
    named = [f"dit adres staat ook bij Regio Streek {number}" for number in range(3)]
    assert found.remarks == (*named, "en bij nog 2 organisaties")
    assert addresses_in(session, of_interview(sent.interview.id), remarked=True) == [found]


def test_the_board_lists_addresses_a_page_at_a_time(app: Flask, session: Session, staff: MakeUser) -> None:
    sent = SentRecord.of(session)
    for number in range(11):
        sent.another(f"Streek {number:02}")
    session.commit()
    client = Client(app, session).login(staff(RoleName.EDITOR))
    first, second = client.get("/rapport"), client.get("/rapport?adressen=2")
    assert "Bladzijde 1 van 2" in first.words
    assert "Streek 10 Beleidsadviseur: dit adres" not in first.words
    assert "Streek 10 Beleidsadviseur: dit adres" in second.words
