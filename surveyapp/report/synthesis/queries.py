"""Queries behind the comparison of organisations."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from surveyapp.interviews.recording.models import Organisation, Round
from surveyapp.report.citations.rules import Cited
from surveyapp.report.material.apart import MarkedApart
from surveyapp.report.tables.models import ApartMark


def marks_of(session: Session, round_: Round) -> dict[Cited, MarkedApart]:
    """Return the marks of a round by answer, oldest first."""
    statement = (
        sa.select(ApartMark)
        .options(joinedload(ApartMark.organisation), joinedload(ApartMark.marked_by))
        .where(ApartMark.round_id == round_.id)
        .order_by(ApartMark.id)
    )
    return {
        (mark.organisation.key, mark.item): MarkedApart(
            mark.kind, mark.note, mark.marked_by.name if mark.marked_by else "", mark.marked_at
        )
        for mark in session.scalars(statement)
    }


def find_mark(session: Session, round_: Round, cited: Cited) -> ApartMark | None:
    """Return the mark of an answer, or None."""
    key, item = cited
    return session.scalar(
        sa.select(ApartMark)
        .join(ApartMark.organisation)
        .where(ApartMark.round_id == round_.id, Organisation.key == key, ApartMark.item == item)
    )


def find_organisation(session: Session, key: str) -> Organisation | None:
    """Return the organisation with this key, or None."""
    return session.scalar(sa.select(Organisation).where(Organisation.key == key))
