"""Queries on agreement. They read the views of ``models``, as the triggers of the database do."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.agreement.models import AGREED, LOCKED

_AGREED_AMONG = sa.select(AGREED.c.revision_id).where(
    AGREED.c.revision_id.in_(sa.bindparam("revisions", expanding=True))
)
_LOCKED = sa.select(LOCKED.c.revision_id).where(LOCKED.c.revision_id == sa.bindparam("revision"))


def agreed_among(session: Session, revision_ids: Collection[int]) -> frozenset[int]:
    """Return which of these answer revisions are agreed: everybody who must agree has done so."""
    if not revision_ids:
        return frozenset()
    return frozenset(session.scalars(_AGREED_AMONG, {"revisions": list(revision_ids)}))


def is_locked(session: Session, revision_id: int) -> bool:
    """Return whether this answer revision is agreed and was not reopened."""
    return session.scalar(_LOCKED, {"revision": revision_id}) is not None
