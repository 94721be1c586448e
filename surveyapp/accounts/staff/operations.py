"""Operations on staff accounts, each with its audit event and its mail."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from email_validator import EmailNotValidError, validate_email
from flask_security import hash_password
from sqlalchemy.orm import Session

from surveyapp.accounts.staff import mails, queries
from surveyapp.accounts.staff.models import Role, User
from surveyapp.accounts.staff.rules import MIN_PASSWORD, WEAK, NoticeChoice, RoleName, is_weak
from surveyapp.core.audit import Actor, pseudonym, record_event
from surveyapp.core.errors import Refused
from surveyapp.mail.outbox.operations import enqueue


def add_user(
    session: Session,
    actor: Actor,
    *,
    email: str,
    name: str,
    roles: Collection[RoleName],
    password: str | None,
    at: datetime,
) -> User:
    """Add a member of staff.

    Without a password, a mail brings a link to choose one. Raises Refused. Hashing a password needs the application's
    context.
    """
    address, name = _address(email), _name(name)
    if queries.find_user_by_email(session, address):
        raise Refused(f"Er is al een account met het e-mailadres {address}.")
    if password is not None and len(password) < MIN_PASSWORD:
        raise Refused(f"Gebruik een wachtwoord van minstens {MIN_PASSWORD} tekens.")
    if password is not None and is_weak(password, name, address):
        raise Refused(WEAK)
    user = User(
        email=address,
        name=name,
        password=hash_password(password) if password is not None else None,
        active=True,
        fs_uniquifier=uuid4().hex,
        roles=_roles(session, roles),
    )
    session.add(user)
    session.flush()
    record_event(
        session,
        actor,
        "user.add",
        "user",
        user.id,
        at,
        email=pseudonym(session, address),
        roles=user.role_names,
    )
    if password is None:
        _send_welcome(session, actor, user, at)
    return user


def choose_notices(session: Session, user: User, choice: NoticeChoice, *, at: datetime) -> None:
    """Save how this person wants to be notified of events in their interviews."""
    user.notices = choice
    record_event(session, Actor("staff", user.id), "user.notices", "user", user.id, at, choice=choice)


def change_user(
    session: Session,
    actor: Actor,
    user: User,
    *,
    name: str,
    roles: Collection[RoleName],
    active: bool,
    at: datetime,
) -> User:
    """Change the name and roles of an account, and whether it is active.

    A deactivated person is logged out everywhere. Raises Refused, also when no administrator would be left.
    """
    administers = active and RoleName.ADMINISTRATOR in roles
    others = [person for person in queries.active_users(session, RoleName.ADMINISTRATOR) if person.id != user.id]
    if not administers and not others:
        raise Refused("Er moet één beheerder overblijven die kan inloggen.")
    user.name = _name(name)
    user.roles = _roles(session, roles)
    if user.active and not active:
        user.fs_uniquifier = uuid4().hex
    user.active = active
    session.flush()
    record_event(session, actor, "user.change", "user", user.id, at, active=active, roles=user.role_names)
    return user


def invite_again(session: Session, actor: Actor, user: User, at: datetime) -> None:
    """Send the welcome mail again. Raises Refused when the person has a password or is not active."""
    if user.password or not user.active:
        raise Refused("Deze persoon heeft al een wachtwoord, of kan niet inloggen.")
    _send_welcome(session, actor, user, at)
    record_event(session, actor, "user.invite", "user", user.id, at)


def _send_welcome(session: Session, actor: Actor, user: User, at: datetime) -> None:
    inviter = queries.find_user(session, actor.user_id) if actor.user_id else None
    enqueue(session, mails.welcome_mail(user, inviter), at)


def _address(email: str) -> str:
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise Refused(f"‘{email.strip()}’ is geen geldig e-mailadres.") from error


def _name(name: str) -> str:
    if not (name := " ".join(name.split())):
        raise Refused("Vul een naam in.")
    return name


def _roles(session: Session, names: Collection[RoleName]) -> list[Role]:
    """Return the rows of these roles, creating missing ones. Raises Refused when there are none."""
    if not names:
        raise Refused("Kies minstens één rol.")
    known = {role.name: role for role in queries.roles(session, names)}
    return [known.get(name) or Role(name=name.value) for name in RoleName if name in names]
