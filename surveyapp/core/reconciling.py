"""Compare rows that a proof rests on with the audit events that record them.

The database is not trusted: an event counts only when its own seal fits (``audit.entries``), a row only when a genuine
event says the same. Events of older versions have fewer details; those that they have must match.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.core.audit import AuditEvent, Entry, entries


@dataclass(frozen=True, slots=True)
class Mistake:
    """A difference from the audit log, in Dutch. ``revision_id`` is set when it concerns an answer's words."""

    place: str
    words: str
    revision_id: int | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self.words}"


@dataclass(frozen=True, slots=True)
class Fact:
    """A row that an event on ``subject_id`` must confirm.

    ``detail`` holds the values that the event must have, as far as it has those keys; ``at`` is its time, unless None.
    """

    subject_id: int
    place: str
    detail: Mapping[str, Any]
    at: datetime | None = None
    revision_id: int | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact: its Dutch name, and the actions and subject of its events."""

    words: str
    actions: tuple[str, ...]
    subject: str

    def on(self, ids: sa.Select[int]) -> sa.ColumnElement[bool]:
        """Return the condition that selects events on these subjects."""
        return sa.and_(AuditEvent.subject == self.subject, AuditEvent.subject_id.in_(ids))

    def without(self, ids: sa.Select[int]) -> sa.ColumnElement[bool]:
        """Return the condition that selects events on other subjects than these."""
        return sa.and_(AuditEvent.subject == self.subject, AuditEvent.subject_id.not_in(ids))


def compare(kind: Kind, facts: Iterable[Fact], events: Iterable[Entry]) -> Iterator[Mistake]:
    """Yield a mistake for each fact without a genuine event that says the same, and for each event without a fact."""
    events_of: dict[int, list[Entry]] = {}
    for event in events:
        events_of.setdefault(event.subject_id, []).append(event)
    for fact in facts:
        about = events_of.get(fact.subject_id, [])
        fitting = next((event for event in about if _fits(event, fact)), None)
        if fitting:
            about.remove(fitting)
        else:
            why = "is anders dan in het logboek" if about else "staat niet in het logboek"
            yield Mistake(fact.place, f"{kind.words} {why}.", fact.revision_id)


def _fits(event: Entry, fact: Fact) -> bool:
    same = all(event.detail.get(key, value) == value for key, value in fact.detail.items())
    return event.genuine and same and fact.at in {None, event.at}


def lost(
    session: Session, kind: Kind, ids: sa.Select[int], *, hashes: Collection[str] | None, interviews: Collection[int]
) -> Iterator[Mistake]:
    """Yield a mistake for each event whose row is gone, among those that name one of these hashes or interviews.

    ``ids`` are the subjects that have a row. With ``hashes`` None all events count.
    """
    for event in entries(session, kind.actions, kind.without(ids)):
        ours = event.detail.get("interview") in interviews or event.detail.get("hash") in (hashes or ())
        if hashes is None or ours or not event.genuine:
            yield Mistake(f"Gebeurtenis {event.id} van het logboek", f"{kind.words} staat niet meer in de database.")
