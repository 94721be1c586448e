"""Plain values for a respondent's page of a record."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from surveyapp.core.dutch import local, long_date
from surveyapp.interviews.recording.models import AnswerRevision, Interview
from surveyapp.questionnaires.operations import parsed
from surveyapp.text.words import to_mail
from surveyapp.verification.decisions.operations import accepted_words
from surveyapp.verification.decisions.queries import taken_back
from surveyapp.verification.earlier import queries
from surveyapp.verification.earlier.queries import Left
from surveyapp.verification.keeping import operations
from surveyapp.verification.keeping.rules import Said
from surveyapp.verification.proposals.rules import slips
from surveyapp.verification.reacting import operations as reacting_operations
from surveyapp.verification.records import queries as records_queries
from surveyapp.verification.records.models import Approval, Reaction, Record, Verification
from surveyapp.verification.records.rules import DecisionKind, ReactionKind, Seen, Use, with_addition
from surveyapp.verification.signing.queries import answers_to
from surveyapp.verification.threads.queries import Threads, Turn, seen_by, threads_of


@dataclass(frozen=True, slots=True)
class Reply:
    """The interviewer's decision on the reaction to the record before this one."""

    kind: DecisionKind
    reason: str
    remark: str


@dataclass(frozen=True, slots=True)
class Comment:
    """A reaction of somebody who reads along, shown to approvers."""

    reaction_id: int
    name: str
    function: str
    kind: ReactionKind
    remark: str
    before: str
    after: str
    """The answer's text with the proposal; "" for a reaction without one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer in a record, as its reader sees it.

    ``agreed_on`` and ``agreed_use`` are set when the reader agreed before. ``read`` is the text that they read last
    time; None when it is the same or there was no last time.
    """

    item: str
    stem: str
    wording: str
    text: str
    version: int
    fingerprint: str
    agreed_on: date | None
    said: Said
    reply: Reply | None
    agreed_use: Use | None = None
    read: str | None = None
    thread: tuple[Turn, ...] = ()
    comments: tuple[Comment, ...] = ()
    left: Left | None = None
    """The reaction to an earlier record that was never sent, unless ``said`` is the same."""
    theirs: Said | None = None
    """The reaction that was saved elsewhere since the page was shown, when ``said`` differs."""

    @property
    def opening(self) -> str:
        """Return the first words, for a collapsed list."""
        return textwrap.shorten(to_mail(self.text), 110, placeholder=" …")

    @property
    def added(self) -> str:
        """Return new information as it would stand below the answer; "" when there is none."""
        said = self.said
        if said.kind is not ReactionKind.ADDITION or not said.proposal or said.saved_at is None:
            return ""
        return with_addition("", said.proposal, long_date(local(said.saved_at).date())).lstrip()

    @property
    def slips(self) -> tuple[str, ...]:
        """Return likely mistakes in the form of the proposal, as Dutch sentences."""
        kind = self.said.kind
        if kind is None or not kind.proposes:
            return ()
        return _slips(self.text if kind.rewords else "", self.said.proposal)


