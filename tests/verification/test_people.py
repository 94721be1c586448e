"""Who is asked, changed after sending: links close and open, what was said stays, and everything is told."""

import pytest
import sqlalchemy as sa
from checking import Client
from flask import Flask
from recorded import ADVISER, SYSTEM
from sent_record import ANSWERS, COLLEAGUE, CONTACT, SentRecord, put
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.agreement.queries import agreed_among
from surveyapp.core.audit import AuditEvent
from surveyapp.core.db import utcnow
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.models import Interview, Respondent
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.interviews.recording.rules import InterviewState
from surveyapp.mail.message.enclosures import supply
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.verification.people import operations, queries
from surveyapp.verification.records import queries as records_queries
from surveyapp.verification.records.models import Approval

NEW = RespondentData("Nieuw", "directeur", "nieuw@example.org")
READER = RespondentData("Lezer", "secretaris", "lezer@example.org", must_agree=False)


@pytest.fixture
def sent(session: Session) -> SentRecord:
    return SentRecord.of(session, respondents=(ADVISER, COLLEAGUE))


def mails_to(session: Session, address: str) -> list[OutboxMail]:
    return list(session.scalars(sa.select(OutboxMail).where(OutboxMail.to_address == address).order_by(OutboxMail.id)))


def change(sent: SentRecord, person: Respondent, data: RespondentData) -> None:
    operations.change_person(
        sent.session, SYSTEM, sent.interview, person, data, link_days=28, contact=CONTACT, at=utcnow()
    )
    sent.session.commit()


def remove(sent: SentRecord, person: Respondent) -> None:
    operations.remove_person(sent.session, SYSTEM, sent.interview, person, contact=CONTACT, at=utcnow())
    sent.session.commit()


def succeed(sent: SentRecord, person: Respondent, *, keep: bool, data: RespondentData = NEW) -> Respondent:
    found = operations.succeed(
        sent.session, SYSTEM, sent.interview, person, data, keep=keep, link_days=28, contact=CONTACT, at=utcnow()
    )
    sent.session.commit()
    return found


def open_items(sent: SentRecord, person: Respondent) -> set[str]:
    return set(records_queries.texts_of(sent.session, sent.interview).open_for(person))


def test_another_address_closes_the_old_link_and_keeps_what_was_filled_in(app: Flask, sent: SentRecord) -> None:
    session, person = sent.session, sent.interview.respondents[0]
    old, opened = sent.link(), Client(app, sent.session)
    sent.open(opened)
    put(opened, "1", reader=sent.reader, kind="agree")
    change(sent, person, RespondentData(ADVISER.name, ADVISER.function, "ander@example.org"))
    assert sent.link() != old
    Client(app, session).post(old, status=404)
    opened.get("/nakijken", status=401)
    first, told = mails_to(session, ADVISER.email)
    assert first.state is MailState.WITHDRAWN, "it waited, and would have carried the new link"
    assert "gesloten" in told.subject
    assert "ander@example.org" not in told.text + told.html
    assert not told.enclosure
    (again,) = mails_to(session, "ander@example.org")
    assert supply(session, again.enclosure, app.config).link.endswith(sent.link())
    sent.open(Client(app, session))
    assert sent.said()["1"][0] == "agree"
    events = session.scalars(sa.select(AuditEvent.action)).all()
    assert {"verification.relink", "respondent.change"} <= set(events)


def test_who_had_finished_gets_the_receipt_at_the_new_address(app: Flask, sent: SentRecord) -> None:
    sent.submitted(Client(app, sent.session))
    change(sent, sent.interview.respondents[0], RespondentData(ADVISER.name, ADVISER.function, "ander@example.org"))
    (mail,) = mails_to(sent.session, "ander@example.org")
    assert mail.enclosure.startswith("receipt:")
    assert sent.approved() == {(ADVISER.function, item) for item in ANSWERS}


