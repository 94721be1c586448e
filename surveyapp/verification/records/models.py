"""Tables of verification: records, their links, reactions, decisions, approvals and reopenings."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, synonym

from surveyapp.accounts.staff.models import User
from surveyapp.attachments.models import Attachment
from surveyapp.core.db import Base, enum_column
from surveyapp.core.revisions import RevisionMixin
from surveyapp.interviews.recording.models import AnswerRevision, Interview, Respondent
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.readings.links.models import ExtensionMixin, ReadingMixin, ReminderMixin, extension_keys
from surveyapp.verification.records.rules import Channel, DecisionKind, Reach, ReactionKind, Use


class Record(Base):
    """The numbered set of answer revisions that was sent to the respondents. Never updated."""

    __tablename__ = "records"

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(sa.ForeignKey("interviews.id"))
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))
    deadline: Mapped[date]
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    interview: Mapped[Interview] = relationship()
    entries: Mapped[list["RecordEntry"]] = relationship(order_by="RecordEntry.position")
    verifications: Mapped[list["Verification"]] = relationship(back_populates="record", order_by="Verification.id")

    __table_args__ = (sa.UniqueConstraint("interview_id", "number"),)


class RecordEntry(Base):
    """One answer revision in a record."""

    __tablename__ = "record_entries"

    record_id: Mapped[int] = mapped_column(sa.ForeignKey("records.id"), primary_key=True)
    revision_id: Mapped[int] = mapped_column(sa.ForeignKey("answer_revisions.id"), primary_key=True)
    position: Mapped[int]
    revision: Mapped[AnswerRevision] = relationship()


class Verification(Base, ReadingMixin):
    """A respondent's reading of a record, through a link of their own.

    ``deadline`` is the record's, or later when more time was given. When those who read along get the record first,
    theirs is the last day of that, which is ``held_until`` of the approvers: until ``released_at`` an approver's link
    opens nothing and no mail is sent. ``use`` is what the respondent allows for all answers at once, None when they
    did not choose.
    """

    __tablename__ = "verifications"
    subject = "verification"

    record_id: Mapped[int] = mapped_column(sa.ForeignKey("records.id"))
    held_until: Mapped[date | None]
    released_at: Mapped[datetime | None]
    use: Mapped[Use | None] = mapped_column(enum_column(Use))
    record: Mapped[Record] = relationship(back_populates="verifications")
    reactions: Mapped[list["Reaction"]] = relationship(back_populates="verification")
    extensions: Mapped[list["Extension"]] = relationship(back_populates="verification", order_by="Extension.id")
    reminders: Mapped[list["Reminder"]] = relationship(back_populates="verification", order_by="Reminder.id")

    __table_args__ = (
        sa.UniqueConstraint("record_id", "respondent_id"),
        sa.CheckConstraint("submitted_at IS NULL OR opened_at IS NOT NULL", name="opened_before_submitted"),
        sa.CheckConstraint("opened_at IS NULL OR released_at IS NOT NULL", name="released_before_opened"),
        sa.CheckConstraint("released_at IS NOT NULL OR held_until IS NOT NULL", name="held_until_some_day"),
    )


class Extension(Base, ExtensionMixin):
    """More time for a verification: requested, given or refused."""

    __tablename__ = "extensions"

    verification_id: Mapped[int] = mapped_column(sa.ForeignKey("verifications.id"))
    reading_id: Mapped[int] = synonym("verification_id")
    verification: Mapped[Verification] = relationship(back_populates="extensions")

    __table_args__ = extension_keys("extensions", "verification_id")


class Reminder(Base, ReminderMixin):
    """A reminder of a verification.

    The UNIQUE keys guarantee one reminder per occasion and at most one per day of the Dutch calendar.
    """

    __tablename__ = "reminders"

    verification_id: Mapped[int] = mapped_column(sa.ForeignKey("verifications.id"))
    verification: Mapped[Verification] = relationship(back_populates="reminders")

    __table_args__ = (
        sa.UniqueConstraint("verification_id", "occasion"),
        sa.UniqueConstraint("verification_id", "sent_on"),
    )


class Reaction(Base):
    """A respondent's reaction to one answer of a record: the newest of its revisions.

    Counts once the verification is submitted, or at once when staff entered it on the respondent's behalf.
    """

    __tablename__ = "reactions"

    id: Mapped[int] = mapped_column(primary_key=True)
    verification_id: Mapped[int] = mapped_column(sa.ForeignKey("verifications.id"))
    revision_id: Mapped[int] = mapped_column(sa.ForeignKey("answer_revisions.id"))
    kind: Mapped[ReactionKind] = mapped_column(enum_column(ReactionKind))
    proposal: Mapped[str] = mapped_column(sa.Text, default="")
    remark: Mapped[str] = mapped_column(sa.Text, default="")
    use: Mapped[Use] = mapped_column(enum_column(Use), default=Use.NAMED, server_default=sa.text("'named'"))
    number: Mapped[int] = mapped_column(default=1, server_default=sa.text("1"))
    """The number of the newest revision."""
    updated_at: Mapped[datetime]
    entered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    attachment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("attachments.id"))
    """The Word file that this reaction was read from."""
    verification: Mapped[Verification] = relationship(back_populates="reactions")
    entered_by: Mapped[User | None] = relationship()
    revision: Mapped[AnswerRevision] = relationship()
    decision: Mapped["Decision | None"] = relationship(back_populates="reaction")

    __table_args__ = (
        sa.UniqueConstraint("verification_id", "revision_id"),
        sa.CheckConstraint("kind <> 'agree' OR (proposal = '' AND remark = '')", name="agreement_is_bare"),
        sa.CheckConstraint("kind <> 'agree' OR entered_by_id IS NULL", name="nobody_agrees_for_another"),
        sa.CheckConstraint("attachment_id IS NULL OR entered_by_id IS NOT NULL", name="file_is_entered"),
    )


class ReactionRevision(Base, RevisionMixin):
    """A saved version of a reaction. Inserted at each save and never updated, so that no save loses text.

    ``text`` is the proposal. ``author_id`` is the member of staff who entered it, None for the respondent.
    """

    __tablename__ = "reaction_revisions"

    reaction_id: Mapped[int] = mapped_column(sa.ForeignKey("reactions.id"))
    kind: Mapped[ReactionKind] = mapped_column(enum_column(ReactionKind))
    remark: Mapped[str] = mapped_column(sa.Text)
    use: Mapped[Use] = mapped_column(enum_column(Use))

    __table_args__ = (sa.UniqueConstraint("reaction_id", "number"),)

    def same_words(self, other: "ReactionRevision") -> bool:
        """Return whether the other revision has the same kind, proposal, remark and use."""
        return (self.kind, self.text, self.remark, self.use) == (other.kind, other.text, other.remark, other.use)


class Decision(Base):
    """The interviewer's decision on a reaction. The respondent reads ``reason`` with the next record."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    reaction_id: Mapped[int] = mapped_column(sa.ForeignKey("reactions.id"), unique=True)
    kind: Mapped[DecisionKind] = mapped_column(enum_column(DecisionKind))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    revision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("answer_revisions.id"))
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    reaction: Mapped[Reaction] = relationship(back_populates="decision")
    revision: Mapped[AnswerRevision | None] = relationship()
    decided_by: Mapped[User | None] = relationship()

    __table_args__ = (
        sa.CheckConstraint("kind NOT IN ('refused', 'answered') OR reason <> ''", name="refusal_has_a_reason"),
        sa.CheckConstraint(
            "(kind IN ('accepted', 'adapted')) = (revision_id IS NOT NULL)", name="words_make_a_revision"
        ),
    )


