import pytest
from recorded import NOW, SYSTEM, Recorded
from setting import MakeUser
from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor, AuditEvent, verify_chain
from surveyapp.core.errors import NotFound, Refused
from surveyapp.fieldwork.overview.queries import briefs_of
from surveyapp.handover.operations import hand_over
from surveyapp.interviews.recording import operations as recording
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.queries import get_interview, newest_notes
from surveyapp.mail.outbox.models import OutboxMail


@pytest.fixture
def made(any_session: Session) -> Recorded:
    return Recorded.of(any_session)


@pytest.fixture
def north(any_staff: MakeUser) -> User:
    return any_staff(RoleName.INTERVIEWER, name="Interviewer Noord", email="noord@example.org")


@pytest.fixture
def south(any_staff: MakeUser) -> User:
    return any_staff(RoleName.INTERVIEWER, name="Interviewer Zuid", email="zuid@example.org")


@pytest.fixture
def interview(made: Recorded, north: User) -> Interview:
    return made.interview(by=[north])


def mails(made: Recorded) -> dict[str, OutboxMail]:
    return {one.to_address: one for one in made.session.scalars(select(OutboxMail))}


def test_it_leaves_one_list_for_another_with_its_notes_and_a_mail(
    made: Recorded, interview: Interview, north: User, south: User
) -> None:
    recording.save_note(made.session, SYSTEM, interview, "1", text="Bellen.", base=0, at=NOW)
    hand_over(
        made.session,
        Actor("staff", north.id),
        interview,
        giver=north,
        taker=south,
        stays=False,
        note="Ik ben <b>ziek</b>.\nBel eerst.",
        at=NOW,
    )
    assert briefs_of(made.session, north, made.round) == []
    assert [one.id for one in briefs_of(made.session, south, made.round)] == [interview.id]
    assert newest_notes(made.session, get_interview(made.session, south, interview.id))["1"].text == "Bellen."
    with pytest.raises(NotFound):
        get_interview(made.session, north, interview.id)
    assert set(mails(made)) == {"zuid@example.org"}
    mail = mails(made)["zuid@example.org"]
    assert mail.subject == "U neemt het interview met Regio Oost-Drenthe over"
    assert "Interviewer Noord heeft" in mail.text
    assert "Ik ben <b>ziek</b>.\nBel eerst." in mail.text
    assert "Ik ben &lt;b&gt;ziek&lt;/b&gt;.<br>Bel eerst." in mail.html
    event = made.session.scalars(select(AuditEvent).where(AuditEvent.action == "interview.hand_over")).one()
    assert (event.actor_id, event.subject_id) == (north.id, interview.id)
    assert verify_chain(made.session).broken_at is None


def test_who_hands_over_may_stay(made: Recorded, interview: Interview, north: User, south: User) -> None:
    actor = Actor("staff", north.id)
    hand_over(made.session, actor, interview, giver=north, taker=south, stays=True, note="", at=NOW)
    assert {one.id for one in interview.interviewers} == {north.id, south.id}
    assert "samen met Interviewer Noord" in mails(made)["zuid@example.org"].text
    assert "Toelichting" not in mails(made)["zuid@example.org"].text


def test_an_administrator_does_it_for_a_colleague_who_hears_of_it(
    made: Recorded, interview: Interview, north: User, south: User, any_staff: MakeUser
) -> None:
    chief = any_staff(RoleName.ADMINISTRATOR, name="Beheer")
    actor = Actor("staff", chief.id)
    hand_over(made.session, actor, interview, giver=north, taker=south, stays=False, note="Beterschap.", at=NOW)
    assert interview.interviewers == [south]
    assert "Beheer heeft uw interview" in mails(made)["noord@example.org"].text
    assert "Interviewer Zuid" in mails(made)["noord@example.org"].text


def test_it_goes_only_to_an_interviewer_who_can_log_in(
    made: Recorded, interview: Interview, north: User, any_staff: MakeUser
) -> None:
    editor, away = any_staff(RoleName.EDITOR), any_staff(RoleName.INTERVIEWER)
    away.active = False
    for taker in (editor, away, north):
        with pytest.raises(Refused):
            hand_over(made.session, SYSTEM, interview, giver=north, taker=taker, stays=False, note="", at=NOW)
    south = any_staff(RoleName.INTERVIEWER)
    with pytest.raises(Refused, match="te lang"):
        hand_over(made.session, SYSTEM, interview, giver=north, taker=south, stays=False, note="x" * 2001, at=NOW)
    assert interview.interviewers == [north]
    assert mails(made) == {}
