"""When everything of an interview was agreed."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.core.db import Base
from surveyapp.interviews.recording.models import Interview


class Completion(Base):
    """Every answer of an interview had agreement, and those who agreed were told so.

    ``hash`` is over the agreed revisions: the same words are told once, however often the interview's state changes.
    """

    __tablename__ = "completions"

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(sa.ForeignKey("interviews.id"))
    hash: Mapped[str] = mapped_column(sa.String(64))
    completed_at: Mapped[datetime]
    interview: Mapped[Interview] = relationship()

    __table_args__ = (sa.UniqueConstraint("interview_id", "hash"),)
