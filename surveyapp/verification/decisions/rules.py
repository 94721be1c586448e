"""Rules that combine several reactions to one answer. Plain Python.

All reactions are to the same text: that of the record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from surveyapp.text.merging import clash, merge
from surveyapp.verification.records.rules import ReactionKind, with_addition


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a reaction asks for. ``day`` is when it came, as an addition prints it ("22 mei 2018")."""

    id: int
    kind: ReactionKind
    words: str
    day: str


def taken_over(proposal: Proposal, read: str, now: str) -> str | None:
    """Return the answer's text when a proposal is accepted; "" when it is withdrawn.

    ``read`` is the text that the respondent read, ``now`` the present one. Changes in between are kept; None when
    they change the same words, so that somebody has to choose.
    """
    if proposal.kind is ReactionKind.WITHDRAWAL:
        return ""
    if proposal.kind is ReactionKind.ADDITION:
        return with_addition(now, proposal.words, proposal.day) if now.strip() else None
    if now == read or not now.strip():
        return proposal.words
    return None if clash(read, now, proposal.words) else merge(read, now, proposal.words)


def start_of_adapting(proposal: Proposal, read: str, now: str) -> str:
    """Return the text to start from when a proposal is adapted: the proposal with the changes since."""
    if proposal.kind is ReactionKind.ADDITION:
        return with_addition(now, proposal.words, proposal.day)
    return merge(read, now, proposal.words) if proposal.kind.rewords and now.strip() else proposal.words or now


def contradict(first: Proposal, second: Proposal, read: str) -> bool:
    """Return whether two reactions cannot both be accepted. A question never contradicts."""
    kinds = {first.kind, second.kind}
    if kinds & {ReactionKind.QUESTION, ReactionKind.AGREE}:
        return False
    if ReactionKind.WITHDRAWAL in kinds:
        return len(kinds) > 1
    return first.kind.rewords and second.kind.rewords and clash(read, first.words, second.words)


def contradictions(proposals: Iterable[Proposal], read: str) -> frozenset[int]:
    """Return the ids of the reactions that contradict another one."""
    pairs = [pair for pair in combinations(proposals, 2) if contradict(*pair, read)]
    return frozenset(proposal.id for pair in pairs for proposal in pair)


def in_turn(proposals: Sequence[Proposal], read: str) -> tuple[tuple[Proposal, str], ...] | None:
    """Return each proposal with the answer's text after accepting it in turn; None when they contradict.

    New wording goes first, so that additions stand below it.
    """
    order = sorted(proposals, key=lambda proposal: (proposal.kind is ReactionKind.ADDITION, proposal.id))
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
