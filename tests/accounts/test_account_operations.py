from datetime import datetime

import pytest
import sqlalchemy as sa
from flask_security import verify_password
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff import queries
from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.operations import add_user, change_user, invite_again
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor, AuditEvent, verify_chain
from surveyapp.core.errors import Refused
from surveyapp.mail.outbox.models import OutboxMail

ADMINISTRATOR, EDITOR, INTERVIEWER = RoleName.ADMINISTRATOR, RoleName.EDITOR, RoleName.INTERVIEWER


def added(
    session: Session,
    at: datetime,
    *,
    email: str = "Vera@Example.org ",
    name: str = " Vera  de Wit ",
    roles: tuple[RoleName, ...] = (ADMINISTRATOR,),
    password: str | None = None,
    actor: Actor | None = None,
) -> User:
    return add_user(session, actor or Actor.system(), email=email, name=name, roles=roles, password=password, at=at)


def events(session: Session) -> list[str]:
    return list(session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)))


def test_a_new_user_gets_a_mail_to_choose_a_password(any_session: Session, now: datetime) -> None:
    user = added(any_session, now, roles=(EDITOR, INTERVIEWER))
    assert (user.email, user.name, user.password) == ("vera@example.org", "Vera de Wit", None)
    assert set(user.role_names) == {EDITOR, INTERVIEWER}
    mail = any_session.scalars(sa.select(OutboxMail)).one()
    assert (mail.to_address, mail.enclosure) == ("vera@example.org", f"password:{user.id}")
    assert "%LINK%" in mail.text
    assert "%LINK%" in mail.html
    assert "wachtwoord-nieuw" not in mail.text + mail.html
    assert events(any_session) == ["user.add"]
    assert verify_chain(any_session).broken_at is None


def test_a_user_with_a_password_gets_no_mail(any_session: Session, now: datetime) -> None:
    user = added(any_session, now, password="twaalf-tekens")
    assert verify_password("twaalf-tekens", user.password)
    assert user.password.startswith("$argon2id$")
    assert any_session.scalars(sa.select(OutboxMail)).all() == []


def test_the_audit_event_does_not_name_the_address(any_session: Session, now: datetime) -> None:
    added(any_session, now)
    assert "vera" not in any_session.scalars(sa.select(AuditEvent.detail)).one()


def test_an_administrator_who_adds_somebody_is_who_answers_go_to(
    any_session: Session, any_staff: MakeUser, now: datetime
) -> None:
    administrator = any_staff(ADMINISTRATOR, name="Bea Beheer")
    added(any_session, now, actor=Actor("staff", administrator.id))
    mail = any_session.scalars(sa.select(OutboxMail)).one()
    assert mail.reply_to == administrator.email
    assert "Bea Beheer heeft een account voor u gemaakt" in mail.text


@pytest.mark.parametrize("email", ["VERA@example.org", "vera@EXAMPLE.org"])
def test_an_address_belongs_to_one_user_whatever_its_capitals(any_session: Session, now: datetime, email: str) -> None:
    added(any_session, now)
    with pytest.raises(Refused, match="al een account"):
        added(any_session, now, email=email)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"email": "geen adres"}, "geen geldig e-mailadres"),
        ({"email": "een@example.org, twee@example.org"}, "geen geldig e-mailadres"),
        ({"name": "  "}, "naam"),
        ({"roles": ()}, "rol"),
        ({"password": "elf-tekens1"}, "minstens 12"),
    ],
)
def test_a_user_who_cannot_be_is_refused(session: Session, now: datetime, wrong: dict, message: str) -> None:
    with pytest.raises(Refused, match=message):
        added(session, now, **wrong)
    assert queries.users(session) == []


def test_roles_are_made_once(any_session: Session, now: datetime) -> None:
    first = added(any_session, now, roles=(EDITOR,))
    second = added(any_session, now, email="w@example.org", roles=(EDITOR,))
    assert first.roles == second.roles


def test_an_administrator_changes_name_and_roles(any_session: Session, any_staff: MakeUser, now: datetime) -> None:
    any_staff(ADMINISTRATOR)
    user = any_staff(INTERVIEWER)
    before = user.fs_uniquifier
    change_user(any_session, Actor.system(), user, name="Nieuw", roles=[EDITOR], active=True, at=now)
    assert (user.name, user.role_names, user.fs_uniquifier) == ("Nieuw", (EDITOR,), before)
    assert events(any_session) == ["user.change"]


def test_who_goes_out_of_service_loses_every_session(any_session: Session, any_staff: MakeUser, now: datetime) -> None:
    any_staff(ADMINISTRATOR)
    user = any_staff(EDITOR)
    before = user.fs_uniquifier
    change_user(any_session, Actor.system(), user, name=user.name, roles=[EDITOR], active=False, at=now)
    assert not user.active
    assert user.fs_uniquifier != before


@pytest.mark.parametrize(("roles", "active"), [([EDITOR], True), ([ADMINISTRATOR], False)])
def test_the_last_administrator_stays(
    any_session: Session, any_staff: MakeUser, now: datetime, roles: list[RoleName], active: bool
) -> None:
    last = any_staff(ADMINISTRATOR)
    gone = any_staff(ADMINISTRATOR)
    gone.active = False
    with pytest.raises(Refused, match="één beheerder"):
        change_user(any_session, Actor.system(), last, name="x", roles=roles, active=active, at=now)
    assert last.role_names == (ADMINISTRATOR,)
    assert last.active


def test_an_invitation_is_sent_again_until_there_is_a_password(
    any_session: Session, any_staff: MakeUser, now: datetime
) -> None:
    invite_again(any_session, Actor.system(), any_staff(EDITOR, password=None), now)
    assert len(any_session.scalars(sa.select(OutboxMail)).all()) == 1
    with pytest.raises(Refused):
        invite_again(any_session, Actor.system(), any_staff(EDITOR), now)


def test_users_are_listed_by_name_with_the_inactive_last(any_session: Session, any_staff: MakeUser) -> None:
    any_staff(EDITOR, name="bram")
    any_staff(EDITOR, name="Anna").active = False
    any_staff(EDITOR, name="Carla")
    assert [user.name for user in queries.users(any_session)] == ["bram", "Carla", "Anna"]
