"""The audit log: append-only events in a chain that shows any later change.

Each event's seal is an HMAC over its content and the seal before it, under a key outside the database. A removed tail
shows only against a seal that was recorded elsewhere: ``surveyapp audit verify`` prints the last seal.
"""

import hashlib
import hmac
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from surveyapp.core import keys
from surveyapp.core.db import Base, secrets_of


@dataclass(frozen=True, slots=True)
class Actor:
    """The person or process that acts.

    ``kind`` is "staff" (``id`` of a user), "respondent" (``id`` of a respondent) or "system" (worker, CLI).
    """

    kind: str
    id: int | None = None
    remote: str = ""

    @classmethod
    def system(cls) -> "Actor":
        """Return the actor for the worker and the command line."""
        return cls("system")

    @property
    def user_id(self) -> int | None:
        """Return the id of the acting user, or None when the actor is not staff."""
        return self.id if self.kind == "staff" else None


class AuditEvent(Base):
    """An event. Never changed, never deleted. Holds personal data as salted hashes only."""

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
    """The last seal: a single row, whose lock makes writers on PostgreSQL wait for each other."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    seal: Mapped[str] = mapped_column(sa.String(64))

    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)


_SEALED = ("actor_kind", "actor_id", "action", "subject", "subject_id", "remote", "detail")
FIRST = "0" * 64
"""The seal before the first event."""
RENEWED = "secret.renew"
"""The action of the event with which the log starts again under a new key, because the previous key is lost."""

# Every save writes an event, so its statements are built once and bypass the unit of work.
_EVENTS, _HEADS = Base.metadata.tables["audit_events"], Base.metadata.tables["audit_head"]
_HEAD = sa.select(_HEADS.c.seal, keys.KNOWN.scalar_subquery()).with_for_update(of=_HEADS)
_APPEND = sa.insert(_EVENTS)
_BEGIN = sa.insert(_HEADS).values(id=1)
_ADVANCE = sa.update(_HEADS)


def record_event(
    session: Session, actor: Actor, action: str, subject: str, subject_id: int | None, at: datetime, **detail: Any
) -> None:
    """Append an event to the chain, in the caller's transaction. Raises WrongKey: another key would break the chain."""
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
    """Return a salted hash that identifies an address or network without disclosing it; "" for ""."""
    return hmac.new(secrets_of(session).hashing, value.encode(), hashlib.sha256).hexdigest()[:32] if value else ""


def _seal(key: bytes, before: str, event: Mapping[str, Any]) -> str:
    """Return an event's seal, computed over the seal before it and the event as canonical JSON."""
    return hmac.new(key, (before + _content(event)).encode(), hashlib.sha256).hexdigest()


def _content(event: Mapping[str, Any]) -> str:
    parts = [event["at"].isoformat(timespec="microseconds"), *(event[name] for name in _SEALED)]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def newest_fits(session: Session) -> bool:
    """Return whether the last event was sealed with the key of this session. True when there is none."""
    last = session.execute(sa.select(_EVENTS).order_by(_EVENTS.c.id.desc()).limit(2)).mappings().all()
    if not last:
        return True
    before = last[1]["seal"] if len(last) > 1 else FIRST
    return hmac.compare_digest(last[0]["seal"], _seal(secrets_of(session).audit, before, dict(last[0])))


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as read back. ``genuine`` is whether its seal fits the event and the seal before it."""

    id: int
    at: datetime
    action: str
    subject_id: int
    detail: Mapping[str, Any]
    genuine: bool


_EARLIER = _EVENTS.alias("earlier")
_BEFORE = (
    sa.select(_EARLIER.c.seal).where(_EARLIER.c.id < _EVENTS.c.id).order_by(_EARLIER.c.id.desc()).limit(1)
).scalar_subquery()


_RENEWALS = _EVENTS.alias("renewals")
_LATEST_RENEWAL = sa.select(sa.func.max(_RENEWALS.c.id)).where(_RENEWALS.c.action == RENEWED).scalar_subquery()


def entries(session: Session, actions: Collection[str], *conditions: sa.ColumnElement[bool]) -> list[Entry]:
    """Return the events with one of these actions, oldest first, each with its seal checked.

    ``conditions`` are on the columns of ``AuditEvent``. Events from before the key was renewed cannot be checked
    individually; ``verify_chain`` compares all of them with the digest in the event of the renewal.
    """
    key = secrets_of(session).audit
    statement = sa.select(_EVENTS, _BEFORE.label("before"), _LATEST_RENEWAL.label("renewal")).where(
        _EVENTS.c.action.in_(actions), *conditions
    )
    rows = session.execute(statement.order_by(_EVENTS.c.id)).mappings()
    return [_entry(key, dict(row), earlier=row["id"] < (row["renewal"] or 0)) for row in rows]


def _entry(key: bytes, row: Mapping[str, Any], *, earlier: bool) -> Entry:
    genuine = earlier or hmac.compare_digest(row["seal"], _seal(key, row["before"] or FIRST, row))
    detail = json.loads(row["detail"]) if genuine else {}
    return Entry(row["id"], row["at"], row["action"], row["subject_id"] or 0, detail, genuine)


def holds_seal(session: Session, seal: str) -> bool:
    """Return whether an event of the log has this seal."""
    return session.scalar(sa.select(_EVENTS.c.id).where(_EVENTS.c.seal == seal)) is not None


def seal_of(session: Session, action: str, subject: str, subject_id: int) -> str:
    """Return the seal of the last event with this action on a subject; "" when there is none."""
    about = sa.and_(_EVENTS.c.action == action, _EVENTS.c.subject == subject, _EVENTS.c.subject_id == subject_id)
    return session.scalar(sa.select(_EVENTS.c.seal).where(about).order_by(_EVENTS.c.id.desc()).limit(1)) or ""


def count_events(session: Session) -> int:
    """Return how many events the log has."""
    return session.scalar(sa.select(sa.func.count()).select_from(_EVENTS)) or 0


def head(session: Session) -> str:
    """Return the last seal of the log."""
    return session.scalar(sa.select(AuditHead.seal)) or FIRST


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of verifying the chain.

    ``broken_at`` is the id of the first event that does not fit. ``earlier`` is the number of events that cannot be
    checked, because they were sealed with a key that is lost.
    """

    events: int
    head: str
    broken_at: int | None
    seals: Mapping[str, int]
    """The wanted seals that are in the chain, each with its place, from 1."""
    earlier: int = 0


