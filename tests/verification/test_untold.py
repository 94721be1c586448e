"""Agreement that staff wrote down, and of which the respondent was not told, says so wherever agreement is told."""

import pytest
import sqlalchemy as sa
from checking import Client
from flask import Flask
from recorded import ADVISER
from sent_record import CONTACT, SentRecord
from setting import MakeUser, session_of
from sqlalchemy.orm import Session
from unguarded import behind_our_back, undone

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor
from surveyapp.core.db import utcnow
from surveyapp.core.dutch import local
from surveyapp.core.errors import RefusedByDatabase
from surveyapp.evidence.documents.facts import approval_facts
from surveyapp.evidence.documents.pdf_writer import agreed_words
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.mail.outbox import operations as outbox
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.report.compiling.compile import approved_by
from surveyapp.report.material.told import told_agreements
from surveyapp.report.rounds.queries import round_source
from surveyapp.verification.checks.operations import mistakes_of, of_interview
from surveyapp.verification.decisions import queries
from surveyapp.verification.on_behalf import operations
from surveyapp.verification.on_behalf.operations import Heard
from surveyapp.verification.people import operations as people_operations
from surveyapp.verification.records.models import Approval
from surveyapp.verification.records.rules import Channel

LOST = "het bericht hierover kwam niet aan"
WAITS = "het bericht hierover is nog niet verstuurd"


@pytest.fixture
def writer(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER, name="Interviewer Noord")


@pytest.fixture
def sent(session: Session, writer: User) -> SentRecord:
    return by_phone(SentRecord.of(session, by=[writer]), writer)


def by_phone(sent: SentRecord, writer: User) -> SentRecord:
    """Agreement by telephone to question 1."""
    heard = Heard(Channel.PHONE, local(utcnow()).date(), "Zei ja.")
    (person,) = sent.interview.respondents
    operations.approve_on_behalf(
        sent.session, Actor("staff", writer.id), sent.interview, person, ["1"], heard, contact=CONTACT, at=utcnow()
    )
    sent.session.commit()
    return sent


def notice(sent: SentRecord) -> OutboxMail:
    return sent.session.scalars(sa.select(OutboxMail).where(OutboxMail.subject.contains("noteerden uw akkoord"))).one()


def fails(sent: SentRecord) -> None:
    mail = notice(sent)
    mail.state, mail.error = MailState.FAILED, "550 5.1.1 User unknown"
    sent.session.commit()


def arrives(sent: SentRecord) -> None:
    mail = notice(sent)
    mail.state, mail.error, mail.sent_at = MailState.SENT, "", utcnow()
    sent.session.commit()


def told(sent: SentRecord) -> tuple[str, ...]:
    """What a dossier, Bijlage 2, the desk and the board say of the agreement."""
    approval = sent.session.scalars(sa.select(Approval)).one()
    sent.session.refresh(approval)
    source = round_source(sent.session, sent.interview.round, publisher="")
    return (
        agreed_words(approval_facts(approval)),
        approved_by(source.interviews[0].answers[0].approvals),
        queries.locks_of(sent.session, sent.interview.id)["1"].told,
        " ".join(one.how for one in told_agreements(source)),
    )


def test_evidence_says_that_the_notice_did_not_arrive_until_it_does(sent: SentRecord) -> None:
    assert all(WAITS in one for one in told(sent))
    fails(sent)
    assert all(LOST in one for one in told(sent))
    outbox.retry(sent.session, Actor.system(), notice(sent), utcnow())
    assert all(WAITS in one for one in told(sent))
    arrives(sent)
    assert not any("het bericht hierover" in one for one in told(sent))
    notice(sent).returned_at = utcnow()
    assert all(LOST in one for one in told(sent))


def test_the_board_names_it_and_forgets_it_once_the_notice_arrived(
    client: Client, sent: SentRecord, staff: MakeUser
) -> None:
    fails(sent)
    client.login(staff(RoleName.EDITOR, name="Ed"))
    page = client.get("/rapport")
    assert "Akkoord om na te gaan" in page.words
    assert f"per telefoon ({LOST})" in page.words
    arrives(sent)
    assert "Akkoord om na te gaan" not in client.get("/rapport").words


def test_another_name_does_not_hide_it_and_another_address_is_told(sent: SentRecord, writer: User) -> None:
    fails(sent)
    (person,) = sent.interview.respondents
    for name, address in (("Mevrouw Anders", ADVISER.email), ("Mevrouw Anders", "anders@example.org")):
        data = RespondentData(name, person.function, address, must_agree=True)
        people_operations.change_person(
            sent.session,
            Actor("staff", writer.id),
            sent.interview,
            person,
            data,
            link_days=28,
            contact=CONTACT,
            at=utcnow(),
        )
        sent.session.commit()
        assert all((LOST if address == ADVISER.email else WAITS) in one for one in told(sent))
    mail = notice(sent)
    assert (mail.to_address, mail.state, mail.attempts) == ("anders@example.org", MailState.WAITING, 0)


def test_which_notice_it_was_is_vouched_for(any_app: Flask) -> None:
    with session_of(any_app) as session:
        writer = User(name="Ine", email="ine@example.org", password="x", fs_uniquifier="x")
        session.add(writer)
        sent = by_phone(SentRecord.of(session), writer)
        assert not list(mistakes_of(session, of_interview(sent.interview.id)))
        with undone(session), pytest.raises(RefusedByDatabase, match="Een akkoord verandert nooit"):
            session.execute(sa.update(Approval).values(notice_id=None))
        behind_our_back(session, "UPDATE approvals SET notice_id = NULL")
        (mistake,) = mistakes_of(session, of_interview(sent.interview.id))
        assert mistake.words == "Het akkoord is anders dan in het logboek."
        session.close()
