"""Policy documents that answers of a round cite."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.attachments.models import StoredFile
from surveyapp.attachments.rules import MAX_NAME
from surveyapp.core.db import Base
from surveyapp.interviews.recording.models import Round
from surveyapp.sources.register.rules import MAX_KEY, SourceData


class Source(Base):
    """A policy document. ``key``, the label of its footnotes, never changes; ``edition`` counts the corrections."""

    __tablename__ = "sources"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id"))
    key: Mapped[str] = mapped_column(sa.String(MAX_KEY + 10))
    title: Mapped[str] = mapped_column(sa.String(300))
    publisher: Mapped[str] = mapped_column(sa.String(200))
    number: Mapped[str] = mapped_column(sa.String(80))
    """A Kamerstuk in full: "Kamerstukken II 2017/18, 29697, nr. 42"; "" for another document."""
    dated: Mapped[str] = mapped_column(sa.String(10))
    link: Mapped[str] = mapped_column(sa.String(500))
    edition: Mapped[int] = mapped_column(default=1)
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_files.id"), index=True)
    file_name: Mapped[str] = mapped_column(sa.String(MAX_NAME), default="")
    created_at: Mapped[datetime]
    round: Mapped[Round] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("round_id", "key"),
        sa.CheckConstraint("(file_id IS NOT NULL) = (file_name <> '')", name="file_has_a_name"),
    )

    @property
    def data(self) -> SourceData:
        """Its contents, as plain values."""
        return SourceData(self.title, self.publisher, self.number, self.dated, self.link)