def verify_chain(session: Session, wanted: Collection[str] = ()) -> Verdict:
    """Verify the chain from the first event under the current key, and compare its end with the head.

    Also looks up the ``wanted`` seals.
    """
    start, before, earlier = _beginning(session)
    verdict = _walk(session, start, before, earlier, wanted)
    if start and verdict.broken_at is None and not _earlier_as_then(session, start):
        verdict = replace(verdict, broken_at=session.scalar(sa.select(sa.func.min(_EVENTS.c.id))))
    return replace(verdict, earlier=earlier)


def digest_of_all(session: Session, until: int | None = None) -> str:
    """Return the SHA-256 of all events and their seals; with ``until``, of the events with a lower id."""
    digest = hashlib.sha256()
    walk = sa.select(_EVENTS).order_by(_EVENTS.c.id).execution_options(yield_per=500)
    for event in session.execute(walk if until is None else walk.where(_EVENTS.c.id < until)).mappings():
        digest.update(_content(dict(event)).encode() + event["seal"].encode())
    return digest.hexdigest()


def _earlier_as_then(session: Session, start: int) -> bool:
    """Return whether the events before the renewal with this id are unchanged since."""
    detail = json.loads(session.scalars(sa.select(_EVENTS.c.detail).where(_EVENTS.c.id == start)).one())
    return hmac.compare_digest(str(detail.get("earlier", "")), digest_of_all(session, start))


def _renewal(session: Session) -> int:
    """Return the id of the event that renewed the key; 0 when the first key is still in use."""
    return session.scalar(sa.select(_LATEST_RENEWAL)) or 0


def _beginning(session: Session) -> tuple[int, str, int]:
    """Return the id of the first event under this key, the seal before it, and the number of events before it.

    Only a holder of the key can make an event that starts under it, so verifying the chain proves the renewal too.
    """
    start, ids = _renewal(session), _EVENTS.c.id
    if not start:
        return 0, FIRST, 0
    earlier = sa.select(_EVENTS.c.seal).where(ids < start).order_by(ids.desc()).limit(1)
    count = session.scalar(sa.select(sa.func.count()).where(ids < start)) or 0
    return start, session.scalar(earlier) or FIRST, count


def _walk(session: Session, start: int, before: str, earlier: int, wanted: Collection[str]) -> Verdict:
    key, count, seals = secrets_of(session).audit, 0, dict[str, int]()
    walk = sa.select(_EVENTS).where(_EVENTS.c.id >= start).order_by(_EVENTS.c.id).execution_options(yield_per=500)
    for event in session.execute(walk).mappings():
        if not hmac.compare_digest(event["seal"], _seal(key, before, dict(event))):
            return Verdict(count, before, event["id"], seals)
        before, count = event["seal"], count + 1
        if before in wanted:
            seals[before] = earlier + count
    return Verdict(count, before, None if head(session) == before else count + 1, seals)
