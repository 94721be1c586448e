"""One reader of an alignment: more time, another link, another address, another person; and who hears of it."""

from datetime import date, time

import pytest
import sqlalchemy as sa
from agreed_round import NOW, SYSTEM
from aligned_round import CONTACT, LATER, AlignedRound
from incoming import report
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import NoticeChoice, RoleName
from surveyapp.alignment.kind.kinds import PASSAGES, reminder_enclosure
from surveyapp.alignment.passages.models import AlignmentExtension
from surveyapp.alignment.passages.rules import Opinion
from surveyapp.alignment.readers import operations
from surveyapp.alignment.readers.operations import Mailing
from surveyapp.core.audit import Actor
from surveyapp.core.dutch import moment
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.interviews.recording.privacy import ERASED_TEXT
from surveyapp.mail.arrivals.operations import receive
from surveyapp.mail.message.enclosures import EnclosureGone
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.mail.received.models import Notice
from surveyapp.privacy.erasure.operations import erase_respondent
from surveyapp.readings.links import operations as links_operations
from surveyapp.readings.links.models import ReadingMixin
from surveyapp.readings.links.rules import ExtensionState, LinkState
from surveyapp.readings.more_time import operations as more_time_operations
from surveyapp.readings.reminders import operations as reminders_operations
from surveyapp.verification.people import operations as people_operations

UNTIL = date(2018, 6, 20)
MAILING = Mailing(28, CONTACT)
SUCCESSOR = RespondentData("Opvolger", "strateeg", "opvolger@example.org")


@pytest.fixture
def editor(any_staff: MakeUser) -> User:
    return any_staff(RoleName.EDITOR, email="ed@example.org")


@pytest.fixture
def aligned(any_session: Session, editor: User) -> AlignedRound:
    found = AlignedRound.of(any_session)
    found.send(Actor("staff", editor.id))
    return found


def ask(aligned: AlignedRound, reading: ReadingMixin) -> None:
    who = Actor("respondent", reading.respondent_id)
    more_time_operations.ask_for_time(aligned.session, who, reading, until=UNTIL, reason="Vakantie.", at=NOW)


def newest_mail(aligned: AlignedRound, address: str) -> OutboxMail:
    aligned.session.flush()
    mine = sa.select(OutboxMail).where(OutboxMail.to_address == address).order_by(OutboxMail.id.desc())
    found = aligned.session.scalar(mine.limit(1))
    assert found
    return found


def told(aligned: AlignedRound, user: User) -> list[Notice]:
    return list(aligned.session.scalars(sa.select(Notice).where(Notice.user_id == user.id).order_by(Notice.id)))


def due(aligned: AlignedRound, day: date) -> set[str]:
    found = reminders_operations.due_now(aligned.session, moment(day, time(10)))
    return {one.respondent.email for one in found if isinstance(one, PASSAGES.model)}


def test_who_asks_for_time_hears_no_reminder_and_the_editor_hears_of_it(aligned: AlignedRound, editor: User) -> None:
    fifth = date(2018, 5, 29)
    assert due(aligned, fifth) == {"oost-drenthe@example.org", "een-ander@example.org"}
    reading = aligned.readings()[0]
    ask(aligned, reading)
    assert due(aligned, fifth) == {"een-ander@example.org"}
    (notice,) = told(aligned, editor)
    assert "vraagt om meer tijd voor afstemming 1, tot en met woensdag 20 juni 2018. Vakantie." in notice.text
    assert notice.page == f"/rapport/afstemmen/1?ronde={aligned.made.round.name}"
    assert "Rapport, Afstemmen" in newest_mail(aligned, "ed@example.org").text
    with pytest.raises(Refused, match="al om meer tijd"):
        ask(aligned, reading)
    with pytest.raises(EnclosureGone, match="meer tijd"):
        reminder_enclosure(aligned.session, reading.id, {})


def test_time_is_given_with_a_mail_and_one_reminder_on_the_new_day(aligned: AlignedRound) -> None:
    reading = aligned.readings()[0]
    ask(aligned, reading)
    more_time_operations.give_time(
        aligned.session, SYSTEM, reading, until=UNTIL, words="Geen punt.", contact=CONTACT, at=LATER
    )
    reading = aligned.readings()[0]
    assert (reading.deadline, [one.state for one in reading.extensions]) == (UNTIL, [ExtensionState.GRANTED])
    mail = newest_mail(aligned, "oost-drenthe@example.org")
    assert "meer tijd voor de tekst van het rapport" in mail.subject
    assert "woensdag 20 juni" in mail.text
    assert "Geen punt." in mail.text
    assert mail.enclosure == f"alignment:{reading.id}"
    assert "oost-drenthe@example.org" not in due(aligned, date(2018, 6, 5))
    assert "oost-drenthe@example.org" in due(aligned, UNTIL)


def test_no_more_time_is_answered_with_a_reason(aligned: AlignedRound) -> None:
    reading = aligned.readings()[0]
    before = reading.deadline
    ask(aligned, reading)
    more_time_operations.refuse_time(
        aligned.session, SYSTEM, reading, words="Het gaat naar de Kamer.", contact=CONTACT, at=LATER
    )
    assert aligned.readings()[0].deadline == before
    mail = newest_mail(aligned, "oost-drenthe@example.org")
    assert "niet mogelijk" in mail.subject
    assert "Het gaat naar de Kamer." in mail.text
    ask(aligned, aligned.readings()[0])


