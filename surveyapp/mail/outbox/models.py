"""The outbox: every mail, from the transaction that caused it to its delivery."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.core.db import Base, enum_column
from surveyapp.core.leases import LeaseMixin
from surveyapp.mail.outbox.rules import Standing


class MailState(StrEnum):
    """State of a mail's delivery."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class OutboxMail(LeaseMixin, Base):
    """A mail to a single address.

    ``text`` and ``html`` hold ``%LINK%`` where ``enclosure`` supplies a link. Both are loaded on access, because lists
    of mails do not show them.
    """

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    to_name: Mapped[str] = mapped_column(sa.String(200), default="")
    to_address: Mapped[str] = mapped_column(sa.String(254))
    reply_to: Mapped[str] = mapped_column(sa.String(254), default="")
    subject: Mapped[str] = mapped_column(sa.String(300))
    text: Mapped[str] = mapped_column(sa.Text, deferred=True)
    html: Mapped[str] = mapped_column(sa.Text, default="", deferred=True)
    enclosure: Mapped[str] = mapped_column(sa.String(60), default="")
    """What is added at delivery, as "kind:id" ("record:12"); "" for nothing."""
    interview_id: Mapped[int | None] = mapped_column(sa.ForeignKey("interviews.id"), index=True)
    state: Mapped[MailState] = mapped_column(enum_column(MailState), default=MailState.WAITING, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    error: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    from_name: Mapped[str] = mapped_column(sa.String(200), default="", server_default=sa.text("''"))
    """The sender's name; "" for the programme's."""
    unsure: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    """How often the server received the whole mail without answering whether it was accepted."""
    given_at: Mapped[datetime | None]
    """When the current attempt began to send the whole mail to the server; None before that, and once the outcome is
    known.
    """
    returned_at: Mapped[datetime | None]
    """When the recipient's server returned the mail."""
    report: Mapped[str] = mapped_column(sa.Text, default="", server_default=sa.text("''"))
    """The words of the recipient's server: why it returned the mail or, without ``returned_at``, delays it."""
    handled_at: Mapped[datetime | None]
    """When staff marked a mail that did not arrive as settled."""

    __table_args__ = (sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_a_moment"),)

    @property
    def standing(self) -> Standing:
        """Return the standing of this mail, as staff see it."""
        return standing_of(self.state, self.returned_at)


def standing_of(state: MailState, returned_at: datetime | None) -> Standing:
    """Return the standing of a mail, from two of its columns."""
    if state is MailState.FAILED:
        return Standing.FAILED
    return Standing.RETURNED if returned_at else Standing(state.value)
