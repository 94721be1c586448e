"""Add mails to the outbox, in the transaction that causes them; retry failed mails."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, record_event
from surveyapp.core.errors import Refused
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.mail.outbox.rules import Standing


@dataclass(frozen=True, slots=True)
class Message:
    """The content and recipient of a mail. See ``OutboxMail`` for ``enclosure`` and ``%LINK%``."""

    to_name: str
    to_address: str
    subject: str
    text: str
    html: str = ""
    reply_to: str = ""
    enclosure: str = ""
    interview_id: int | None = None
    from_name: str = ""


def enqueue(session: Session, message: Message, at: datetime) -> OutboxMail:
    """Add a mail to the outbox. The worker sends it only after this transaction is committed."""
    mail = OutboxMail(
        message_id=f"<{token_hex(16)}@{session.info['mail_domain']}>",
        to_name=message.to_name,
        to_address=message.to_address,
        reply_to=message.reply_to,
        subject=message.subject,
        text=message.text,
        html=message.html,
        enclosure=message.enclosure,
        interview_id=message.interview_id,
        from_name=message.from_name,
        next_attempt_at=at,
        created_at=at,
    )
    session.add(mail)
    session.flush()
    return mail


def retry(session: Session, actor: Actor, mail: OutboxMail, at: datetime) -> None:
    """Retry a mail that failed or was returned, from the first attempt on. Raises Refused."""
    if mail.standing not in {Standing.FAILED, Standing.RETURNED}:
        raise Refused("Deze mail is niet mislukt.")
    begin_again(session, actor, mail, at)


def begin_again(session: Session, actor: Actor, mail: OutboxMail, at: datetime) -> None:
    """Reset a mail to wait for its first attempt, whatever its state."""
    mail.state, mail.attempts, mail.next_attempt_at, mail.given_at = MailState.WAITING, 0, at, None
    mail.unsure, mail.sent_at, mail.returned_at, mail.report, mail.handled_at = 0, None, None, "", None
    record_event(session, actor, "mail.retry", "mail", mail.id, at)


def settle(session: Session, actor: Actor, mail: OutboxMail, at: datetime) -> None:
    """Mark a mail that did not arrive as settled: staff saw it, and it stays as it is. Raises Refused."""
    if mail.standing not in {Standing.FAILED, Standing.RETURNED}:
        raise Refused("Deze mail is niet mislukt.")
    mail.handled_at = mail.handled_at or at
    record_event(session, actor, "mail.settle", "mail", mail.id, at)
