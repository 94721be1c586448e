"""Queries on a round's outline, present and past."""

from collections.abc import Sequence
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, object_session

from surveyapp.interviews.recording.models import Round
from surveyapp.interviews.rounds.queries import Ancestor, lineage, newest_before
from surveyapp.report.material.structure import Outline, default_outline, parse_outline
from surveyapp.report.tables.models import OutlineRevision


def outline_of(round_: Round, session: Session | None = None) -> Outline:
    """Return the outline of a round's report in ``session``, by default the round's own. Raises OutlineError.

    Until the outline is changed, this is the file with which the round was made, else the previous round's outline at
    the time, else the one shipped with the application.
    """
    session = session or object_session(round_)
    return outline_in(_text_of(session, round_) if session else round_.outline, round_.name)


def outline_in(text: str, name: str) -> Outline:
    """Return the outline in a text; the default outline for an empty text. Raises OutlineError."""
    return _parsed(text, name) if text.strip() else _default()


@lru_cache(maxsize=64)
def _parsed(source: str, name: str) -> Outline:
    return parse_outline(source, f"indeling van ronde {name}")


@lru_cache(maxsize=1)
def _default() -> Outline:
    return default_outline()


def _text_of(session: Session, round_: Round) -> str:
    """Return the text of a round's present outline; "" for the default outline."""
    own = find_newest_outline(session, round_)
    if own or round_.outline.strip() or round_.previous_id is None:
        return own.text if own else round_.outline
    return _inherited_text(session, lineage(session, round_))


def _inherited_text(session: Session, ancestors: Sequence[Ancestor]) -> str:
    ids = [ancestor.id for ancestor in ancestors]
    columns = (OutlineRevision.round_id, OutlineRevision.number, OutlineRevision.created_at)
    revisions = session.execute(sa.select(*columns).where(OutlineRevision.round_id.in_(ids)))
    made_with = dict(session.execute(sa.select(Round.id, Round.outline).where(Round.id.in_(ids))).all())
    for ancestor, number in newest_before(ancestors, revisions):
        if number is not None:
            wanted = (OutlineRevision.round_id == ancestor.id, OutlineRevision.number == number)
            return session.scalars(sa.select(OutlineRevision.text).where(*wanted)).one()
        if made_with[ancestor.id].strip():
            return made_with[ancestor.id]
    return ""


def find_newest_outline(session: Session, round_: Round) -> OutlineRevision | None:
    """Return the newest outline stored for the round itself, or None."""
    return session.scalar(
        sa.select(OutlineRevision)
        .where(of_round(round_))
        .order_by(OutlineRevision.number.desc())
        .limit(1)
        .options(joinedload(OutlineRevision.author))
    )


def outline_revisions(session: Session, round_: Round, *, limit: int = 50) -> Sequence[OutlineRevision]:
    """Return the outlines of a round with their authors, newest first."""
    return session.scalars(
        sa.select(OutlineRevision)
        .options(joinedload(OutlineRevision.author))
        .where(of_round(round_))
        .order_by(OutlineRevision.number.desc())
        .limit(limit)
    ).all()


def find_outline(session: Session, round_: Round, number: int) -> OutlineRevision | None:
    """Return an outline of a round by its number, or None."""
    return session.scalar(sa.select(OutlineRevision).where(of_round(round_), OutlineRevision.number == number))


def of_round(round_: Round) -> sa.ColumnElement[bool]:
    """Return the SQL condition for the outlines of a round."""
    return OutlineRevision.round_id == round_.id
