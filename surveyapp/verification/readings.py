"""One person reading what was put before them, through one link of their own: what every kind of reading shares."""

from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from surveyapp.db import enum_column
from surveyapp.interviews.models import Respondent
from surveyapp.verification.rules import LinkFacts
from surveyapp.verification.timing import Stage


class ReadingMixin:
    """The columns that every kind of reading has. Only hashes of the link's token and code are kept.

    ``relinked_at`` is when the link and the code were last made anew, because they had gone to another address: what
    was opened before is closed. ``subject`` is what the audit log calls this kind of reading.
    """

    subject: ClassVar[str]

    id: Mapped[int] = mapped_column(primary_key=True)
    nonce: Mapped[str] = mapped_column(sa.String(64))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    code_hash: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    deadline: Mapped[date]
    expires_at: Mapped[datetime]
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
