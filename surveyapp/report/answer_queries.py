"""The interviews and newest answers of a round as plain values, in a few statements that load no objects."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.agreement.queries import agreed_among
from surveyapp.dutch import local
from surveyapp.interviews.models import Answer, AnswerRevision, Interview, Passage, Respondent, Round
from surveyapp.interviews.queries import NEWEST_NUMBER, themes_of
from surveyapp.interviews.rules import AnswerStatus
from surveyapp.questionnaires.models import StoredQuestionnaire
from surveyapp.questionnaires.operations import parsed
from surveyapp.questionnaires.rules import Questionnaire
from surveyapp.report.passages import passage_count
from surveyapp.report.sources import AnswerSource, ApprovalSource
from surveyapp.verification.models import Approval, told_of
from surveyapp.verification.rules import narrowest


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
    )
    .join(Approval.revision)
    .join(AnswerRevision.answer)
    .join(Answer.interview)
    .where(Interview.round_id == sa.bindparam("round"))
    .order_by(Approval.given_at, Approval.id)
)


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


def answers_in(
    session: Session, round_: Round, items: Collection[str] | None = None, theme: str = ""
) -> dict[int, list[AnswerSource]]:
    """Return the newest answers that hold words, per interview of a round, with who agreed to them.

    Those to ``items`` only, when these are given; with a ``theme`` also those with a passage that carries it.
    """
    wanted: sa.ColumnElement[bool] = sa.true() if items is None else Answer.item.in_(items)
    if theme:
        carry = AnswerRevision.id.in_(sa.select(Passage.revision_id).where(Passage.theme == theme))
        wanted = sa.or_(carry, Answer.item.in_(items or ()))
    rows = [row for row in session.execute(_ANSWERS.where(wanted), {"round": round_.id}) if row.text.strip()]
    approvals = _approvals(session, round_, wanted)
    agreed = agreed_among(session, [row.id for row in rows if row.id in approvals])
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


def _approvals(session: Session, round_: Round, wanted: sa.ColumnElement[bool]) -> Mapping[int, Sequence[Any]]:
    found: dict[int, list[Any]] = {}
    for row in session.execute(_APPROVALS.where(wanted), {"round": round_.id}):
        found.setdefault(row.revision_id, []).append(row)
    return found


def _approval(row: Any) -> ApprovalSource:
    return ApprovalSource(row.function, row.agreed_on or day_of(row.given_at), told_of(row.channel, row.reach))


def _per_paragraph(text: str, themes: Mapping[int, tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(themes.get(place, ()) for place in range(passage_count(text)))


def day_of(moment: datetime) -> date:
    """Return the day on a Dutch calendar."""
    return local(moment).date()