def test_erasing_a_person_erases_why_they_wanted_time(aligned: AlignedRound) -> None:
    reading = aligned.readings()[0]
    ask(aligned, reading)
    erase_respondent(aligned.session, SYSTEM, reading.respondent, reason="Op verzoek.", at=LATER)
    found = aligned.session.execute(sa.select(AlignmentExtension.reason, AlignmentExtension.words)).all()
    assert [tuple(one) for one in found] == [(ERASED_TEXT, ERASED_TEXT)]


def test_a_reaction_is_told_as_the_editor_chose_and_to_all_when_the_sender_left(
    aligned: AlignedRound, editor: User, any_staff: MakeUser
) -> None:
    other = any_staff(RoleName.EDITOR, email="other@example.org")
    editor.notices = NoticeChoice.DAILY
    aligned.submit(aligned.readings()[0], (Opinion.ERROR, "Het was 2016."))
    (notice,) = told(aligned, editor)
    assert notice.pending
    assert "heeft gereageerd op afstemming 1: 1 keer ‘klopt’ en 1 keer ‘feitelijke fout’." in notice.text
    assert not told(aligned, other)
    editor.active = False
    aligned.submit(aligned.readings()[1])
    assert len(told(aligned, editor)) == 1
    assert len(told(aligned, other)) == 1


def test_a_mail_to_a_reader_that_comes_back_is_told_to_the_editor_and_no_interviewer(
    aligned: AlignedRound, editor: User, any_staff: MakeUser
) -> None:
    aligned.readings()[0].respondent.interview.interviewers.append(any_staff(RoleName.INTERVIEWER))
    mail = newest_mail(aligned, "oost-drenthe@example.org")
    receive(aligned.session, report(mail), NOW)
    assert mail.returned_at == NOW
    (notice,) = aligned.session.scalars(sa.select(Notice).where(Notice.text.contains("teruggekomen")))
    assert (notice.user_id, notice.page) == (editor.id, f"/rapport/afstemmen/1?ronde={aligned.made.round.name}")


def test_another_link_opens_what_the_old_one_does_not(aligned: AlignedRound) -> None:
    reading = aligned.readings()[0]
    old = reading.token_hash
    links_operations.revoke_link(aligned.session, SYSTEM, reading, at=NOW)
    assert PASSAGES.state(aligned.session, reading, LATER) is LinkState.CLOSED
    links_operations.renew_link(aligned.session, SYSTEM, reading, link_days=28, contact=CONTACT, at=LATER)
    reading = aligned.readings()[0]
    assert reading.token_hash != old
    assert PASSAGES.state(aligned.session, reading, LATER) is LinkState.OPEN
    assert "Klopt wat het rapport" in newest_mail(aligned, "oost-drenthe@example.org").subject


def test_who_reacted_gets_no_other_link_until_they_are_told(aligned: AlignedRound) -> None:
    reading = aligned.readings()[0]
    aligned.submit(reading)
    with pytest.raises(Refused, match="heeft al gereageerd"):
        links_operations.renew_link(aligned.session, SYSTEM, reading, link_days=28, contact=CONTACT, at=LATER)


def test_an_address_is_put_right_and_the_interviewers_hear_of_it(aligned: AlignedRound, any_staff: MakeUser) -> None:
    interviewer = any_staff(RoleName.INTERVIEWER)
    aligned.drenthe.interviewers.append(interviewer)
    reading = aligned.readings()[0]
    person = reading.respondent
    same = RespondentData(person.name, person.function, person.email, must_agree=True)
    with pytest.raises(Refused, match="niets gewijzigd"):
        operations.correct(aligned.session, SYSTEM, reading, same, MAILING, at=LATER)
    data = RespondentData(person.name, person.function, "nieuw@example.org", must_agree=True)
    operations.correct(aligned.session, SYSTEM, reading, data, MAILING, at=LATER)
    sent = sa.select(OutboxMail.subject).where(OutboxMail.to_address == "nieuw@example.org")
    assert any("Klopt wat het rapport" in one for one in aligned.session.scalars(sent))
    assert "De redactie wijzigde de gegevens" in told(aligned, interviewer)[-1].text


def test_a_successor_gets_the_passages_and_the_old_link_closes(aligned: AlignedRound) -> None:
    reading = aligned.readings()[0]
    concerns = {(one.passage_id, one.revision_id) for one in reading.concerns}
    operations.replace(aligned.session, SYSTEM, reading, SUCCESSOR, MAILING, at=LATER)
    left, _, came = aligned.readings()
    assert left.revoked_at
    assert came.respondent.email == "opvolger@example.org"
    assert {(one.passage_id, one.revision_id) for one in came.concerns} == concerns
    assert "Klopt wat het rapport" in newest_mail(aligned, "opvolger@example.org").subject
    with pytest.raises(Refused, match="doet niet meer mee"):
        links_operations.renew_link(aligned.session, SYSTEM, left, link_days=28, contact=CONTACT, at=LATER)


def test_a_successor_who_looks_at_everything_anew_or_after_a_reaction_gets_nothing(aligned: AlignedRound) -> None:
    first, second = aligned.readings()
    aligned.submit(second)
    for person, keep in ((first.respondent, False), (second.respondent, True)):
        data = RespondentData("Opvolger", "strateeg", f"na-{person.email}")
        people_operations.succeed(
            aligned.session, SYSTEM, person.interview, person, data, keep=keep, **MAILING._asdict(), at=LATER
        )
    assert len(aligned.readings()) == 2
