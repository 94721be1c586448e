"""The reactions on a record before the interviewer who settles them, as plain values: one card per answer."""

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
    """One reaction, with what taking it over gives. ``by`` is a function; ``entered_by`` who wrote it down for them."""

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
    """What the answer reads when this is taken over; None when somebody has to choose."""
    start: str
    """The text to begin with when it is adapted."""
    contradicts: bool
    decision: DecisionKind | None
    reason: str
    decided_text: str


@dataclass(frozen=True, slots=True)
class Card:
    """An answer with everything that was said of it. ``text`` is what the respondents read, as ``version``."""

    item: str
    title: str
    wording: str
    text: str
    version: int
    newest: int
    """The number of the newest revision of the answer, which a decision builds on."""
    newest_text: str
    newest_status: AnswerStatus
    lock: Lock | None
    reactions: tuple[Reacted, ...]
    turns: tuple[Turn, ...]
    """What was said and decided at earlier records."""

    @property
    def open(self) -> bool:
        """Whether it waits for a decision."""
        return any(one.decision is None for one in self.reactions)

    @property
    def contradiction(self) -> bool:
        """Whether reactions without a decision contradict each other."""
        return any(one.contradicts for one in self.reactions)

    @property
    def changed(self) -> bool:
        """Whether the answer changed since the record in another way than by a decision shown here."""
        decided = {one.decided_text for one in self.reactions if one.decision and one.decision.makes_revision}
        return self.newest != self.version and self.newest_text not in decided | {self.text}

    @property
    def shape(self) -> tuple[str, str]:
        """The mark in the list of answers: that of what asks most."""
        waiting = [one.kind for one in self.reactions if one.decision is None]
        return SHAPES[max(waiting, key=list(ReactionKind).index)] if waiting else ("agree", "agree")


SHAPES = {
    ReactionKind.CORRECTION: ("change", "change"),
    ReactionKind.CLARIFICATION: ("change", "change"),
    ReactionKind.ADDITION: ("change", "change"),
    ReactionKind.WITHDRAWAL: ("stop", "stop"),
    ReactionKind.QUESTION: ("ask", "ask"),
}
"""Per kind, the mark and its colour."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Who finished reading, and when."""

    function: str
    at: datetime
    reads_along: bool


@dataclass(frozen=True, slots=True)
class ReactionsPage:
    """The reactions on the newest record of an interview."""

    interview_id: int
    organisation: str
    number: int
    sent_at: datetime
    by: tuple[Answered, ...]
    cards: tuple[Card, ...]
    at_once: int
    """How many reactions "neem alles over" takes over."""
    agreed: tuple[tuple[str, str], ...]
    """Item and title of the answers of which nobody said anything but agreement."""

    @property
    def reactions(self) -> tuple[tuple[Card, Reacted], ...]:
        """All reactions that ask for a decision, or got one."""
        return tuple((card, one) for card in self.cards for one in card.reactions)

    @property
    def decided(self) -> int:
        """How many got one."""
        return sum(one.decision is not None for _, one in self.reactions)

    @property
    def open(self) -> bool:
        """Whether something waits for a decision."""
        return any(card.open for card in self.cards)

    @property
    def next(self) -> int:
        """The id of the first reaction that waits; 0 when none does."""
        return next((one.id for _, one in self.reactions if one.decision is None), 0)


def reactions_page(session: Session, interview: Interview) -> ReactionsPage | None:
    """The reactions on the newest record; None when nothing was sent."""
    record = queries.newest_record(session, interview)
    if record is None:
        return None
    questionnaire = parsed(interview.questionnaire)
    reactions = queries.to_decide(session, record)
    cards = _cards(session, interview, record, reactions)
    disputed = {one.item for one in cards}
    items = [entry.revision.answer.item for entry in record.entries]
    submitted = [
        Answered(one.respondent.function, one.submitted_at, not one.respondent.must_agree)
        for one in record.verifications
        if one.submitted_at
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
        for item, group in groupby(reactions, key=lambda one: one.revision.answer.item)
    )


def _card(
    question: Question,
    reactions: Sequence[Reaction],
    newest: Mapping[str, AnswerRevision],
    lock: Lock | None,
    turns: Sequence[Turn],
) -> Card:
    read, now = reactions[0].revision, newest[question.number]
    waiting = [proposal_of(one) for one in reactions if one.decision is None]
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
        reactions=tuple(_reacted(one, now, one.id in against) for one in reactions),
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
