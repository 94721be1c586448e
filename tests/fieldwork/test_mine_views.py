"""The interviewer's list: groups in the order of what needs doing, one filled button."""

from datetime import date, time, timedelta
from xml.etree.ElementTree import Element

import pytest
import sqlalchemy as sa
from checking import Client, Page, words
from incoming import reply
from invited import Invited
from recorded import SYSTEM, Recorded
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import utcnow
from surveyapp.core.dutch import local
from surveyapp.interviews.recording import operations as recording
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.rules import Talk
from surveyapp.mail.arrivals.operations import receive
from surveyapp.mail.received.models import IncomingMail


@pytest.fixture
def writer(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER)


@pytest.fixture
def desk(client: Client, writer: User) -> Client:
    return client.login(writer)


def today() -> date:
    return local(utcnow()).date()


def plan(session: Session, interview: Interview, days: int | None, begins: time | None = time(10)) -> None:
    day = None if days is None else today() + timedelta(days=days)
    recording.change_interview(
        session,
        SYSTEM,
        interview,
        held_on=day,
        place="Assen",
        interviewers=interview.interviewers,
        talk=Talk(begins, 60, "https://video.example.org/a"),
        at=utcnow(),
    )


def groups(page: Page) -> dict[str, list[str]]:
    """Per group, its organisations."""
    return {
        " ".join(words(section.find(".//h2") or Element("h2")).split()): [
            words(heading) for heading in section.iter("h3")
        ]
        for section in page.all("section", class_="group")
    }


def acts(page: Page) -> list[tuple[str, bool]]:
    """What the rows ask for, and whether it is the filled button."""
    found = [one for one in page.all("*") if "button" in (one.get("class") or "").split()]
    return [
        (" ".join(words(one).split()), "button--primary" in (one.get("class") or ""))
        for one in found
        if words(one).strip() != "Uitloggen"
    ]


def test_groups_come_in_the_order_of_what_needs_doing(desk: Client, session: Session, writer: User) -> None:
    made = Recorded.of(session)
    names = ("Morgen", "Vandaag", "Zonder datum", "Opgenomen", "Ver weg")
    talks = {name: made.interview(name, by=[writer]) for name in names}
    plan(session, talks["Morgen"], 1)
    plan(session, talks["Vandaag"], 0, None)
    plan(session, talks["Zonder datum"], None)
    plan(session, talks["Opgenomen"], -2)
    plan(session, talks["Ver weg"], 60)
    made.save(talks["Opgenomen"], "1", "Ja.")
    page = desk.get("/interviews", title="Mijn interviews")
    assert groups(page) == {
        "Vandaag 1": ["Regio Vandaag"],
        "Te versturen 1": ["Regio Opgenomen"],
        "Uit te nodigen 1": ["Regio Morgen"],
        "Te plannen 1": ["Regio Zonder datum"],
        "Gepland 1": ["Regio Ver weg"],
    }
    assert acts(page) == [
        ("Begin met opnemen: Regio Vandaag", True),
        ("Afmaken: Regio Opgenomen", False),
        ("Uitnodigen: Regio Morgen", False),
        ("Plannen: Regio Zonder datum", False),
        ("Voorbereiden: Regio Ver weg", False),
    ]
    assert "Vandaag staat er één interview." in page.words
    assert "Eén uitnodiging moet nog de deur uit." in page.words


def test_a_row_leads_to_its_next_step(desk: Client, session: Session, writer: User) -> None:
    planned = Invited.of(session, by=[writer])
    interview = planned.interview
    plan(session, interview, 3)
    link = f"Uitnodigen: {interview.organisation.label}"
    assert desk.get("/interviews").links()[link] == f"/interviews/{interview.id}/uitnodiging"
    planned.invite(at=utcnow())
    page = desk.get("/interviews")
    assert groups(page) == {"Gepland 1": ["Regio Oost-Drenthe"]}
    assert acts(page) == [("Voorbereiden: Regio Oost-Drenthe", False)]
    assert "U hoeft nu niets te doen." in page.words
    assert "Uitgenodigd op" in page.words
    plan(session, interview, 4)
    assert "Wijziging versturen: Regio Oost-Drenthe" in desk.get("/interviews").links()
    plan(session, interview, -4)
    assert groups(desk.get("/interviews")) == {"Uit te nodigen 1": ["Regio Oost-Drenthe"]}


def test_an_interview_that_is_under_way_stays_on_top(desk: Client, session: Session, writer: User) -> None:
    planned = Invited.of(session, by=[writer])
    plan(session, planned.interview, 0)
    planned.made.save(planned.interview, "1", "Het gaat goed.")
    page = desk.get("/interviews")
    assert groups(page) == {"Vandaag 1": ["Regio Oost-Drenthe"]}
    assert acts(page) == [("Verder opnemen: Regio Oost-Drenthe", True)]


def test_the_list_asks_the_database_as_often_for_many_as_for_one(
    desk: Client, session: Session, writer: User, statements: list[str]
) -> None:
    made = Recorded.of(session)
    counts = []
    for number in range(3):
        plan(session, made.interview(f"Nummer {number}", by=[writer]), number)
        session.commit()
        statements.clear()
        desk.get("/interviews")
        counts.append(len(statements))
    assert counts[1] == counts[2]


@pytest.fixture
def statements(session: Session) -> list[str]:
    """Every statement that is sent to the database, as it comes."""
    found: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    sa.event.listen(session.get_bind(), "before_cursor_execute", hear)
    return found


def test_a_mail_of_a_respondent_is_work_until_it_is_answered(desk: Client, session: Session, writer: User) -> None:
    planned = Invited.of(session, by=[writer])
    plan(session, planned.interview, 3)
    planned.invite(at=utcnow())
    sender = planned.interview.respondents[0].email
    receive(session, reply(sender=f"R <{sender}>"), utcnow())
    page = desk.get("/interviews")
    assert groups(page) == {"Mail te beantwoorden 1": ["Regio Oost-Drenthe"]}
    assert "Eén organisatie wacht op antwoord op een mail." in page.words
    assert "niets te doen" not in page.words
    mails = page.links()["Mail lezen: Regio Oost-Drenthe"]
    assert "1 mail wacht op uw antwoord." in desk.get(mails).words
    (came,) = session.scalars(sa.select(IncomingMail)).all()
    desk.follow(desk.post(f"{mails}/{came.id}/beantwoord", {"answered": "yes"}))
    assert groups(desk.get("/interviews")) == {"Gepland 1": ["Regio Oost-Drenthe"]}
    desk.post(f"{mails}/{came.id}/beantwoord", {"answered": "no"})
    assert groups(desk.get("/interviews")) == {"Mail te beantwoorden 1": ["Regio Oost-Drenthe"]}


def test_own_words_and_automatic_answers_ask_for_nothing(desk: Client, session: Session, writer: User) -> None:
    planned = Invited.of(session, by=[writer])
    plan(session, planned.interview, 3)
    planned.invite(at=utcnow())
    sender = planned.interview.respondents[0].email
    receive(session, reply(sender=f"R <{sender}>", auto_submitted="auto-replied"), utcnow())
    assert groups(desk.get("/interviews")) == {"Gepland 1": ["Regio Oost-Drenthe"]}


def test_to_finish_leads_to_the_first_question_that_is_open(desk: Client, session: Session, writer: User) -> None:
    made = Recorded.of(session)
    interview = made.interview(by=[writer])
    plan(session, interview, -1)
    made.save(interview, "1", "Ja.")
    (link,) = [one for words_, one in desk.get("/interviews").links().items() if words_.startswith("Afmaken")]
    assert link == f"/interviews/{interview.id}#v-2"