def test_two_people_cannot_have_one_address(sent: SentRecord) -> None:
    person = sent.interview.respondents[0]
    with pytest.raises(Refused, match="hoort al bij"):
        change(sent, person, RespondentData(ADVISER.name, ADVISER.function, COLLEAGUE.email))
    with pytest.raises(Refused, match="hoort al bij"):
        operations.add_person(sent.session, SYSTEM, sent.interview, COLLEAGUE, at=utcnow())
    with pytest.raises(Refused, match="hoort al bij"):
        succeed(sent, person, keep=True, data=COLLEAGUE)


def test_an_agreement_keeps_the_function_of_then_and_the_change_is_kept(app: Flask, sent: SentRecord) -> None:
    sent.submitted(Client(app, sent.session))
    change(sent, sent.interview.respondents[0], RespondentData("Anders", "directeur", ADVISER.email))
    assert {one.function for one in sent.session.scalars(sa.select(Approval))} == {ADVISER.function}
    found = queries.changes_of(sent.session, sent.interview)
    assert [(one.what.value, one.before, one.after) for one in found] == [
        ("function", ADVISER.function, "directeur"),
        ("name", ADVISER.name, "Anders"),
    ]


def test_who_leaves_is_told_and_what_they_agreed_stays(app: Flask, sent: SentRecord) -> None:
    sent.submitted(Client(app, sent.session))
    first, second = sent.interview.respondents
    old = sent.link(1)
    remove(sent, second)
    assert sent.interview.state is InterviewState.APPROVED, "nobody else is waited for"
    assert [one.id for one in sent.interview.respondents] == [first.id]
    Client(app, sent.session).post(old, status=404)
    assert "niet meer na te kijken" in mails_to(sent.session, COLLEAGUE.email)[-1].subject
    with pytest.raises(Refused, match="de laatste"):
        remove(sent, first)
    with pytest.raises(Refused, match="de laatste"):
        change(sent, first, RespondentData(ADVISER.name, ADVISER.function, ADVISER.email, must_agree=False))
    assert sent.approved() == {(ADVISER.function, item) for item in ANSWERS}


@pytest.mark.parametrize("keep", [True, False])
def test_a_successor_is_asked_for_what_is_not_settled(app: Flask, sent: SentRecord, keep: bool) -> None:
    remove(sent, sent.interview.respondents[1])
    sent.submitted(Client(app, sent.session), kind_6="question", question_6="Welke?")
    person = sent.interview.respondents[0]
    new = succeed(sent, person, keep=keep)
    assert open_items(sent, new) == ({"6"} if keep else set(ANSWERS))
    again = succeed(sent, new, keep=True, data=RespondentData("Derde", "directeur", "derde@example.org"))
    assert open_items(sent, again) == ({"6"} if keep else set(ANSWERS)), "the line goes on"
    revision = records_queries.texts_of(sent.session, sent.interview).revisions["1"]
    assert (revision.id in agreed_among(sent.session, [revision.id])) is keep
    (asked,) = [one for one in sent.record.verifications if one.respondent_id == again.id]
    assert asked.revoked_at is None
    assert {one.respondent_id for one in sent.session.scalars(sa.select(Approval))} == {person.id}


def test_who_joins_can_be_sent_the_present_record(sent: SentRecord) -> None:
    new = operations.add_person(sent.session, SYSTEM, sent.interview, NEW, at=utcnow())
    assert operations.why_not_invite(sent.session, sent.interview, new) == ""
    operations.invite_later(sent.session, SYSTEM, sent.interview, new, link_days=28, contact=CONTACT, at=utcnow())
    assert len(mails_to(sent.session, NEW.email)) == 1
    assert sent.interview.state is InterviewState.WAITING
    assert "heeft verslag 1 al" in operations.why_not_invite(sent.session, sent.interview, new)
    sent.made.save(sent.interview, "1", "Anders.", base=1)
    later = operations.add_person(sent.session, SYSTEM, sent.interview, READER, at=utcnow())
    assert "volgende verslag" in operations.why_not_invite(sent.session, sent.interview, later)


