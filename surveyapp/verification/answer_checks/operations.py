"""Compare answer revisions, approvals and reopenings with the audit log."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from surveyapp.core.audit import AuditEvent, entries
from surveyapp.core.reconciling import Fact, Kind, Mistake, compare
from surveyapp.interviews.recording.models import Answer, AnswerRevision, Interview
from surveyapp.questionnaires.models import StoredQuestionnaire
from surveyapp.questionnaires.rules import content_hash
from surveyapp.text import words as texts
from surveyapp.verification.check_scope.queries import COUNTS, REVISIONS, Scope, place_of
from surveyapp.verification.records import digests
from surveyapp.verification.records.models import Approval, Reopening

ANSWER = Kind("Deze versie van het antwoord", ("answer.save",), "answer")
APPROVAL = Kind("Het akkoord", ("approval.give",), "approval")
REOPENING = Kind("De heropening", ("answer.reopen",), "revision")


def questionnaires(scope: Scope) -> Iterator[Mistake]:
    used = sa.select(Interview.questionnaire_id).where(Interview.id.in_(scope.interviews))
    for questionnaire in scope.session.scalars(sa.select(StoredQuestionnaire).where(StoredQuestionnaire.id.in_(used))):
        if content_hash(questionnaire.source) != questionnaire.hash:
            yield Mistake(f"Vragenlijst {questionnaire.key}", "De vragen passen niet bij de vingerafdruk.")


def revisions(scope: Scope, *, whole: bool) -> Iterator[Mistake]:
    rows = list(scope.session.execute(REVISIONS.where(scope.these))) if whole else scope.revisions.values()
    for row in rows:
        if row.fingerprint != texts.fingerprint(
            round=row.round,
            organisation=row.organisation,
            questionnaire=row.questionnaire,
            item=row.item,
            text=row.text,
        ):
            yield Mistake(place_of(row), "De woorden passen niet bij de vingerafdruk.", row.id)
    facts = [
        Fact(
            row.answer_id,
            place_of(row),
            {"number": row.number, "hash": row.fingerprint, "status": row.status.value, "interview": row.interview_id},
            row.created_at,
            row.id,
        )
        for row in rows
    ]
    saved = sa.exists().where(
        AnswerRevision.answer_id == AuditEvent.subject_id, AnswerRevision.created_at == AuditEvent.at
    )
    if not whole:
        saved = saved.where(COUNTS)
    answers = sa.select(Answer.id).where(scope.these)
    yield from compare(ANSWER, facts, entries(scope.session, ANSWER.actions, ANSWER.on(answers), saved))


def approvals(scope: Scope) -> Iterator[Mistake]:
    statement = sa.select(Approval).options(joinedload(Approval.revision)).execution_options(populate_existing=True)
    given = scope.session.scalars(statement.where(Approval.respondent_id.in_(scope.people)))
    facts = [
        Fact(
            approval.id,
            f"Akkoord van {approval.function}: {scope.place(approval.revision_id)}",
            {
                "hash": approval.revision.fingerprint,
                "use": approval.use.value,
                "channel": approval.channel.value,
                "notice": approval.notice_id,
                "digest": digests.of_approval(approval),
            },
            approval.given_at,
            approval.revision_id,
        )
        for approval in given
    ]
    ids = sa.select(Approval.id).where(Approval.respondent_id.in_(scope.people))
    yield from compare(APPROVAL, facts, entries(scope.session, APPROVAL.actions, APPROVAL.on(ids)))


def reopenings(scope: Scope) -> Iterator[Mistake]:
    ours = sa.select(AnswerRevision.id).join(AnswerRevision.answer).where(scope.these)
    statement = sa.select(Reopening).where(Reopening.revision_id.in_(ours)).options(joinedload(Reopening.revision))
    facts = [
        Fact(
            reopening.revision_id,
            scope.place(reopening.revision_id),
            {"hash": reopening.revision.fingerprint, "digest": digests.of_reopening(reopening)},
            reopening.reopened_at,
            reopening.revision_id,
        )
        for reopening in scope.session.scalars(statement.execution_options(populate_existing=True))
    ]
    yield from compare(REOPENING, facts, entries(scope.session, REOPENING.actions, REOPENING.on(ours)))
