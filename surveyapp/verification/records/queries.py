"""Queries on records, verifications, reactions and approvals."""

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

# The statements in this module that run at every request are built once.
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
    """Return the records of an interview, newest first."""
    return session.scalars(_RECORDS, {"interview": interview.id}).all()


def newest_record(session: Session, interview: Interview) -> Record | None:
    """Return the newest record of an interview, or None."""
    return session.scalar(_NEWEST_RECORD, {"interview": interview.id})


def newer_reading(session: Session, verification: Verification) -> Verification | None:
    """Return the same respondent's verification of the newest record when that is newer than this one, or None."""
    record = newest_record(session, verification.record.interview)
    readings = record.verifications if record and record.number > verification.record.number else ()
    return next((reading for reading in readings if reading.respondent_id == verification.respondent_id), None)


def has_approvals(session: Session, interview: Interview) -> bool:
    """Return whether any respondent agreed to any answer of an interview."""
    given = sa.exists().where(Approval.respondent_id == Respondent.id, Respondent.interview_id == interview.id)
    return bool(session.scalar(sa.select(given)))


_NEWEST_SENT = (
    sa.select(Record.interview_id, sa.func.max(Record.id).label("id"), sa.func.max(Record.number).label("number"))
    .where(Record.interview_id.in_(sa.bindparam("interviews", expanding=True)))
    .group_by(Record.interview_id)
)


def newest_sent(session: Session, interview_ids: Sequence[int]) -> Sequence[sa.Row[int, int, int]]:
    """Return the interview's id and its newest record's id and number, per interview that has a record."""
    return session.execute(_NEWEST_SENT, {"interviews": interview_ids}).all()


def newest_record_ids(session: Session, interview_ids: Sequence[int]) -> dict[int, int]:
    """Return the id of the newest record per interview."""
    return {row.interview_id: row.id for row in newest_sent(session, interview_ids)}


def newest_records(session: Session, interview_ids: Sequence[int]) -> dict[int, Record]:
    """Return the newest record per interview, with its verifications and their reactions."""
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
    """Return a record of an interview that this user may see. Raises NotFound."""
    interview = interviews.get_interview(session, user, interview_id)
    for record in records_of(session, interview):
        if record.number == number:
            return record
    raise NotFound("Dit verslag is er niet.")


def get_reading(session: Session, user: User, interview_id: int, number: int, verification_id: int) -> Verification:
    """Return a respondent's verification of a record that this user may see. Raises NotFound."""
    for verification in get_record(session, user, interview_id, number).verifications:
        if verification.id == verification_id:
            return verification
    raise NotFound("Deze persoon hoort niet bij dit verslag.")


def verifications_of(session: Session, respondent: Respondent) -> Sequence[Verification]:
    """Return the verifications of a respondent."""
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
    """Return a verification with its record, respondent and interview, read anew from the database, or None."""
    return session.scalar(_VERIFICATION, {"verification": verification_id})


def link_facts(session: Session, verification: Verification) -> LinkFacts:
    """Return the facts that determine the state of a link."""
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
    """Return the approvals per revision, oldest first."""
    approvals: dict[int, list[Approval]] = {number: [] for number in revision_ids}
    for approval in session.scalars(_APPROVALS, {"revisions": list(revision_ids)}):
        approvals[approval.revision_id].append(approval)
    return approvals


_AGREED_BY = (
    sa.select(Approval)
    .where(
        Approval.respondent_id.in_(sa.bindparam("line", expanding=True)),
        Approval.revision_id.in_(sa.bindparam("revisions", expanding=True)),
    )
    .order_by(Approval.id)
)


def agreed_by(session: Session, respondent: Respondent, revision_ids: Sequence[int]) -> dict[int, Approval]:
    """Return the approvals of these revisions by a respondent or by the persons they succeed, per revision."""
    approvals = session.scalars(_AGREED_BY, {"line": list(line_of(respondent)), "revisions": list(revision_ids)})
    return {approval.revision_id: approval for approval in approvals}


def submitted_reactions(session: Session, record: Record) -> Sequence[Reaction]:
    """Return the reactions to a record that were submitted or entered by staff, in the record's order."""
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
    """Return ``submitted_reactions`` of several records, per record id."""
    reactions: dict[int, list[Reaction]] = {number: [] for number in record_ids}
    for reaction, record_id in session.execute(_SUBMITTED, {"records": record_ids}):
        reactions[record_id].append(reaction)
    return reactions


def to_decide(session: Session, record: Record) -> Sequence[Reaction]:
    """Return the reactions to a record that need a decision or have one."""
    return [reaction for reaction in submitted_reactions(session, record) if reaction.kind is not ReactionKind.AGREE]


def get_reaction(session: Session, interview: Interview, reaction_id: int) -> Reaction:
    """Return a reaction to the newest record of an interview. Raises NotFound."""
    record = newest_record(session, interview)
    for reaction in to_decide(session, record) if record else ():
        if reaction.id == reaction_id:
            return reaction
    raise NotFound("Deze reactie hoort niet bij het nieuwste verslag.")


def decisions_before(session: Session, record: Record, respondent: Respondent) -> dict[str, Reaction]:
    """Return this respondent's decided reactions to the record before this one, per item."""
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
    """The newest texts of an interview and their approvals."""

    revisions: dict[str, AnswerRevision]
    """The revisions with a text, per item."""
    approvals: dict[int, list[Approval]]
    agreed_ids: frozenset[int]
    """The revisions to which all approvers have agreed."""

    def agreed(self, revision_id: int) -> bool:
        """Return whether all approvers have agreed to this revision."""
        return revision_id in self.agreed_ids

    def agreed_by(self, revision_id: int, people: Sequence[Respondent]) -> bool:
        """Return whether these people all agreed to this revision, themselves or through a predecessor."""
        given = self.approvals.get(revision_id, ())
        return bool(people) and all(has_agreed(person, given) for person in people)

    def open_for(self, respondent: Respondent) -> tuple[str, ...]:
        """Return the items that this respondent has not agreed to."""
        return tuple(
            item for item, revision in self.revisions.items() if not has_agreed(respondent, self.approvals[revision.id])
        )


def approvers_of(interview: Interview) -> Sequence[Respondent]:
    """Return the respondents who must agree."""
    return [respondent for respondent in interview.respondents if respondent.must_agree]


def texts_of(session: Session, interview: Interview) -> Texts:
    """Return the newest texts of an interview with their approvals."""
    return texts_of_many(session, [interview])[interview.id]


def texts_of_many(session: Session, several: Sequence[Interview]) -> dict[int, Texts]:
    """Return ``texts_of`` several interviews, per interview id."""
    return texts_among(session, interviews.newest_revisions(session, [interview.id for interview in several]))


def texts_among(session: Session, newest: Mapping[int, Mapping[str, AnswerRevision]]) -> dict[int, Texts]:
    """Return the ``Texts`` of these newest revisions, per interview."""
    texts = {
        interview_id: {
            item: revision
            for item, revision in revisions.items()
            if revision.status is AnswerStatus.TEXT and revision.text.strip()
        }
        for interview_id, revisions in newest.items()
    }
    ids = [revision.id for revisions in texts.values() for revision in revisions.values()]
    approvals = approvals_of(session, ids)
    agreed = agreed_among(session, [revision_id for revision_id in ids if approvals[revision_id]])
    return {interview_id: Texts(revisions, approvals, agreed) for interview_id, revisions in texts.items()}
