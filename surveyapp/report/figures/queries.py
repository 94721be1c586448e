"""Questions to the editors' figures."""

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
    """The newest version of each figure of a round, without the bytes, by name."""
    return session.scalars(_NEWEST, {"round": round_.id}).all()


def earlier_figures(session: Session, round_: Round) -> Sequence[FigureRevision]:
    """Return the newest figures of the round before that this round has none of, by name."""
    if round_.previous is None:
        return ()
    here = {one.name for one in newest_figures(session, round_)}
    return [one for one in newest_figures(session, round_.previous) if one.name not in here]


def get_earlier(session: Session, round_: Round, name: str) -> FigureRevision:
    """Return the newest version of a figure of the round before. Raises NotFound."""
    if round_.previous is None:
        raise NotFound(GONE)
    return figure_revisions(session, round_.previous, name)[0]


def figures_of(session: Session, round_: Round) -> dict[str, Figure]:
    """The same as plain values, by name."""
    return {one.name: _figure(one) for one in newest_figures(session, round_)}


def _figure(one: FigureRevision) -> Figure:
    return Figure(
        name=one.name,
        caption=one.text,
        alternative=one.alternative,
        source=one.source,
        hash=one.file.hash,
        mimetype=one.file.kind.mimetype,
        width=one.width,
        height=one.height,
    )


def figure_revisions(session: Session, round_: Round, name: str) -> Sequence[FigureRevision]:
    """All versions of one figure, the newest first. Raises NotFound."""
    found = session.scalars(
        sa.select(FigureRevision)
        .options(joinedload(FigureRevision.file), joinedload(FigureRevision.author))
        .where(of_figure(round_, name))
        .order_by(FigureRevision.number.desc())
    ).all()
    if not found:
        raise NotFound(GONE)
    return found


def of_figure(round_: Round, name: str) -> sa.ColumnElement[bool]:
    """What selects the versions of one figure."""
    return sa.and_(FigureRevision.round_id == round_.id, FigureRevision.name == name)


def get_image(session: Session, hash_: str) -> tuple[bytes, str]:
    """The bytes of a figure's image and what they are, as browsers are told. Raises NotFound."""
    shown = sa.exists().where(FigureRevision.file_id == StoredFile.id)
    found = session.execute(
        sa.select(StoredFile.content, StoredFile.kind).where(StoredFile.hash == hash_, shown)
    ).one_or_none()
    if found is None:
        raise NotFound(GONE)
    return found.content, found.kind.mimetype


def with_images(session: Session, report: Report) -> Report:
    """A compiled report with the images of its figures, for a form that shows them."""
    wanted = {one.hash for one in figures_in(report)}
    return replace(report, images=images_of(session, wanted)) if wanted else report


def images_of(session: Session, hashes: Collection[str]) -> dict[str, bytes]:
    """Images by their SHA-256."""
    found = session.execute(sa.select(StoredFile.hash, StoredFile.content).where(StoredFile.hash.in_(hashes)))
    return {row.hash: row.content for row in found}
