"""Questions to the tables of verification, each named by what it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from surveyapp.accounts.staff.models import User
from surveyapp.agreement.queries import agreed_among
from surveyapp.agreement.rules import has_agreed, line_of
from surveyapp.core.errors import NotFound
from surveyapp.interviews.recording import queries as interviews
from surveyapp.interviews.recording.models import AnswerRevision, Interview, Respondent
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.readings.links.rules import LinkFacts
from surveyapp.verification.records.models import Approval, Decision, Reaction, Record, RecordEntry, Verification
from surveyapp.verification.records.rules import ReactionKind

# Made once, as others below are: they are asked with whatever a respondent or a colleague does.
_RECORDS = (
    sa.select(Record)
    .options(
        selectinload(Record.entries).joinedload(RecordEntry.revision).joinedload(AnswerRevision.answer),
        selectinload(Record.verifications).joinedload(Verification.respondent),
        joinedload(Record.interview).joinedload(Interview.organisation),
    )
    .where(Record.interview_id == sa.bindparam("interview"))
    .order_by(Record.number.desc())
    .execution_options(populate_existing=True)
)
_NEWEST_RECORD = _RECORDS.limit(1)


def records_of(session: Session, interview: Interview) -> Sequence[Record]:
    """What was sent, the newest first."""
    return session.scalars(_RECORDS, {"interview": interview.id}).all()


def newest_record(session: Session, interview: Interview) -> Record | None:
    """The record that counts now."""
    return session.scalar(_NEWEST_RECORD, {"interview": interview.id})


def newer_reading(session: Session, verification: Verification) -> Verification | None:
    """The reading of the newest record by the same person, when that record came after this one."""
    record = newest_record(session, verification.record.interview)
    readings = record.verifications if record and record.number > verification.record.number else ()
    return next((one for one in readings if one.respondent_id == verification.respondent_id), None)


def has_approvals(session: Session, interview: Interview) -> bool:
    """Whether anybody agreed to any answer of an interview."""
    given = sa.exists().where(Approval.respondent_id == Respondent.id, Respondent.interview_id == interview.id)
    return bool(session.scalar(sa.select(given)))


_NEWEST_SENT = (
    sa.select(Record.interview_id, sa.func.max(Record.id).label("id"), sa.func.max(Record.number).label("number"))
    .where(Record.interview_id.in_(sa.bindparam("interviews", expanding=True)))
    .group_by(Record.interview_id)
)


def newest_sent(session: Session, interview_ids: Sequence[int]) -> Sequence[sa.Row[int, int, int]]:
    """Of each interview that a record was sent of: its id, and the newest record's id and number."""
    return session.execute(_NEWEST_SENT, {"interviews": interview_ids}).all()


def newest_record_ids(session: Session, interview_ids: Sequence[int]) -> dict[int, int]:
    """Per interview, the id of its newest record."""
    return {row.interview_id: row.id for row in newest_sent(session, interview_ids)}


def newest_records(session: Session, interview_ids: Sequence[int]) -> dict[int, Record]:
    """Per interview, the record that counts now, with its verifications and their reactions."""
    newest = newest_record_ids(session, interview_ids)
    people = selectinload(Record.verifications)
    statement = (
        sa.select(Record)
        .options(
            selectinload(Record.entries),
            people.joinedload(Verification.respondent),
            people.selectinload(Verification.reactions).joinedload(Reaction.decision),
        )
        .where(Record.id.in_(newest.values()))
        .execution_options(populate_existing=True)
    )
    return {record.interview_id: record for record in session.scalars(statement)}


def get_record(session: Session, user: User, interview_id: int, number: int) -> Record:
    """A record of an interview that this person may see. Raises NotFound."""
    interview = interviews.get_interview(session, user, interview_id)
    for record in records_of(session, interview):
        if record.number == number:
            return record
    raise NotFound("Dit verslag is er niet.")


