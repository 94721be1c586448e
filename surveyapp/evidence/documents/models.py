"""Completed interviews: those whose answers are all agreed."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.core.db import Base
from surveyapp.interviews.recording.models import Interview


class Completion(Base):
    """All answers of an interview were agreed, and the approvers were told so.

    ``hash`` covers the agreed revisions, so that the same texts are announced once, however often the state changes.
    """

    __tablename__ = "completions"

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(sa.ForeignKey("interviews.id"))
    hash: Mapped[str] = mapped_column(sa.String(64))
    completed_at: Mapped[datetime]
    interview: Mapped[Interview] = relationship()

    __table_args__ = (sa.UniqueConstraint("interview_id", "hash"),)
