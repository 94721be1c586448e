"""A record before its reader, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from surveyapp.dutch import local
from surveyapp.interviews.models import AnswerRevision, Interview
from surveyapp.questionnaires.operations import parsed
from surveyapp.verification import queries, reacting
from surveyapp.verification.models import Approval, Reaction, Verification
from surveyapp.verification.rules import DecisionKind, ReactionKind
from surveyapp.verification.settling_queries import taken_back


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
        if kind and kind.proposes:
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
    withdrawn: tuple[tuple[str, str], ...] = ()
    """Item and wording of what the record before still held and a respondent took back."""

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
        deadline=verification.deadline,
        function=verification.respondent.function,
        reply_to=record.interview.interviewers[0].email if record.interview.interviewers else contact,
        entries=_entries(record.interview, revisions, agreed, verification.reactions, replies),
        withdrawn=_withdrawn(session, record.interview, record.number, revisions),
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
            )
        )
    return tuple(entries)


def _withdrawn(
    session: Session, interview: Interview, number: int, revisions: Sequence[AnswerRevision]
) -> tuple[tuple[str, str], ...]:
    gone = {*taken_back(session, interview, number - 1)} - {one.answer.item for one in revisions}
    return tuple((one.number, one.wording) for one in parsed(interview.questionnaire).items if one.number in gone)


def _said(reaction: Reaction | None) -> Said:
    if reaction is None:
        return Said()
    return Said(reaction.kind, reaction.proposal, reaction.remark, reacting.is_whole(reaction))


def _reply(reaction: Reaction | None) -> Reply | None:
    if reaction is None or reaction.decision is None:
        return None
    return Reply(reaction.decision.kind, reaction.decision.reason, reaction.remark)
