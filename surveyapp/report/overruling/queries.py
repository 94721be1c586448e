"""Queries on editors' decisions to publish."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from surveyapp.core.errors import NotFound
from surveyapp.interviews.recording.models import Round
from surveyapp.report.material.decisions import Overruling, Subject
from surveyapp.report.tables.models import OverrulingWithdrawal, StoredOverruling


def overrulings_of(session: Session, round_: Round) -> tuple[Overruling, ...]:
    """Return the decisions of a round that hold, oldest first."""
    return tuple(map(_plain, _stored(session, round_, StoredOverruling.withdrawal == None)))  # noqa: E711  (SQL)


def withdrawn_of(session: Session, round_: Round) -> tuple[tuple[Overruling, OverrulingWithdrawal], ...]:
    """Return the withdrawn decisions of a round with their withdrawals, oldest first."""
    stored = _stored(session, round_, StoredOverruling.withdrawal != None)  # noqa: E711  (SQL)
    return tuple((_plain(overruling), overruling.withdrawal) for overruling in stored if overruling.withdrawal)


def _stored(session: Session, round_: Round, which: sa.ColumnElement[bool]) -> Sequence[StoredOverruling]:
    return session.scalars(
        sa.select(StoredOverruling)
        .options(
            joinedload(StoredOverruling.made_by),
            joinedload(StoredOverruling.withdrawal).joinedload(OverrulingWithdrawal.withdrawn_by),
        )
        .where(StoredOverruling.round_id == round_.id, which)
        .order_by(StoredOverruling.id)
    ).all()


def _plain(overruling: StoredOverruling) -> Overruling:
    return Overruling(
        id=overruling.id,
        subject=Subject(
            overruling.concern,
            overruling.key,
            overruling.cited,
            overruling.version,
            overruling.agreed,
            overruling.words,
        ),
        reason=overruling.reason,
        by=overruling.made_by.name if overruling.made_by else "",
        function=overruling.function,
        at=overruling.made_at,
    )


def get_overruling(session: Session, round_: Round, overruling_id: int) -> StoredOverruling:
    """Return a decision of a round. Raises NotFound."""
    overruling = session.scalar(
        sa.select(StoredOverruling)
        .options(joinedload(StoredOverruling.withdrawal))
        .where(StoredOverruling.id == overruling_id, StoredOverruling.round_id == round_.id)
    )
    if overruling is None:
        raise NotFound("Dit besluit is er niet.")
    return overruling
