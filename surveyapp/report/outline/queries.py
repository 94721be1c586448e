"""Questions to the database behind a round's outline: the one of now, and those before it."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, object_session

from surveyapp.interviews.models import Round
from surveyapp.report.models import OutlineRevision
from surveyapp.report.outline.structure import Outline, default_outline, parse_outline


def outline_of(round_: Round, session: Session | None = None) -> Outline:
    """The outline of a round's report, as ``session`` sees it; without one, the round's own. Raises OutlineError.

    Until somebody changes it: the file that the round was made with, else the outline that the round before it had when
    this one was made, else the one that comes with the product.
    """
    session = session or object_session(round_)
    return outline_in(_text_at(session, round_, None) if session else round_.outline, round_.name)


def outline_in(text: str, name: str) -> Outline:
    """The outline that a text holds; the one of the product for an empty text. Raises OutlineError."""
    return _parsed(text, name) if text.strip() else _default()


@lru_cache(maxsize=64)
def _parsed(source: str, name: str) -> Outline:
    return parse_outline(source, f"indeling van ronde {name}")


@lru_cache(maxsize=1)
def _default() -> Outline:
    return default_outline()


def _text_at(session: Session, round_: Round, moment: datetime | None) -> str:
    """What was the outline at a moment, None for now; "" for the one of the product."""
    own = find_newest_outline(session, round_, at=moment)
    if own:
        return own.text
    if round_.outline.strip() or round_.previous is None:
        return round_.outline
    return _text_at(session, round_.previous, round_.created_at)


def find_newest_outline(session: Session, round_: Round, *, at: datetime | None = None) -> OutlineRevision | None:
    """The newest outline that a round has of its own, or had at a moment."""
    before = [OutlineRevision.created_at <= at] if at else []
    return session.scalar(
        sa.select(OutlineRevision)
        .where(of_round(round_), *before)
        .order_by(OutlineRevision.number.desc())
        .limit(1)
        .options(joinedload(OutlineRevision.author))
    )


def outline_revisions(session: Session, round_: Round, *, limit: int = 50) -> Sequence[OutlineRevision]:
    """The outlines of a round with their authors, the newest first."""
    return session.scalars(
        sa.select(OutlineRevision)
        .options(joinedload(OutlineRevision.author))
        .where(of_round(round_))
        .order_by(OutlineRevision.number.desc())
        .limit(limit)
    ).all()


def find_outline(session: Session, round_: Round, number: int) -> OutlineRevision | None:
    """One outline of a round by its number."""
    return session.scalar(sa.select(OutlineRevision).where(of_round(round_), OutlineRevision.number == number))


def of_round(round_: Round) -> sa.ColumnElement[bool]:
    """What selects the outlines of one round."""
    return OutlineRevision.round_id == round_.id
