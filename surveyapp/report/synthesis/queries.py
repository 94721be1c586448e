"""Questions to the database behind the comparing of organisations."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from surveyapp.interviews.recording.models import Organisation, Round
from surveyapp.report.citations.rules import Cited
from surveyapp.report.material.apart import MarkedApart
from surveyapp.report.tables.models import ApartMark


def marks_of(session: Session, round_: Round) -> dict[Cited, MarkedApart]:
    """The answers of a round that are marked, the oldest mark first."""
    statement = (
        sa.select(ApartMark)
        .options(joinedload(ApartMark.organisation), joinedload(ApartMark.marked_by))
        .where(ApartMark.round_id == round_.id)
        .order_by(ApartMark.id)
    )
    return {
        (one.organisation.key, one.item): MarkedApart(
            one.kind, one.note, one.marked_by.name if one.marked_by else "", one.marked_at
        )
        for one in session.scalars(statement)
    }


def find_mark(session: Session, round_: Round, cited: Cited) -> ApartMark | None:
    """The mark of one answer."""
    key, item = cited
    return session.scalar(
        sa.select(ApartMark)
        .join(ApartMark.organisation)
        .where(ApartMark.round_id == round_.id, Organisation.key == key, ApartMark.item == item)
    )


def find_organisation(session: Session, key: str) -> Organisation | None:
    """The organisation with a key."""
    return session.scalar(sa.select(Organisation).where(Organisation.key == key))
