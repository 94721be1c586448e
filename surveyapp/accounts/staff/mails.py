"""Mails about an account. Their links are made at delivery, so the outbox gives access to no account."""

from surveyapp.accounts.staff.models import User
from surveyapp.mail.message.templating import written
from surveyapp.mail.outbox.operations import Message

ENCLOSURE = "password"
LINK_DAYS = 3


def welcome_mail(user: User, inviter: User | None) -> Message:
    """Return the mail about a new account, with a link to choose a password."""
    heading = "Uw account voor Wederhoor"
    inviter_name = inviter.name if inviter else ""
    plain, html = written("welcome", heading=heading, user=user, inviter=inviter_name, days=LINK_DAYS)
    return _to(
        user,
        heading,
        plain,
        html,
        enclosure=f"{ENCLOSURE}:{user.id}",
        reply_to=inviter.email if inviter else "",
    )


def reset_mail(user: User) -> Message:
    """Return the mail with a link to choose a new password."""
    heading = "Kies een nieuw wachtwoord"
    plain, html = written("password_reset", heading=heading, user=user, days=LINK_DAYS)
    return _to(user, heading, plain, html, enclosure=f"{ENCLOSURE}:{user.id}")


def password_changed_mail(user: User) -> Message:
    """Return the mail that says that the password was changed."""
    heading = "Uw wachtwoord is gewijzigd"
    plain, html = written("password_changed", heading=heading, user=user)
    return _to(user, heading, plain, html)


def _to(user: User, subject: str, plain: str, html: str, *, enclosure: str = "", reply_to: str = "") -> Message:
    return Message(
        to_name=user.name,
        to_address=user.email,
        subject=subject,
        text=plain,
        html=html,
        reply_to=reply_to,
        enclosure=enclosure,
    )
