"""Queries on respondents who have not finished, for reminders, more time and releasing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from surveyapp.core.dutch import local
from surveyapp.interviews.recording.models import Interview, Respondent, Round
from surveyapp.interviews.recording.rules import InterviewState
from surveyapp.mail.servers.way_out import way_out_of
from surveyapp.readings.links.rules import ExtensionState, Facts, LinkState, Waited, deadline_that_counts, link_state
from surveyapp.verification.records.models import Extension, Reaction, Record, RecordEntry, Verification

_LATER = sa.orm.aliased(Record)
_NEWEST = ~sa.exists().where(_LATER.interview_id == Record.interview_id, _LATER.number > Record.number)


def _with_time() -> sa.Select[Verification]:
    record = joinedload(Verification.record)
    return (
        sa.select(Verification)
        .join(Verification.record)
        .options(
            record.selectinload(Record.entries).joinedload(RecordEntry.revision),
            record.joinedload(Record.interview).options(
                joinedload(Interview.organisation),
                joinedload(Interview.round),
                selectinload(Interview.interviewers),
            ),
            joinedload(Verification.respondent),
            selectinload(Verification.reactions).joinedload(Reaction.revision),
            selectinload(Verification.extensions),
            selectinload(Verification.reminders),
        )
        .order_by(Verification.id)
        .execution_options(populate_existing=True)
    )


def lock_verification(session: Session, verification_id: int) -> Verification | None:
    """Return a verification, locked for this transaction and read anew, or None."""
    session.execute(sa.select(Verification.id).where(Verification.id == verification_id).with_for_update())
    return session.scalar(_with_time().where(Verification.id == verification_id))


def unfinished(session: Session, now: datetime) -> Sequence[Verification]:
    """Return the unfinished verifications of newest records whose link works."""
    return session.scalars(
        _with_time().where(
            Verification.submitted_at.is_(None),
            Verification.revoked_at.is_(None),
            Verification.released_at.is_not(None),
            Verification.expires_at > now,
            _NEWEST,
        )
    ).all()


def of_newest_records(session: Session, interview_ids: Sequence[int]) -> dict[int, list[Verification]]:
    """Return the verifications of the newest record, per interview id."""
    readings: dict[int, list[Verification]] = {number: [] for number in interview_ids}
    for verification in session.scalars(_with_time().where(Record.interview_id.in_(interview_ids), _NEWEST)):
        readings[verification.record.interview_id].append(verification)
    return readings


def of_record(session: Session, record: Record) -> Sequence[Verification]:
    """Return the verifications of a record."""
    return session.scalars(_with_time().where(Verification.record_id == record.id)).all()


def held_records(session: Session) -> Sequence[Record]:
    """Return the newest records that somebody has yet to get, after those who read along."""
    held = sa.exists().where(
        Verification.record_id == Record.id, Verification.released_at.is_(None), Verification.revoked_at.is_(None)
    )
    return session.scalars(sa.select(Record).where(held, _NEWEST).order_by(Record.id)).all()


def wait_to_leave(session: Session, interview_ids: Sequence[int]) -> set[int]:
    """Which of these interviews have a newest record that nobody who is asked has got yet."""
    found = {number: waited_for(people) for number, people in of_newest_records(session, interview_ids).items()}
    return {number for number, waited in found.items() if waited and all(one.held for one in waited)}


def stands_of(session: Session, states: Mapping[int, InterviewState]) -> dict[int, str]:
    """Return how interviews with these states stand, in Dutch: what has not left waits for no respondent."""
    held = wait_to_leave(session, [number for number, state in states.items() if state is InterviewState.WAITING])
    unsent = "Wacht op een mailserver" if way_out_of(session).no_server else "Wacht op verzending"
    return {number: unsent if number in held else state.label for number, state in states.items()}


def lock_record(session: Session, record_id: int) -> Record | None:
    """Return a record with its verifications, locked for this transaction; None when it is not the newest."""
    session.execute(sa.select(Record.id).where(Record.id == record_id).with_for_update())
    return session.scalar(
        sa.select(Record)
        .where(Record.id == record_id, _NEWEST)
        .options(selectinload(Record.verifications).joinedload(Verification.respondent), joinedload(Record.interview))
        .execution_options(populate_existing=True)
    )


def is_newest(session: Session, record: Record) -> bool:
    """Return whether no later record of the interview was sent."""
    return bool(session.scalar(sa.select(_NEWEST).select_from(Record).where(Record.id == record.id)))


def requests(session: Session, interview_ids: Sequence[int]) -> set[int]:
    """Return the ids of these interviews in which a request for more time is open."""
    statement = (
        sa.select(Record.interview_id)
        .join(Record.verifications)
        .join(Extension, Extension.verification_id == Verification.id)
        .where(
            Record.interview_id.in_(interview_ids),
            Extension.state == ExtensionState.OPEN,
            Verification.submitted_at.is_(None),
            Verification.revoked_at.is_(None),
            _NEWEST,
        )
    )
    return set(session.scalars(statement))


def link_state_of(verification: Verification, now: datetime, *, newest: bool = True) -> LinkState:
    """Return what a link does now; ``newest``: whether its record is the newest of the interview."""
    return link_state(verification.link_facts(newest=newest, released=verification.released_at is not None), now)


def reminder_facts(verification: Verification, now: datetime, *, newest: bool = True) -> Facts:
    """Return the facts that determine whether a reminder is due."""
    released = verification.released_at
    return Facts(
        link=link_state_of(verification, now, newest=newest),
        left=verification.respondent.left_at is not None,
        bounced=verification.respondent.bounced_at is not None,
        released_on=local(released).date() if released else None,
        deadline=verification.deadline,
        asks_time=any(extension.state is ExtensionState.OPEN for extension in verification.extensions),
        extended=any(extension.state is ExtensionState.GRANTED for extension in verification.extensions),
        reminded_on=tuple(reminder.sent_on for reminder in verification.reminders),
        occasions=frozenset(reminder.occasion for reminder in verification.reminders if reminder.occasion),
    )


def waited_for(verifications: Sequence[Verification]) -> list[Waited]:
    """Return which of these have not finished and are still waited for."""
    return [
        Waited(verification.deadline, verification.respondent.must_agree, verification.released_at is None)
        for verification in verifications
        if not (verification.submitted_at or verification.revoked_at or verification.respondent.left_at)
    ]


@dataclass(frozen=True, slots=True)
class Awaited:
    """The newest record of an interview: its number, deadline, and whether anybody opened it.

    ``deadline`` is the one that counts now, or the record's own when nobody is waited for; None while it waits to be
    mailed.
    """

    number: int
    deadline: date | None
    opened: bool


def awaited_in(session: Session, round_: Round) -> dict[int, Awaited]:
    """Return how far the newest record is, per interview of a round that has a record, in one statement."""
    people: dict[int, list[Any]] = {}
    for row in session.execute(_AWAITED, {"round": round_.id}):
        people.setdefault(row.interview_id, []).append(row)
    return {interview_id: _awaited(rows) for interview_id, rows in people.items()}


_AWAITED = (
    sa.select(
        Record.interview_id,
        Record.number,
        Record.deadline.label("sent_with"),
        Verification.deadline,
        Verification.opened_at,
        Verification.released_at,
        Respondent.must_agree,
        sa.or_(
            Verification.submitted_at.is_not(None),
            Verification.revoked_at.is_not(None),
            Respondent.left_at.is_not(None),
        ).label("done"),
    )
    .join(Record.interview)
    .outerjoin(Record.verifications)
    .outerjoin(Verification.respondent)
    .where(Interview.round_id == sa.bindparam("round"), _NEWEST)
)


def _awaited(rows: Sequence[Any]) -> Awaited:
    waited = [Waited(row.deadline, row.must_agree, row.released_at is None) for row in rows if row.done is False]
    first = rows[0]
    opened = any(row.opened_at for row in rows)
    return Awaited(first.number, deadline_that_counts(waited, first.sent_with), opened)
