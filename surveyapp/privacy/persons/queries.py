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
    return [respondent for respondent in respondents_in(session, round_) if respondent.email.casefold() == wanted]


def people_in(session: Session, round_: Round) -> Sequence[Sequence[Respondent]]:
    """Return the respondents of a round by person. One address is one person."""
    by_address: dict[str, list[Respondent]] = {}
    for respondent in respondents_in(session, round_):
        by_address.setdefault(respondent.email.casefold(), []).append(respondent)
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
    interviews = interviews_in(session, round_)
    ids = [interview.id for interview in interviews]
    approved = [interview.approved_at for interview in interviews if interview.approved_at]
    return Kept(
        round=round_.name,
        months=round_.retention_months,
        people=tuple(
            Person(
                same[0].name,
                same[0].email,
                tuple(respondent.interview.organisation.label for respondent in same),
                any(map(is_asked, same)),
            )
            for same in people_in(session, round_)
        ),
        interviews=len(interviews),
        mails=_count(session, sa.select(sa.func.count()).where(OutboxMail.interview_id.in_(ids))),
        open=tuple(
            interview.organisation.label for interview in interviews if interview.state is not InterviewState.APPROVED
        ),
        last=max(approved, default=None),
        erased=sum(person.erased_at is not None for interview in interviews for person in interview.everybody),
    )


def _count(session: Session, statement: sa.Select[int]) -> int:
    return session.scalar(statement) or 0


def _ids(people: Sequence[Respondent]) -> list[int]:
    return [person.id for person in people]


def readings_of(session: Session, people: Sequence[Respondent]) -> PerPerson[Verification]:
    """Return the records that respondents were sent."""
    readings = session.scalars(
        sa.select(Verification)
        .options(joinedload(Verification.record), selectinload(Verification.extensions))
        .join(Verification.record)
        .where(Verification.respondent_id.in_(_ids(people)))
        .order_by(Record.number)
    )
    return PerPerson.gathered((reading.respondent_id, reading) for reading in readings)


def reactions_of(session: Session, people: Sequence[Respondent]) -> PerPerson[Reaction]:
    """Return the reactions of respondents."""
    rows = session.execute(
        sa.select(Verification.respondent_id, Reaction)
        .join(Reaction.verification)
        .options(joinedload(Reaction.revision).joinedload(AnswerRevision.answer))
        .where(Verification.respondent_id.in_(_ids(people)))
        .order_by(Reaction.id)
    )
    return PerPerson.gathered((number, reaction) for number, reaction in rows)


def approvals_of(session: Session, people: Sequence[Respondent]) -> PerPerson[Approval]:
    """Return the approvals of respondents."""
    approvals = session.scalars(
        sa.select(Approval)
        .options(joinedload(Approval.revision).joinedload(AnswerRevision.answer))
        .where(Approval.respondent_id.in_(_ids(people)))
        .order_by(Approval.id)
    )
    return PerPerson.gathered((approval.respondent_id, approval) for approval in approvals)


def changes_of(session: Session, people: Sequence[Respondent]) -> PerPerson[PersonChange]:
    """Return the changes to respondents."""
    which = PersonChange.respondent_id.in_(_ids(people))
    changes = session.scalars(sa.select(PersonChange).where(which).order_by(PersonChange.id))
    return PerPerson.gathered((change.respondent_id, change) for change in changes)


def mails_to(session: Session, people: Sequence[Respondent]) -> PerPerson[OutboxMail]:
    """Return the mails to respondents about their interview."""
    theirs = sa.and_(OutboxMail.interview_id == Respondent.interview_id, OutboxMail.to_address == Respondent.email)
    rows = session.execute(
        sa.select(Respondent.id, OutboxMail)
        .join(OutboxMail, theirs)
        .where(Respondent.id.in_(_ids(people)))
        .order_by(OutboxMail.id)
    )
    return PerPerson.gathered((number, mail) for number, mail in rows)


def replies_of(session: Session, people: Sequence[Respondent]) -> PerPerson[IncomingMail]:
    """Return the mails from respondents about their interview, by reference or by address."""
    theirs = (IncomingMail.respondent_id == Respondent.id) | (
        (IncomingMail.interview_id == Respondent.interview_id) & (IncomingMail.from_address == Respondent.email)
    )
    rows = session.execute(
        sa.select(Respondent.id, IncomingMail)
        .join(IncomingMail, theirs)
        .where(Respondent.id.in_(_ids(people)))
        .order_by(IncomingMail.id)
    )
    return PerPerson.gathered((number, reply) for number, reply in rows)
