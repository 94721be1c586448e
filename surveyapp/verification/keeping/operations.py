"""Save a reaction as the next of its revisions, based on the revision that its author saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.attachments.models import Attachment
from surveyapp.core.errors import Refused
from surveyapp.core.revisions import append_on_page
from surveyapp.interviews.recording.models import AnswerRevision
from surveyapp.text import words as texts
from surveyapp.verification.earlier import queries
from surveyapp.verification.records import queries as records_queries
from surveyapp.verification.records.models import Reaction, ReactionRevision, Verification
from surveyapp.verification.records.rules import ReactionKind, Seen, Use

MAX_REMARK = 5_000
"""Maximum length of a respondent's remark or question, in characters."""


@dataclass(frozen=True, slots=True)
class Entered:
    """The member of staff who entered a reaction, and the Word file that it was read from."""

    by: int | None
    attachment: Attachment | None = None


def open_revisions(session: Session, verification: Verification) -> Sequence[AnswerRevision]:
    """Return the answers of the record that this respondent has not agreed to, in the record's order."""
    revisions = [entry.revision for entry in verification.record.entries]
    agreed = records_queries.agreed_by(session, verification.respondent, [revision.id for revision in revisions])
    return [revision for revision in revisions if revision.id not in agreed]


def usual_uses(session: Session, verification: Verification) -> Mapping[str, Use]:
    """Return the use that applies when the respondent chooses none, per item of the record."""
    usual, before = queries.use_for_all(session, verification), queries.uses(session, verification)
    items = [entry.revision.answer.item for entry in verification.record.entries]
    return {item: before.get(item, usual) for item in items}


def keep(
    session: Session,
    verification: Verification,
    item: str,
    kind: ReactionKind,
    proposal: str,
    remark: str,
    use: Use | None,
    seen: Seen,
    at: datetime,
    entered: Entered | None = None,
) -> Reaction:
    """Save a reaction as its next revision. Without ``use``, the use that was allowed before stays.

    Raises Refused, TextTooLong, and SaveConflict when a newer revision differs.
    """
    revision = next(
        (open_revision for open_revision in open_revisions(session, verification) if open_revision.answer.item == item),
        None,
    )
    if revision is None:
        raise Refused(f"Vraag {item} vraagt geen reactie van u.")
    remark = remark_of(kind, remark)
    if len(remark) > MAX_REMARK:
        raise Refused(f"Uw toelichting is te lang: {len(remark)} tekens. Er passen er {MAX_REMARK}.")
    words = words_of(kind, proposal)
    reaction = next((saved for saved in verification.reactions if saved.revision_id == revision.id), None)
    use = use or (reaction.use if reaction else usual_uses(session, verification)[item])
    if reaction is None:
        reaction = Reaction(revision=revision, kind=kind, proposal=words, remark=remark, use=use, updated_at=at)
        if entered:
            reaction.entered_by_id = entered.by
            reaction.attachment_id = entered.attachment.id if entered.attachment else None
        verification.reactions.append(reaction)
        session.flush()
    return _append(session, reaction, _revision(reaction, kind, words, remark, use, at), seen)


def words_of(kind: ReactionKind, proposal: str) -> str:
    """Return the text that a reaction proposes, normalised; "" for a kind without a proposal."""
    return texts.normalise(proposal) if kind.proposes else ""


def remark_of(kind: ReactionKind, remark: str) -> str:
    """Return the normalised remark of a reaction; "" for an agreement, which has none."""
    return texts.normalise(remark) if kind is not ReactionKind.AGREE else ""


def allow_use(session: Session, reaction: Reaction, use: Use, at: datetime) -> None:
    """Save a reaction with another use and otherwise unchanged."""
    changed = _revision(reaction, reaction.kind, reaction.proposal, reaction.remark, use, at)
    _append(session, reaction, changed, Seen(reaction.number))


def _revision(
    reaction: Reaction, kind: ReactionKind, words: str, remark: str, use: Use, at: datetime
) -> ReactionRevision:
    return ReactionRevision(
        reaction_id=reaction.id,
        kind=kind,
        text=words,
        remark=remark,
        use=use,
        created_at=at,
        author_id=reaction.entered_by_id,
    )


def _append(session: Session, reaction: Reaction, revision: ReactionRevision, seen: Seen) -> Reaction:
    revision.key = seen.key or None
    kept = append_on_page(session, revision, base=seen.number)
    if kept is revision:
        reaction.kind, reaction.proposal, reaction.remark = kept.kind, kept.text, kept.remark
        reaction.use, reaction.number, reaction.updated_at = kept.use, kept.number, kept.created_at
        session.flush()
    return reaction


def seen_now(session: Session, verification: Verification) -> dict[str, int]:
    """Return the number of the newest revision per item that asks for a reaction; 0 for an item without one."""
    numbers = {reaction.revision_id: reaction.number for reaction in verification.reactions}
    return {revision.answer.item: numbers.get(revision.id, 0) for revision in open_revisions(session, verification)}


def find_revision(session: Session, reaction: Reaction, number: int) -> ReactionRevision | None:
    """Return the revision of a reaction with this number, or None."""
    return session.scalar(
        sa.select(ReactionRevision).where(
            ReactionRevision.reaction_id == reaction.id, ReactionRevision.number == number
        )
    )
