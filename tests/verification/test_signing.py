"""Mails are signed by, and answered to, who sends them; those that nobody sends by who sent the record."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa
from checking import Client
from recorded import ADVISER, Recorded
from sent_record import CONTACT, SentRecord
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor
from surveyapp.core.db import utcnow
from surveyapp.core.dutch import local
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.readings.links import operations as links_operations
from surveyapp.readings.more_time import operations
from surveyapp.readings.reminders import operations as readings_reminders_operations
from surveyapp.verification.kind.kinds import RECORD
from surveyapp.verification.on_behalf import operations as on_behalf_operations
from surveyapp.verification.reading.pages import record_page
from surveyapp.verification.records.rules import Channel
from surveyapp.verification.reminders import operations as reminders_operations
from surveyapp.verification.reopening import operations as reopening_operations
from surveyapp.verification.sending import operations as sending_operations


@pytest.fixture
def team(staff: MakeUser) -> list[User]:
    """The one whose account is oldest never sends anything."""
    return [staff(RoleName.INTERVIEWER, name=name) for name in ("Anna Oudste", "Bram Verstuurt", "Cas Collega")]


@pytest.fixture
def sent(session: Session, team: Sequence[User]) -> SentRecord:
    made = Recorded.of(session)
    interview = made.interview(by=team)
    made.save(interview, "1", "De voortgang is goed.")
    made.save(interview, "6", "Er is een stuurgroep.")
    at = utcnow()
    sending_operations.send_record(
        session,
        Actor("staff", team[1].id),
        interview,
        deadline=local(at + timedelta(days=14)).date(),
        link_days=28,
        contact=CONTACT,
        at=at,
    )
    session.commit()
    return SentRecord(session, made, interview)


def signers(session: Session, to: str = ADVISER.email) -> list[tuple[str, str]]:
    """Who gets the answers, and who signed, of each mail to a respondent; the newest first."""
    mails = session.scalars(sa.select(OutboxMail).where(OutboxMail.to_address == to).order_by(OutboxMail.id.desc()))
    names = ("Anna Oudste", "Bram Verstuurt", "Cas Collega")
    return [(one.reply_to, next((name for name in names if name in one.text), "")) for one in mails]


def of(user: User) -> tuple[str, str]:
    return user.email, user.name


@pytest.mark.usefixtures("sent")
def test_the_record_is_signed_by_who_sent_it(session: Session, team: Sequence[User]) -> None:
    assert signers(session) == [of(team[1])]


def test_what_the_product_sends_by_itself_is_signed_by_who_sent_the_record(
    client: Client, session: Session, sent: SentRecord, team: Sequence[User]
) -> None:
    later = utcnow() + timedelta(days=4)
    reminders_operations.remind(session, Actor.system(), sent.verification(), contact=CONTACT, at=later)
    sent.submitted(client)
    assert len(signers(session)) == 4, "the record, a reminder, the receipt, and all agreed texts"
    assert set(signers(session)) == {of(team[1])}


def test_what_staff_does_by_hand_is_signed_by_who_does_it(
    session: Session, sent: SentRecord, team: Sequence[User]
) -> None:
    cas, at, reader = Actor("staff", team[2].id), utcnow(), sent.verification()
    readings_reminders_operations.remind_all(session, cas, [reader], contact=CONTACT, at=at + timedelta(days=3))
    until = reader.deadline + timedelta(days=7)
    operations.give_time(session, cas, reader, until=until, words="", contact=CONTACT, at=at)
    links_operations.renew_link(session, cas, reader, link_days=28, contact=CONTACT, at=at)
    heard = on_behalf_operations.Heard(Channel.PHONE, local(at).date(), "Gebeld.")
    on_behalf_operations.approve_on_behalf(
        session, cas, sent.interview, reader.respondent, ["1"], heard, contact=CONTACT, at=at + timedelta(hours=1)
    )
    reopening_operations.reopen(session, cas, sent.interview, "1", reason="Fout.", contact=CONTACT, at=at)
    found = signers(session)
    assert found == [of(team[2])] * (len(found) - 1) + [of(team[1])]
    assert len(found) == 6


@pytest.mark.parametrize("gone", ["inactive", "handed over"])
def test_who_sent_the_record_and_is_there_no_more_signs_nothing(
    client: Client, session: Session, sent: SentRecord, team: Sequence[User], gone: str
) -> None:
    if gone == "inactive":
        team[1].active = False
    else:
        sent.interview.interviewers.remove(team[1])
    team[0].active = False
    session.commit()
    sent.submitted(client)
    assert signers(session)[0] == of(team[2])


def test_without_any_interviewer_the_programme_answers(client: Client, session: Session, sent: SentRecord) -> None:
    for one in tuple(sent.interview.interviewers):
        sent.interview.interviewers.remove(one)
    session.commit()
    sent.submitted(client)
    programme = client.app.config["CONTACT_EMAIL"]
    assert signers(session)[0][1] == ""
    assert RECORD.reply_to(sent.verification(), programme) == programme


def test_a_respondents_page_names_who_sent_the_record(session: Session, sent: SentRecord, team: Sequence[User]) -> None:
    assert record_page(session, sent.verification(), CONTACT).reply_to == team[1].email
    assert RECORD.reply_to(sent.verification(), CONTACT) == team[1].email
