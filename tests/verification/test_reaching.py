"""Agreement through a link that staff could have opened is told as such, wherever agreement is told."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from checking import Client
from flask import Flask
from recorded import ADVISER
from sent_record import COLLEAGUE, CONTACT, SentRecord
from setting import MakeApp, MakeUser, session_of
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor
from surveyapp.core.db import utcnow
from surveyapp.evidence.documents.facts import approval_facts
from surveyapp.evidence.documents.pdf_writer import agreed_words
from surveyapp.interviews.recording.models import Respondent
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.report.compiling import compile as compiling
from surveyapp.report.material.told import told_agreements
from surveyapp.report.rounds.queries import round_source
from surveyapp.verification.decisions import queries
from surveyapp.verification.people import operations
from surveyapp.verification.reaching.queries import is_staff_address
from surveyapp.verification.records.models import Approval
from surveyapp.verification.records.rules import Reach

STAFF = "via een link die ook een medewerker kon openen"
MOVED = "via een link naar een adres dat na het versturen is gewijzigd"
PRIVATE = "prive@example.net"


@pytest.fixture
def ine(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER, name="Ine Interviewer", email="ine@ministerie.example.org")


@pytest.fixture
def sent(session: Session, ine: User) -> SentRecord:
    return SentRecord.of(session, by=[ine])


def move(sent: SentRecord, by: User, address: str, person: Respondent | None = None) -> None:
    """Staff gives a respondent another address."""
    person = person or sent.interview.respondents[0]
    data = RespondentData(person.name, person.function, address, person.must_agree)
    operations.change_person(
        sent.session,
        Actor("staff", by.id),
        sent.interview,
        person,
        data,
        link_days=28,
        contact=CONTACT,
        at=utcnow(),
    )
    sent.session.commit()


def reaches(session: Session) -> set[Reach]:
    return set(session.scalars(sa.select(Approval.reach)))


def test_an_interviewer_who_agrees_in_a_respondents_place_is_told_everywhere(
    client: Client, session: Session, sent: SentRecord, ine: User
) -> None:
    """Entry G5: to the own address, agree through the link, and back."""
    move(sent, ine, ine.email)
    sent.submitted(client)
    move(sent, ine, ADVISER.email)
    assert reaches(session) == {Reach.STAFF}
    approval = session.scalars(sa.select(Approval)).first()
    assert approval
    assert STAFF in agreed_words(approval_facts(approval))
    assert STAFF in queries.locks_of(session, sent.interview.id)["1"].told
    source = round_source(session, sent.interview.round, publisher="")
    (interview,) = source.interviews
    assert STAFF in compiling.approved_by(interview.answers[0].approvals)
    (told,) = told_agreements(source)
    assert (told.items, told.how) == (("1", "2b", "6"), STAFF)
    receipt = session.scalars(sa.select(OutboxMail).where(OutboxMail.subject.contains("Bewijs"))).first()
    assert receipt
    assert STAFF in receipt.text


def test_the_board_and_the_record_show_it(
    app: Flask, session: Session, client: Client, sent: SentRecord, staff: MakeUser, ine: User
) -> None:
    move(sent, ine, PRIVATE)
    sent.submitted(Client(app, session))
    client.login(staff(RoleName.EDITOR, name="Ed"))
    page = client.get("/rapport")
    assert "Akkoord om na te gaan" in page.words
    assert MOVED in page.words
    there = Client(app, session).login(ine)
    assert MOVED in there.get(f"/interviews/{sent.interview.id}/verslagen/1").words


def test_an_address_that_changed_after_sending_is_told_and_its_old_owner_reads_so(
    client: Client, session: Session, sent: SentRecord, ine: User
) -> None:
    move(sent, ine, PRIVATE)
    sent.submitted(client)
    assert reaches(session) == {Reach.MOVED}
    (mail,) = session.scalars(sa.select(OutboxMail).where(OutboxMail.subject.contains("gesloten")))
    assert mail.to_address == ADVISER.email
    assert "Wie daar leest, kan nu akkoord geven." in " ".join(mail.text.split())
    assert PRIVATE not in mail.text


def test_an_address_that_was_changed_back_is_still_told(
    client: Client, session: Session, sent: SentRecord, ine: User
) -> None:
    move(sent, ine, PRIVATE)
    move(sent, ine, ADVISER.email)
    sent.submitted(client)
    assert reaches(session) == {Reach.MOVED}


def test_a_second_respondent_with_an_address_of_the_house_is_told(app: Flask, session: Session, ine: User) -> None:
    own = replace(COLLEAGUE, email="Ine+extra@Ministerie.example.org")
    sent = SentRecord.of(session, by=[ine], respondents=(ADVISER, own))
    for place in (0, 1):
        client = sent.open(Client(app, session), place)
        reader = str(sent.verification(place).id)
        client.post("/nakijken", {"reader": reader, "action": "rest"}, status=303)
        client.post("/nakijken/overzicht", sent.receipt_form(reader=reader), status=303)
    given = session.execute(sa.select(Approval.function, Approval.reach).distinct()).all()
    assert {tuple(row) for row in given} == {(ADVISER.function, Reach.OWN), (own.function, Reach.STAFF)}


def test_who_left_the_house_still_counts_as_staff(session: Session, ine: User) -> None:
    ine.active = False
    session.flush()
    assert is_staff_address(session, ine.email.upper())
    assert not is_staff_address(session, "ine@elders.example.org")


def test_a_usual_agreement_is_told_as_before(client: Client, session: Session, sent: SentRecord) -> None:
    sent.submitted(client)
    assert reaches(session) == {Reach.OWN}
    approval = session.scalars(sa.select(Approval)).first()
    assert approval
    assert "via de link" in agreed_words(approval_facts(approval))
    assert list(told_agreements(round_source(session, sent.interview.round, publisher=""))) == []


def test_where_staff_reads_every_mail_each_agreement_says_so(make_app: MakeApp) -> None:
    app = make_app(DEMO=True)
    with session_of(app) as session:
        SentRecord.of(session).submitted(Client(app, session))
        assert reaches(session) == {Reach.STAFF}
        session.close()


def test_on_both_databases_the_reach_is_kept(any_session: Session, any_client: Client) -> None:
    sent = SentRecord.of(any_session)
    sent.submitted(any_client)
    assert reaches(any_session) == {Reach.OWN}
