"""Who is at the desk of an interview. When it was held stands with the interview itself."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.core.db import Base


class Presence(Base):
    """Where a colleague was last seen in an interview. A row that is not renewed says nothing any more."""

    __tablename__ = "presences"

    interview_id: Mapped[int] = mapped_column(sa.ForeignKey("interviews.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    item: Mapped[str] = mapped_column(sa.String(10))
    seen_at: Mapped[datetime]
