"""Tables of received mails, of the mailbox as far as it was read, and of notices to interviewers."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.accounts.staff.models import User
from surveyapp.core.db import Base, enum_column
from surveyapp.interviews.recording.models import Interview, Respondent
from surveyapp.mail.received.rules import IncomingKind, MatchedBy


class Mailbox(Base):
    """A mailbox that is read. ``name`` is its address without the password."""

    __tablename__ = "mailboxes"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(300), unique=True)
    validity: Mapped[str] = mapped_column(sa.String(20), default="")
    """The server's UIDVALIDITY: when it changes, message numbers start again."""
    last_uid: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    next_look_at: Mapped[datetime]
    looked_at: Mapped[datetime | None]
    """When it was last read without a failure."""
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(sa.Text, default="")


class IncomingMail(Base):
    """A message from the mailbox: its text, and the raw message. ``key`` identifies it when it is read twice.

    A mail does not prove who wrote it: it never counts as a reaction, let alone as agreement.
    """

    __tablename__ = "incoming_mails"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    kind: Mapped[IncomingKind] = mapped_column(enum_column(IncomingKind))
    interview_id: Mapped[int | None] = mapped_column(sa.ForeignKey("interviews.id"), index=True)
    outbox_id: Mapped[int | None] = mapped_column(sa.ForeignKey("outbox.id"))
    respondent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("respondents.id"))
    matched_by: Mapped[MatchedBy] = mapped_column(enum_column(MatchedBy))
    from_name: Mapped[str] = mapped_column(sa.String(200))
    from_address: Mapped[str] = mapped_column(sa.String(254))
    subject: Mapped[str] = mapped_column(sa.String(300))
    text: Mapped[str] = mapped_column(sa.Text)
    raw: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    received_at: Mapped[datetime]
    redacted: Mapped[bool] = mapped_column(default=True, server_default=sa.false())
    """Whether personal links and codes were removed; False for messages from before that was done."""
    set_aside_at: Mapped[datetime | None]
    """When an administrator marked it as belonging to no interview."""
    answered_at: Mapped[datetime | None]
    """When it was marked as answered, or as needing no answer. Only a reply waits for an answer."""
    interview: Mapped[Interview | None] = relationship()
    respondent: Mapped[Respondent | None] = relationship()

    @property
    def waits(self) -> bool:
        """Return whether a person wrote it and it is not marked as answered."""
        return self.kind is IncomingKind.REPLY and self.answered_at is None

    @property
    def answers_ours(self) -> bool:
        """Return whether it names the Message-ID of a mail of ours, which only its recipient knows."""
        return self.matched_by is MatchedBy.REFERENCE

    __table_args__ = (sa.CheckConstraint("(interview_id IS NULL) = (matched_by = 'nothing')", name="found_somehow"),)


class Notice(Base):
    """A notice to a member of staff about an interview. ``pending``: it waits for the daily summary.

    ``page`` is the address of the page that deals with it, and ``menu`` the words of the menu that lead there; both are
    "" for the page with the mails of the interview.
    """

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    interview_id: Mapped[int] = mapped_column(sa.ForeignKey("interviews.id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    page: Mapped[str] = mapped_column(sa.String(200), server_default=sa.text("''"))
    menu: Mapped[str] = mapped_column(sa.String(80), server_default=sa.text("''"))
    created_at: Mapped[datetime]
    pending: Mapped[bool]
    seen_at: Mapped[datetime | None]
    user: Mapped[User] = relationship()
    interview: Mapped[Interview] = relationship()

    __table_args__ = (sa.CheckConstraint("text <> ''", name="says_something"),)
