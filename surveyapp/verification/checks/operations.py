"""Check that stored answers, approvals, records and reactions match the audit log.

Fingerprints are computed again from the texts, and each row is compared with its audit event (``reconciling``). The
number of queries does not grow with the number of interviews.
"""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.core.audit import AuditEvent, entries
from surveyapp.core.errors import Refused
from surveyapp.core.reconciling import Kind, Mistake, lost
from surveyapp.interviews.recording.models import AnswerRevision, Interview, PersonChange, Round
from surveyapp.interviews.recording.rules import PersonEvent
from surveyapp.verification.answer_checks import operations as agreed
from surveyapp.verification.check_scope.queries import Scope
from surveyapp.verification.completion_checks import operations as completed
from surveyapp.verification.record_checks import operations as said
from surveyapp.verification.records.models import Approval, Reaction, Record, Reopening, Verification


class Unproved(Refused):
    """The database does not match the audit log. The message names the first places."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        more = f" En nog {len(mistakes) - 3}." if len(mistakes) > 3 else ""
        super().__init__(
            f"De database klopt niet met het logboek. {' '.join(map(str, mistakes[:3]))}{more}"
            " Laat uw beheerder surveyapp audit verify uitvoeren."
        )
        self.mistakes = tuple(mistakes)


def require(session: Session, interviews: sa.Select[int]) -> None:
    """Raise Unproved when anything of these interviews differs from the audit log."""
    if mistakes := list(mistakes_of(session, interviews)):
        raise Unproved(mistakes)


def of_round(round_: Round) -> sa.Select[int]:
    """Select the interviews of a round."""
    return sa.select(Interview.id).where(Interview.round_id == round_.id)


def of_interview(interview_id: int) -> sa.Select[int]:
    """Select one interview."""
    return sa.select(Interview.id).where(Interview.id == interview_id)


def mistakes_of(session: Session, interviews: sa.Select[int], *, whole: bool = False) -> Iterator[Mistake]:
    """Yield where these interviews differ from the audit log.

    Only revisions that were sent or agreed to are compared. ``whole`` adds the others, and leaves rows that are gone
    to ``lost_rows``.
    """
    session.flush()
    scope = Scope(session, interviews, whole)
    yield from agreed.questionnaires(scope)
    yield from agreed.revisions(scope)
    yield from agreed.themes(scope)
    yield from agreed.approvals(scope)
    yield from agreed.reopenings(scope)
    yield from said.records(scope)
    yield from said.submissions(scope)
    yield from said.noted(scope)
    yield from said.decisions(scope)
    yield from said.people(scope)
    yield from said.talks(scope)
    yield from completed.completions(scope)
    if whole:
        return
    hashes = {row.fingerprint for row in scope.revisions.values()} | scope.record_hashes
    for kind, ids in _WITH_ROWS:
        yield from lost(session, kind, ids, hashes=hashes, interviews=scope.places)


def lost_rows(session: Session) -> Iterator[Mistake]:
    """Yield the events of any interview whose row is gone."""
    for kind, ids in _WITH_ROWS:
        yield from lost(session, kind, ids, hashes=None, interviews=())
    yield from _lost_answers(session)


def _lost_answers(session: Session) -> Iterator[Mistake]:
    """Yield the events of revisions that are gone, of interviews that were not deleted."""
    here = set(session.scalars(sa.select(Interview.id)))
    begun = {event.subject_id: event.id for event in entries(session, ["interview.create"])}
    ended = {event.subject_id: event.id for event in entries(session, ["interview.delete"])}
    there = sa.exists().where(
        AnswerRevision.answer_id == AuditEvent.subject_id, AnswerRevision.created_at == AuditEvent.at
    )
    for event in entries(session, agreed.ANSWER.actions, ~there):
        interview = event.detail.get("interview")
        after = begun if interview in here else ended if interview else {0: max(ended.values(), default=0)}
        if event.id > after.get(interview or 0, 0):
            place = f"Gebeurtenis {event.id} van het logboek"
            yield Mistake(place, f"{agreed.ANSWER.words} staat niet meer in de database.")


_ASKED_AGAIN = sa.exists().where(
    PersonChange.respondent_id == Verification.respondent_id, PersonChange.what == PersonEvent.ROLE
)
"""Approvers who had finished while they read along; they must react to the record again."""
_WITH_ROWS: tuple[tuple[Kind, sa.Select[int]], ...] = (
    (agreed.APPROVAL, sa.select(Approval.id)),
    (agreed.REOPENING, sa.select(Reopening.revision_id)),
    (said.RECORD, sa.select(Record.id)),
    (said.SUBMISSION, sa.select(Verification.id).where(sa.or_(Verification.submitted_at.is_not(None), _ASKED_AGAIN))),
    (said.NOTED, sa.select(Reaction.id).where(Reaction.entered_by_id.is_not(None))),
)
"""The kinds whose rows are never deleted, each with a select of its rows."""
