from datetime import time, timedelta

import pytest
import sqlalchemy as sa
from checking import Client, words
from flask import Flask
from icalendar import Calendar
from invited import DAY, Invited
from recorded import SYSTEM
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import utcnow
from surveyapp.core.dutch import local
from surveyapp.interviews.recording import operations as recording
from surveyapp.mail.outbox.models import MailState, OutboxMail


@pytest.fixture
def writer(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER)


@pytest.fixture
def planned(session: Session, writer: User) -> Invited:
    """Planned a week from the day on which the test runs: pages know what is over."""
    found = Invited.of(session, by=[writer])
    found.plan(local(utcnow()).date() + timedelta(days=7))
    session.commit()
    return found


@pytest.fixture
def desk(client: Client, writer: User) -> Client:
    return client.login(writer)


def path(planned: Invited, rest: str = "") -> str:
    return f"/interviews/{planned.interview.id}/uitnodiging{rest}"


def chosen(client: Client, planned: Invited, *people: int) -> dict[str, object]:
    """What the page would send: by default what it proposes."""
    page = client.get(path(planned))
    proposed = [one.get("value") for one in page.all("input", name="people") if one.get("checked") is not None]
    return {"people": list(people) or proposed, "after": page.one("input", id="after").get("value")}


def outbox(session: Session) -> list[OutboxMail]:
    return list(session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)))


def test_the_page_shows_what_goes_to_whom_and_sends_it(desk: Client, session: Session, planned: Invited) -> None:
    page = desk.get(path(planned), title="Uitnodiging bekijken en versturen, Regio Oost-Drenthe")
    assert "10:30 tot 11:30 uur" in page.words
    assert "Onderwerp Uitnodiging voor een interview (Regio Oost-Drenthe)" in page.words
    assert "Nog niet uitgenodigd" in page.words
    frame = desk.browser.get(page.one("iframe").get("src"))
    assert "Beste Contactpersoon," in frame.text
    assert "sandbox" in frame.headers["Content-Security-Policy"]
    page = desk.follow(desk.post(path(planned), chosen(desk, planned)), title="Uitnodiging, ")
    assert "Iedereen is uitgenodigd." in page.words
    assert "aan Contactpersoon en Zoë Brünn" in page.words
    assert len(outbox(session)) == 2
    assert not [one for one in page.all("button") if "button--primary" in (one.get("class") or "")]


def test_a_change_is_offered_and_can_go_to_one_person(desk: Client, session: Session, planned: Invited) -> None:
    planned.invite()
    planned.plan(planned.interview.held_on, time(16))
    first = planned.interview.respondents[0]
    page = desk.get(path(planned), title="Wijziging bekijken en versturen")
    assert page.words.count("Weet nog niet van de wijziging") == 2
    desk.post(path(planned), chosen(desk, planned, first.id))
    assert outbox(session)[-1].subject.startswith("De afspraak voor uw interview is gewijzigd")
    page = desk.get(path(planned))
    assert [one.get("value") for one in page.all("input", name="people") if one.get("checked") is not None] == [
        str(planned.interview.respondents[1].id)
    ]


def test_choosing_nobody_or_pressing_twice_sends_nothing_more(desk: Client, session: Session, planned: Invited) -> None:
    form = chosen(desk, planned)
    page = desk.post(path(planned), form | {"people": []}, status=422)
    assert "Kies minstens één persoon." in page.words
    desk.post(path(planned), form | {"people": ["9999"]}, status=422)
    desk.post(path(planned), form)
    page = desk.follow(desk.post(path(planned), form))
    assert "intussen al iets verstuurd" in page.words
    assert len(outbox(session)) == 2


def test_cancelling_asks_for_a_reason_and_leads_back(desk: Client, session: Session, planned: Invited) -> None:
    assert "Afspraak afzeggen" not in desk.get(path(planned)).words
    planned.invite()
    page = desk.get(path(planned))
    after = page.one("input", id="cancel-after").get("value")
    desk.post(path(planned, "/afzeggen"), {"reason": "x" * 3000, "after": after}, status=422)
    page = desk.follow(desk.post(path(planned, "/afzeggen"), {"reason": "Storm.", "after": after}))
    assert "De afzegging gaat naar Contactpersoon en Zoë" in page.words
    assert "Vul eerst de datum en de begintijd in." in page.words
    assert "Afzegging verstuurd op" in page.words
    assert len(outbox(session)) == 4
    page = desk.follow(desk.post(path(planned, "/afzeggen"), {"after": after}))
    assert "intussen al iets verstuurd" in page.words


