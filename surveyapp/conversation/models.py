"""Presence of colleagues at the desk of an interview. The times of the conversation are in Interview."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.core.db import Base


class Presence(Base):
    """Where a colleague was last seen in an interview. Rows that are not renewed expire."""

    __tablename__ = "presences"

    interview_id: Mapped[int] = mapped_column(sa.ForeignKey("interviews.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    item: Mapped[str] = mapped_column(sa.String(10))
    seen_at: Mapped[datetime]