def told_of(channel: Channel, reach: Reach) -> str:
    """Return how an agreement came, as one word: the reach unless it is OWN, else the channel."""
    return channel.value if reach is Reach.OWN else reach.value


class Approval(Base):
    """A respondent's agreement to an answer revision: when, through which channel and for which use. Never updated.

    ``function`` is the respondent's at that moment. An approval that staff entered on the respondent's behalf also
    has the day on which it was given (``agreed_on``), a note, who entered it, the scan of a letter, and the mail that
    told the respondent (``notice``).
    """

    __tablename__ = "approvals"

    id: Mapped[int] = mapped_column(primary_key=True)
    respondent_id: Mapped[int] = mapped_column(sa.ForeignKey("respondents.id"))
    revision_id: Mapped[int] = mapped_column(sa.ForeignKey("answer_revisions.id"), index=True)
    verification_id: Mapped[int | None] = mapped_column(sa.ForeignKey("verifications.id"))
    channel: Mapped[Channel] = mapped_column(enum_column(Channel))
    use: Mapped[Use] = mapped_column(enum_column(Use), default=Use.NAMED)
    reach: Mapped[Reach] = mapped_column(enum_column(Reach), default=Reach.OWN, server_default=sa.text("'own'"))
    """Who could have opened the link, as far as was known when the respondent agreed."""
    function: Mapped[str] = mapped_column(sa.String(200))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    agreed_on: Mapped[date | None]
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    attachment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("attachments.id"))
    notice_id: Mapped[int | None] = mapped_column(sa.ForeignKey("outbox.id"))
    given_at: Mapped[datetime]
    respondent: Mapped[Respondent] = relationship()
    revision: Mapped[AnswerRevision] = relationship()
    recorded_by: Mapped[User | None] = relationship()
    attachment: Mapped[Attachment | None] = relationship()
    notice: Mapped[OutboxMail | None] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("respondent_id", "revision_id"),
        sa.CheckConstraint(
            "channel IN ('link', 'code') OR (note <> '' AND agreed_on IS NOT NULL)", name="on_behalf_has_a_note"
        ),
        sa.CheckConstraint("channel <> 'letter' OR attachment_id IS NOT NULL", name="letter_is_kept"),
        sa.CheckConstraint(
            "(channel IN ('link', 'code')) = (verification_id IS NOT NULL)", name="link_has_a_verification"
        ),
    )

    @property
    def told(self) -> str:
        """Return how the approval came, as one word: the channel or the reach ("link", "phone", "moved", "staff")."""
        return told_of(self.channel, self.reach)

    @property
    def how(self) -> str:
        """Return how the approval came, in the Dutch words of evidence and report."""
        return self.reach.label or self.channel.label


class Reopening(Base):
    """An agreed answer that may change again, and why. Those who agreed got a mail."""

    __tablename__ = "reopenings"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(sa.ForeignKey("answer_revisions.id"), unique=True)
    reason: Mapped[str] = mapped_column(sa.Text)
    reopened_at: Mapped[datetime]
    reopened_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    revision: Mapped[AnswerRevision] = relationship()
    reopened_by: Mapped[User | None] = relationship()

    __table_args__ = (sa.CheckConstraint("reason <> ''", name="has_a_reason"),)