def test_without_a_plan_the_page_says_what_is_missing(desk: Client, planned: Invited) -> None:
    planned.invite()
    planned.plan(None, None)
    page = desk.get(path(planned), title="Uitnodiging, ")
    assert "Het gesprek staat nog in de agenda van Contactpersoon en Zoë" in page.words
    assert page.all("input", name="people") == []
    desk.get(path(planned, "/afspraak.ics"), status=404)
    desk.get(path(planned, f"/mail/{planned.interview.respondents[0].id}"), status=404)
    page = desk.follow(desk.post(path(planned), {"people": [planned.interview.respondents[0].id], "after": "0"}))
    assert "Vul eerst de datum en de begintijd in." in page.words


def test_a_mail_that_failed_is_said_where_it_was_sent(desk: Client, session: Session, planned: Invited) -> None:
    planned.invite()
    outbox(session)[1].state = MailState.FAILED
    assert "De mail aan Zoë Brünn" in desk.get(path(planned)).words


def test_the_appointment_goes_into_one_s_own_agenda(desk: Client, planned: Invited, writer: User) -> None:
    def event() -> dict[str, object]:
        response = desk.browser.get(path(planned, "/afspraak.ics"))
        assert response.headers["Content-Disposition"] == "attachment; filename=afspraak.ics"
        assert response.mimetype == "text/calendar"
        (found,) = Calendar.from_ical(response.text).walk("VEVENT")
        return dict(found)

    planned.session.commit()
    before = event()
    assert str(before["ORGANIZER"]) == f"mailto:{writer.email}"
    invitation = planned.invite()
    planned.session.commit()
    assert before["UID"] == event()["UID"] == invitation.uid


def test_the_page_with_date_and_persons_says_how_the_invitation_stands(desk: Client, planned: Invited) -> None:
    details = f"/interviews/{planned.interview.id}/gegevens"

    def said() -> str:
        return words(desk.get(details).all("div", class_="notice")[0])

    assert "Er is nog niemand uitgenodigd." in said()
    planned.invite(0)
    assert 'Zoë Brünn; wethouder, "Súdwest" is nog niet uitgenodigd.' in said()
    planned.invite(1)
    assert "Iedereen is uitgenodigd." in said()
    planned.plan(planned.interview.held_on, time(8))
    assert "De afspraak is gewijzigd nadat de uitnodiging is verstuurd." in said()
    planned.plan(None, None)
    assert "Uitnodiging bekijken" in said()


def test_once_something_is_recorded_nobody_is_invited(desk: Client, session: Session, planned: Invited) -> None:
    planned.invite()
    planned.made.save(planned.interview, "1", "Ja.")
    page = desk.get(path(planned))
    assert "Er is al iets opgenomen van dit interview." in page.words
    assert "afzeggen" not in page.words
    assert "uitgenodigd" not in desk.get(f"/interviews/{planned.interview.id}/gegevens").words
    after = str(planned.newest.id) if planned.newest else ""
    page = desk.follow(desk.post(path(planned, "/afzeggen"), {"after": after}))
    assert "Afzeggen kan niet meer." in page.words
    assert len(outbox(session)) == 2


def test_somebody_else_s_interview_is_not_there(
    app: Flask, session: Session, planned: Invited, staff: MakeUser
) -> None:
    other = Client(app, session).login(staff(RoleName.INTERVIEWER))
    for rest in ("", "/afspraak.ics", f"/mail/{planned.interview.respondents[0].id}"):
        other.get(path(planned, rest), status=404)
    other.post(path(planned), status=404)
    other.post(path(planned, "/afzeggen"), status=404)
    chief = Client(app, session).login(staff(RoleName.ADMINISTRATOR))
    chief.get(path(planned))
    chief.get(path(planned, "/mail/9999"), status=404)


def test_a_date_alone_is_a_plan_without_an_invitation(desk: Client, planned: Invited) -> None:
    recording.change_interview(
        planned.session,
        SYSTEM,
        planned.interview,
        held_on=DAY,
        place="",
        at=utcnow(),
        interviewers=planned.interview.interviewers,
    )
    assert "Vul eerst de datum en de begintijd in." in desk.get(path(planned)).words
