"""Who did what, when: append-only events in a chain that shows any later change.

Each event's seal is an HMAC over its content and the seal before it, under a key outside the database. A cut tail
shows only against a seal that was written down elsewhere: ``surveyapp audit verify`` prints the last one.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from surveyapp import keys
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


class AuditHead(Base):
    """The last seal: one row, whose lock keeps writers on PostgreSQL in line."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    seal: Mapped[str] = mapped_column(sa.String(64))

    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)


_SEALED = ("actor_kind", "actor_id", "action", "subject", "subject_id", "remote", "detail")
FIRST = "0" * 64
"""The seal before the first event."""
RENEWED = "secret.renew"
"""The event with which the log begins under another key, because the one of before is lost."""

# Every save writes an event, so its statements are made once and go past the unit of work.
_EVENTS, _HEADS = Base.metadata.tables["audit_events"], Base.metadata.tables["audit_head"]
_HEAD = sa.select(_HEADS.c.seal, keys.KNOWN.scalar_subquery()).with_for_update(of=_HEADS)
_APPEND = sa.insert(_EVENTS)
_BEGIN = sa.insert(_HEADS).values(id=1)
_ADVANCE = sa.update(_HEADS)


def record_event(
    session: Session, actor: Actor, action: str, subject: str, subject_id: int | None, at: datetime, **detail: Any
) -> None:
    """Append one event to the chain, in the caller's transaction. Raises WrongKey: another key would break it."""
    session.flush()
    connection = session.connection()
    before, known = connection.execute(_HEAD).one_or_none() or (None, keys.find_known(session))
    if not keys.fits(secrets_of(session), known):
        raise keys.WrongKey(keys.CHANGED)
    event = {
        "at": at,
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "action": action,
        "subject": subject,
        "subject_id": subject_id,
        "remote": pseudonym(session, actor.remote),
        "detail": json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
    }
    seal = _seal(secrets_of(session).audit, before or FIRST, event)
    connection.execute(_APPEND, {**event, "seal": seal})
    connection.execute(_ADVANCE if before else _BEGIN, {"seal": seal})


def pseudonym(session: Session, value: str) -> str:
    """A salted hash that recognises the same address or network again, and tells nothing without the key."""
    return hmac.new(secrets_of(session).hashing, value.encode(), hashlib.sha256).hexdigest()[:32] if value else ""


def _seal(key: bytes, before: str, event: Mapping[str, Any]) -> str:
    """An event's seal: over the seal before it and the event as canonical JSON."""
    parts = [event["at"].isoformat(timespec="microseconds"), *(event[name] for name in _SEALED)]
    content = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key, (before + content).encode(), hashlib.sha256).hexdigest()


def newest_fits(session: Session) -> bool:
    """Whether the last event was sealed with the key of this session. True when there is none."""
    last = session.execute(sa.select(_EVENTS).order_by(_EVENTS.c.id.desc()).limit(2)).mappings().all()
    if not last:
        return True
    before = last[1]["seal"] if len(last) > 1 else FIRST
    return hmac.compare_digest(last[0]["seal"], _seal(secrets_of(session).audit, before, dict(last[0])))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along the chain found. ``broken_at`` is the id of the first event that does not fit.

    ``earlier``: how many events cannot be checked, because they were sealed with a key that is lost.
    """

    events: int
    head: str
    broken_at: int | None
    earlier: int = 0


def verify_chain(session: Session) -> Verdict:
    """Walk the chain from the event that began with this key, and compare its end with the head."""
    start, before, earlier = _beginning(session)
    verdict = _walk(session, start, before)
    return replace(verdict, earlier=earlier)


def _beginning(session: Session) -> tuple[int, str, int]:
    """The id of the first event under this key, the seal before it, and the number of events before it.

    Only who has the key can make an event that begins with it, so the walk proves that this is one.
    """
    ids = _EVENTS.c.id
    start = session.scalar(sa.select(sa.func.max(ids)).where(_EVENTS.c.action == RENEWED))
    if start is None:
        return 0, FIRST, 0
    earlier = sa.select(_EVENTS.c.seal).where(ids < start).order_by(ids.desc()).limit(1)
    count = session.scalar(sa.select(sa.func.count()).where(ids < start)) or 0
    return start, session.scalar(earlier) or FIRST, count


def _walk(session: Session, start: int, before: str) -> Verdict:
    key, count = secrets_of(session).audit, 0
    walk = sa.select(_EVENTS).where(_EVENTS.c.id >= start).order_by(_EVENTS.c.id).execution_options(yield_per=500)
    for event in session.execute(walk).mappings():
        if not hmac.compare_digest(event["seal"], _seal(key, before, dict(event))):
            return Verdict(count, before, event["id"])
        before, count = event["seal"], count + 1
    head = session.scalar(sa.select(AuditHead.seal))
    return Verdict(count, before, None if (head or FIRST) == before else count + 1)
