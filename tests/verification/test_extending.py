"""More time: asked, given, refused, and what follows from it."""

from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from recorded import ADVISER, NOW, SYSTEM
from setting import MakeUser
from sqlalchemy.orm import Session
from verified import CONTACT, DEADLINE, Verified

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor, AuditEvent
from surveyapp.core.dutch import moment
from surveyapp.core.errors import Refused
from surveyapp.fieldwork.overview.pages import rows_of
from surveyapp.fieldwork.overview.rules import Step, step_of
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.readings.links import operations as links_operations
from surveyapp.readings.links.rules import ExtensionState
from surveyapp.readings.more_time import operations
from surveyapp.readings.reminders import operations as readings_reminders_operations
from surveyapp.verification.records.models import Verification
from surveyapp.verification.reminders import operations as reminders_operations
from surveyapp.verification.waiting import queries

LATER = date(2018, 6, 20)
OTHER = RespondentData("Collega", "wethouder", "collega@example.org")


@pytest.fixture
def made(any_session: Session) -> Verified:
    return Verified.of(any_session)


@pytest.fixture
def interview(made: Verified, any_staff: MakeUser) -> Interview:
    interview = made.interview(by=[any_staff(RoleName.INTERVIEWER, email="ine@example.org")], respondents=(ADVISER,))
    made.save(interview, "1", "De voortgang is goed.")
    made.send(interview)
    return interview


def ask(made: Verified, reader: Verification, until: date = LATER, reason: str = "Vakantie.") -> None:
    who = Actor("respondent", reader.respondent_id)
    operations.ask_for_time(made.session, who, reader, until=until, reason=reason, at=NOW)


def newest_mail(made: Verified) -> OutboxMail:
    found = made.session.scalar(sa.select(OutboxMail).order_by(OutboxMail.id.desc()).limit(1))
    assert found
    return found


def actions(made: Verified) -> list[str]:
    found = sa.select(AuditEvent.action).where(AuditEvent.action.like("extension.%")).order_by(AuditEvent.id)
    return list(made.session.scalars(found))


def due_on(made: Verified, day: date) -> list[str]:
    return [one.respondent.email for one in readings_reminders_operations.due_now(made.session, moment(day, time(10)))]


def step(made: Verified, interview: Interview, day: date) -> Step:
    (row,) = rows_of(made.session, [interview], made.round)
    return step_of(row.facts, moment(day, time(10)))


def test_a_request_tells_the_interviewer_and_stops_the_reminders(made: Verified, interview: Interview) -> None:
    (reader,) = made.readers(interview)
    assert due_on(made, date(2018, 5, 29)) == [ADVISER.email]
    ask(made, reader)
    assert due_on(made, date(2018, 5, 29)) == []
    assert step(made, interview, date(2018, 5, 29)) is Step.TIME
    mail = newest_mail(made)
    assert mail.to_address == "ine@example.org"
    assert "woensdag 20 juni 2018" in mail.text
    assert "vraagt om meer tijd" in mail.text
    assert "Vakantie." not in mail.text, "the words of a person stay where only staff read them"
    assert reader.deadline == DEADLINE, "nothing changes before somebody says so"
    with pytest.raises(Refused, match="al om meer tijd"):
        ask(made, reader)
    with pytest.raises(Refused, match="wacht op antwoord"):
        reminders_operations.remind(made.session, SYSTEM, interview, contact=CONTACT, at=NOW)


