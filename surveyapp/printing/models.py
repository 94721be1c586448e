"""Table of questionnaires on paper: requested by a person, made by the worker."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.core.db import Base
from surveyapp.core.leases import LeaseMixin


class Print(LeaseMixin, Base):
    """A PDF, identified by its content: the same questionnaire for the same interview is made once.

    It waits while it has neither ``content`` nor ``error``.
    """

    __tablename__ = "prints"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    html: Mapped[str] = mapped_column(sa.Text, deferred=True)
    requested_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(default=0)
    """In bytes."""
    error: Mapped[str] = mapped_column(sa.Text, default="")
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)

    __table_args__ = (sa.CheckConstraint("(size > 0) = (content IS NOT NULL)", name="made_has_content"),)

    @property
    def made(self) -> bool:
        """Return whether the PDF is made."""
        return self.size > 0
