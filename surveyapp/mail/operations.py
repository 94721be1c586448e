"""Put a mail in the outbox, in the transaction that causes it."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import make_msgid

from sqlalchemy.orm import Session

from surveyapp.mail.models import OutboxMail


@dataclass(frozen=True, slots=True)
class Message:
    """What a mail says and to whom. See ``OutboxMail`` for ``enclosure`` and ``%LINK%``."""

    to_name: str
    to_address: str
    subject: str
    text: str
    html: str = ""
    reply_to: str = ""
    enclosure: str = ""
    interview_id: int | None = None


def enqueue(session: Session, message: Message, at: datetime) -> OutboxMail:
    """The mail waits in the outbox; the worker sends it after this transaction, and only then."""
    mail = OutboxMail(
        message_id=make_msgid(domain="surveyapp.invalid"),
        to_name=message.to_name,
        to_address=message.to_address,
        reply_to=message.reply_to,
        subject=message.subject,
        text=message.text,
        html=message.html,
        enclosure=message.enclosure,
        interview_id=message.interview_id,
        next_attempt_at=at,
        created_at=at,
    )
    session.add(mail)
    session.flush()
    return mail