def test_who_left_and_comes_back_reads_through_another_link(app: Flask, sent: SentRecord) -> None:
    person, old = sent.interview.respondents[1], sent.link(1)
    remove(sent, person)
    back = operations.add_person(sent.session, SYSTEM, sent.interview, COLLEAGUE, at=utcnow())
    assert back.id == person.id
    operations.invite_later(sent.session, SYSTEM, sent.interview, back, link_days=28, contact=CONTACT, at=utcnow())
    sent.session.commit()
    Client(app, sent.session).post(old, status=404)
    sent.open(Client(app, sent.session), 1)


def test_a_reader_who_must_agree_from_now_on_can_still_do_so(app: Flask, session: Session) -> None:
    sent = SentRecord.of(session, respondents=(ADVISER, READER))
    sent.submitted(Client(app, session))
    assert sent.interview.state is InterviewState.APPROVED
    reader = sent.interview.respondents[1]
    words = operations.consequences(
        session, sent.interview, reader, RespondentData("Lezer", "secretaris", READER.email)
    )
    assert "3 antwoorden: nu akkoord, dan wachten op Lezer" in " ".join(words)
    change(sent, reader, RespondentData("Lezer", "secretaris", READER.email))
    assert sent.interview.state is InterviewState.WAITING
    sent.open(Client(app, session), 1)
    change(sent, reader, READER)
    assert sent.interview.state is InterviewState.APPROVED


# On screen


@pytest.fixture
def desk(client: Client, staff: MakeUser) -> Client:
    return client.login(staff(RoleName.ADMINISTRATOR))


def path(interview: Interview, person: Respondent, tail: str = "") -> str:
    return f"/interviews/{interview.id}/respondenten/{person.id}{tail}"


def fields(**changed: str) -> dict[str, str]:
    return {"name": ADVISER.name, "function": ADVISER.function, "email": ADVISER.email, "must_agree": "y", **changed}


def test_what_a_change_does_is_said_before_it_is_done(desk: Client, sent: SentRecord) -> None:
    person = sent.interview.respondents[0]
    page = desk.post(path(sent.interview, person), fields(email="ander@example.org"), title="Wijziging doorvoeren")
    assert "werkt niet meer" in page.words
    assert not mails_to(sent.session, "ander@example.org")
    shown = {one.get("name"): one.get("value") for one in page.all("input") if one.get("name") != "csrf_token"}
    done = desk.follow(desk.post(path(sent.interview, person), shown))
    assert "e-mailadres van “contact@example.org” naar “ander@example.org”" in done.words
    assert mails_to(sent.session, "ander@example.org")


def test_the_last_one_is_not_taken_off_and_a_successor_needs_a_choice(desk: Client, sent: SentRecord) -> None:
    first, second = sent.interview.respondents
    desk.post(path(sent.interview, second, "/verwijderen"), status=303)
    page = desk.get(path(sent.interview, first, "/verwijderen"))
    assert "de laatste die akkoord moet geven" in page.words
    desk.post(path(sent.interview, first, "/verwijderen"), status=409)
    form = {"name": NEW.name, "function": NEW.function, "email": NEW.email, "must_agree": "y"}
    page = desk.post(path(sent.interview, first, "/opvolger"), form, status=422)
    assert "Kies wat er gebeurt met wat al akkoord is." in page.words
    done = desk.follow(desk.post(path(sent.interview, first, "/opvolger"), {**form, "keep": "no"}))
    assert "Nieuw neemt de plaats in van Contactpersoon." in done.words
    desk.get(path(sent.interview, first, "/verwijderen"), status=404)


def test_who_joins_is_offered_the_present_record(desk: Client, sent: SentRecord) -> None:
    form = {"name": NEW.name, "function": NEW.function, "email": NEW.email}
    page = desk.follow(desk.post(f"/interviews/{sent.interview.id}/respondenten", form, status=303))
    assert "Nieuw heeft het laatste verslag nog niet." in page.words
    (new,) = sent.session.scalars(sa.select(Respondent).where(Respondent.email == NEW.email))
    page = desk.follow(desk.post(path(sent.interview, new, "/verslag"), status=303))
    assert "Het verslag gaat naar Nieuw." in page.words
    desk.post(path(sent.interview, new, "/verslag"), status=409)
