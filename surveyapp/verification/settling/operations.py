"""Accept all proposals that can be accepted without a choice, or undo all decisions."""

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
    """Why a reaction needs a decision of its own."""

    QUESTION = "question"
    CHANGED = "changed"
    LOCKED = "locked"
    CONTRADICTION = "contradiction"

    @property
    def label(self) -> str:
        """Return the Dutch label."""
        return {
            "question": "een vraag vraagt om uw antwoord",
            "changed": "het antwoord is na dit verslag gewijzigd",
            "locked": "het antwoord heeft akkoord en moet eerst worden heropend",
            "contradiction": "de reacties spreken elkaar tegen",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Taken:
    """The result of accepting all reactions to one answer. ``text`` is what the respondents read."""

    item: str
    reactions: tuple[Reaction, ...]
    base: int
    text: str
    words: str
    """The new text; "" when the answer is withdrawn."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The reactions that accepting all at once accepts, and those that it leaves."""

    taken: tuple[Taken, ...]
    left: tuple[tuple[str, Left], ...]
    """Item and reason, per undecided reaction that is left."""

    @property
    def count(self) -> int:
        """Return how many reactions are accepted."""
        return sum(len(answer.reactions) for answer in self.taken)

    @property
    def key(self) -> str:
        """Return the fingerprint of what was previewed. When it differs, the interviewer has to look again."""
        parts = [
            f"{answer.item} {answer.base} {[each.id for each in answer.reactions]} {answer.words}"
            for answer in self.taken
        ]
        return fingerprint(batch="\n".join(parts))


def batch_of(session: Session, interview: Interview) -> Batch:
    """Return what "neem alles over" would do now."""
    record = queries.newest_record(session, interview)
    reactions = queries.to_decide(session, record) if record else ()
    newest = interviews.newest_revisions(session, [interview.id])[interview.id]
    locked = {item for item, lock in locks_of(session, interview.id).items() if lock.closed}
    taken, left = [], []
    for item, group in groupby(reactions, key=lambda reaction: reaction.revision.answer.item):
        waiting = [reaction for reaction in group if reaction.decision is None]
        proposals = [reaction for reaction in waiting if reaction.kind is not ReactionKind.QUESTION]
        left += [(item, Left.QUESTION) for reaction in waiting if reaction.kind is ReactionKind.QUESTION]
        result = _taken(item, proposals, newest[item], locked=item in locked) if proposals else None
        if isinstance(result, Taken):
            taken.append(result)
        elif result:
            left += [(item, result)] * len(proposals)
    return Batch(tuple(taken), tuple(left))


def _taken(item: str, reactions: Sequence[Reaction], newest: AnswerRevision, *, locked: bool) -> Taken | Left:
    read = reactions[0].revision
    if locked:
        return Left.LOCKED
    if newest.id != read.id:
        return Left.CHANGED
    proposals = [proposal_of(reaction) for reaction in reactions]
    steps = in_turn(proposals, read.text)
    if steps is None or contradictions(proposals, read.text):
        return Left.CONTRADICTION
    by_id = {reaction.id: reaction for reaction in reactions}
    order = tuple(by_id[proposal.id] for proposal, _ in steps)
    return Taken(item, order, newest.number, read.text, steps[-1][1])


def take_all_over(session: Session, actor: Actor, interview: Interview, *, seen: str, at: datetime) -> int:
    """Accept what the preview with this key showed; return the number of reactions.

    Raises Refused when the preview is out of date, and as ``decide``; then nothing is accepted.
    """
    batch = batch_of(session, interview)
    if not batch.count:
        raise Refused("Er is niets meer om in één keer over te nemen.")
    if batch.key != seen:
        raise Refused("Er is intussen iets veranderd. Bekijk opnieuw wat u overneemt.")
    for answer in batch.taken:
        base = answer.base
        for reaction in answer.reactions:
            decision = decide(session, actor, interview, reaction, DecisionKind.ACCEPTED, base=base, at=at)
            session.refresh(decision, ["revision"])
            base = decision.revision.number if decision.revision else base
    return batch.count


def undo_all(session: Session, actor: Actor, interview: Interview, *, at: datetime) -> tuple[int, tuple[str, ...]]:
    """Undo every decision on the newest record, last first. Return their number and the items that were left.

    A decision stays when its answer was changed after it, so that no text is replaced.
    """
    record = queries.newest_record(session, interview)
    decided = [reaction for reaction in (queries.to_decide(session, record) if record else ()) if reaction.decision]
    last_first = sorted(decided, key=lambda reaction: reaction.decision.id if reaction.decision else 0, reverse=True)
    count, left = 0, []
    for reaction in last_first:
        try:
            undo_decision(session, actor, interview, reaction, at=at)
            count += 1
        except SaveConflict:
            left.append(reaction.revision.answer.item)
    return count, tuple(dict.fromkeys(left))
