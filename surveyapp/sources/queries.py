"""Questions to the sources, and to the answers that cite them."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from surveyapp.errors import NotFound
from surveyapp.interviews.models import Answer, AnswerRevision, Interview, Organisation, Round
from surveyapp.interviews.queries import NEWEST_NUMBER
from surveyapp.sources.models import Source

_ROUND = sa.select(Round).join(Interview).where(Interview.id == sa.bindparam("interview"))
_SOURCES = sa.select(Source).options(joinedload(Source.file)).where(Source.round_id == sa.bindparam("round"))


def round_of(session: Session, interview_id: int) -> Round:
    """The round of an interview, which is there."""
    return session.scalars(_ROUND, {"interview": interview_id}).one()


def sources_of(session: Session, round_: Round) -> Sequence[Source]:
    """The sources of a round by title."""
    found = session.scalars(_SOURCES, {"round": round_.id})
    return sorted(found, key=lambda one: (one.title.casefold(), one.id))


def get_source(session: Session, source_id: int) -> Source:
    """One source. Raises NotFound."""
    found = session.scalar(
        sa.select(Source).options(joinedload(Source.round), joinedload(Source.file)).where(Source.id == source_id)
    )
    if found is None:
        raise NotFound("Deze bron is er niet (meer).")
    return found


class NotedText(NamedTuple):
    """The newest text of an answer that holds a footnote."""

    interview_id: int
    organisation: Organisation
    item: str
    text: str


def texts_with_footnotes(session: Session, round_id: int) -> Sequence[NotedText]:
    """The newest texts of a round in which something like a footnote stands."""
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
