"""What the pages around a record show, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from surveyapp.dutch import local
from surveyapp.interviews.models import AnswerRevision, Interview
from surveyapp.questionnaires.operations import parsed
from surveyapp.questionnaires.rules import Question
from surveyapp.verification import operations, queries
from surveyapp.verification.models import Approval, Reaction, Record, Verification
from surveyapp.verification.rules import DecisionKind, LinkState, ReactionKind, link_state


@dataclass(frozen=True, slots=True)
class Said:
    """What a respondent says of an answer, as far as it is filled in."""

    kind: ReactionKind | None = None
    proposal: str = ""
    remark: str = ""
    whole: bool = False

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Said":
        """From kind, proposal, remark and question as a page sends them; what does not go with the kind is left."""
        kind = ReactionKind(sent["kind"]) if sent.get("kind") in set(ReactionKind) else None
        if kind is ReactionKind.WORDING:
            return cls(kind, sent.get("proposal", ""), sent.get("remark", ""))
        return cls(kind, "", sent.get("question", "") if kind is ReactionKind.QUESTION else "")


def typed_in(form: Mapping[str, str]) -> dict[str, Said]:
    """Per item, what a whole page says of it, for the items where something was chosen."""
    items = [name.removeprefix("kind_") for name in form if name.startswith("kind_")]
    fields = ("kind", "proposal", "remark", "question")
    return {item: Said.of({field: form.get(f"{field}_{item}", "") for field in fields}) for item in items}


@dataclass(frozen=True, slots=True)
class Reply:
    """What the interviewer decided on the reaction before this record."""

    kind: DecisionKind
    reason: str
    remark: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer in a record, as its reader sees it. ``agreed_on`` is set when this reader agreed before."""

    item: str
    stem: str
    wording: str
    text: str
    version: int
    fingerprint: str
    agreed_on: date | None
    said: Said
    reply: Reply | None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A record before its reader. ``reader`` is the id of their verification, 0 when nothing is sent yet."""

    reader: int
    organisation: str
    held_on: date | None
    round: str
    number: int
    hash: str
    deadline: date | None
    function: str
    reply_to: str
    entries: tuple[Entry, ...]

    @property
    def asked(self) -> tuple[Entry, ...]:
        """The answers that ask for a reaction."""
        return tuple(entry for entry in self.entries if entry.agreed_on is None)

    @property
    def agreed(self) -> tuple[Entry, ...]:
        """The answers that were agreed before and did not change."""
        return tuple(entry for entry in self.entries if entry.agreed_on is not None)

    @property
    def done(self) -> int:
        """How many answers need nothing more."""
        return sum(entry.said.whole for entry in self.asked) + len(self.agreed)

    @property
    def untouched(self) -> int:
        """How many answers "akkoord met de rest" would agree to."""
        return sum(entry.said.kind is None for entry in self.asked)

    def by_kind(self, kind: str) -> tuple[Entry, ...]:
        """The asked answers with this reaction."""
        return tuple(entry for entry in self.asked if entry.said.kind and entry.said.kind.value == kind)


def record_page(session: Session, verification: Verification, contact: str) -> RecordPage:
    """A record as its respondent reads it now."""
    record = verification.record
    revisions = [entry.revision for entry in record.entries]
    agreed = queries.agreed_by(session, verification.respondent, [one.id for one in revisions])
    if verification.submitted_at:
        agreed = {key: one for key, one in agreed.items() if one.verification_id != verification.id}
    replies = queries.decisions_before(session, record, verification.respondent)
    return RecordPage(
        reader=verification.id,
        organisation=record.interview.organisation.label,
        held_on=record.interview.held_on,
        round=record.interview.round.name,
        number=record.number,
        hash=record.hash,
        deadline=record.deadline,
        function=verification.respondent.function,
        reply_to=record.interview.interviewers[0].email if record.interview.interviewers else contact,
        entries=_entries(record.interview, revisions, agreed, verification.reactions, replies),
    )


def with_typed(page: RecordPage, typed: Mapping[str, Said]) -> RecordPage:
    """The page with what was typed in place of what is kept."""
    return replace(page, entries=tuple(replace(one, said=typed.get(one.item, one.said)) for one in page.entries))


def preview_page(session: Session, interview: Interview, contact: str) -> RecordPage:
    """The next record as its (first) respondent would read it."""
    found = queries.texts_of(session, interview)
    order = [question.number for question in parsed(interview.questionnaire).items]
    revisions = sorted(found.revisions.values(), key=lambda one: order.index(one.answer.item))
    reader = next(iter(queries.approvers_of(interview)), None)
    newest = queries.newest_record(session, interview)
    given = {
        one.id: approval
        for one in revisions
        for approval in found.approvals[one.id]
        if reader and approval.respondent_id == reader.id
    }
    decided = queries.to_decide(session, newest) if newest and reader else ()
    replies = {
        one.revision.answer.item: one for one in decided if reader and one.verification.respondent_id == reader.id
    }
    return RecordPage(
        reader=0,
        organisation=interview.organisation.label,
        held_on=interview.held_on,
        round=interview.round.name,
        number=newest.number + 1 if newest else 1,
        hash="",
        deadline=None,
        function=reader.function if reader else "",
        reply_to=contact,
        entries=_entries(interview, revisions, given, (), replies),
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
            )
        )
    return tuple(entries)


def _said(reaction: Reaction | None) -> Said:
    if reaction is None:
        return Said()
    return Said(reaction.kind, reaction.proposal, reaction.remark, operations.is_whole(reaction))


def _reply(reaction: Reaction | None) -> Reply | None:
    if reaction is None or reaction.decision is None:
        return None
    return Reply(reaction.decision.kind, reaction.decision.reason, reaction.remark)


@dataclass(frozen=True, slots=True)
class Reader:
    """One respondent of a sent record."""

    verification_id: int
    name: str
    function: str
    must_agree: bool
    opened_at: datetime | None
    submitted_at: datetime | None
    state: LinkState
    seen: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SentPage:
    """A record as it was sent, for staff."""

    interview_id: int
    organisation: str
    number: int
    newest: bool
    hash: str
    sent_at: datetime
    deadline: date
    readers: tuple[Reader, ...]
    entries: tuple[tuple[str, str, str, int, str, tuple[str, ...]], ...]
    """Item, wording, text, version, fingerprint, and who agreed ("beleidsadviseur, via de link op 3 mei")."""


def sent_page(session: Session, record: Record, now: datetime) -> SentPage:
    """What staff sees of a record."""
    questionnaire = parsed(record.interview.questionnaire)
    approvals = queries.approvals_of(session, [entry.revision_id for entry in record.entries])
    newest = queries.newest_record(session, record.interview)
    return SentPage(
        interview_id=record.interview_id,
        organisation=record.interview.organisation.label,
        number=record.number,
        newest=newest is not None and newest.id == record.id,
        hash=record.hash,
        sent_at=record.sent_at,
        deadline=record.deadline,
        readers=tuple(_reader(session, one, now) for one in record.verifications),
        entries=tuple(
            (
                entry.revision.answer.item,
                questionnaire.item(entry.revision.answer.item).wording,
                entry.revision.text,
                entry.revision.number,
                entry.revision.fingerprint,
                tuple(f"{one.respondent.function}, {one.channel.label}" for one in approvals[entry.revision_id]),
            )
            for entry in record.entries
        ),
    )


def _reader(session: Session, verification: Verification, now: datetime) -> Reader:
    return Reader(
        verification_id=verification.id,
        name=verification.respondent.name,
        function=verification.respondent.function,
        must_agree=verification.respondent.must_agree,
        opened_at=verification.opened_at,
        submitted_at=verification.submitted_at,
        state=link_state(queries.link_facts(session, verification), now),
        seen=len(verification.reactions),
        expires_at=verification.expires_at,
    )


@dataclass(frozen=True, slots=True)
class ToDecide:
    """One reaction that asks for a decision, or got one."""

    id: int
    item: str
    title: str
    wording: str
    kind: ReactionKind
    text: str
    version: int
    newest: int
    """The number of the newest revision of the answer, which a decision builds on."""
    proposal: str
    remark: str
    by: str
    decision: DecisionKind | None
    reason: str
    decided_text: str


@dataclass(frozen=True, slots=True)
class ReactionsPage:
    """The reactions on the newest record of an interview."""

    interview_id: int
    organisation: str
    number: int
    sent_at: datetime
    by: tuple[tuple[str, datetime], ...]
    to_decide: tuple[ToDecide, ...]
    agreed: tuple[tuple[str, str], ...]
    """Item and title of the answers that everybody who reacted agreed to."""

    @property
    def open(self) -> tuple[ToDecide, ...]:
        """Those without a decision."""
        return tuple(one for one in self.to_decide if one.decision is None)


def reactions_page(session: Session, interview: Interview) -> ReactionsPage | None:
    """The reactions on the newest record; None when nothing was sent."""
    record = queries.newest_record(session, interview)
    if record is None:
        return None
    questionnaire = parsed(interview.questionnaire)
    newest = queries.texts_of(session, interview).revisions
    decide = tuple(
        _to_decide(one, questionnaire.item(one.revision.answer.item), newest)
        for one in queries.to_decide(session, record)
    )
    disputed = {one.item for one in decide}
    items = [entry.revision.answer.item for entry in record.entries]
    submitted = [(one.respondent.function, one.submitted_at) for one in record.verifications if one.submitted_at]
    return ReactionsPage(
        interview_id=interview.id,
        organisation=interview.organisation.label,
        number=record.number,
        sent_at=record.sent_at,
        by=tuple(submitted),
        to_decide=decide,
        agreed=tuple((item, questionnaire.item(item).title) for item in items if item not in disputed and submitted),
    )


def _to_decide(reaction: Reaction, question: Question, newest: Mapping[str, AnswerRevision]) -> ToDecide:
    decision, item = reaction.decision, question.number
    return ToDecide(
        id=reaction.id,
        item=item,
        title=question.title,
        wording=question.wording,
        kind=reaction.kind,
        text=reaction.revision.text,
        version=reaction.revision.number,
        newest=newest[item].number if item in newest else reaction.revision.number,
        proposal=reaction.proposal,
        remark=reaction.remark,
        by=reaction.verification.respondent.function,
        decision=decision.kind if decision else None,
        reason=decision.reason if decision else "",
        decided_text=decision.revision.text if decision and decision.revision else "",
    )
