"""Comments of colleagues on answers. Internal: in no record, mail, report or export."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from surveyapp.comments.rules import CommentKind
from surveyapp.core.db import Base, enum_column


class Comment(Base):
    """An entry in the thread of an item: a remark, a resolution or a reopening. Never changed."""

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(sa.ForeignKey("interviews.id"))
    item: Mapped[str] = mapped_column(sa.String(10))
    kind: Mapped[CommentKind] = mapped_column(enum_column(CommentKind))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime]

    __table_args__ = (
        sa.Index("ix_comments_thread", "interview_id", "item"),
        sa.CheckConstraint("(kind = 'remark') = (text <> '')", name="only_a_remark_has_words"),
    )
