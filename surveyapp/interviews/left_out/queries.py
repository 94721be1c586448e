"""Answers whose text is left out of records, because the status is "niet besproken" or the text was emptied.

The earlier text is kept as a revision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.interviews.recording.models import Answer, AnswerRevision, Interview
from surveyapp.interviews.recording.queries import newest_revisions
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.questionnaires.operations import parsed


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An answer without text now. ``text`` is its last text, of revision ``number``."""

    item: str
    status: AnswerStatus
    text: str
    number: int

    @property
    def why(self) -> str:
        """Why it is left out of records, in Dutch."""
        return {
            AnswerStatus.NOT_DISCUSSED: "staat op niet besproken",
            AnswerStatus.NOT_APPLICABLE: "staat op niet van toepassing",
        }.get(self.status, "is leeggemaakt")


def left_out_of(session: Session, interview: Interview) -> tuple[LeftOut, ...]:
    """Return the answers of an interview whose text is left out, in the order of the questionnaire.

    Answers that a respondent withdrew are not included; they are reported elsewhere.
    """
    newest = newest_revisions(session, [interview.id])
    return left_out_among(session, [interview], newest)[interview.id]


def left_out_among(
    session: Session, interviews: Sequence[Interview], newest: Mapping[int, Mapping[str, AnswerRevision]]
) -> dict[int, tuple[LeftOut, ...]]:
    """Return the answers whose text is left out, by interview id, given the newest revisions. See ``left_out_of``."""
    without = {
        revision.answer_id: (interview, item, revision.status)
        for interview, by_item in newest.items()
        for item, revision in by_item.items()
        if not revision.text.strip() and revision.status is not AnswerStatus.WITHDRAWN
    }
    said: dict[int, dict[str, LeftOut]] = {interview.id: {} for interview in interviews}
    for revision in _last_words(session, list(without)):
        interview, item, status = without[revision.answer_id]
        said[interview][item] = LeftOut(item, status, revision.text, revision.number)
    order = {
        interview.id: [question.number for question in parsed(interview.questionnaire).items]
        for interview in interviews
    }
    return {key: tuple(left_out[item] for item in order[key] if item in left_out) for key, left_out in said.items()}


def _last_words(session: Session, answers: Sequence[int]) -> Sequence[AnswerRevision]:
    """Return the newest revision with text of each answer, unless a respondent withdrew the answer since."""
    numbers = (
        sa.select(AnswerRevision.answer_id, sa.func.max(AnswerRevision.number).label("number"))
        .where(
            AnswerRevision.answer_id.in_(answers),
            sa.or_(AnswerRevision.text != "", AnswerRevision.status == AnswerStatus.WITHDRAWN),
        )
        .group_by(AnswerRevision.answer_id)
        .subquery()
    )
    same = sa.and_(AnswerRevision.answer_id == numbers.c.answer_id, AnswerRevision.number == numbers.c.number)
    revisions = session.scalars(sa.select(AnswerRevision).join(numbers, same).join(Answer))
    return [revision for revision in revisions if revision.text.strip()]