def test_more_time_moves_the_deadline_everywhere_and_lengthens_the_link(made: Verified, interview: Interview) -> None:
    (reader,) = made.readers(interview)
    ask(made, reader)
    reader.expires_at = moment(DEADLINE, time())
    given = operations.give_time(
        made.session, SYSTEM, reader, until=LATER, words="Fijne vakantie.", contact=CONTACT, at=NOW
    )
    assert (given.state, given.until, given.asked_for) == (ExtensionState.GRANTED, LATER, LATER)
    assert reader.deadline == LATER
    assert reader.expires_at > moment(LATER, time(23))
    assert reader.record.deadline == DEADLINE, "what was sent stays as it was"
    mail = newest_mail(made)
    assert (mail.to_address, mail.enclosure) == (ADVISER.email, f"record:{reader.id}")
    assert "Fijne vakantie." in mail.text
    (row,) = rows_of(made.session, [interview], made.round)
    assert row.sent
    assert row.sent.deadline == LATER
    assert not row.late(date(2018, 6, 6))
    assert step(made, interview, date(2018, 6, 6)) is Step.WAIT
    assert [day for day in range(6, 28) if due_on(made, date(2018, 6, day))] == [20, 21]
    assert actions(made) == ["extension.ask", "extension.give"]


def test_a_refusal_is_read_by_the_respondent_and_reminders_go_on(made: Verified, interview: Interview) -> None:
    (reader,) = made.readers(interview)
    ask(made, reader)
    with pytest.raises(Refused, match="Schrijf op waarom"):
        operations.refuse_time(made.session, SYSTEM, reader, words=" ", contact=CONTACT, at=NOW)
    operations.refuse_time(made.session, SYSTEM, reader, words="Het rapport wacht.", contact=CONTACT, at=NOW)
    assert "Het rapport wacht." in newest_mail(made).text
    assert reader.deadline == DEADLINE
    assert due_on(made, date(2018, 5, 29)) == [ADVISER.email]
    with pytest.raises(Refused, match="geen verzoek"):
        operations.refuse_time(made.session, SYSTEM, reader, words="Nee.", contact=CONTACT, at=NOW)
    ask(made, reader, date(2018, 6, 8))
    assert actions(made) == ["extension.ask", "extension.refuse", "extension.ask"]


def test_staff_gives_time_unasked_also_when_the_link_has_run_out(made: Verified, interview: Interview) -> None:
    (reader,) = made.readers(interview)
    late = NOW + timedelta(days=60)
    with pytest.raises(Refused, match="Kies een datum na"):
        operations.give_time(made.session, SYSTEM, reader, until=LATER, contact=CONTACT, at=late)
    operations.give_time(made.session, SYSTEM, reader, until=date(2018, 8, 1), contact=CONTACT, at=late)
    assert queries.link_state_of(reader, late).value == "open"


@pytest.mark.parametrize(("until", "words"), [(DEADLINE, "na 5 juni"), (date(2018, 6, 29), "uiterste datum")])
def test_a_day_must_be_later_and_within_the_round(
    made: Verified, interview: Interview, until: date, words: str
) -> None:
    made.round.last_day = date(2018, 6, 22)
    (reader,) = made.readers(interview)
    with pytest.raises(Refused, match=words):
        ask(made, reader, until)
    with pytest.raises(Refused, match="te lang"):
        ask(made, reader, LATER, reason="x" * 1001)


def test_nobody_gets_time_who_is_done_or_has_no_link(made: Verified, interview: Interview) -> None:
    (reader,) = made.readers(interview)
    links_operations.revoke_link(made.session, SYSTEM, reader, at=NOW)
    with pytest.raises(Refused, match="geen tijd meer vragen"):
        ask(made, reader)
    reader.revoked_at = None
    made.submit(reader)
    with pytest.raises(Refused, match="heeft al gereageerd"):
        operations.give_time(made.session, SYSTEM, reader, until=LATER, contact=CONTACT, at=NOW)


def test_a_request_of_who_finished_meanwhile_asks_nothing(any_app: Flask, made: Verified, interview: Interview) -> None:
    assert any_app
    (reader,) = made.readers(interview)
    ask(made, reader)
    assert queries.requests(made.session, [interview.id]) == {interview.id}
    made.submit(reader)
    made.session.flush()
    assert queries.requests(made.session, [interview.id]) == set()
