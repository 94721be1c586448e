"""Many decisions at once: take over every proposal that nothing stands in the way of, and undo them all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor
from surveyapp.core.errors import Refused
from surveyapp.core.revisions import SaveConflict
from surveyapp.interviews.recording import queries as interviews
from surveyapp.interviews.recording.models import AnswerRevision, Interview
from surveyapp.text.words import fingerprint
from surveyapp.verification.decisions.operations import decide, proposal_of, undo_decision
from surveyapp.verification.decisions.queries import locks_of
from surveyapp.verification.decisions.rules import contradictions, in_turn
from surveyapp.verification.records import queries
from surveyapp.verification.records.models import Reaction
from surveyapp.verification.records.rules import DecisionKind, ReactionKind


class Left(StrEnum):
    """Why a reaction is left for a decision of its own."""

    QUESTION = "question"
    CHANGED = "changed"
    LOCKED = "locked"
    CONTRADICTION = "contradiction"

    @property
    def label(self) -> str:
        """The Dutch words on screen."""
        return {
            "question": "een vraag vraagt om uw antwoord",
            "changed": "het antwoord is na dit verslag gewijzigd",
            "locked": "het antwoord heeft akkoord en moet eerst worden heropend",
            "contradiction": "de reacties spreken elkaar tegen",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking over makes of one answer. ``text`` is what the respondents read."""

    item: str
    reactions: tuple[Reaction, ...]
    base: int
    text: str
    words: str
    """"" when the answer is withdrawn."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What taking over everything does, and what it leaves."""

    taken: tuple[Taken, ...]
    left: tuple[tuple[str, Left], ...]
    """Item and reason, of each reaction without a decision that is left."""

    @property
    def count(self) -> int:
        """How many reactions are taken over."""
        return sum(len(one.reactions) for one in self.taken)

    @property
    def key(self) -> str:
        """Identifies what was previewed: anything that changes it needs another look."""
        parts = [f"{one.item} {one.base} {[each.id for each in one.reactions]} {one.words}" for one in self.taken]
        return fingerprint(batch="\n".join(parts))


def batch_of(session: Session, interview: Interview) -> Batch:
    """What "neem alles over" would do now."""
    record = queries.newest_record(session, interview)
    reactions = queries.to_decide(session, record) if record else ()
    newest = interviews.newest_revisions(session, [interview.id])[interview.id]
    locked = {item for item, lock in locks_of(session, interview.id).items() if lock.closed}
    taken, left = [], []
    for item, group in groupby(reactions, key=lambda one: one.revision.answer.item):
        waiting = [one for one in group if one.decision is None]
        proposals = [one for one in waiting if one.kind is not ReactionKind.QUESTION]
        left += [(item, Left.QUESTION) for one in waiting if one.kind is ReactionKind.QUESTION]
        found = _taken(item, proposals, newest[item], locked=item in locked) if proposals else None
        if isinstance(found, Taken):
            taken.append(found)
        elif found:
            left += [(item, found)] * len(proposals)
    return Batch(tuple(taken), tuple(left))


def _taken(item: str, reactions: Sequence[Reaction], newest: AnswerRevision, *, locked: bool) -> Taken | Left:
    read = reactions[0].revision
    if locked:
        return Left.LOCKED
    if newest.id != read.id:
        return Left.CHANGED
    proposals = [proposal_of(one) for one in reactions]
    steps = in_turn(proposals, read.text)
    if steps is None or contradictions(proposals, read.text):
        return Left.CONTRADICTION
    by_id = {one.id: one for one in reactions}
    order = tuple(by_id[proposal.id] for proposal, _ in steps)
    return Taken(item, order, newest.number, read.text, steps[-1][1])


def take_all_over(session: Session, actor: Actor, interview: Interview, *, seen: str, at: datetime) -> int:
    """Take over what the preview with this key showed; returns how many reactions that were.

    Raises Refused when it would do anything else by now, and as ``decide`` does; then nothing is taken over.
    """
    batch = batch_of(session, interview)
    if not batch.count:
        raise Refused("Er is niets meer om in één keer over te nemen.")
    if batch.key != seen:
        raise Refused("Er is intussen iets veranderd. Bekijk opnieuw wat u overneemt.")
    for one in batch.taken:
        base = one.base
        for reaction in one.reactions:
            decision = decide(session, actor, interview, reaction, DecisionKind.ACCEPTED, base=base, at=at)
            session.refresh(decision, ["revision"])
            base = decision.revision.number if decision.revision else base
    return batch.count


def undo_all(session: Session, actor: Actor, interview: Interview, *, at: datetime) -> tuple[int, tuple[str, ...]]:
    """Take every decision on the newest record back, the last one first; returns how many, and the items left.

    A decision stays when its answer was changed after it: nobody's words are replaced.
    """
    record = queries.newest_record(session, interview)
    decided = [one for one in (queries.to_decide(session, record) if record else ()) if one.decision]
    last_first = sorted(decided, key=lambda one: one.decision.id if one.decision else 0, reverse=True)
    count, left = 0, []
    for reaction in last_first:
        try:
            undo_decision(session, actor, interview, reaction, at=at)
            count += 1
        except SaveConflict:
            left.append(reaction.revision.answer.item)
    return count, tuple(dict.fromkeys(left))
