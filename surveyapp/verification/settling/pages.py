"""Plain values for the page of reactions to a record: one card per answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy.orm import Session

from surveyapp.core.dutch import local
from surveyapp.interviews.recording import queries as interviews
from surveyapp.interviews.recording.models import AnswerRevision, Interview
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.questionnaires.operations import parsed
from surveyapp.questionnaires.rules import Question
from surveyapp.verification.decisions.operations import proposal_of
from surveyapp.verification.decisions.queries import Lock, locks_of
from surveyapp.verification.decisions.rules import contradictions, start_of_adapting, taken_over
from surveyapp.verification.records import queries
from surveyapp.verification.records.models import Reaction, Record
from surveyapp.verification.records.rules import DecisionKind, ReactionKind, Use
from surveyapp.verification.settling.operations import batch_of
from surveyapp.verification.threads.queries import Turn, threads_of


@dataclass(frozen=True, slots=True)
class Reacted:
    """A reaction and the result of accepting it.

    ``by`` is the respondent's function, ``entered_by`` how and by whom staff entered it, in Dutch, or "".
    """

    id: int
    kind: ReactionKind
    proposal: str
    remark: str
    use: Use
    by: str
    reads_along: bool
    entered_by: str
    at: datetime
    result: str | None
    """The answer's text when this is accepted; None when that needs a choice."""
    start: str
    """The text to start from when the answer is adapted."""
    contradicts: bool
    decision: DecisionKind | None
    reason: str
    decided_text: str


@dataclass(frozen=True, slots=True)
class Card:
    """An answer with all reactions to it. ``text`` is what the respondents read, ``version`` its number."""

    item: str
    title: str
    wording: str
    text: str
    version: int
    newest: int
    """The number of the answer's newest revision, on which a decision builds."""
    newest_text: str
    newest_status: AnswerStatus
    lock: Lock | None
    reactions: tuple[Reacted, ...]
    turns: tuple[Turn, ...]
    """The reactions and decisions at earlier records."""

    @property
    def open(self) -> bool:
        """Return whether a reaction waits for a decision."""
        return any(reaction.decision is None for reaction in self.reactions)

    @property
    def contradiction(self) -> bool:
        """Return whether undecided reactions contradict each other."""
        return any(reaction.contradicts for reaction in self.reactions)

    @property
    def changed(self) -> bool:
        """Return whether the answer changed since the record other than by a decision on this card."""
        decided = {
            reaction.decided_text
            for reaction in self.reactions
            if reaction.decision and reaction.decision.makes_revision
        }
        return self.newest != self.version and self.newest_text not in decided | {self.text}

    @property
    def shape(self) -> tuple[str, str]:
        """Return mark and colour in the list of answers: those of the undecided reaction that asks most."""
        waiting = [reaction.kind for reaction in self.reactions if reaction.decision is None]
        return SHAPES[max(waiting, key=list(ReactionKind).index)] if waiting else ("agree", "agree")


SHAPES = {
    ReactionKind.CORRECTION: ("change", "change"),
    ReactionKind.CLARIFICATION: ("change", "change"),
    ReactionKind.ADDITION: ("change", "change"),
    ReactionKind.WITHDRAWAL: ("stop", "stop"),
    ReactionKind.QUESTION: ("ask", "ask"),
}
"""Mark and colour per kind of reaction."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A respondent who has submitted."""

    function: str
    at: datetime
    reads_along: bool


@dataclass(frozen=True, slots=True)
class ReactionsPage:
    """The reactions to the newest record of an interview."""

    interview_id: int
    organisation: str
    number: int
    sent_at: datetime
    by: tuple[Answered, ...]
    cards: tuple[Card, ...]
    at_once: int
    """The number of reactions that "neem alles over" accepts."""
    agreed: tuple[tuple[str, str], ...]
    """Item and title of the answers with agreement only."""

    @property
    def reactions(self) -> tuple[tuple[Card, Reacted], ...]:
        """Return the reactions that need a decision or have one, each with its card."""
        return tuple((card, reaction) for card in self.cards for reaction in card.reactions)

    @property
    def decided(self) -> int:
        """Return the number of decided reactions."""
        return sum(reaction.decision is not None for _, reaction in self.reactions)

    @property
    def open(self) -> bool:
        """Return whether a reaction waits for a decision."""
        return any(card.open for card in self.cards)

    @property
    def next(self) -> int:
        """Return the id of the first undecided reaction; 0 when there is none."""
        return next((reaction.id for _, reaction in self.reactions if reaction.decision is None), 0)


