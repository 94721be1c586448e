"""The interviews and newest answers of a round as plain values, in a few statements that load no objects."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.agreement.models import AGREED
from surveyapp.agreement.queries import agreed_among
from surveyapp.dutch import local
from surveyapp.interviews.models import Answer, AnswerRevision, Interview, Organisation, Passage, Respondent, Round
from surveyapp.interviews.queries import NEWEST_NUMBER, themes_of
from surveyapp.interviews.rules import AnswerStatus
from surveyapp.mail.models import OutboxMail, standing_of
from surveyapp.questionnaires.models import StoredQuestionnaire
from surveyapp.questionnaires.operations import parsed
from surveyapp.questionnaires.rules import Questionnaire
from surveyapp.report.needed import Items, Needed
from surveyapp.report.passages import passage_count
from surveyapp.report.sources import AnswerSource, ApprovalSource
from surveyapp.verification.models import Approval, told_of
from surveyapp.verification.rules import narrowest, notice_words


@dataclass(frozen=True, slots=True)
class Held:
    """An interview without its answers. ``functions`` are those of who takes part now."""

    id: int
    organisation_id: int
    questionnaire: Questionnaire
    held_on: date | None
    approved_on: date | None
    functions: tuple[str, ...]


_INTERVIEWS = (
    sa.select(
        Interview.id, Interview.organisation_id, Interview.questionnaire_id, Interview.held_on, Interview.approved_at
    )
    .where(Interview.round_id == sa.bindparam("round"))
    .order_by(Interview.id)
)
_FUNCTIONS = (
    sa.select(Respondent.interview_id, Respondent.function)
    .join(Respondent.interview)
    .where(Interview.round_id == sa.bindparam("round"), Respondent.left_at.is_(None))
    .order_by(Respondent.id)
)
_QUESTIONNAIRES = sa.select(StoredQuestionnaire).where(
    StoredQuestionnaire.id.in_(sa.select(Interview.questionnaire_id).where(Interview.round_id == sa.bindparam("round")))
)
_ANSWERS = (
    sa.select(
        AnswerRevision.id,
        AnswerRevision.number,
        AnswerRevision.text,
        AnswerRevision.fingerprint,
        Answer.interview_id,
        Answer.item,
    )
    .join(AnswerRevision.answer)
    .join(Answer.interview)
    .where(
        Interview.round_id == sa.bindparam("round"),
        AnswerRevision.status == AnswerStatus.TEXT,
        AnswerRevision.number == NEWEST_NUMBER,
    )
    .order_by(Answer.id)
)
_APPROVALS = (
    sa.select(
        Approval.revision_id,
        Approval.function,
        Approval.agreed_on,
        Approval.given_at,
        Approval.channel,
        Approval.reach,
        Approval.use,
        OutboxMail.state.label("notice_state"),
        OutboxMail.returned_at.label("notice_returned_at"),
    )
    .outerjoin(Approval.notice)
    .where(Approval.revision_id.in_(sa.bindparam("revisions", expanding=True)))
    .order_by(Approval.given_at, Approval.id)
)
_AGREED = sa.exists().where(AGREED.c.revision_id == AnswerRevision.id)
_ITS_ORGANISATION = Organisation.id == Interview.organisation_id


def interviews_held(session: Session, round_: Round) -> Sequence[Held]:
    """Return all interviews of a round, planned ones too."""
    which = {"round": round_.id}
    questionnaires = {one.id: parsed(one) for one in session.scalars(_QUESTIONNAIRES, which)}
    functions: dict[int, list[str]] = {}
    for row in session.execute(_FUNCTIONS, which):
        functions.setdefault(row.interview_id, []).append(row.function)
    return [
        Held(
            row.id,
            row.organisation_id,
            questionnaires[row.questionnaire_id],
            row.held_on,
            day_of(row.approved_at) if row.approved_at else None,
            tuple(functions.get(row.id, ())),
        )
        for row in session.execute(_INTERVIEWS, which)
    ]


Wanted = sa.ColumnElement[bool]
"""What selects answers."""
EVERY: Wanted = sa.true()


def answers_in(session: Session, round_: Round, wanted: Wanted = EVERY) -> dict[int, list[AnswerSource]]:
    """Return the newest answers that hold words, per interview of a round, with who agreed to them.

    ``wanted`` narrows them: ``to_items``, ``with_theme`` or ``needed``.
    """
    rows = [row for row in session.execute(_ANSWERS.where(wanted), {"round": round_.id}) if row.text.strip()]
    approvals = _approvals(session, [row.id for row in rows])
    agreed = agreed_among(session, list(approvals))
    themes = themes_of(session, [row.id for row in rows])
    found: dict[int, list[AnswerSource]] = {}
    for row in rows:
        given = approvals.get(row.id, ())
        found.setdefault(row.interview_id, []).append(
            AnswerSource(
                item=row.item,
                revision=row.number,
                text=row.text,
                fingerprint=row.fingerprint,
                approved=row.id in agreed,
                approvals=tuple(map(_approval, given)),
                themes=_per_paragraph(row.text, themes[row.id]) if row.id in themes else (),
                use=narrowest(one.use for one in given),
            )
        )
    return found


def to_items(items: Collection[str], organisations: Collection[str] | None = None) -> Wanted:
    """Select the answers to these items, of any questionnaire; of the organisations with these keys, or of all."""
    return sa.and_(_given_by(organisations), Answer.item.in_(items))


def with_theme(theme: str, items: Collection[str] = (), organisations: Collection[str] | None = None) -> Wanted:
    """Select the answers to these items, and those with a passage that carries a theme; of these organisations."""
    tagged = AnswerRevision.id.in_(sa.select(Passage.revision_id).where(Passage.theme == theme))
    return sa.and_(_given_by(organisations), sa.or_(tagged, Answer.item.in_(items)))


def needed(which: Needed) -> Wanted:
    """Select the answers that a page needs."""
    opened = (Interview.approved_at.is_(None), ~_AGREED) if which.open else ()
    return sa.or_(
        sa.and_(_given_by(which.organisations), sa.or_(_asked(which.items), *opened)),
        sa.exists().where(_ITS_ORGANISATION, sa.tuple_(Organisation.key, Answer.item).in_(which.cited)),
    )


def _given_by(organisations: Collection[str] | None) -> Wanted:
    if organisations is None:
        return EVERY
    return Interview.organisation_id.in_(sa.select(Organisation.id).where(Organisation.key.in_(organisations)))


def _asked(items: Items) -> Wanted:
    ids = sa.select(StoredQuestionnaire.id)
    asked = [
        sa.and_(Interview.questionnaire_id.in_(ids.where(StoredQuestionnaire.key == key)), Answer.item.in_(some))
        for key, some in items.items()
        if some
    ]
    return sa.or_(sa.false(), *asked)


def _approvals(session: Session, revision_ids: Collection[int]) -> Mapping[int, Sequence[Any]]:
    """Return the approvals of these answer revisions, the first one first."""
    found: dict[int, list[Any]] = {}
    for row in session.execute(_APPROVALS, {"revisions": list(revision_ids)}) if revision_ids else ():
        found.setdefault(row.revision_id, []).append(row)
    return found


def _approval(row: Any) -> ApprovalSource:
    notice = standing_of(row.notice_state, row.notice_returned_at) if row.notice_state else None
    return ApprovalSource(
        row.function,
        row.agreed_on or day_of(row.given_at),
        told_of(row.channel, row.reach),
        notice_words(notice),
    )


def _per_paragraph(text: str, themes: Mapping[int, tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(themes.get(place, ()) for place in range(passage_count(text)))


def day_of(moment: datetime) -> date:
    """Return the day on a Dutch calendar."""
    return local(moment).date()
