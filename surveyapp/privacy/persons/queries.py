"""Queries on personal data in a round."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from surveyapp.interviews.recording.models import AnswerRevision, Interview, PersonChange, Respondent, Round
from surveyapp.interviews.recording.queries import interviews_in
from surveyapp.interviews.recording.rules import InterviewState
from surveyapp.mail.outbox.models import OutboxMail
from surveyapp.mail.received.models import IncomingMail
from surveyapp.privacy.persons.rules import Kept, KeptInRound, PerPerson, Person, kept_until
from surveyapp.verification.records.models import Approval, Reaction, Record, Verification


def respondents_in(session: Session, round_: Round) -> Sequence[Respondent]:
    """Return the respondents of a round who were not erased, including those who left."""
    return session.scalars(
        sa.select(Respondent)
        .join(Respondent.interview)
        .options(joinedload(Respondent.interview).joinedload(Interview.organisation))
        .where(Interview.round_id == round_.id, Respondent.erased_at.is_(None))
        .order_by(Respondent.name, Respondent.id)
    ).all()


def is_asked(person: Respondent) -> bool:
    """Return whether the respondent may still get questions."""
    return person.left_at is None and person.interview.state is not InterviewState.APPROVED


def same_person(session: Session, round_: Round, email: str) -> Sequence[Respondent]:
    """Return the respondents of a round with this address, ignoring case."""
    wanted = email.strip().casefold()
    return [one for one in respondents_in(session, round_) if one.email.casefold() == wanted]


def people_in(session: Session, round_: Round) -> Sequence[Sequence[Respondent]]:
    """Return the respondents of a round by person. One address is one person."""
    by_address: dict[str, list[Respondent]] = {}
    for one in respondents_in(session, round_):
        by_address.setdefault(one.email.casefold(), []).append(one)
    return list(by_address.values())


def kept_in_rounds(session: Session) -> Sequence[KeptInRound]:
    """Return how much personal data each round has, newest round first, in two queries."""
    address = sa.case((Respondent.erased_at.is_(None), sa.func.lower(Respondent.email)))
    people = {
        round_id: (kept, erased)
        for round_id, kept, erased in session.execute(
            sa.select(Interview.round_id, sa.func.count(address.distinct()), sa.func.count(Respondent.erased_at))
            .join(Respondent.interview)
            .group_by(Interview.round_id)
        )
    }
    unfinished = sa.case((Interview.state != InterviewState.APPROVED, 1))
    rounds = session.execute(
        sa.select(
            Round.id, Round.name, Round.retention_months, sa.func.max(Interview.approved_at), sa.func.count(unfinished)
        )
        .outerjoin(Interview, Interview.round_id == Round.id)
        .group_by(Round.id)
        .order_by(Round.created_at.desc(), Round.id.desc())
    )
    return [
        KeptInRound(name, *people.get(id_, (0, 0)), until=kept_until(last, months, everything_agreed=not still_open))
        for id_, name, months, last, still_open in rounds
    ]


def kept_of(session: Session, round_: Round) -> Kept:
    """Return what would be erased with a round, and from when."""
    found = interviews_in(session, round_)
    ids = [one.id for one in found]
    approved = [one.approved_at for one in found if one.approved_at]
    return Kept(
        round=round_.name,
        months=round_.retention_months,
        people=tuple(
            Person(
                same[0].name,
                same[0].email,
                tuple(one.interview.organisation.label for one in same),
                any(map(is_asked, same)),
            )
            for same in people_in(session, round_)
        ),
        interviews=len(found),
        mails=_count(session, sa.select(sa.func.count()).where(OutboxMail.interview_id.in_(ids))),
        open=tuple(one.organisation.label for one in found if one.state is not InterviewState.APPROVED),
        last=max(approved, default=None),
        erased=sum(one.erased_at is not None for interview in found for one in interview.everybody),
    )


def _count(session: Session, statement: sa.Select[int]) -> int:
    return session.scalar(statement) or 0


def _ids(people: Sequence[Respondent]) -> list[int]:
    return [one.id for one in people]


def readings_of(session: Session, people: Sequence[Respondent]) -> PerPerson[Verification]:
    """Return the records that respondents were sent."""
    found = session.scalars(
        sa.select(Verification)
        .options(joinedload(Verification.record), selectinload(Verification.extensions))
        .join(Verification.record)
        .where(Verification.respondent_id.in_(_ids(people)))
        .order_by(Record.number)
    )
    return PerPerson.gathered((one.respondent_id, one) for one in found)


def reactions_of(session: Session, people: Sequence[Respondent]) -> PerPerson[Reaction]:
    """Return the reactions of respondents."""
    found = session.execute(
        sa.select(Verification.respondent_id, Reaction)
        .join(Reaction.verification)
        .options(joinedload(Reaction.revision).joinedload(AnswerRevision.answer))
        .where(Verification.respondent_id.in_(_ids(people)))
        .order_by(Reaction.id)
    )
    return PerPerson.gathered((number, one) for number, one in found)


def approvals_of(session: Session, people: Sequence[Respondent]) -> PerPerson[Approval]:
    """Return the approvals of respondents."""
    found = session.scalars(
        sa.select(Approval)
        .options(joinedload(Approval.revision).joinedload(AnswerRevision.answer))
        .where(Approval.respondent_id.in_(_ids(people)))
        .order_by(Approval.id)
    )
    return PerPerson.gathered((one.respondent_id, one) for one in found)


def changes_of(session: Session, people: Sequence[Respondent]) -> PerPerson[PersonChange]:
    """Return the changes to respondents."""
    which = PersonChange.respondent_id.in_(_ids(people))
    found = session.scalars(sa.select(PersonChange).where(which).order_by(PersonChange.id))
    return PerPerson.gathered((one.respondent_id, one) for one in found)


def mails_to(session: Session, people: Sequence[Respondent]) -> PerPerson[OutboxMail]:
    """Return the mails to respondents about their interview."""
    theirs = sa.and_(OutboxMail.interview_id == Respondent.interview_id, OutboxMail.to_address == Respondent.email)
    found = session.execute(
        sa.select(Respondent.id, OutboxMail)
        .join(OutboxMail, theirs)
        .where(Respondent.id.in_(_ids(people)))
        .order_by(OutboxMail.id)
    )
    return PerPerson.gathered((number, one) for number, one in found)


def replies_of(session: Session, people: Sequence[Respondent]) -> PerPerson[IncomingMail]:
    """Return the mails from respondents about their interview, by reference or by address."""
    theirs = (IncomingMail.respondent_id == Respondent.id) | (
        (IncomingMail.interview_id == Respondent.interview_id) & (IncomingMail.from_address == Respondent.email)
    )
    found = session.execute(
        sa.select(Respondent.id, IncomingMail)
        .join(IncomingMail, theirs)
        .where(Respondent.id.in_(_ids(people)))
        .order_by(IncomingMail.id)
    )
    return PerPerson.gathered((number, one) for number, one in found)
