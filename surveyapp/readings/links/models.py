"""Columns and constraints that all kinds of readings share."""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from surveyapp.accounts.staff.models import User
from surveyapp.core.db import enum_column
from surveyapp.interviews.recording.models import Respondent
from surveyapp.readings.links.rules import ExtensionState, LinkFacts, Stage


class ReadingMixin:
    """The columns of every kind of reading. Only hashes of the link's token and code are stored.

    ``ended_at`` is the ``expires_at`` whose passing the worker saw: such a link stays closed when the clock is set
    back, until it gets another ``expires_at``. ``relinked_at`` is when link and code were last replaced because the
    old ones had gone to another address; sessions that began before it are closed. ``subject`` names this kind of
    reading in the audit log.
    """

    subject: ClassVar[str]

    id: Mapped[int] = mapped_column(primary_key=True)
    nonce: Mapped[str] = mapped_column(sa.String(64))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    code_hash: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    deadline: Mapped[date]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    relinked_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    respondent_id: Mapped[int] = mapped_column(sa.ForeignKey("respondents.id"))

    @declared_attr
    def respondent(cls) -> Mapped[Respondent]:  # noqa: N805
        """Return the relation to the respondent who reads."""
        return relationship()

    def link_facts(self, *, newest: bool = True, released: bool = True) -> LinkFacts:
        """Return the facts that determine the state of the link.

        ``newest``: nothing later was sent in its place; ``released``: it is this respondent's turn.
        """
        return LinkFacts(
            expires_at=self.expires_at,
            ended=self.ended_at == self.expires_at,
            revoked=self.revoked_at is not None,
            submitted=self.submitted_at is not None,
            newest_record=newest,
            released=released,
        )


class ReminderMixin:
    """The columns of a reminder of any kind of reading.

    ``occasion`` is what it was sent for; None when staff sent it by hand.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    occasion: Mapped[str | None] = mapped_column(sa.String(20))
    stage: Mapped[Stage] = mapped_column(enum_column(Stage))
    sent_on: Mapped[date]
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))


class ExtensionMixin:
    """The columns of more time for any kind of reading: a reader's request and its answer, or time given by staff.

    ``asked_for`` and ``reason`` are the reader's; ``until`` is the day that was given, and ``words`` the message with
    it or the reason of a refusal. A reading has at most one open request. Each kind of reading has its own
    ``reading_id``.
    """

    __tablename__: Any
    reading_id: Mapped[int]

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[ExtensionState] = mapped_column(enum_column(ExtensionState))
    asked_for: Mapped[date | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    asked_at: Mapped[datetime | None]
    until: Mapped[date | None]
    words: Mapped[str] = mapped_column(sa.Text, default="")
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))

    @declared_attr
    def settled_by(cls) -> Mapped[User | None]:  # noqa: N805
        """Return the relation to the member of staff who answered."""
        return relationship()


def extension_keys(table: str, reading: str) -> tuple[sa.schema.SchemaItem, ...]:
    """Return the constraints of an extension table; ``reading`` is its foreign key to the reading."""
    open_ = sa.text("state = 'open'")
    return (
        sa.CheckConstraint("state = 'granted' OR asked_for IS NOT NULL", name="asked_or_given"),
        sa.CheckConstraint("(asked_for IS NULL) = (asked_at IS NULL)", name="asked_at_a_moment"),
        sa.CheckConstraint("(state = 'granted') = (until IS NOT NULL)", name="given_until_some_day"),
        sa.CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="open_until_settled"),
        sa.CheckConstraint("state <> 'refused' OR words <> ''", name="refusal_has_words"),
        sa.Index(f"ix_{table}_{reading}", reading),
        sa.Index(f"uq_{table}_one_open", reading, unique=True, sqlite_where=open_, postgresql_where=open_),
    )
