"""Bulk actions on interviews: the plan that was shown for each interview, and its outcome."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.accounts.staff.models import User
from surveyapp.core.db import Base, enum_column
from surveyapp.fieldwork.actions.rules import BulkKind, Outcome
from surveyapp.interviews.recording.models import Interview


class BulkAction(Base):
    """A bulk action. Its id makes a second submission of its form recognisable."""

    __tablename__ = "bulk_actions"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[BulkKind] = mapped_column(enum_column(BulkKind))
    until: Mapped[date | None]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    planned_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    by: Mapped[User] = relationship()
    steps: Mapped[list["BulkStep"]] = relationship(back_populates="action", order_by="BulkStep.id")

    __table_args__ = (sa.CheckConstraint("(kind = 'extend') = (until IS NOT NULL)", name="extends_to_a_day"),)


class BulkStep(Base):
    """An interview in a bulk action. ``plan`` is what was shown, as JSON without names; the outcome follows."""

    __tablename__ = "bulk_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(sa.ForeignKey("bulk_actions.id", ondelete="CASCADE"))
    interview_id: Mapped[int] = mapped_column(sa.ForeignKey("interviews.id", ondelete="CASCADE"), index=True)
    plan: Mapped[str] = mapped_column(sa.Text)
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome))
    words: Mapped[str] = mapped_column(sa.Text, default="")
    settled_at: Mapped[datetime | None]
    action: Mapped[BulkAction] = relationship(back_populates="steps")
    interview: Mapped[Interview] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("action_id", "interview_id"),
        sa.CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name="settled_at_a_moment"),
    )