def get_reading(session: Session, user: User, interview_id: int, number: int, verification_id: int) -> Verification:
    """One respondent's reading of a record of an interview that this person may see. Raises NotFound."""
    for verification in get_record(session, user, interview_id, number).verifications:
        if verification.id == verification_id:
            return verification
    raise NotFound("Deze persoon hoort niet bij dit verslag.")


def verifications_of(session: Session, respondent: Respondent) -> Sequence[Verification]:
    """Every record that was sent to somebody."""
    return session.scalars(sa.select(Verification).where(Verification.respondent_id == respondent.id)).all()


_OF_VERIFICATION = joinedload(Verification.record)
_ITS_INTERVIEW = _OF_VERIFICATION.joinedload(Record.interview)
_VERIFICATION = (
    sa.select(Verification)
    .options(
        _OF_VERIFICATION.selectinload(Record.entries)
        .joinedload(RecordEntry.revision)
        .joinedload(AnswerRevision.answer),
        _ITS_INTERVIEW.joinedload(Interview.organisation),
        _ITS_INTERVIEW.joinedload(Interview.round),
        _ITS_INTERVIEW.joinedload(Interview.questionnaire),
        _ITS_INTERVIEW.selectinload(Interview.interviewers),
        joinedload(Verification.respondent),
        selectinload(Verification.reactions).joinedload(Reaction.decision),
    )
    .where(Verification.id == sa.bindparam("verification"))
    .execution_options(populate_existing=True)
)


def get_verification(session: Session, verification_id: int) -> Verification | None:
    """A verification with its record, respondent and interview, as they are now; None when it is gone."""
    return session.scalar(_VERIFICATION, {"verification": verification_id})


def link_facts(session: Session, verification: Verification) -> LinkFacts:
    """What the state of a link follows from."""
    newest = newest_record_ids(session, [verification.record.interview_id])[verification.record.interview_id]
    return verification.link_facts(
        newest=newest == verification.record_id, released=verification.released_at is not None
    )


_APPROVALS = (
    sa.select(Approval)
    .options(joinedload(Approval.respondent))
    .where(Approval.revision_id.in_(sa.bindparam("revisions", expanding=True)))
    .order_by(Approval.given_at, Approval.id)
)


def approvals_of(session: Session, revision_ids: Sequence[int]) -> dict[int, list[Approval]]:
    """Per revision, who agreed to it."""
    found: dict[int, list[Approval]] = {number: [] for number in revision_ids}
    for approval in session.scalars(_APPROVALS, {"revisions": list(revision_ids)}):
        found[approval.revision_id].append(approval)
    return found


_AGREED_BY = (
    sa.select(Approval)
    .where(
        Approval.respondent_id.in_(sa.bindparam("line", expanding=True)),
        Approval.revision_id.in_(sa.bindparam("revisions", expanding=True)),
    )
    .order_by(Approval.id)
)


def agreed_by(session: Session, respondent: Respondent, revision_ids: Sequence[int]) -> dict[int, Approval]:
    """Which of these revisions one respondent agreed to, or whose place they took."""
    found = session.scalars(_AGREED_BY, {"line": list(line_of(respondent)), "revisions": list(revision_ids)})
    return {approval.revision_id: approval for approval in found}


def submitted_reactions(session: Session, record: Record) -> Sequence[Reaction]:
    """What was said of a record by those who have finished, or entered for them, in the record's order."""
    return submitted_reactions_on(session, [record.id])[record.id]


_SUBMITTED = (
    sa.select(Reaction, Verification.record_id)
    .join(Reaction.verification)
    .join(
        RecordEntry,
        (RecordEntry.revision_id == Reaction.revision_id) & (RecordEntry.record_id == Verification.record_id),
    )
    .options(
        joinedload(Reaction.revision).joinedload(AnswerRevision.answer),
        joinedload(Reaction.verification).joinedload(Verification.respondent),
        joinedload(Reaction.decision).joinedload(Decision.revision),
    )
    .where(
        Verification.record_id.in_(sa.bindparam("records", expanding=True)),
        Verification.submitted_at.is_not(None) | Reaction.entered_by_id.is_not(None),
    )
    .order_by(RecordEntry.position, Reaction.id)
    .execution_options(populate_existing=True)
)


