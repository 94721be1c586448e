"""Table of the mail words that were changed for a round."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.accounts.staff.models import User
from surveyapp.core.db import Base
from surveyapp.core.revisions import RevisionMixin
from surveyapp.interviews.recording.models import Round
from surveyapp.mail.texts.rules import MailKind, Words


class MailTextRevision(Base, RevisionMixin):
    """The words of a kind of mail in a round, from one moment on. ``text`` is "" for the standard words."""

    __tablename__ = "mail_text_revisions"

    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id"))
    mail: Mapped[str] = mapped_column(sa.String(40))
    subject: Mapped[str] = mapped_column(sa.String(300))
    below: Mapped[str] = mapped_column(sa.Text)
    author: Mapped[User | None] = relationship()
    round: Mapped[Round] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("round_id", "mail", "number"),
        sa.CheckConstraint("text <> '' OR (subject = '' AND below = '')", name="standard_is_empty"),
    )

    def same_words(self, other: "MailTextRevision") -> bool:
        """Return whether both have the same words."""
        return (self.subject, self.text, self.below) == (other.subject, other.text, other.below)

    def words(self, kind: MailKind) -> Words:
        """Return the words of the mail."""
        return Words(self.subject, self.text, self.below) if self.text else kind.standard
