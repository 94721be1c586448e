"""Rounds, organisations, interviews, and answers and private notes with all their revisions."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

import surveyapp.agreement.triggers  # noqa: F401  (create_all makes the guards of these tables too)
from surveyapp.accounts.staff.models import User
from surveyapp.core.db import Base, enum_column
from surveyapp.core.dutch import local
from surveyapp.core.revisions import RevisionMixin
from surveyapp.interviews.recording.rules import (
    MINUTES,
    RETENTION_MONTHS,
    AnswerStatus,
    InterviewState,
    PersonEvent,
    ProgressMark,
    label_of,
)
from surveyapp.interviews.terms.rules import Announced, Terms, counts_in
from surveyapp.questionnaires.models import StoredQuestionnaire
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.text.words import fingerprint


class Round(Base):
    """The report of one year. ``previous`` is the round whose report is the baseline ("nulmeting")."""

    __tablename__ = "rounds"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40), unique=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    subtitle: Mapped[str] = mapped_column(sa.String(300), default="")
    previous_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rounds.id"))
    outline: Mapped[str] = mapped_column(sa.Text, default="")
    retention_months: Mapped[int] = mapped_column(
        sa.CheckConstraint("retention_months >= 0", name="retention_is_a_time"),
        default=RETENTION_MONTHS,
        server_default=sa.text(str(RETENTION_MONTHS)),
    )
    """Months that names and addresses are kept after the last approval."""
    created_at: Mapped[datetime]
    react_days: Mapped[int] = mapped_column(
        sa.CheckConstraint("react_days > 0", name="some_days_to_react"), default=10, server_default=sa.text("10")
    )
    record_days: Mapped[int] = mapped_column(
        sa.CheckConstraint("record_days >= 0", name="record_after_the_talk"), default=5, server_default=sa.text("5")
    )
    last_day: Mapped[date | None]
    remind_after: Mapped[str] = mapped_column(sa.String(60), default="5, 8", server_default=sa.text("'5, 8'"))
    remind_before: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    report_columns: Mapped[int] = mapped_column(
        sa.CheckConstraint("report_columns IN (1, 2)", name="report_has_columns"),
        default=2,
        server_default=sa.text("2"),
    )
    """Number of text columns in the report."""
    previous: Mapped["Round | None"] = relationship(remote_side=[id])

    @property
    def terms(self) -> Terms:
        """Deadline and reminder settings of this round."""
        return Terms(self.react_days, self.record_days, self.last_day, counts_in(self.remind_after), self.remind_before)


class Organisation(Base):
    """A region, province or ministry; a region lies in a province."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    short: Mapped[str] = mapped_column(sa.String(40), default="")
    code: Mapped[str] = mapped_column(sa.String(24), unique=True)
    kind: Mapped[OrganisationKind] = mapped_column(enum_column(OrganisationKind))
    province_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"))
    category: Mapped[str] = mapped_column(sa.String(40), default="")
    municipalities: Mapped[str] = mapped_column(sa.Text, default="")
    position: Mapped[int]
    province: Mapped["Organisation | None"] = relationship(remote_side=[id])

    __table_args__ = (sa.CheckConstraint("(kind = 'region') = (province_id IS NOT NULL)", name="region_in_province"),)

    @property
    def label(self) -> str:
        """The name on screens and in mails: "Regio Oost-Drenthe", "Provincie Drenthe", "Ministerie van BZK"."""
        return label_of(self.kind, self.name, self.short)


interview_interviewers = sa.Table(
    "interview_interviewers",
    Base.metadata,
    sa.Column("interview_id", sa.ForeignKey("interviews.id"), primary_key=True),
    sa.Column("user_id", sa.ForeignKey("users.id"), primary_key=True),
)


