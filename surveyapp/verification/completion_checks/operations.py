"""Compare that an interview is approved, and since when, with the agreements that this follows from."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from surveyapp.agreement.rules import line_of
from surveyapp.core.audit import AuditEvent
from surveyapp.core.reconciling import Mistake
from surveyapp.interviews.recording.models import Answer, AnswerRevision, Interview, PersonChange, Respondent
from surveyapp.interviews.recording.rules import AnswerStatus, InterviewState, state_of
from surveyapp.verification.check_scope.queries import Scope
from surveyapp.verification.records.models import Approval, Decision, Reaction, Record
from surveyapp.verification.records.queries import Texts, approvers_of
from surveyapp.verification.state.queries import facts_with_texts

CALLED = "Dat alles akkoord is"
SINCE = "Sinds wanneer alles akkoord is, klopt niet met de akkoorden."


def completions(scope: Scope) -> Iterator[Mistake]:
    """An interview is approved from the moment that the last agreement, or what made it the last, came."""
    found = scope.session.scalars(
        sa.select(Interview)
        .options(joinedload(Interview.everybody))
        .where(Interview.id.in_(scope.interviews))
        .execution_options(populate_existing=True)
    ).unique()
    interviews = list(found)
    rests_on = facts_with_texts(scope.session, interviews)
    unexplained = _unexplained(scope, [one for one in interviews if one.approved_at])
    for one in interviews:
        facts, texts = rests_on[one.id]
        agreed = state_of(facts) is InterviewState.APPROVED
        if agreed != bool(one.approved_at):
            yield Mistake(scope.places[one.id], f"{CALLED}, {'staat er niet' if agreed else 'is niet zo'}.")
        elif one.approved_at and (one.id in unexplained or one.approved_at < _last_agreement(one, texts)):
            yield Mistake(scope.places[one.id], SINCE)


def _last_agreement(interview: Interview, texts: Texts) -> datetime:
    """Return when the last agreement came that was needed."""
    return max(
        min(one.given_at for one in texts.approvals[revision.id] if one.respondent_id in line_of(person))
        for person in approvers_of(interview)
        for revision in texts.revisions.values()
    )


def _unexplained(scope: Scope, approved: Sequence[Interview]) -> set[int]:
    """Return the interviews that are approved since a moment at which nothing happened that makes them so.

    A respondent of whom nothing is left may have been the last who was waited for: then only the log knows.
    """
    happened = {tuple(row) for row in scope.session.execute(_happened([one.id for one in approved]))}
    return {
        one.id
        for one in approved
        if (one.id, one.approved_at) not in happened
        and scope.session.scalar(sa.select(AuditEvent.id).where(AuditEvent.at == one.approved_at).limit(1)) is None
    }


def _happened(ids: Sequence[int]) -> sa.CompoundSelect[int, datetime]:
    """Select each interview with each moment at which it can have become approved."""
    return sa.union_all(
        sa.select(Respondent.interview_id, Approval.given_at)
        .join(Respondent, Respondent.id == Approval.respondent_id)
        .where(Respondent.interview_id.in_(ids)),
        sa.select(Respondent.interview_id, PersonChange.changed_at)
        .join(Respondent, Respondent.id == PersonChange.respondent_id)
        .where(Respondent.interview_id.in_(ids)),
        sa.select(Answer.interview_id, Decision.decided_at)
        .join(Reaction, Reaction.id == Decision.reaction_id)
        .join(AnswerRevision, AnswerRevision.id == Reaction.revision_id)
        .join(Answer, Answer.id == AnswerRevision.answer_id)
        .where(Answer.interview_id.in_(ids)),
        sa.select(Answer.interview_id, AnswerRevision.created_at)
        .join(Answer, Answer.id == AnswerRevision.answer_id)
        .where(Answer.interview_id.in_(ids), AnswerRevision.status != AnswerStatus.TEXT),
        sa.select(Record.interview_id, Record.sent_at).where(Record.interview_id.in_(ids)),
    )