def reactions_page(session: Session, interview: Interview) -> ReactionsPage | None:
    """Return the page of reactions to the newest record; None when none was sent."""
    record = queries.newest_record(session, interview)
    if record is None:
        return None
    questionnaire = parsed(interview.questionnaire)
    reactions = queries.to_decide(session, record)
    cards = _cards(session, interview, record, reactions)
    disputed = {card.item for card in cards}
    items = [entry.revision.answer.item for entry in record.entries]
    submitted = [
        Answered(verification.respondent.function, verification.submitted_at, not verification.respondent.must_agree)
        for verification in record.verifications
        if verification.submitted_at
    ]
    return ReactionsPage(
        interview_id=interview.id,
        organisation=interview.organisation.label,
        number=record.number,
        sent_at=record.sent_at,
        by=tuple(submitted),
        cards=cards,
        at_once=batch_of(session, interview).count,
        agreed=tuple((item, questionnaire.item(item).title) for item in items if item not in disputed and submitted),
    )


def _cards(session: Session, interview: Interview, record: Record, reactions: Sequence[Reaction]) -> tuple[Card, ...]:
    questionnaire = parsed(interview.questionnaire)
    newest = interviews.newest_revisions(session, [interview.id])[interview.id]
    locks = locks_of(session, interview.id)
    threads = threads_of(session, interview, until=record.number)
    return tuple(
        _card(questionnaire.item(item), list(group), newest, locks.get(item), threads.get(item, ()))
        for item, group in groupby(reactions, key=lambda reaction: reaction.revision.answer.item)
    )


def _card(
    question: Question,
    reactions: Sequence[Reaction],
    newest: Mapping[str, AnswerRevision],
    lock: Lock | None,
    turns: Sequence[Turn],
) -> Card:
    read, now = reactions[0].revision, newest[question.number]
    waiting = [proposal_of(reaction) for reaction in reactions if reaction.decision is None]
    against = contradictions(waiting, read.text)
    return Card(
        item=question.number,
        title=question.title,
        wording=question.wording,
        text=read.text,
        version=read.number,
        newest=now.number,
        newest_text=now.text,
        newest_status=now.status,
        lock=lock if lock and lock.closed else None,
        reactions=tuple(_reacted(reaction, now, reaction.id in against) for reaction in reactions),
        turns=tuple(turns),
    )


def _entered_by(reaction: Reaction) -> str:
    if reaction.entered_by is None:
        return ""
    how = "uit Word ingelezen" if reaction.attachment_id else "per telefoon, genoteerd"
    return f"{how} door {reaction.entered_by.name}"


def _reacted(reaction: Reaction, now: AnswerRevision, contradicts: bool) -> Reacted:
    decision, person, proposal = reaction.decision, reaction.verification.respondent, proposal_of(reaction)
    return Reacted(
        id=reaction.id,
        kind=reaction.kind,
        proposal=reaction.proposal,
        remark=reaction.remark,
        use=reaction.use,
        by=person.function,
        reads_along=not person.must_agree,
        entered_by=_entered_by(reaction),
        at=local(reaction.updated_at),
        result=taken_over(proposal, reaction.revision.text, now.text) if reaction.kind.proposes else None,
        start=start_of_adapting(proposal, reaction.revision.text, now.text),
        contradicts=contradicts,
        decision=decision.kind if decision else None,
        reason=decision.reason if decision else "",
        decided_text=decision.revision.text if decision and decision.revision else "",
    )
