"""Compare answer revisions, approvals and reopenings with the audit log."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from surveyapp.core.audit import Entry, entries
from surveyapp.core.reconciling import Fact, Kind, Mistake, compare
from surveyapp.interviews.recording.digests import of_themes
from surveyapp.interviews.recording.models import AnswerRevision, Interview
from surveyapp.interviews.recording.queries import themes_of
from surveyapp.questionnaires.models import StoredQuestionnaire
from surveyapp.questionnaires.rules import content_hash
from surveyapp.text import words as texts
from surveyapp.verification.check_scope.queries import SAVED, Scope, place_of
from surveyapp.verification.records import digests
from surveyapp.verification.records.models import Approval, Reopening

ANSWER = Kind("Deze versie van het antwoord", SAVED, "answer")
THEMES = Kind("De thema’s van de passages", ("passages.tag",), "revision")
APPROVAL = Kind("Het akkoord", ("approval.give",), "approval")
REOPENING = Kind("De heropening", ("answer.reopen",), "revision")


def questionnaires(scope: Scope) -> Iterator[Mistake]:
    used = sa.select(Interview.questionnaire_id).where(Interview.id.in_(scope.interviews))
    for questionnaire in scope.session.scalars(sa.select(StoredQuestionnaire).where(StoredQuestionnaire.id.in_(used))):
        if content_hash(questionnaire.source) != questionnaire.hash:
            yield Mistake(f"Vragenlijst {questionnaire.key}", "De vragen passen niet bij de vingerafdruk.")


def revisions(scope: Scope) -> Iterator[Mistake]:
    for row in scope.checked:
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
        for row in scope.checked
    ]
    yield from compare(ANSWER, facts, scope.saved)


def themes(scope: Scope) -> Iterator[Mistake]:
    """Themes decide where a passage is printed. Of the events of older versions, none says them."""
    versions = sa.select(AnswerRevision.id).join(AnswerRevision.answer).where(scope.these)
    saved = {(one.subject_id, one.detail.get("number")): one for one in scope.saved}
    tagged = {
        one.subject_id: one
        for one in entries(scope.session, THEMES.actions, THEMES.on(versions))
        if "themes" in one.detail or not one.genuine
    }
    found = themes_of(scope.session, versions)
    for row in scope.checked:
        said = _last(saved.get((row.answer_id, row.number)), tagged.get(row.id))
        wanted = of_themes(found.get(row.id, {}))
        if said and (not said.genuine or said.detail.get("themes", wanted) != wanted):
            yield Mistake(place_of(row), f"{THEMES.words} zijn anders dan in het logboek.", row.id)


def _last(saved: Entry | None, tagged: Entry | None) -> Entry | None:
    """Return what was said last. An event before the save is on a version that was deleted and had the same id."""
    return tagged if tagged and (saved is None or tagged.id > saved.id) else saved


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
