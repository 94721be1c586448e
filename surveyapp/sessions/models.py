"""Sessions that the server can end: a copied cookie is useless after log-out."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.core.db import Base


class BrowserSession(Base):
    """A browser in which a member of staff logged in, or in which a reading was opened by link or code.

    The cookie holds the key, the table its SHA-256. ``reading`` is the kind and id of the opened reading.
    """

    __tablename__ = "browser_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    reading: Mapped[str | None] = mapped_column(sa.String(60))
    opened_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]

    __table_args__ = (sa.CheckConstraint("(user_id IS NULL) <> (reading IS NULL)", name="of_staff_or_reader"),)
