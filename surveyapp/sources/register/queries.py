"""Queries on sources and on the answers that cite them."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from surveyapp.core.errors import NotFound
from surveyapp.interviews.recording.models import Answer, AnswerRevision, Interview, Organisation, Round
from surveyapp.interviews.recording.queries import NEWEST_NUMBER
from surveyapp.sources.register.models import Source

_SOURCES = sa.select(Source).options(joinedload(Source.file))
_OF_ROUND = _SOURCES.where(Source.round_id == sa.bindparam("round"))
_OF_INTERVIEW = _SOURCES.join(Interview, Interview.round_id == Source.round_id).where(
    Interview.id == sa.bindparam("interview")
)


def sources_of(session: Session, round_: Round) -> Sequence[Source]:
    """Return the sources of a round, ordered by title."""
    return sorted(session.scalars(_OF_ROUND, {"round": round_.id}), key=_title)


def sources_for(session: Session, interview_id: int) -> Sequence[Source]:
    """Return the sources of an interview's round, ordered by title."""
    return sorted(session.scalars(_OF_INTERVIEW, {"interview": interview_id}), key=_title)


def _title(source: Source) -> tuple[str, int]:
    return source.title.casefold(), source.id


def get_source(session: Session, source_id: int) -> Source:
    """Return a source by its id. Raises NotFound."""
    source = session.scalar(
        sa.select(Source).options(joinedload(Source.round), joinedload(Source.file)).where(Source.id == source_id)
    )
    if source is None:
        raise NotFound("Deze bron is er niet (meer).")
    return source


class NotedText(NamedTuple):
    """The newest text of an answer with a footnote."""

    interview_id: int
    organisation: Organisation
    item: str
    text: str


def texts_with_footnotes(session: Session, round_id: int) -> Sequence[NotedText]:
    """Return the newest texts of a round that contain the beginning of a footnote reference."""
    statement = (
        sa.select(Interview.id, Organisation, Answer.item, AnswerRevision.text)
        .join(AnswerRevision.answer)
        .join(Answer.interview)
        .join(Interview.organisation)
        .where(
            Interview.round_id == round_id,
            AnswerRevision.number == NEWEST_NUMBER,
            AnswerRevision.text.contains("[^", autoescape=True),
        )
        .order_by(Organisation.position, Organisation.name, Answer.id)
    )
    return [NotedText(*row) for row in session.execute(statement)]