class Interview(Base):
    """An interview with one organisation in one round, following one questionnaire.

    ``held_on`` is the Dutch date of the conversation, planned or held. ``planned_from`` is its start, on that date,
    when the time is known.
    """

    __tablename__ = "interviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    questionnaire_id: Mapped[int] = mapped_column(sa.ForeignKey("questionnaires.id"))
    held_on: Mapped[date | None]
    planned_from: Mapped[datetime | None]
    planned_minutes: Mapped[int] = mapped_column(default=MINUTES, server_default=sa.text(str(MINUTES)))
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    video_url: Mapped[str] = mapped_column(sa.String(500), default="", server_default=sa.text("''"))
    state: Mapped[InterviewState] = mapped_column(enum_column(InterviewState), default=InterviewState.PLANNED)
    approved_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    """When the conversation began; None when that was not recorded."""
    ended_at: Mapped[datetime | None] = mapped_column(
        sa.CheckConstraint(
            "ended_at IS NULL OR (started_at IS NOT NULL AND ended_at >= started_at)", name="ends_after_it_starts"
        )
    )
    react_by: Mapped[date | None]
    """Last day to respond, for this interview only; None when the round's settings apply."""
    round: Mapped[Round] = relationship()
    organisation: Mapped[Organisation] = relationship()
    questionnaire: Mapped[StoredQuestionnaire] = relationship()
    interviewers: Mapped[list[User]] = relationship(secondary=interview_interviewers, order_by=User.id)
    everybody: Mapped[list["Respondent"]] = relationship(back_populates="interview", order_by="Respondent.id")
    """All respondents, also those who left."""

    __table_args__ = (
        sa.UniqueConstraint("round_id", "organisation_id"),
        sa.CheckConstraint("(state = 'approved') = (approved_at IS NOT NULL)", name="approved_has_a_moment"),
        sa.CheckConstraint("planned_from IS NULL OR held_on IS NOT NULL", name="hours_have_a_day"),
        sa.CheckConstraint("planned_minutes > 0", name="takes_some_time"),
    )

    @property
    def respondents(self) -> list["Respondent"]:
        """Respondents who have not left."""
        return [person for person in self.everybody if person.left_at is None]

    @property
    def announced(self) -> Announced | None:
        """The expected date of the record and the deadline to respond, as far as known before the conversation."""
        return self.round.terms.announced(self.held_on, self.react_by)

    @property
    def planned_until(self) -> datetime | None:
        """The planned end of the conversation."""
        return self.planned_from and self.planned_from + timedelta(minutes=self.planned_minutes)

    def hold_on(self, day: date | None) -> None:
        """Set the date of the interview. Clears a planned time on another date."""
        if self.planned_from and local(self.planned_from).date() != day:
            self.planned_from = None
        self.held_on = day

    @property
    def held_day(self) -> str:
        """The date of the interview in ISO format, or "", as the audit log stores it."""
        return self.held_on.isoformat() if self.held_on else ""

    @property
    def browser_key(self) -> str:
        """The key under which a browser stores unsaved text.

        It differs between interviews, and between interviews with the same id in different databases.
        """
        return fingerprint(interview=self.id, made=self.created_at.isoformat(), organisation=self.organisation.key)[:20]


