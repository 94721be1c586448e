"""Decide on a reaction, and undo a decision until the next record is sent."""

from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, record_event
from surveyapp.core.dutch import local, long_date
from surveyapp.core.errors import Refused
from surveyapp.core.revisions import SaveConflict
from surveyapp.interviews.recording import queries as interviews
from surveyapp.interviews.recording.models import AnswerRevision, Interview
from surveyapp.interviews.recording.operations import save_answer
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.text import words as texts
from surveyapp.verification.decisions.queries import is_shared
from surveyapp.verification.decisions.rules import Proposal, taken_over
from surveyapp.verification.records import digests
from surveyapp.verification.records.models import Decision, Reaction
from surveyapp.verification.records.rules import DECISIONS, DecisionKind
from surveyapp.verification.sending.operations import refresh_state


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
    """Accept a proposal, adapt the answer, or keep it with a reason that the respondent reads.

    ``base`` is the number of the revision that the interviewer saw. Repeating a decision returns the first; for
    another decision, the first has to be undone. Raises Refused, Locked, SaveConflict, TextTooLong.
    """
    if kind not in DECISIONS[reaction.kind]:
        raise Refused(f"‘{kind.label}’ past niet bij een reactie ‘{reaction.kind.label}’.")
    reason = texts.normalise(reason)
    if not kind.makes_revision and not reason.strip():
        raise Refused("Vul een reden in." if kind is DecisionKind.REFUSED else "Vul uw antwoord in.")
    if made := reaction.decision:
        if (made.kind, made.reason) == (kind, reason) and kind is not DecisionKind.ADAPTED:
            return made
        raise Refused("Over deze reactie is al besloten. Maak dat besluit eerst ongedaan.")
    revision = None
    if kind.makes_revision:
        words = _new_words(session, interview, reaction, kind, base, text)
        revision = _save(session, actor, interview, reaction, words, base, at)
    decision = Decision(
        reaction_id=reaction.id,
        kind=kind,
        reason=reason,
        revision_id=revision.id if revision else None,
        decided_at=at,
        decided_by_id=actor.user_id,
    )
    session.add(decision)
    session.flush()
    session.expire(reaction, ["decision"])
    record_event(
        session,
        actor,
        "reaction.decide",
        "reaction",
        reaction.id,
        at,
        interview=interview.id,
        kind=kind.value,
        digest=digests.of_decision(decision),
    )
    refresh_state(session, interview, at)
    return decision


def undo_decision(session: Session, actor: Actor, interview: Interview, reaction: Reaction, *, at: datetime) -> None:
    """Remove a decision and restore the answer's text from before it. Raises Refused.

    Raises SaveConflict when the answer was changed after the decision, so that no text is replaced.
    """
    decision, item = reaction.decision, reaction.revision.answer.item
    if decision is None:
        raise Refused("Over deze reactie is nog niet besloten.")
    made, newest = decision.revision, interviews.newest_revisions(session, [interview.id])[interview.id][item]
    before = _before(session, interview, decision, item)
    if made and before:
        if not newest.same_words(made):
            raise SaveConflict(newest)
        save_answer(session, actor, interview, item, text=before.text, status=before.status, base=newest.number, at=at)
    session.delete(decision)
    session.flush()
    session.expire(reaction, ["decision"])
    record_event(session, actor, "reaction.undo", "reaction", reaction.id, at)
    refresh_state(session, interview, at)


def accepted_words(reaction: Reaction) -> str:
    """Return the answer's text when the reaction is accepted unchanged; "" when it is withdrawn."""
    return taken_over(proposal_of(reaction), reaction.revision.text, reaction.revision.text) or ""


def proposal_of(reaction: Reaction) -> Proposal:
    """Return a reaction as a proposal."""
    day = long_date(local(reaction.updated_at).date())
    return Proposal(reaction.id, reaction.kind, reaction.proposal, day)


def _before(session: Session, interview: Interview, decision: Decision, item: str) -> AnswerRevision | None:
    """Return the revision before the decision; None when the decision made none, or shares it with another decision."""
    made = decision.revision
    if made is None or made.created_at != decision.decided_at or is_shared(session, decision):
        return None
    return interviews.find_revision(session, interview, item, made.number - 1)


def _new_words(
    session: Session, interview: Interview, reaction: Reaction, kind: DecisionKind, base: int, text: str
) -> str:
    read = reaction.revision.text
    if kind is DecisionKind.ACCEPTED:
        now = interviews.find_revision(session, interview, reaction.revision.answer.item, base)
        words = taken_over(proposal_of(reaction), read, now.text if now else read)
        if words is None:
            raise Refused("Het antwoord is op dezelfde plaats al gewijzigd. Kies Aanpassen en voeg de teksten samen.")
        return words
    words = texts.normalise(text)
    if not words.strip():
        raise Refused("Vul de aangepaste tekst in.")
    if words == read:
        raise Refused("De tekst is nog gelijk aan wat de respondent las.")
    return words


def _save(
    session: Session, actor: Actor, interview: Interview, reaction: Reaction, words: str, base: int, at: datetime
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