def submitted_reactions_on(session: Session, record_ids: Sequence[int]) -> dict[int, list[Reaction]]:
    """As ``submitted_reactions``, for several records at once."""
    found: dict[int, list[Reaction]] = {number: [] for number in record_ids}
    for reaction, record_id in session.execute(_SUBMITTED, {"records": record_ids}):
        found[record_id].append(reaction)
    return found


def to_decide(session: Session, record: Record) -> Sequence[Reaction]:
    """The reactions on a record that ask for a decision or got one."""
    return [one for one in submitted_reactions(session, record) if one.kind is not ReactionKind.AGREE]


def get_reaction(session: Session, interview: Interview, reaction_id: int) -> Reaction:
    """A reaction on the newest record of an interview. Raises NotFound."""
    record = newest_record(session, interview)
    for reaction in to_decide(session, record) if record else ():
        if reaction.id == reaction_id:
            return reaction
    raise NotFound("Deze reactie hoort niet bij het nieuwste verslag.")


def decisions_before(session: Session, record: Record, respondent: Respondent) -> dict[str, Reaction]:
    """Per item, what this respondent said of the record before and what was decided on it."""
    statement = (
        sa.select(Reaction)
        .join(Reaction.verification)
        .join(Verification.record)
        .join(Reaction.decision)
        .options(joinedload(Reaction.revision).joinedload(AnswerRevision.answer), joinedload(Reaction.decision))
        .where(
            Record.interview_id == record.interview_id,
            Record.number == record.number - 1,
            Verification.respondent_id == respondent.id,
        )
    )
    return {reaction.revision.answer.item: reaction for reaction in session.scalars(statement)}


@dataclass(frozen=True, slots=True)
class Texts:
    """The newest texts of an interview and who agreed to them."""

    revisions: dict[str, AnswerRevision]
    """Per item, those that hold words."""
    approvals: dict[int, list[Approval]]
    agreed_ids: frozenset[int]
    """The revisions that everybody who must agree has agreed to."""

    def agreed(self, revision_id: int) -> bool:
        """Return whether everybody who must agree has agreed to this revision."""
        return revision_id in self.agreed_ids

    def agreed_by(self, revision_id: int, people: Sequence[Respondent]) -> bool:
        """Return whether these people all agreed to this revision, in person or through who they succeed."""
        given = self.approvals.get(revision_id, ())
        return bool(people) and all(has_agreed(one, given) for one in people)

    def open_for(self, respondent: Respondent) -> tuple[str, ...]:
        """The items that this respondent has not agreed to."""
        return tuple(
            item for item, revision in self.revisions.items() if not has_agreed(respondent, self.approvals[revision.id])
        )


def approvers_of(interview: Interview) -> Sequence[Respondent]:
    """The respondents who must agree."""
    return [respondent for respondent in interview.respondents if respondent.must_agree]


def texts_of(session: Session, interview: Interview) -> Texts:
    """The newest texts of an interview with their approvals."""
    return texts_of_many(session, [interview])[interview.id]


def texts_of_many(session: Session, found: Sequence[Interview]) -> dict[int, Texts]:
    """As ``texts_of``, for several interviews at once."""
    return texts_among(session, interviews.newest_revisions(session, [interview.id for interview in found]))


def texts_among(session: Session, newest: Mapping[int, Mapping[str, AnswerRevision]]) -> dict[int, Texts]:
    """Per interview, of its newest revisions those that hold words."""
    texts = {
        interview_id: {
            item: revision
            for item, revision in revisions.items()
            if revision.status is AnswerStatus.TEXT and revision.text.strip()
        }
        for interview_id, revisions in newest.items()
    }
    ids = [one.id for revisions in texts.values() for one in revisions.values()]
    approvals = approvals_of(session, ids)
    agreed = agreed_among(session, [one for one in ids if approvals[one]])
    return {interview_id: Texts(revisions, approvals, agreed) for interview_id, revisions in texts.items()}
