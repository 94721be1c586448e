"""What the interviewer decides on a reaction. A decision may be changed until the next record is sent."""

from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp import text as texts
from surveyapp.audit import Actor, record_event
from surveyapp.dutch import local, long_date
from surveyapp.errors import Refused
from surveyapp.interviews.models import AnswerRevision, Interview
from surveyapp.interviews.operations import save_answer
from surveyapp.interviews.rules import AnswerStatus
from surveyapp.verification.models import Decision, Reaction
from surveyapp.verification.operations import refresh_state
from surveyapp.verification.rules import DECISIONS, DecisionKind, ReactionKind, with_addition


def decide(
    session: Session,
    actor: Actor,
    interview: Interview,
    reaction: Reaction,
    kind: DecisionKind,
    *,
    base: int,
    text: str = "",
    reason: str = "",
    at: datetime,
) -> Decision:
    """Take a proposal over, adapt the answer, or keep it with a reason that the respondent reads.

    ``base`` is the revision that the interviewer saw. Raises Refused, SaveConflict, TextTooLong.
    """
    if kind not in DECISIONS[reaction.kind]:
        raise Refused(f"‘{kind.label}’ past niet bij een reactie ‘{reaction.kind.label}’.")
    reason = texts.normalise(reason)
    if not kind.makes_revision and not reason.strip():
        raise Refused("Vul een reden in." if kind is DecisionKind.REFUSED else "Vul uw antwoord in.")
    decision = reaction.decision or Decision(reaction_id=reaction.id)
    revision = None
    if kind.makes_revision:
        revision = _save(session, actor, interview, reaction, _new_words(reaction, kind, text), base, at)
    elif decision.revision_id:
        _save(session, actor, interview, reaction, reaction.revision.text, base, at)
    decision.kind, decision.reason = kind, reason
    decision.revision_id = revision.id if revision else None
    decision.decided_at, decision.decided_by_id = at, actor.user_id
    session.add(decision)
    session.flush()
    session.expire(reaction, ["decision"])
    record_event(session, actor, "reaction.decide", "reaction", reaction.id, at, kind=kind.value)
    refresh_state(session, interview, at)
    return decision


def undo_decision(
    session: Session, actor: Actor, interview: Interview, reaction: Reaction, *, base: int, at: datetime
) -> None:
    """Back to no decision; the answer reads again as the respondent saw it. Raises Refused, SaveConflict."""
    if reaction.decision is None:
        raise Refused("Over deze reactie is nog niet besloten.")
    if reaction.decision.revision_id:
        _save(session, actor, interview, reaction, reaction.revision.text, base, at)
    session.delete(reaction.decision)
    session.flush()
    session.expire(reaction, ["decision"])
    record_event(session, actor, "reaction.undo", "reaction", reaction.id, at)
    refresh_state(session, interview, at)


def _new_words(reaction: Reaction, kind: DecisionKind, text: str) -> str:
    if kind is DecisionKind.ACCEPTED:
        return accepted_words(reaction)
    words = texts.normalise(text)
    if not words.strip():
        raise Refused("Vul de aangepaste tekst in.")
    if words == reaction.revision.text:
        raise Refused("De tekst is nog gelijk aan wat de respondent las.")
    return words


def accepted_words(reaction: Reaction) -> str:
    """What the answer reads when the reaction is taken over; "" when it is withdrawn."""
    if reaction.kind is ReactionKind.WITHDRAWAL:
        return ""
    if reaction.kind is ReactionKind.ADDITION:
        return with_addition(reaction.revision.text, reaction.proposal, long_date(local(reaction.updated_at).date()))
    return reaction.proposal


def _save(
    session: Session,
    actor: Actor,
    interview: Interview,
    reaction: Reaction,
    words: str,
    base: int,
    at: datetime,
) -> AnswerRevision:
    return save_answer(
        session,
        actor,
        interview,
        reaction.revision.answer.item,
        text=words,
        status=AnswerStatus.TEXT if words else AnswerStatus.WITHDRAWN,
        base=base,
        at=at,
    )
