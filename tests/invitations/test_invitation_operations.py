from datetime import time, timedelta

import pytest
import sqlalchemy as sa
from icalendar import Calendar
from invited import CONTACT, DAY, Invited
from recorded import ADVISER, NOW, SYSTEM
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor, AuditEvent, verify_chain
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording import operations as recording
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.invitations import operations
from surveyapp.invitations.models import Invitation
from surveyapp.invitations.rules import Method, Stand, Told
from surveyapp.mail.outbox.models import OutboxMail


@pytest.fixture
def planned(any_session: Session) -> Invited:
    return Invited.of(any_session)


def mails(session: Session) -> list[OutboxMail]:
    return list(session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)))


def organiser(invitation: Invitation) -> str:
    (event,) = Calendar.from_ical(invitation.calendar).walk("VEVENT")
    return str(event["ORGANIZER"])


def test_each_respondent_gets_a_mail_of_their_own(planned: Invited) -> None:
    invitation = planned.invite()
    sent = mails(planned.session)
    assert [one.to_address for one in sent] == ["contact@example.org", "zoe@example.org"]
    assert [one.enclosure for one in sent] == [f"invitation:{copy.id}" for copy in invitation.recipients]
    assert "Beste Contactpersoon," in sent[0].text
    assert (
        "Dinsdag 29 mei 2018\n10:30 tot 11:30 uur, Nederlandse tijd\nGemeentehuis, kamer 2; vleugel B" in sent[0].text
    )
    assert (
        "U krijgt het verslag ongeveer op dinsdag 5 juni 2018.\nU hebt dan tot en met dinsdag 19 juni" in sent[0].text
    )
    assert sent[0].subject == "Uitnodiging voor een interview (Regio Oost-Drenthe)"
    assert (invitation.method, invitation.sequence) == (Method.REQUEST, 0)
    assert planned.stand is Stand.SENT
    events = planned.session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id.desc())).all()
    assert events[0] == "invitation.request"
    assert verify_chain(planned.session).broken_at is None


def test_a_change_is_told_under_the_same_uid_with_the_next_sequence(planned: Invited) -> None:
    first = planned.invite()
    planned.plan(begins=time(14))
    assert planned.told == [Told.OLDER, Told.OLDER]
    assert planned.stand is Stand.CHANGED
    second = planned.invite(0)
    assert (second.uid, second.sequence) == (first.uid, 1)
    assert mails(planned.session)[-1].subject == "De afspraak voor uw interview is gewijzigd (Regio Oost-Drenthe)"
    assert planned.told == [Told.CURRENT, Told.OLDER]
    third = planned.invite(1)
    assert (third.uid, third.sequence) == (first.uid, 2)
    assert planned.stand is Stand.SENT
    planned.plan(begins=time(14))
    assert planned.stand is Stand.SENT


def test_somebody_who_joins_or_has_another_address_is_still_to_be_invited(planned: Invited) -> None:
    planned.invite()
    session, interview = planned.session, planned.interview
    recording.add_respondent(session, SYSTEM, interview, RespondentData("Nieuw", "raadslid", "n@example.org"), at=NOW)
    assert planned.stand is Stand.PARTLY
    moved = RespondentData(ADVISER.name, ADVISER.function, "elders@example.org")
    recording.change_respondent(session, SYSTEM, interview, interview.respondents[0], moved, at=NOW)
    assert planned.told == [Told.NOTHING, Told.CURRENT, Told.NOTHING]


def test_pressing_twice_sends_once(planned: Invited) -> None:
    planned.invite()
    people = [one.id for one in planned.interview.respondents]
    with pytest.raises(Refused, match="intussen al iets verstuurd"):
        operations.invite(planned.session, SYSTEM, planned.interview, people, after=0, contact=CONTACT, at=NOW)
    assert len(mails(planned.session)) == 2


