"""Editors' texts and decisions, the PDFs that were asked for, and what was published."""

from datetime import datetime
from enum import StrEnum
from typing import NoReturn

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.accounts.staff.models import User
from surveyapp.attachments.models import StoredFile
from surveyapp.core.db import Base, enum_column
from surveyapp.core.leases import LeaseMixin
from surveyapp.core.revisions import RevisionMixin
from surveyapp.interviews.recording.models import Organisation, Round
from surveyapp.report.material.apart import Apart
from surveyapp.report.material.decisions import Concern
from surveyapp.report.material.figures import MAX_LINE, MAX_NAME


class SectionTextRevision(Base, RevisionMixin):
    """An editor's text of one section of one round's report, from one moment on."""

    __tablename__ = "section_text_revisions"

    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id"))
    section: Mapped[str] = mapped_column(sa.String(80))
    confirms: Mapped[str] = mapped_column(sa.String(120), default="", server_default=sa.text("''"))
    """The answer ("oost-drenthe.2b") of which another version was agreed, when its author said that the text still
    holds: then only the citation differs from the version before."""
    author: Mapped[User | None] = relationship()

    __table_args__ = (sa.UniqueConstraint("round_id", "section", "number"),)

    def same_words(self, other: "SectionTextRevision") -> bool:
        """Whether both say the same."""
        return self.text == other.text


class OutlineRevision(Base, RevisionMixin):
    """The outline of one round's report from one moment on, as the YAML that ``parse_outline`` reads.

    A round has none until its outline is changed; the first one is what it began with.
    """

    __tablename__ = "outline_revisions"

    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id"))
    author: Mapped[User | None] = relationship()

    __table_args__ = (sa.UniqueConstraint("round_id", "number"),)

    def same_words(self, other: "OutlineRevision") -> bool:
        """Whether both say the same."""
        return self.text == other.text


class FigureRevision(Base, RevisionMixin):
    """An editors' figure in one round's report, from one moment on. ``text`` is its caption.

    A figure that is removed goes with all its versions: what must not be there, must not be kept.
    """

    __tablename__ = "figure_revisions"

    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id"))
    name: Mapped[str] = mapped_column(sa.String(MAX_NAME))
    alternative: Mapped[str] = mapped_column(sa.Text)
    source: Mapped[str] = mapped_column(sa.String(MAX_LINE))
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_files.id"), index=True)
    width: Mapped[int]
    height: Mapped[int]
    author: Mapped[User | None] = relationship()
    file: Mapped[StoredFile] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("round_id", "name", "number"),
        sa.CheckConstraint("text <> '' AND alternative <> ''", name="has_its_words"),
        sa.CheckConstraint("width > 0 AND height > 0", name="has_a_size"),
    )

    def same_words(self, other: "FigureRevision") -> bool:
        """Whether both show and say the same."""
        mine, theirs = ((one.text, one.alternative, one.source, one.file_id) for one in (self, other))
        return mine == theirs


class StoredOverruling(Base):
    """An editor's decision to publish although something is open; see ``overruling.Subject`` for what it concerns.

    It never changes: who thinks better of it withdraws it, which is a row of its own.
    """

    __tablename__ = "overrulings"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id"), index=True)
    concern: Mapped[Concern] = mapped_column(enum_column(Concern))
    key: Mapped[str] = mapped_column(sa.String(80))
    cited: Mapped[str] = mapped_column(sa.String(100))
    version: Mapped[int]
    agreed: Mapped[int]
    words: Mapped[str] = mapped_column(sa.String(64))
    reason: Mapped[str] = mapped_column(sa.Text)
    function: Mapped[str] = mapped_column(sa.String(80))
    """What the one who decided was at that moment: "redacteur"."""
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    made_by: Mapped[User | None] = relationship()
    withdrawal: Mapped["OverrulingWithdrawal | None"] = relationship(viewonly=True)

    __table_args__ = (
        sa.CheckConstraint("reason <> ''", name="has_a_reason"),
        sa.CheckConstraint("(concern IN ('absent', 'empty')) = (cited = '')", name="cites_an_answer"),
        sa.CheckConstraint("(concern = 'answer_names') = (key = '')", name="has_a_place"),
        sa.CheckConstraint("(concern = 'stale') = (agreed > version)", name="stale_has_two_versions"),
        sa.CheckConstraint("(concern = 'place_names') = (words <> '')", name="names_its_words"),
    )


