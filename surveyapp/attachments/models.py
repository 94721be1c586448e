"""Files, stored once by content, and the interviews to which they are attached."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.accounts.staff.models import User
from surveyapp.attachments.rules import MAX_NAME, FileKind
from surveyapp.core.db import Base, enum_column


class StoredFile(Base):
    """The bytes of a file, by their SHA-256. In the database, so that backups include them."""

    __tablename__ = "stored_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    kind: Mapped[FileKind] = mapped_column(enum_column(FileKind))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)

    __table_args__ = (sa.CheckConstraint("size > 0", name="not_empty"),)


class Attachment(Base):
    """A file attached to an interview. Never sent to a respondent, never in a report."""

    __tablename__ = "attachments"

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(sa.ForeignKey("interviews.id"))
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_files.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(MAX_NAME))
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime]
    file: Mapped[StoredFile] = relationship()
    author: Mapped[User | None] = relationship()

    __table_args__ = (sa.UniqueConstraint("interview_id", "file_id"),)
