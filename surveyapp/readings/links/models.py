"""One person reading what was put before them, through one link of their own: what every kind of reading shares."""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from surveyapp.accounts.staff.models import User
from surveyapp.core.db import enum_column
from surveyapp.interviews.recording.models import Respondent
from surveyapp.readings.links.rules import ExtensionState, LinkFacts, Stage


class ReadingMixin:
    """The columns that every kind of reading has. Only hashes of the link's token and code are kept.

    ``ended_at`` is the ``expires_at`` that the worker saw go by: such a link stays closed when the clock is set back,
    until somebody gives it another end. ``relinked_at`` is when the link and the code were last made anew, because they
    had gone to another address: what was opened before is closed. ``subject`` is what the audit log calls this kind of
    reading.
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
        """Who reads."""
        return relationship()

    def link_facts(self, *, newest: bool = True, released: bool = True) -> LinkFacts:
        """What the state of the link follows from.

        ``newest``: nothing later was sent in its place; ``released``: it is this person's turn.
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
    """The columns that a reminder of any kind of reading has.

    ``occasion`` is what it was sent for; None when staff sent it by hand.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    occasion: Mapped[str | None] = mapped_column(sa.String(20))
    stage: Mapped[Stage] = mapped_column(enum_column(Stage))
    sent_on: Mapped[date]
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))


class ExtensionMixin:
    """More time: what a reader asked and what became of it, or what staff gave by themselves.

    ``asked_for`` and ``reason`` are the reader's; ``until`` is the day that was given and ``words`` what the reader
    reads with it, or why not. One request at a time is open. Each kind of reading has its own ``reading_id``.
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
        """Who answered."""
        return relationship()


def extension_keys(table: str, reading: str) -> tuple[sa.schema.SchemaItem, ...]:
    """What holds of more time, in the table of one kind; ``reading`` is its column with the reading."""
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
