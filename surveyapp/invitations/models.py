"""Invitations: what was sent about the date of a conversation."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.accounts.staff.models import User
from surveyapp.core.db import Base, enum_column
from surveyapp.interviews.recording.models import Interview, Respondent
from surveyapp.invitations.rules import Appointment, Method


class Invitation(Base):
    """A message about an appointment to one or more respondents. Rows never change.

    ``uid`` identifies the appointment in calendars; each message about it has the next ``sequence``, from 0.
    """

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(sa.ForeignKey("interviews.id"), index=True)
    uid: Mapped[str] = mapped_column(sa.String(80))
    sequence: Mapped[int]
    method: Mapped[Method] = mapped_column(enum_column(Method))
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(sa.String(200))
    video_url: Mapped[str] = mapped_column(sa.String(500))
    calendar: Mapped[str] = mapped_column(sa.Text)
    """iCalendar text as sent."""
    organiser_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    """Interviewer to whom calendars reply; None for the programme."""
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    interview: Mapped[Interview] = relationship()
    organiser: Mapped[User | None] = relationship(foreign_keys=[organiser_id])
    recipients: Mapped[list["InvitationRecipient"]] = relationship(
        back_populates="invitation", order_by="InvitationRecipient.id"
    )

    __table_args__ = (
        sa.UniqueConstraint("uid", "sequence"),
        sa.CheckConstraint("sequence >= 0", name="numbered_from_zero"),
        sa.CheckConstraint("ends_at > begins_at", name="takes_some_time"),
    )

    @property
    def appointment(self) -> Appointment:
        """The appointment in the message."""
        return Appointment(self.begins_at, self.ends_at, self.place, self.video_url)


class InvitationRecipient(Base):
    """A respondent who was sent an invitation, at the address of that time."""

    __tablename__ = "invitation_recipients"

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(sa.ForeignKey("invitations.id"))
    respondent_id: Mapped[int] = mapped_column(sa.ForeignKey("respondents.id"), index=True)
    email: Mapped[str] = mapped_column(sa.String(254))
    invitation: Mapped[Invitation] = relationship(back_populates="recipients")
    respondent: Mapped[Respondent] = relationship()

    __table_args__ = (sa.UniqueConstraint("invitation_id", "respondent_id"),)
