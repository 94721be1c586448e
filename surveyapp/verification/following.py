"""What became of a record, for the interviewer, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from surveyapp.dutch import long_date
from surveyapp.interviews import queries as interviews
from surveyapp.interviews.models import AnswerRevision, Interview
from surveyapp.questionnaires.operations import parsed
from surveyapp.questionnaires.rules import Question
from surveyapp.verification import queries
from surveyapp.verification.models import Approval, Reaction, Record, Verification
from surveyapp.verification.rules import DecisionKind, LinkState, ReactionKind, link_state


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
                tuple(map(agreed_words, approvals[entry.revision_id])),
            )
            for entry in record.entries
        ),
    )


def agreed_words(approval: Approval) -> str:
    """Who agreed, and how: "wethouder, per telefoon op 3 mei 2018, genoteerd door Interviewer Noord"."""
    by = approval.recorded_by.name if approval.recorded_by else ""
    return f"{approval.function}, {approval.channel.noted(by, long_date(approval.agreed_on or approval.given_at))}"


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
    """What the respondent read, as ``version``."""
    version: int
    newest: int
    """The number of the newest revision of the answer, which a decision builds on."""
    newest_text: str
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
    newest = interviews.newest_revisions(session, [interview.id])[interview.id]
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
        newest=newest[item].number,
        newest_text=newest[item].text,
        proposal=reaction.proposal,
        remark=reaction.remark,
        by=_said_by(reaction),
        decision=decision.kind if decision else None,
        reason=decision.reason if decision else "",
        decided_text=decision.revision.text if decision and decision.revision else "",
    )


def _said_by(reaction: Reaction) -> str:
    """Whose reaction it is, and who wrote it down for them."""
    who = reaction.verification.respondent.function
    return f"{who} (per telefoon, genoteerd door {reaction.entered_by.name})" if reaction.entered_by else who
