"""Models of editors' texts, outlines, figures and decisions, of builds and of published editions."""

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
    """Revision of an editors' text of a section in a round's report."""

    __tablename__ = "section_text_revisions"

    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id"))
    section: Mapped[str] = mapped_column(sa.String(80))
    confirms: Mapped[str] = mapped_column(sa.String(120), default="", server_default=sa.text("''"))
    """Answer ("oost-drenthe.2b") whose newer version the author confirmed, changing only its citation."""
    author: Mapped[User | None] = relationship()

    __table_args__ = (sa.UniqueConstraint("round_id", "section", "number"),)

    def same_words(self, other: "SectionTextRevision") -> bool:
        """Return whether both have the same text."""
        return self.text == other.text


class OutlineRevision(Base, RevisionMixin):
    """Revision of the outline of a round's report, as YAML for ``parse_outline``.

    A round has none until its outline is changed; the first revision is the outline that it began with.
    """

    __tablename__ = "outline_revisions"

    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id"))
    author: Mapped[User | None] = relationship()

    __table_args__ = (sa.UniqueConstraint("round_id", "number"),)

    def same_words(self, other: "OutlineRevision") -> bool:
        """Return whether both have the same text."""
        return self.text == other.text


class FigureRevision(Base, RevisionMixin):
    """Revision of an editors' figure in a round's report. ``text`` is its caption.

    Removing a figure deletes all its revisions: an image that must not be published must not be kept either.
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
        """Return whether both have the same image and words."""
        mine, theirs = ((figure.text, figure.alternative, figure.source, figure.file_id) for figure in (self, other))
        return mine == theirs


class StoredOverruling(Base):
    """An editor's decision to publish although something is open; see ``decisions.Subject`` for its columns.

    It never changes; withdrawing it adds a row to ``overruling_withdrawals``.
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
    """Function of the editor at that time: "redacteur"."""
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
    """Withdrawal of a decision: by whom and when."""

    __tablename__ = "overruling_withdrawals"

    overruling_id: Mapped[int] = mapped_column(sa.ForeignKey("overrulings.id"), primary_key=True)
    withdrawn_at: Mapped[datetime]
    withdrawn_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    withdrawn_by: Mapped[User | None] = relationship()


class ApartMark(Base):
    """Mark on an answer that must be mentioned apart. May be changed or deleted, each time with an audit event."""

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
    """An attempt to change a decision or its withdrawal."""


@sa.event.listens_for(StoredOverruling, "before_update")
@sa.event.listens_for(StoredOverruling, "before_delete")
@sa.event.listens_for(OverrulingWithdrawal, "before_update")
@sa.event.listens_for(OverrulingWithdrawal, "before_delete")
def _keep_decision(_mapper: object, _connection: object, _row: object) -> NoReturn:
    raise DecisionIsKept


class BuildState(StrEnum):
    """State of a build."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether the build is over."""
        return self in {BuildState.DONE, BuildState.FAILED, BuildState.CANCELLED}


class Build(LeaseMixin, Base):
    """Job that makes a PDF, with its progress and finally its bytes."""

    __tablename__ = "builds"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id"), index=True)
    draft: Mapped[bool]
    chapter: Mapped[str] = mapped_column(sa.String(80), default="")
    publish: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Whether the PDF becomes an edition."""
    erratum: Mapped[str] = mapped_column(sa.Text, default="", server_default=sa.text("''"))
    """How the edition will differ from the previous one."""
    state: Mapped[BuildState] = mapped_column(enum_column(BuildState), default=BuildState.QUEUED)
    stage: Mapped[str] = mapped_column(sa.String(80), default="")
    page: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int | None]
    error: Mapped[str] = mapped_column(sa.Text, default="")
    requested_at: Mapped[datetime]
    requested_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    seen_at: Mapped[datetime | None]
    """Time of the worker's last report of progress."""
    attempts: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    """Times that a worker started without reporting an end."""
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
    """An attempt to change a published edition."""


class Edition(Base):
    """A published report: its bytes and the facts they rest on. Never changes.

    ``manifest`` is the sealed JSON attached to the PDF, ``hash`` the SHA-256 of the PDF. ``html`` is the report as a
    web page and ``html_hash`` its SHA-256; the first editions had none.
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
