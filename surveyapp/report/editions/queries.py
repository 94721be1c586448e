"""Queries on published editions."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, undefer

from surveyapp.core.errors import NotFound
from surveyapp.interviews.recording.models import AnswerRevision, Round
from surveyapp.report.tables.models import Build, Edition


def find_newest_edition(session: Session, round_: Round) -> Edition | None:
    """Return the newest edition of a round, or None."""
    return next(iter(editions_of(session, round_, size=1)), None)


def count_editions(session: Session, round_: Round) -> int:
    """Return the number of editions of a round."""
    return session.scalar(sa.select(sa.func.count(Edition.id)).where(Edition.round_id == round_.id)) or 0


def editions_of(session: Session, round_: Round, start: int = 0, size: int | None = None) -> Sequence[Edition]:
    """Return editions of a round, newest first: at most ``size``, from ``start``."""
    return session.scalars(
        sa.select(Edition)
        .options(joinedload(Edition.published_by))
        .where(Edition.round_id == round_.id)
        .order_by(Edition.number.desc())
        .offset(start)
        .limit(size)
    ).all()


def find_unpublished(session: Session, content: bytes) -> Build | None:
    """Return the unpublished PDF made here with exactly these bytes, or None."""
    same = (sa.func.length(Build.content) == len(content), Build.content == content)
    return session.scalar(sa.select(Build).where(Build.publish.is_(False), *same).limit(1))


def find_edition(session: Session, round_name: object, number: object) -> Edition | None:
    """Return the edition that a manifest refers to, or None."""
    if not isinstance(round_name, str) or not isinstance(number, int):
        return None
    return session.scalar(
        sa.select(Edition)
        .options(undefer(Edition.manifest))
        .join(Edition.round)
        .where(Round.name == round_name, Edition.number == number)
    )


def newest_editions(session: Session, many: int) -> Sequence[Edition]:
    """Return the last ``many`` editions over all rounds with their manifests, newest first."""
    newest = sa.select(Edition).options(undefer(Edition.manifest)).order_by(Edition.id.desc())
    return session.scalars(newest.limit(many)).all()


def find_edition_with(session: Session, hash_: str) -> Edition | None:
    """Return the edition whose PDF or web page has this SHA-256."""
    return session.scalar(
        sa.select(Edition)
        .options(undefer(Edition.manifest))
        .where(sa.or_(Edition.hash == hash_, Edition.html_hash == hash_))
    )


def get_edition(session: Session, edition_id: int) -> Edition:
    """Return the edition with its files and manifest. Raises NotFound."""
    whole = undefer(Edition.content), undefer(Edition.manifest), undefer(Edition.html)
    edition = session.scalar(sa.select(Edition).options(*whole).where(Edition.id == edition_id))
    if edition is None:
        raise NotFound("Deze editie is er niet.")
    return edition


def revisions_with(session: Session, fingerprints: Collection[str]) -> Sequence[AnswerRevision]:
    """Return the answer revisions with one of these fingerprints, each with its answer."""
    return session.scalars(
        sa.select(AnswerRevision)
        .options(joinedload(AnswerRevision.answer))
        .where(AnswerRevision.fingerprint.in_(fingerprints))
        .order_by(AnswerRevision.id)
    ).all()
