"""Who did what, when: append-only events in a chain that shows any later change.

Each event's seal is an HMAC over its content and the seal before it, under a key outside the database. A cut tail
shows only against a seal that was written down elsewhere: ``surveyapp audit verify`` prints the last one.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from surveyapp.db import Base, secrets_of


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: "staff" with a user's id, "respondent" with a respondent's id, or "system" (worker, CLI)."""

    kind: str
    id: int | None = None
    remote: str = ""

    @classmethod
    def system(cls) -> "Actor":
        """The product itself, or somebody at its command line."""
        return cls("system")

    @property
    def user_id(self) -> int | None:
        """The user who acts, or None when it is not staff."""
        return self.id if self.kind == "staff" else None


class AuditEvent(Base):
    """One event. Never changed, never deleted. Personal data stands in it as salted hashes only."""

    __tablename__ = "audit_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_kind: Mapped[str] = mapped_column(sa.String(20))
    actor_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(sa.String(60), index=True)
    subject: Mapped[str] = mapped_column(sa.String(60))
    subject_id: Mapped[int | None]
    remote: Mapped[str] = mapped_column(sa.String(64))
    detail: Mapped[str] = mapped_column(sa.Text)
    seal: Mapped[str] = mapped_column(sa.String(64), unique=True)

    __table_args__ = (sa.Index("ix_audit_events_subject", "subject", "subject_id"),)

    def content(self) -> bytes:
        """What the seal covers, as canonical JSON."""
        parts = [
            self.at.isoformat(timespec="microseconds"), self.actor_kind, self.actor_id, self.action,
            self.subject, self.subject_id, self.remote, self.detail,
        ]  # fmt: skip
        return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()


class AuditHead(Base):
    """The last seal: one row, whose lock keeps writers on PostgreSQL in line."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    seal: Mapped[str] = mapped_column(sa.String(64))

    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)


def record_event(
    session: Session, actor: Actor, action: str, subject: str, subject_id: int | None, at: datetime, **detail: Any
) -> None:
    """Append one event to the chain, in the caller's transaction."""
    head = session.get(AuditHead, 1, with_for_update=True, populate_existing=True)
    if head is None:
        head = AuditHead(id=1, seal="0" * 64)
        session.add(head)
    event = AuditEvent(
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        action=action,
        subject=subject,
        subject_id=subject_id,
        remote=pseudonym(session, actor.remote),
        detail=json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
    )
    event.seal = _seal(secrets_of(session).audit, head.seal, event.content())
    head.seal = event.seal
    session.add(event)
    session.flush()


def pseudonym(session: Session, value: str) -> str:
    """A salted hash that recognises the same address or network again, and tells nothing without the key."""
    return hmac.new(secrets_of(session).hashing, value.encode(), hashlib.sha256).hexdigest()[:32] if value else ""


def _seal(key: bytes, before: str, content: bytes) -> str:
    return hmac.new(key, before.encode() + content, hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along the chain found. ``broken_at`` is the id of the first event that does not fit."""

    events: int
    head: str
    broken_at: int | None


def verify_chain(session: Session) -> Verdict:
    """Walk the whole chain and compare its end with the head."""
    key, before, count = secrets_of(session).audit, "0" * 64, 0
    for event in session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id).execution_options(yield_per=500)):
        if not hmac.compare_digest(event.seal, _seal(key, before, event.content())):
            return Verdict(count, before, event.id)
        before, count = event.seal, count + 1
    head = session.get(AuditHead, 1)
    return Verdict(count, before, None if (head.seal if head else "0" * 64) == before else count + 1)