class Respondent(Base):
    """A person interviewed. An answer is approved once all respondents with ``must_agree`` agree; others only read.

    A respondent who was sent anything is never deleted. After ``left_at`` the person gets no more questions; after
    ``erased_at`` name and address are gone. ``passed_on_by`` is the respondent who asked this person to read along.
    ``bounced_at`` is when a mail to this address last bounced. ``succeeds`` is the respondent whose place this person
    took: approvals of the former count for the latter, and are not asked again.
    """

    __tablename__ = "respondents"

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(sa.ForeignKey("interviews.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    function: Mapped[str] = mapped_column(sa.String(200))
    email: Mapped[str] = mapped_column(sa.String(254))
    must_agree: Mapped[bool] = mapped_column(default=True)
    passed_on_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("respondents.id"))
    bounced_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    succeeds_id: Mapped[int | None] = mapped_column(sa.ForeignKey("respondents.id"))
    interview: Mapped[Interview] = relationship(back_populates="everybody")
    passed_on_by: Mapped["Respondent | None"] = relationship(foreign_keys=[passed_on_by_id], remote_side=[id])
    succeeds: Mapped["Respondent | None"] = relationship(foreign_keys=[succeeds_id], remote_side=[id])

    __table_args__ = (sa.UniqueConstraint("interview_id", "email"),)


class PersonChange(Base):
    """A change to a respondent, kept for later readers. Rows are immutable, except that personal data can be erased."""

    __tablename__ = "person_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    respondent_id: Mapped[int] = mapped_column(sa.ForeignKey("respondents.id"), index=True)
    what: Mapped[PersonEvent] = mapped_column(enum_column(PersonEvent))
    before: Mapped[str] = mapped_column(sa.Text, default="")
    after: Mapped[str] = mapped_column(sa.Text, default="")
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    respondent: Mapped[Respondent] = relationship()
    changed_by: Mapped[User | None] = relationship()


class Answer(Base):
    """The answer to one item of one interview. Its text and status are in its revisions."""

    __tablename__ = "answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(sa.ForeignKey("interviews.id"))
    item: Mapped[str] = mapped_column(sa.String(10))
    interview: Mapped[Interview] = relationship()

    __table_args__ = (sa.UniqueConstraint("interview_id", "item"),)


class AnswerRevision(Base, RevisionMixin):
    """One version of an answer. Approvals refer to its ``fingerprint``."""

    __tablename__ = "answer_revisions"

    answer_id: Mapped[int] = mapped_column(sa.ForeignKey("answers.id"))
    status: Mapped[AnswerStatus] = mapped_column(enum_column(AnswerStatus))
    fingerprint: Mapped[str] = mapped_column(sa.String(64), index=True)
    answer: Mapped[Answer] = relationship()
    author: Mapped[User | None] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("answer_id", "number"),
        sa.Index("ix_answer_revisions_saved", "answer_id", "created_at"),
        sa.CheckConstraint("number >= 1", name="numbered_from_one"),
        sa.CheckConstraint("status = 'text' OR text = ''", name="words_only_when_discussed"),
    )

    def same_words(self, other: "AnswerRevision") -> bool:
        """Return whether both revisions have the same text and status."""
        return self.text == other.text and self.status == other.status


class Passage(Base):
    """A theme of one paragraph of a revision. ``position`` counts paragraphs from 0."""

    __tablename__ = "passages"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(sa.ForeignKey("answer_revisions.id"), index=True)
    position: Mapped[int]
    theme: Mapped[str] = mapped_column(sa.String(60))

    __table_args__ = (sa.UniqueConstraint("revision_id", "position", "theme"),)


class NoteRevision(Base, RevisionMixin):
    """One version of the interviewers' private note on an item. Never sent, and in no record or report."""

    __tablename__ = "note_revisions"

    interview_id: Mapped[int] = mapped_column(sa.ForeignKey("interviews.id"))
    item: Mapped[str] = mapped_column(sa.String(10))
    author: Mapped[User | None] = relationship()

    __table_args__ = (sa.UniqueConstraint("interview_id", "item", "number"),)

    def same_words(self, other: "NoteRevision") -> bool:
        """Return whether both revisions have the same text."""
        return self.text == other.text


class MarkedProgress(Base):
    """Progress on one item since the baseline, as an interviewer judges it.

    It is not part of the text that respondents agree to and is never sent, so it may change at any time, also after
    approval, without effect on approvals. Every change is an event in the audit log.
    """

    __tablename__ = "progress_marks"

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(sa.ForeignKey("interviews.id"))
    item: Mapped[str] = mapped_column(sa.String(10))
    mark: Mapped[ProgressMark] = mapped_column(enum_column(ProgressMark))
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    marked_at: Mapped[datetime]

    __table_args__ = (sa.UniqueConstraint("interview_id", "item"),)
