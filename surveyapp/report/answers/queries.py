"""Queries for a round's interviews and newest answers as plain values, in a few statements without ORM objects."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.agreement.models import AGREED
from surveyapp.core.dutch import local
from surveyapp.interviews.recording.models import (
    Answer,
    AnswerRevision,
    Interview,
    Organisation,
    Passage,
    Respondent,
    Round,
)
from surveyapp.interviews.recording.queries import NEWEST_NUMBER
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.mail.outbox.models import MailState, OutboxMail, standing_of
from surveyapp.questionnaires.models import StoredQuestionnaire
from surveyapp.questionnaires.operations import parsed
from surveyapp.questionnaires.rules import Questionnaire
from surveyapp.report.compiling.needed import Items, Needed
from surveyapp.report.material.passages import passage_count
from surveyapp.report.material.sources import AnswerSource, ApprovalSource
from surveyapp.verification.records.models import Approval, told_of
from surveyapp.verification.records.rules import Channel, Reach, narrowest, notice_words


@dataclass(frozen=True, slots=True)
class Held:
    """An interview without its answers. ``functions`` are those of its current respondents."""

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
_AGREED = sa.exists().where(AGREED.c.revision_id == AnswerRevision.id)
_ANSWERS = (
    sa.select(
        AnswerRevision.id,
        AnswerRevision.number,
        AnswerRevision.text,
        AnswerRevision.fingerprint,
        Answer.interview_id,
        Answer.item,
        _AGREED.label("agreed"),
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
        OutboxMail.state,
        OutboxMail.returned_at,
        Approval.use,
    )
    .join(Approval.revision)
    .join(AnswerRevision.answer)
    .join(Answer.interview)
    .outerjoin(Approval.notice)
    .where(Interview.round_id == sa.bindparam("round"))
    .order_by(Approval.given_at, Approval.id)
)
_PASSAGES = (
    sa.select(Passage.revision_id, Passage.position, Passage.theme)
    .join(AnswerRevision, AnswerRevision.id == Passage.revision_id)
    .join(AnswerRevision.answer)
    .join(Answer.interview)
    .where(Interview.round_id == sa.bindparam("round"))
    .order_by(Passage.theme)
)
_ITS_ORGANISATION = Organisation.id == Interview.organisation_id


def interviews_held(session: Session, round_: Round) -> Sequence[Held]:
    """Return all interviews of a round, planned ones included."""
    which = {"round": round_.id}
    questionnaires = {stored.id: parsed(stored) for stored in session.scalars(_QUESTIONNAIRES, which)}
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
"""SQL condition that selects answers."""
EVERY: Wanted = sa.true()


def answers_in(session: Session, round_: Round, wanted: Wanted = EVERY) -> dict[int, list[AnswerSource]]:
    """Return the newest answers with text and their approvals, by interview id.

    ``wanted`` narrows them: ``to_items``, ``with_theme`` or ``needed``.
    """
    which = {"round": round_.id}
    approvals = _by_revision(session.execute(_APPROVALS.where(wanted), which))
    themes = _by_revision(session.execute(_PASSAGES.where(wanted), which))
    answers: dict[int, list[AnswerSource]] = {}
    for number, revision, text, fingerprint, interview, item, agreed in session.execute(_ANSWERS.where(wanted), which):
        if text.strip():
            given = approvals.get(number, ())
            answer = AnswerSource(
                item,
                revision,
                text,
                fingerprint,
                agreed,
                tuple(_approval(*approval[1:-1]) for approval in given),
                _per_paragraph(text, themes[number]) if number in themes else (),
                narrowest(approval.use for approval in given),
            )
            answers.setdefault(interview, []).append(answer)
    return answers


def to_items(items: Collection[str], organisations: Collection[str] | None = None) -> Wanted:
    """Return the condition for answers to these items of any questionnaire.

    ``organisations`` are keys; None stands for all.
    """
    return sa.and_(_given_by(organisations), Answer.item.in_(items))


def with_theme(theme: str, items: Collection[str] = (), organisations: Collection[str] | None = None) -> Wanted:
    """Return the condition for answers to these items, or with a passage on the theme, of these organisations."""
    tagged = AnswerRevision.id.in_(sa.select(Passage.revision_id).where(Passage.theme == theme))
    return sa.and_(_given_by(organisations), sa.or_(tagged, Answer.item.in_(items)))


def needed(which: Needed) -> Wanted:
    """Return the condition for the answers that a page needs."""
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


def _by_revision(rows: Iterable[Any]) -> Mapping[int, Sequence[Any]]:
    """Return the rows grouped by their first column, a revision id, in their order."""
    grouped: dict[int, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row[0], []).append(row)
    return grouped


@lru_cache(maxsize=4096)
def _approval(
    function: str,
    agreed_on: date | None,
    given_at: datetime,
    channel: Channel,
    reach: Reach,
    state: MailState | None,
    returned_at: datetime | None,
) -> ApprovalSource:
    """Return an agreement as plain values. Cached: most answers of an interview are agreed at the same moment."""
    notice = standing_of(state, returned_at) if state else None
    return ApprovalSource(function, agreed_on or day_of(given_at), told_of(channel, reach), notice_words(notice))


def _per_paragraph(text: str, passages: Sequence[Any]) -> tuple[tuple[str, ...], ...]:
    """Return the themes of each passage, from the rows of a revision."""
    themes: dict[int, tuple[str, ...]] = {}
    for _, position, theme in passages:
        themes[position] = (*themes.get(position, ()), theme)
    return tuple(themes.get(place, ()) for place in range(passage_count(text)))


def day_of(moment: datetime) -> date:
    """Return the date in the Netherlands."""
    return local(moment).date()
