"""Queries on editors' figures."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from surveyapp.attachments.models import StoredFile
from surveyapp.core.errors import NotFound
from surveyapp.interviews.recording.models import Round
from surveyapp.report.material.pictures import figures_in
from surveyapp.report.material.tree import Figure, Report
from surveyapp.report.tables.models import FigureRevision

GONE = "Deze figuur is er niet (meer)."


_NUMBERS = (
    sa.select(FigureRevision.name, sa.func.max(FigureRevision.number).label("number"))
    .where(FigureRevision.round_id == sa.bindparam("round"))
    .group_by(FigureRevision.name)
    .subquery()
)
_NEWEST = (
    sa.select(FigureRevision)
    .join(_NUMBERS, (_NUMBERS.c.name == FigureRevision.name) & (_NUMBERS.c.number == FigureRevision.number))
    .options(joinedload(FigureRevision.file), joinedload(FigureRevision.author))
    .where(FigureRevision.round_id == sa.bindparam("round"))
    .order_by(FigureRevision.name)
)


def newest_figures(session: Session, round_: Round) -> Sequence[FigureRevision]:
    """Return the newest version of each figure of a round, by name, without image bytes."""
    return session.scalars(_NEWEST, {"round": round_.id}).all()


def earlier_figures(session: Session, round_: Round) -> Sequence[FigureRevision]:
    """Return the newest figures of the previous round that this round does not have, by name."""
    if round_.previous is None:
        return ()
    here = {figure.name for figure in newest_figures(session, round_)}
    return [figure for figure in newest_figures(session, round_.previous) if figure.name not in here]


def get_earlier(session: Session, round_: Round, name: str) -> FigureRevision:
    """Return the newest version of a figure of the previous round. Raises NotFound."""
    if round_.previous is None:
        raise NotFound(GONE)
    return figure_revisions(session, round_.previous, name)[0]


def figures_of(session: Session, round_: Round) -> dict[str, Figure]:
    """Return the newest figures of a round as plain values, by name."""
    return {figure.name: _figure(figure) for figure in newest_figures(session, round_)}


def _figure(revision: FigureRevision) -> Figure:
    return Figure(
        name=revision.name,
        caption=revision.text,
        alternative=revision.alternative,
        source=revision.source,
        hash=revision.file.hash,
        mimetype=revision.file.kind.mimetype,
        width=revision.width,
        height=revision.height,
    )


def figure_revisions(session: Session, round_: Round, name: str) -> Sequence[FigureRevision]:
    """Return all versions of a figure, newest first. Raises NotFound."""
    revisions = session.scalars(
        sa.select(FigureRevision)
        .options(joinedload(FigureRevision.file), joinedload(FigureRevision.author))
        .where(of_figure(round_, name))
        .order_by(FigureRevision.number.desc())
    ).all()
    if not revisions:
        raise NotFound(GONE)
    return revisions


def of_figure(round_: Round, name: str) -> sa.ColumnElement[bool]:
    """Return the SQL condition for the versions of a figure."""
    return sa.and_(FigureRevision.round_id == round_.id, FigureRevision.name == name)


def get_image(session: Session, hash_: str) -> tuple[bytes, str]:
    """Return the bytes and media type of a figure's image. Raises NotFound."""
    shown = sa.exists().where(FigureRevision.file_id == StoredFile.id)
    row = session.execute(
        sa.select(StoredFile.content, StoredFile.kind).where(StoredFile.hash == hash_, shown)
    ).one_or_none()
    if row is None:
        raise NotFound(GONE)
    return row.content, row.kind.mimetype


def with_images(session: Session, report: Report) -> Report:
    """Return the compiled report with its figures' images, for formats that embed them."""
    wanted = {figure.hash for figure in figures_in(report)}
    return replace(report, images=images_of(session, wanted)) if wanted else report


def images_of(session: Session, hashes: Collection[str]) -> dict[str, bytes]:
    """Return images by their SHA-256."""
    rows = session.execute(sa.select(StoredFile.hash, StoredFile.content).where(StoredFile.hash.in_(hashes)))
    return {row.hash: row.content for row in rows}
