"""Tables of alignment: the sent passages, their readers, reactions and dispositions."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.accounts.staff.models import User
from surveyapp.alignment.passages.rules import Opinion, Settled
from surveyapp.core.db import Base, enum_column
from surveyapp.core.revisions import RevisionMixin
from surveyapp.interviews.recording.models import AnswerRevision, Round
from surveyapp.readings.links.models import ExtensionMixin, ReadingMixin, ReminderMixin, extension_keys
from surveyapp.verification.records.rules import Reach


class Alignment(Base):
    """Sections of a round's report, sent to the respondents whose answers they cite. What was sent is never updated.

    ``hash`` covers all its passages.
    """

    __tablename__ = "alignments"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id"))
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))
    deadline: Mapped[date]
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    round: Mapped[Round] = relationship()
    sent_by: Mapped[User | None] = relationship()
    passages: Mapped[list["AlignedPassage"]] = relationship(order_by="AlignedPassage.position")
    readings: Mapped[list["AlignmentReading"]] = relationship(
        back_populates="alignment", order_by="AlignmentReading.id"
    )

    __table_args__ = (sa.UniqueConstraint("round_id", "number"),)


class AlignedPassage(Base):
    """A paragraph of a section, as it was sent. ``position`` counts over the whole alignment."""

    __tablename__ = "aligned_passages"

    id: Mapped[int] = mapped_column(primary_key=True)
    alignment_id: Mapped[int] = mapped_column(sa.ForeignKey("alignments.id"))
    position: Mapped[int]
    section: Mapped[str] = mapped_column(sa.String(160))
    heading: Mapped[str] = mapped_column(sa.Text)
    under: Mapped[str] = mapped_column(sa.Text)
    text: Mapped[str] = mapped_column(sa.Text)
    source: Mapped[str] = mapped_column(sa.String(60))

    __table_args__ = (sa.UniqueConstraint("alignment_id", "position"),)


class AlignmentReading(Base, ReadingMixin):
    """A respondent's reading of the passages that rest on their answers, through a link of their own.

    ``told_at`` is when they were told the dispositions; from then on these are final. ``reach`` is who could have
    opened the link, as far as was known when they submitted.
    """

    __tablename__ = "alignment_readings"
    subject = "alignment_reading"

    alignment_id: Mapped[int] = mapped_column(sa.ForeignKey("alignments.id"))
    told_at: Mapped[datetime | None]
    reach: Mapped[Reach] = mapped_column(enum_column(Reach), default=Reach.OWN, server_default=sa.text("'own'"))
    alignment: Mapped[Alignment] = relationship(back_populates="readings")
    concerns: Mapped[list["Concern"]] = relationship(back_populates="reading")
    reactions: Mapped[list["AlignmentReaction"]] = relationship(
        back_populates="reading", order_by="AlignmentReaction.passage_id"
    )
    extensions: Mapped[list["AlignmentExtension"]] = relationship(order_by="AlignmentExtension.id")
    reminders: Mapped[list["AlignmentReminder"]] = relationship(order_by="AlignmentReminder.id")

    __table_args__ = (
        sa.UniqueConstraint("alignment_id", "respondent_id"),
        sa.CheckConstraint("submitted_at IS NULL OR opened_at IS NOT NULL", name="opened_before_submitted"),
        sa.CheckConstraint("told_at IS NULL OR submitted_at IS NOT NULL", name="submitted_before_told"),
    )


class Concern(Base):
    """A passage that rests on an answer to which this reader agreed, in the version that they agreed to.

    ``unnamed``: the answer may only be used without name, so that nothing outside the ministry names this reader
    here.
    """

    __tablename__ = "alignment_concerns"

    reading_id: Mapped[int] = mapped_column(sa.ForeignKey("alignment_readings.id"), primary_key=True)
    passage_id: Mapped[int] = mapped_column(sa.ForeignKey("aligned_passages.id"), primary_key=True)
    revision_id: Mapped[int] = mapped_column(sa.ForeignKey("answer_revisions.id"), primary_key=True)
    unnamed: Mapped[bool]
    reading: Mapped[AlignmentReading] = relationship(back_populates="concerns")
    passage: Mapped[AlignedPassage] = relationship()
    revision: Mapped[AnswerRevision] = relationship()


class AlignmentExtension(Base, ExtensionMixin):
    """More time for a reading: requested, given or refused."""

    __tablename__ = "alignment_extensions"

    reading_id: Mapped[int] = mapped_column(sa.ForeignKey("alignment_readings.id"))

    __table_args__ = extension_keys("alignment_extensions", "reading_id")


class AlignmentReminder(Base, ReminderMixin):
    """A reminder of a reading. Its UNIQUE keys are those of ``Reminder``."""

    __tablename__ = "alignment_reminders"

    reading_id: Mapped[int] = mapped_column(sa.ForeignKey("alignment_readings.id"))

    __table_args__ = (
        sa.UniqueConstraint("reading_id", "occasion"),
        sa.UniqueConstraint("reading_id", "sent_on"),
    )


class AlignmentReaction(Base):
    """A reader's reaction to a passage: the newest of its revisions. It counts once the reading is submitted."""

    __tablename__ = "alignment_reactions"

    id: Mapped[int] = mapped_column(primary_key=True)
    reading_id: Mapped[int] = mapped_column(sa.ForeignKey("alignment_readings.id"))
    passage_id: Mapped[int] = mapped_column(sa.ForeignKey("aligned_passages.id"))
    opinion: Mapped[Opinion] = mapped_column(enum_column(Opinion))
    words: Mapped[str] = mapped_column(sa.Text)
    number: Mapped[int] = mapped_column(default=1, server_default=sa.text("1"))
    """The number of the newest revision."""
    updated_at: Mapped[datetime]
    reading: Mapped[AlignmentReading] = relationship(back_populates="reactions")
    passage: Mapped[AlignedPassage] = relationship()
    disposition: Mapped["Disposition | None"] = relationship(back_populates="reaction")

    __table_args__ = (
        sa.UniqueConstraint("reading_id", "passage_id"),
        sa.CheckConstraint("opinion <> 'agree' OR words = ''", name="agreement_is_bare"),
    )


class AlignmentReactionRevision(Base, RevisionMixin):
    """A saved version of a reader's reaction. Inserted at each save and never updated. ``author_id`` stays empty."""

    __tablename__ = "alignment_reaction_revisions"

    reaction_id: Mapped[int] = mapped_column(sa.ForeignKey("alignment_reactions.id"))
    opinion: Mapped[Opinion] = mapped_column(enum_column(Opinion))

    __table_args__ = (sa.UniqueConstraint("reaction_id", "number"),)

    def same_words(self, other: "AlignmentReactionRevision") -> bool:
        """Return whether the other revision has the same opinion and text."""
        return (self.opinion, self.text) == (other.opinion, other.text)


class Disposition(Base):
    """What an editor did with a reaction, and why. The reader reads it."""

    __tablename__ = "dispositions"

    id: Mapped[int] = mapped_column(primary_key=True)
    reaction_id: Mapped[int] = mapped_column(sa.ForeignKey("alignment_reactions.id"), unique=True)
    settled: Mapped[Settled] = mapped_column(enum_column(Settled))
    reason: Mapped[str] = mapped_column(sa.Text)
    settled_at: Mapped[datetime]
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    reaction: Mapped[AlignmentReaction] = relationship(back_populates="disposition")
    settled_by: Mapped[User | None] = relationship()

    __table_args__ = (sa.CheckConstraint("settled = 'taken' OR reason <> ''", name="what_is_left_has_a_reason"),)
