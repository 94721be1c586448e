"""What several reactions on one answer make of it together. Plain Python.

All of them are about the same words: those that the record held.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from surveyapp.text.merging import clash, merge
from surveyapp.verification.records.rules import ReactionKind, with_addition


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one reaction asks for. ``day``: when it came, as an addition says it ("22 mei 2018")."""

    id: int
    kind: ReactionKind
    words: str
    day: str


def taken_over(proposal: Proposal, read: str, now: str) -> str | None:
    """What an answer reads when a proposal is taken over; "" when it is withdrawn.

    ``read`` is what the respondent read, ``now`` what the answer says since. What changed in between stays; None when
    it changed the same words, so that somebody has to choose.
    """
    if proposal.kind is ReactionKind.WITHDRAWAL:
        return ""
    if proposal.kind is ReactionKind.ADDITION:
        return with_addition(now, proposal.words, proposal.day) if now.strip() else None
    if now == read or not now.strip():
        return proposal.words
    return None if clash(read, now, proposal.words) else merge(read, now, proposal.words)


def start_of_adapting(proposal: Proposal, read: str, now: str) -> str:
    """The text to begin with when a proposal is adapted: the proposal, and what changed since."""
    if proposal.kind is ReactionKind.ADDITION:
        return with_addition(now, proposal.words, proposal.day)
    return merge(read, now, proposal.words) if proposal.kind.rewords and now.strip() else proposal.words or now


def contradict(one: Proposal, other: Proposal, read: str) -> bool:
    """Whether two reactions cannot both be taken over. A question never stands in the way."""
    kinds = {one.kind, other.kind}
    if kinds & {ReactionKind.QUESTION, ReactionKind.AGREE}:
        return False
    if ReactionKind.WITHDRAWAL in kinds:
        return len(kinds) > 1
    return one.kind.rewords and other.kind.rewords and clash(read, one.words, other.words)


def contradictions(proposals: Iterable[Proposal], read: str) -> frozenset[int]:
    """The ids of the reactions that contradict another one."""
    pairs = [pair for pair in combinations(proposals, 2) if contradict(*pair, read)]
    return frozenset(one.id for pair in pairs for one in pair)


def in_turn(proposals: Sequence[Proposal], read: str) -> tuple[tuple[Proposal, str], ...] | None:
    """What the answer reads after each of these, taken over one by one; None when they do not go together.

    New wording comes first: what is added stands below the last of it.
    """
    order = sorted(proposals, key=lambda one: (one.kind is ReactionKind.ADDITION, one.id))
    if contradictions(order, read):
        return None
    steps, now = [], read
    for proposal in order:
        words = taken_over(proposal, read, now)
        if words is None:
            return None
        steps.append((proposal, words))
        now = words
    return tuple(steps)
