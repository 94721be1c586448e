from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from recorded import NOW, SYSTEM
from sqlalchemy.orm import Session
from verified import CONTACT, Verified

from surveyapp.core.audit import AuditEvent
from surveyapp.core.dutch import local
from surveyapp.core.errors import Refused
from surveyapp.core.revisions import SaveConflict
from surveyapp.interviews.recording.models import Round
from surveyapp.interviews.recording.operations import create_round
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.mail.texts import queries
from surveyapp.mail.texts.mails import compose
from surveyapp.mail.texts.operations import back_to_standard, save_words
from surveyapp.mail.texts.rules import Words, kinds
from surveyapp.verification.reminders import operations

RECORD, SENDER = kinds()["record"], kinds()["sender"]
OWN = Words("Kijk {organisatie} na", "Dag {naam},\n\nGraag voor {termijn}.", "Dank.")


def next_round(session: Session, previous: Round, name: str, days: int) -> Round:
    return create_round(
        session,
        SYSTEM,
        name=name,
        title="Rapportage",
        subtitle="",
        previous=previous,
        outline="",
        at=NOW + timedelta(days=days),
    )


def test_a_mail_says_what_its_round_says(any_session: Session) -> None:
    made = Verified.of(any_session)
    save_words(any_session, SYSTEM, made.round, RECORD, OWN, base=0, at=NOW)
    save_words(any_session, SYSTEM, made.round, SENDER, Words("Team {ronde}", "Dag,\n{organisatie}"), base=0, at=NOW)
    interview = made.interview()
    made.save(interview, "1", "Ja.")
    made.send(interview)  # type: ignore[attr-defined]
    mail = any_session.scalars(sa.select(OutboxMail)).one()
    assert (mail.subject, mail.from_name) == ("Kijk Regio Oost-Drenthe na", "Team 2018")
    assert "Graag voor dinsdag 5 juni 2018." in mail.text
    assert "Dag,\nRegio Oost-Drenthe" in mail.text
    assert "%LINK%" in mail.text
    assert "%LINK%" in mail.html
    operations.remind(any_session, SYSTEM, interview, contact=CONTACT, at=NOW)
    reminder = any_session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id.desc())).first()
    assert reminder
    assert reminder.subject.startswith("Herinnering")
    assert reminder.from_name == "Team 2018"


def test_the_next_record_has_words_of_its_own(session: Session) -> None:
    made = Verified.of(session)
    interview = made.interview()
    made.save(interview, "1", "Ja.")
    made.send(interview)  # type: ignore[attr-defined]
    made.save(interview, "1", "Nee.", base=1)
    made.send(interview)  # type: ignore[attr-defined]
    first, second = session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id))
    assert "verslag van uw interview" in first.subject
    assert "aangepaste verslag" in second.subject


def test_words_are_kept_as_revisions_with_an_event(any_session: Session) -> None:
    made = Verified.of(any_session)
    first = save_words(any_session, SYSTEM, made.round, RECORD, OWN, base=0, at=NOW)
    assert save_words(any_session, SYSTEM, made.round, RECORD, OWN, base=1, at=NOW) is first
    other = replace(OWN, below="Tot ziens.")
    assert save_words(any_session, SYSTEM, made.round, RECORD, other, base=1, at=NOW).number == 2
    with pytest.raises(SaveConflict):
        save_words(any_session, SYSTEM, made.round, RECORD, replace(OWN, subject="Te laat"), base=1, at=NOW)
    back = back_to_standard(any_session, SYSTEM, made.round, RECORD, base=2, at=NOW)
    assert back.words(RECORD) == RECORD.standard
    assert queries.current_words(any_session, made.round, RECORD).standard
    assert [one.number for one in queries.revisions_of(any_session, made.round, RECORD)] == [3, 2, 1]
    events = any_session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "mail_texts.save")).all()
    assert len(events) == 3


def test_the_standard_words_when_saved_follow_the_standard(session: Session) -> None:
    made = Verified.of(session)
    assert save_words(session, SYSTEM, made.round, RECORD, RECORD.standard, base=0, at=NOW).text == ""


def test_a_wrong_placeholder_is_refused_and_nothing_kept(session: Session) -> None:
    made = Verified.of(session)
    with pytest.raises(Refused, match=r"\{naan\} bestaat niet"):
        save_words(session, SYSTEM, made.round, RECORD, replace(OWN, above="Dag {naan}"), base=0, at=NOW)
    assert queries.revisions_of(session, made.round, RECORD) == []


def test_a_round_begins_with_the_words_that_the_one_before_it_had_then(any_session: Session) -> None:
    first = Verified.of(any_session).round
    save_words(any_session, SYSTEM, first, RECORD, OWN, base=0, at=NOW)
    second = next_round(any_session, first, "2019", 10)
    save_words(any_session, SYSTEM, first, RECORD, replace(OWN, below="Later."), base=1, at=NOW + timedelta(days=20))
    third = next_round(any_session, second, "2020", 30)
    for round_ in (second, third):
        found = queries.current_words(any_session, round_, RECORD)
        assert (found.words, found.number, found.from_round) == (OWN, 0, "2018")
    save_words(any_session, SYSTEM, second, RECORD, RECORD.standard, base=0, at=NOW + timedelta(days=25))
    found = queries.current_words(any_session, third, RECORD)
    assert found.standard
    assert found.from_round == "2019"


def test_a_name_with_line_ends_makes_no_line_of_its_own() -> None:
    values = RECORD.samples | {"naam": "Jan\r\n\nKlik op\u2028http://example.net"}
    fixed = {"deadline": local(NOW).date(), "minutes": 5, "contact": CONTACT}
    made = compose(RECORD, Words("Dag {naam}", "Beste {naam},"), SENDER.standard, values, **fixed)
    assert "Beste Jan Klik op http://example.net," in made.text
    assert made.subject == "Dag Jan Klik op http://example.net"