class OverrulingWithdrawal(Base):
    """A decision that holds no longer: who withdrew it, and when."""

    __tablename__ = "overruling_withdrawals"

    overruling_id: Mapped[int] = mapped_column(sa.ForeignKey("overrulings.id"), primary_key=True)
    withdrawn_at: Mapped[datetime]
    withdrawn_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    withdrawn_by: Mapped[User | None] = relationship()


class ApartMark(Base):
    """An answer that must not be lost among the others. It may change or go; every change is an audit event."""

    __tablename__ = "apart_marks"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    item: Mapped[str] = mapped_column(sa.String(10))
    kind: Mapped[Apart] = mapped_column(enum_column(Apart))
    note: Mapped[str] = mapped_column(sa.Text)
    marked_at: Mapped[datetime]
    marked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    organisation: Mapped[Organisation] = relationship()
    marked_by: Mapped[User | None] = relationship()

    __table_args__ = (sa.UniqueConstraint("round_id", "organisation_id", "item"),)


class DecisionIsKept(Exception):
    """A decision, or its withdrawal, was about to change."""


@sa.event.listens_for(StoredOverruling, "before_update")
@sa.event.listens_for(StoredOverruling, "before_delete")
@sa.event.listens_for(OverrulingWithdrawal, "before_update")
@sa.event.listens_for(OverrulingWithdrawal, "before_delete")
def _keep_decision(_mapper: object, _connection: object, _row: object) -> NoReturn:
    raise DecisionIsKept


class BuildState(StrEnum):
    """How far a PDF is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self in {BuildState.DONE, BuildState.FAILED, BuildState.CANCELLED}


class Build(LeaseMixin, Base):
    """A PDF that somebody asked for: the job, its progress and, in the end, its bytes."""

    __tablename__ = "builds"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id"), index=True)
    draft: Mapped[bool]
    chapter: Mapped[str] = mapped_column(sa.String(80), default="")
    publish: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Whether it becomes an edition once it is made."""
    erratum: Mapped[str] = mapped_column(sa.Text, default="", server_default=sa.text("''"))
    """How the edition will differ from the one before it."""
    state: Mapped[BuildState] = mapped_column(enum_column(BuildState), default=BuildState.QUEUED)
    stage: Mapped[str] = mapped_column(sa.String(80), default="")
    page: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int | None]
    error: Mapped[str] = mapped_column(sa.Text, default="")
    requested_at: Mapped[datetime]
    requested_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    seen_at: Mapped[datetime | None]
    """When the worker that makes it last said how far it is."""
    attempts: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    """How often a worker began and did not say how it ended."""
    finished_at: Mapped[datetime | None]
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    round: Mapped[Round] = relationship()

    __table_args__ = (
        sa.CheckConstraint("(state = 'done') = (content IS NOT NULL)", name="done_has_content"),
        sa.CheckConstraint("state <> 'running' OR seen_at IS NOT NULL", name="running_is_seen"),
        sa.CheckConstraint(
            "(state IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)", name="ended_has_a_moment"
        ),
        sa.CheckConstraint("NOT (publish AND (draft OR chapter <> ''))", name="published_is_whole_and_final"),
    )


class PublishedIsKept(Exception):
    """A published edition was about to change."""


class Edition(Base):
    """A published report, as it was on that day: its bytes and what they rest on. It never changes.

    ``manifest`` is the sealed JSON that the PDF carries, ``hash`` the SHA-256 of the PDF. ``html`` is the same report
    as one page, and ``html_hash`` its SHA-256; the first editions had none.
    """

    __tablename__ = "editions"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id"))
    number: Mapped[int]
    erratum: Mapped[str] = mapped_column(sa.Text)
    """How it differs from the edition that it replaces; "" for the first."""
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    pages: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))
    manifest: Mapped[str] = mapped_column(sa.Text, deferred=True)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    html: Mapped[str | None] = mapped_column(sa.Text, deferred=True)
    html_hash: Mapped[str | None] = mapped_column(sa.String(64))
    round: Mapped[Round] = relationship()
    published_by: Mapped[User | None] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("round_id", "number"),
        sa.CheckConstraint("number >= 1", name="is_numbered"),
        sa.CheckConstraint("(number = 1) = (erratum = '')", name="later_says_why"),
        sa.CheckConstraint("(html IS NULL) = (html_hash IS NULL)", name="page_has_hash"),
    )


@sa.event.listens_for(Edition, "before_update")
@sa.event.listens_for(Edition, "before_delete")
def _keep(_mapper: object, _connection: object, edition: Edition) -> NoReturn:
    raise PublishedIsKept(f"editie {edition.number}")
