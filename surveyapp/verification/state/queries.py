"""Queries on the facts that determine the state of an interview."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.interviews.recording.models import Answer, AnswerRevision, Interview, Respondent
from surveyapp.interviews.recording.queries import newest_revisions
from surveyapp.interviews.recording.rules import Facts
from surveyapp.verification.records.models import Decision, Reaction, RecordEntry, Verification
from surveyapp.verification.records.queries import Texts, approvers_of, newest_sent, texts_among
from surveyapp.verification.records.rules import ReactionKind


def facts_of(session: Session, interview: Interview) -> Facts:
    """Return the facts that determine the state of an interview."""
    return facts_of_many(session, [interview])[interview.id]


def facts_of_many(session: Session, several: Sequence[Interview]) -> dict[int, Facts]:
    """Return ``facts_of`` several interviews, per interview id."""
    return {interview_id: facts for interview_id, (facts, _) in facts_with_texts(session, several).items()}


def facts_with_texts(session: Session, several: Sequence[Interview]) -> dict[int, tuple[Facts, Texts]]:
    """Return the facts of several interviews, each with the texts and agreements that they are taken from."""
    ids = [interview.id for interview in several]
    touched = newest_revisions(session, ids)
    texts, sent = texts_among(session, touched), _newest_sent(session, ids)
    return {
        interview.id: (
            _facts(texts[interview.id], len(touched[interview.id]), approvers_of(interview), sent.get(interview.id)),
            texts[interview.id],
        )
        for interview in several
    }


@dataclass(frozen=True, slots=True)
class _Sent:
    """The newest record of an interview."""

    number: int
    revisions: set[int] = field(default_factory=set)
    reached: set[int] = field(default_factory=set)
    """The ids of the respondents to whom it was sent."""
    reactions: list[sa.Row[int, str, int, int]] = field(default_factory=list)
    """Submitted or entered reactions that need a decision."""


# Built once: these statements run after every change by a respondent or member of staff.
_THESE: sa.BindParameter[int] = sa.bindparam("records", expanding=True)
_ENTRIES = sa.select(RecordEntry.record_id, RecordEntry.revision_id).where(RecordEntry.record_id.in_(_THESE))
_READINGS = sa.select(Verification.record_id, Verification.respondent_id).where(Verification.record_id.in_(_THESE))
_REACTIONS = (
    sa.select(Verification.record_id, Answer.item, Reaction.revision_id, Decision.id.label("decision_id"))
    .join(Reaction.verification)
    .join(Reaction.revision)
    .join(AnswerRevision.answer)
    .outerjoin(Reaction.decision)
    .where(
        Verification.record_id.in_(_THESE),
        Reaction.kind != ReactionKind.AGREE,
        Verification.submitted_at.is_not(None) | Reaction.entered_by_id.is_not(None),
    )
)


def _newest_sent(session: Session, interview_ids: Sequence[int]) -> dict[int, _Sent]:
    sent, records = {}, {}
    for newest in newest_sent(session, interview_ids):
        sent[newest.interview_id] = records[newest.id] = _Sent(newest.number)
    if records:
        these = {"records": list(records)}
        for entry in session.execute(_ENTRIES, these):
            records[entry.record_id].revisions.add(entry.revision_id)
        for reading in session.execute(_READINGS, these):
            records[reading.record_id].reached.add(reading.respondent_id)
        for reaction in session.execute(_REACTIONS, these):
            records[reaction.record_id].reactions.append(reaction)
    return sent


def _facts(texts: Texts, touched: int, approvers: Sequence[Respondent], sent: _Sent | None) -> Facts:
    return Facts(
        answers=len(texts.revisions),
        touched=touched,
        records=sent.number if sent else 0,
        unsent_changes=sent is not None and _unsent(sent, texts, approvers),
        open_reactions=sum(reaction.decision_id is None for reaction in sent.reactions) if sent else 0,
        missing_approvals=sum(not texts.agreed(revision.id) for revision in texts.revisions.values()),
        approvers=len(approvers),
    )


def _unsent(sent: _Sent, texts: Texts, approvers: Sequence[Respondent]) -> bool:
    """Return whether the newest record lacks a text, a decision or a respondent. Withdrawn texts need no agreement."""
    current = {revision.id for revision in texts.revisions.values()}
    stands = [
        reaction.revision_id for reaction in sent.reactions if reaction.decision_id and reaction.item in texts.revisions
    ]
    decided = any(not texts.agreed(revision_id) for revision_id in stands)
    forgotten = any(approver.id not in sent.reached and texts.open_for(approver) for approver in approvers)
    return bool(current - sent.revisions) or decided or forgotten
