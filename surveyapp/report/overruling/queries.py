"""Questions to the database about what editors decided to publish."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from surveyapp.core.errors import NotFound
from surveyapp.interviews.recording.models import Round
from surveyapp.report.material.decisions import Overruling, Subject
from surveyapp.report.tables.models import OverrulingWithdrawal, StoredOverruling


def overrulings_of(session: Session, round_: Round) -> tuple[Overruling, ...]:
    """The decisions of a round that hold, the oldest first."""
    return tuple(map(_plain, _stored(session, round_, StoredOverruling.withdrawal == None)))  # noqa: E711  (SQL)


def withdrawn_of(session: Session, round_: Round) -> tuple[tuple[Overruling, OverrulingWithdrawal], ...]:
    """The decisions of a round that were withdrawn, each with its withdrawal, the oldest first."""
    found = _stored(session, round_, StoredOverruling.withdrawal != None)  # noqa: E711  (SQL)
    return tuple((_plain(one), one.withdrawal) for one in found if one.withdrawal)


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


def _plain(one: StoredOverruling) -> Overruling:
    return Overruling(
        id=one.id,
        subject=Subject(one.concern, one.key, one.cited, one.version, one.agreed, one.words),
        reason=one.reason,
        by=one.made_by.name if one.made_by else "",
        function=one.function,
        at=one.made_at,
    )


def get_overruling(session: Session, round_: Round, overruling_id: int) -> StoredOverruling:
    """One decision of a round. Raises NotFound."""
    found = session.scalar(
        sa.select(StoredOverruling)
        .options(joinedload(StoredOverruling.withdrawal))
        .where(StoredOverruling.id == overruling_id, StoredOverruling.round_id == round_.id)
    )
    if found is None:
        raise NotFound("Dit besluit is er niet.")
    return found
