"""Queries on successive rounds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.interviews.recording.models import Round


@dataclass(frozen=True, slots=True)
class Ancestor:
    """A round or a predecessor. ``until`` is when the first later round was created; None for the round itself."""

    id: int
    name: str
    until: datetime | None


def lineage(session: Session, round_: Round) -> Sequence[Ancestor]:
    """Return a round and its predecessors, newest first, in one query."""
    start = sa.select(Round.id, Round.previous_id, sa.literal(0).label("depth")).where(Round.id == round_.id)
    chain = start.cte("chain", recursive=True)
    earlier = sa.select(Round.id, Round.previous_id, chain.c.depth + 1).join(chain, Round.id == chain.c.previous_id)
    chain = chain.union_all(earlier)
    statement = sa.select(Round.id, Round.name, Round.created_at).join(chain, Round.id == chain.c.id)
    ancestors: list[Ancestor] = []
    until: datetime | None = None
    for id_, name, created_at in session.execute(statement.order_by(chain.c.depth)):
        ancestors.append(Ancestor(id_, name, until))
        until = created_at if until is None else min(until, created_at)
    return ancestors


def newest_before(
    ancestors: Iterable[Ancestor], revisions: Iterable[tuple[int, int, datetime]]
) -> Iterable[tuple[Ancestor, int | None]]:
    """Yield each round with the number of its newest revision at the time when its first later round was created.

    ``revisions`` are (round id, number, moment) of revisions of these rounds.
    """
    by_round: dict[int, list[tuple[int, datetime]]] = {}
    for round_id, number, moment in revisions:
        by_round.setdefault(round_id, []).append((number, moment))
    for ancestor in ancestors:
        known = by_round.get(ancestor.id, [])
        yield (
            ancestor,
            max((number for number, at in known if ancestor.until is None or at <= ancestor.until), default=None),
        )