_slips = lru_cache(maxsize=32)(slips)
"""Cached: a page asks for them several times."""


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A record as its reader sees it.

    ``reader`` is the id of their verification, 0 for a record that is not sent yet.
    """

    reader: int
    organisation: str
    held_on: date | None
    round: str
    number: int
    hash: str
    deadline: date | None
    closes_at: datetime | None
    """When the link stops working. None when nothing is sent yet, as is the deadline."""
    function: str
    reply_to: str
    entries: tuple[Entry, ...]
    withdrawn: tuple[tuple[str, str], ...] = ()
    """Item and wording of answers that a respondent withdrew since the record before."""
    must_agree: bool = True
    use: Use = Use.NAMED
    """The use of all answers, unless an answer has its own."""
    respondent_id: int = 0
    left: tuple[Left, ...] = ()
    """Reactions to an earlier record that were never sent, to answers that need none now."""

    @property
    def asked(self) -> tuple[Entry, ...]:
        """Return the answers that need a reaction."""
        return tuple(entry for entry in self.entries if entry.agreed_on is None)

    @property
    def agreed(self) -> tuple[Entry, ...]:
        """Return the answers that the respondent agreed to before and that did not change."""
        return tuple(entry for entry in self.entries if entry.agreed_on is not None)

    @property
    def done(self) -> int:
        """Return the number of answers that need nothing more."""
        return sum(entry.said.whole for entry in self.asked) + len(self.agreed)

    @property
    def resume(self) -> str:
        """Return the first item without a complete reaction, once another has one; "" when there is none."""
        left = [entry.item for entry in self.asked if not entry.said.whole]
        return left[0] if left and len(left) < len(self.asked) else ""

    @property
    def untouched(self) -> int:
        """Return the number of answers that "akkoord met de rest" would agree to."""
        return sum(not entry.said.touched for entry in self.asked)

    @property
    def changed(self) -> int:
        """Return the number of answers with another text than last time."""
        return sum(entry.read is not None for entry in self.asked)

    def item_of(self, reaction_id: str) -> str:
        """Return the item of a reaction by somebody who reads along; "" when there is none."""
        items = [
            entry.item for entry in self.asked if reaction_id in {str(said.reaction_id) for said in entry.comments}
        ]
        return items[0] if items else ""

    def by_kind(self, *kinds: str) -> tuple[Entry, ...]:
        """Return the answers with a reaction of one of these kinds, among those that need one."""
        return tuple(entry for entry in self.asked if entry.said.kind and entry.said.kind.value in kinds)


def record_page(session: Session, verification: Verification, contact: str) -> RecordPage:
    """Return the page of a record for its respondent."""
    record, respondent = verification.record, verification.respondent
    revisions = [entry.revision for entry in record.entries]
    agreed = records_queries.agreed_by(session, respondent, [revision.id for revision in revisions])
    if verification.submitted_at:
        agreed = {key: approval for key, approval in agreed.items() if approval.verification_id != verification.id}
    replies = records_queries.decisions_before(session, record, respondent)
    threads = threads_of(session, record.interview, until=record.number)
    entries = _entries(record.interview, revisions, agreed, verification.reactions, replies)
    left = queries.left_unsent(session, verification)
    asked = {entry.item for entry in entries if entry.agreed_on is None}
    return RecordPage(
        reader=verification.id,
        organisation=record.interview.organisation.label,
        held_on=record.interview.held_on,
        round=record.interview.round.name,
        number=record.number,
        hash=record.hash,
        deadline=verification.deadline,
        closes_at=verification.expires_at,
        function=respondent.function,
        reply_to=answers_to(record.interview, contact),
        entries=_with_history(session, verification, entries, seen_by(threads, respondent), left),
        must_agree=respondent.must_agree,
        respondent_id=respondent.id,
        use=queries.use_for_all(session, verification),
        withdrawn=_withdrawn(session, record.interview, record.number, revisions),
        left=tuple(unsent for item, unsent in left.items() if item not in asked),
    )


def _with_history(
    session: Session,
    verification: Verification,
    entries: Sequence[Entry],
    threads: Threads,
    left: Mapping[str, Left],
) -> tuple[Entry, ...]:
    """Return the entries with what was read, said and allowed before, and the reactions of those who read along."""
    read, uses = queries.texts_read(session, verification), operations.usual_uses(session, verification)
    comments = _comments(session, verification.record) if verification.respondent.must_agree else {}
    return tuple(
        replace(
            entry,
            said=replace(entry.said, use=entry.said.use or uses[entry.item]),
            read=read[entry.item] if read.get(entry.item, entry.text) != entry.text else None,
            thread=threads.get(entry.item, ()),
            comments=tuple(comments.get(entry.item, ())),
            left=None if entry.item in left and _repeats(entry.said, left[entry.item]) else left.get(entry.item),
        )
        for entry in entries
    )


def _repeats(said: Said, left: Left) -> bool:
    return (said.kind, said.proposal, said.remark) == (left.kind, left.proposal, left.remark)


def _comments(session: Session, record: Record) -> dict[str, list[Comment]]:
    comments: dict[str, list[Comment]] = {}
    for reaction in records_queries.to_decide(session, record):
        respondent = reaction.verification.respondent
        if not respondent.must_agree:
            proposes = reaction.kind.proposes
            comments.setdefault(reaction.revision.answer.item, []).append(
                Comment(
                    reaction_id=reaction.id,
                    name=respondent.name,
                    function=respondent.function,
                    kind=reaction.kind,
                    remark=reaction.remark,
                    before=reaction.revision.text if proposes else "",
                    after=accepted_words(reaction) if proposes else "",
                )
            )
    return comments


def preview_page(session: Session, interview: Interview, contact: str) -> RecordPage:
    """Return the page of the next record, as its first approver would read it."""
    newest_texts = records_queries.texts_of(session, interview)
    order = [question.number for question in parsed(interview.questionnaire).items]
    revisions = sorted(newest_texts.revisions.values(), key=lambda revision: order.index(revision.answer.item))
    reader = next(iter(records_queries.approvers_of(interview)), None)
    newest = records_queries.newest_record(session, interview)
    given = {
        revision.id: approval
        for revision in revisions
        for approval in newest_texts.approvals[revision.id]
        if reader and approval.respondent_id == reader.id
    }
    decided = records_queries.to_decide(session, newest) if newest and reader else ()
    replies = {
        reaction.revision.answer.item: reaction
        for reaction in decided
        if reader and reaction.verification.respondent_id == reader.id
    }
    return RecordPage(
        reader=0,
        organisation=interview.organisation.label,
        held_on=interview.held_on,
        round=interview.round.name,
        number=newest.number + 1 if newest else 1,
        hash="",
        deadline=None,
        closes_at=None,
        function=reader.function if reader else "",
        reply_to=contact,
        entries=_entries(interview, revisions, given, (), replies),
        withdrawn=_withdrawn(session, interview, newest.number + 1 if newest else 1, revisions),
    )


def _entries(
    interview: Interview,
    revisions: Sequence[AnswerRevision],
    agreed: Mapping[int, Approval],
    reactions: Sequence[Reaction],
    replies: Mapping[str, Reaction],
) -> tuple[Entry, ...]:
    questionnaire = parsed(interview.questionnaire)
    stems = {part.number: question for question in questionnaire.questions for part in question.parts}
    said = {reaction.revision_id: reaction for reaction in reactions}
    entries = []
    for revision in revisions:
        item = revision.answer.item
        stem, approval = stems.get(item), agreed.get(revision.id)
        entries.append(
            Entry(
                item=item,
                stem=f"{stem.number} {stem.wording}" if stem else "",
                wording=questionnaire.item(item).wording,
                text=revision.text,
                version=revision.number,
                fingerprint=revision.fingerprint,
                agreed_on=local(approval.given_at).date() if approval else None,
                said=_said(said.get(revision.id)),
                reply=None if approval else _reply(replies.get(item)),
                agreed_use=approval.use if approval else None,
            )
        )
    return tuple(entries)


def _withdrawn(
    session: Session, interview: Interview, number: int, revisions: Sequence[AnswerRevision]
) -> tuple[tuple[str, str], ...]:
    gone = {*taken_back(session, interview, number - 1)} - {revision.answer.item for revision in revisions}
    return tuple(
        (question.number, question.wording)
        for question in parsed(interview.questionnaire).items
        if question.number in gone
    )


def _said(reaction: Reaction | None) -> Said:
    if reaction is None:
        return Said()
    return Said(
        kind=reaction.kind,
        proposal=reaction.proposal,
        remark=reaction.remark,
        use=reaction.use,
        whole=reacting_operations.is_whole(reaction),
        noted=reaction.entered_by_id is not None,
        saved_at=reaction.updated_at,
        seen=Seen(reaction.number),
    )


def _reply(reaction: Reaction | None) -> Reply | None:
    if reaction is None or reaction.decision is None:
        return None
    return Reply(reaction.decision.kind, reaction.decision.reason, reaction.remark)
