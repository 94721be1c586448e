"""Questions to the database behind a round's outline: the one of now, and those before it."""

from collections.abc import Sequence
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, object_session

from surveyapp.interviews.recording.models import Round
from surveyapp.interviews.rounds.queries import Ancestor, lineage, newest_before
from surveyapp.report.material.structure import Outline, default_outline, parse_outline
from surveyapp.report.tables.models import OutlineRevision


def outline_of(round_: Round, session: Session | None = None) -> Outline:
    """The outline of a round's report, as ``session`` sees it; without one, the round's own. Raises OutlineError.

    Until somebody changes it: the file that the round was made with, else the outline that the round before it had when
    this one was made, else the one that comes with the product.
    """
    session = session or object_session(round_)
    return outline_in(_text_of(session, round_) if session else round_.outline, round_.name)


def outline_in(text: str, name: str) -> Outline:
    """The outline that a text holds; the one of the product for an empty text. Raises OutlineError."""
    return _parsed(text, name) if text.strip() else _default()


@lru_cache(maxsize=64)
def _parsed(source: str, name: str) -> Outline:
    return parse_outline(source, f"indeling van ronde {name}")


@lru_cache(maxsize=1)
def _default() -> Outline:
    return default_outline()


def _text_of(session: Session, round_: Round) -> str:
    """Return the text of the outline that a round has now; "" for the one of the product."""
    own = find_newest_outline(session, round_)
    if own or round_.outline.strip() or round_.previous_id is None:
        return own.text if own else round_.outline
    return _inherited_text(session, lineage(session, round_))


def _inherited_text(session: Session, ancestors: Sequence[Ancestor]) -> str:
    ids = [one.id for one in ancestors]
    columns = (OutlineRevision.round_id, OutlineRevision.number, OutlineRevision.created_at)
    revisions = session.execute(sa.select(*columns).where(OutlineRevision.round_id.in_(ids)))
    made_with = dict(session.execute(sa.select(Round.id, Round.outline).where(Round.id.in_(ids))).all())
    for one, number in newest_before(ancestors, revisions):
        if number is not None:
            wanted = (OutlineRevision.round_id == one.id, OutlineRevision.number == number)
            return session.scalars(sa.select(OutlineRevision.text).where(*wanted)).one()
        if made_with[one.id].strip():
            return made_with[one.id]
    return ""


def find_newest_outline(session: Session, round_: Round) -> OutlineRevision | None:
    """The newest outline that a round has of its own."""
    return session.scalar(
        sa.select(OutlineRevision)
        .where(of_round(round_))
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