def test_nobody_is_invited_without_hours_persons_or_after_the_beginning(planned: Invited) -> None:
    with pytest.raises(Refused, match="minstens één persoon"):
        operations.invite(planned.session, SYSTEM, planned.interview, [9999], after=0, contact=CONTACT, at=NOW)
    with pytest.raises(Refused, match="al voorbij"):
        planned.invite(at=NOW + timedelta(days=8))
    planned.plan(begins=None)
    with pytest.raises(Refused, match="begintijd"):
        planned.invite()
    planned.plan()
    planned.made.save(planned.interview, "1", "Ja.")
    with pytest.raises(Refused, match="al iets opgenomen"):
        planned.invite()
    assert mails(planned.session) == []


def test_cancelling_tells_those_who_were_invited_and_forgets_the_date(planned: Invited) -> None:
    with pytest.raises(Refused, match="niemand uitgenodigd"):
        planned.cancel()
    first = planned.invite(0)
    planned.plan(begins=time(15))
    planned.cancel("Er is een storm.\r\n\r\nWij bellen u.")
    cancelled = planned.newest
    assert cancelled
    assert (cancelled.method, cancelled.uid, cancelled.sequence) == (Method.CANCEL, first.uid, 1)
    assert [one.respondent_id for one in cancelled.recipients] == [planned.interview.respondents[0].id]
    mail = mails(planned.session)[-1]
    assert mail.to_address == "contact@example.org"
    assert "10:30 tot 11:30 uur" in mail.text
    assert "Er is een storm.\n\nWij bellen u." in mail.text
    assert (planned.interview.held_on, planned.interview.planned_from) == (None, None)
    assert planned.interview.place
    assert planned.stand is Stand.OPEN
    with pytest.raises(Refused, match="niemand uitgenodigd"):
        planned.cancel()


def test_after_a_cancellation_a_new_plan_is_another_appointment(planned: Invited) -> None:
    first = planned.invite()
    planned.cancel()
    planned.plan(DAY + timedelta(days=7))
    again = planned.invite()
    assert again.uid != first.uid
    assert again.sequence == 0
    assert mails(planned.session)[-1].subject.startswith("Uitnodiging")


def test_a_cancellation_goes_to_the_address_that_was_invited(planned: Invited) -> None:
    planned.invite(0)
    moved = RespondentData(ADVISER.name, ADVISER.function, "elders@example.org")
    recording.change_respondent(
        planned.session, SYSTEM, planned.interview, planned.interview.respondents[0], moved, at=NOW
    )
    planned.cancel()
    assert mails(planned.session)[-1].to_address == "contact@example.org"


def test_too_long_a_reason_is_refused(planned: Invited) -> None:
    planned.invite()
    with pytest.raises(Refused, match="te lang"):
        planned.cancel("x" * (operations.MAX_REASON + 1))


def test_who_sends_first_stays_the_organiser(any_session: Session, any_staff: MakeUser) -> None:
    first, second = any_staff(RoleName.INTERVIEWER), any_staff(RoleName.INTERVIEWER)
    planned = Invited.of(any_session, by=[first, second])
    invitation = planned.invite(by=Actor("staff", second.id))
    assert organiser(invitation) == f"mailto:{second.email}"
    assert {one.reply_to for one in mails(any_session)} == {second.email}
    recording.change_interview(
        any_session, SYSTEM, planned.interview, held_on=DAY, place="Elders", interviewers=[first], at=NOW
    )
    changed = planned.invite(by=Actor("staff", first.id))
    assert organiser(changed) == f"mailto:{second.email}"
    assert mails(any_session)[-1].reply_to == first.email


def test_without_interviewers_the_programme_invites(planned: Invited) -> None:
    assert organiser(planned.invite()) == f"mailto:{CONTACT}"


def test_a_chain_of_sendings_cannot_fork(planned: Invited) -> None:
    first = planned.invite()
    twin = {column.name: getattr(first, column.name) for column in Invitation.__table__.columns if column.name != "id"}
    planned.session.add(Invitation(**twin))
    with pytest.raises(sa.exc.IntegrityError):
        planned.session.flush()
    planned.session.rollback()
