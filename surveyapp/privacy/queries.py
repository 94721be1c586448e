"""What a round keeps of people."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from surveyapp.correspondence.models import IncomingMail
from surveyapp.interviews.models import Interview, PersonChange, Respondent, Round
from surveyapp.interviews.queries import interviews_in
from surveyapp.interviews.rules import InterviewState
from surveyapp.mail.models import OutboxMail
from surveyapp.privacy.rules import Kept, KeptInRound, Person, kept_until
from surveyapp.verification.models import Approval, Reaction, Record, Verification


def respondents_in(session: Session, round_: Round) -> Sequence[Respondent]:
    """Everybody who was asked in a round and was not erased, also who left."""
    return session.scalars(
        sa.select(Respondent)
        .join(Respondent.interview)
        .options(joinedload(Respondent.interview).joinedload(Interview.organisation))
        .where(Interview.round_id == round_.id, Respondent.erased_at.is_(None))
        .order_by(Respondent.name, Respondent.id)
    ).all()


def is_asked(person: Respondent) -> bool:
    """Whether anything is still asked of somebody."""
    return person.left_at is None and person.interview.state is not InterviewState.APPROVED


def same_person(session: Session, round_: Round, email: str) -> Sequence[Respondent]:
    """Everything that one address was in a round."""
    wanted = email.strip().casefold()
    return [one for one in respondents_in(session, round_) if one.email.casefold() == wanted]


def kept_in_rounds(session: Session) -> Sequence[KeptInRound]:
    """Return what every round keeps of people, the newest round first, in two statements."""
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
    """What would go when the round is erased, and from when it may."""
    by_address: dict[str, list[Respondent]] = {}
    for one in respondents_in(session, round_):
        by_address.setdefault(one.email.casefold(), []).append(one)
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
            for same in by_address.values()
        ),
        interviews=len(found),
        mails=_count(session, sa.select(sa.func.count()).where(OutboxMail.interview_id.in_(ids))),
        open=tuple(one.organisation.label for one in found if one.state is not InterviewState.APPROVED),
        last=max(approved, default=None),
        erased=sum(one.erased_at is not None for interview in found for one in interview.everybody),
    )


def _count(session: Session, statement: sa.Select[int]) -> int:
    return session.scalar(statement) or 0


def readings_of(session: Session, person: Respondent) -> Sequence[Verification]:
    """The records that somebody was sent."""
    return session.scalars(
        sa.select(Verification)
        .options(joinedload(Verification.record))
        .join(Verification.record)
        .where(Verification.respondent_id == person.id)
        .order_by(Record.number)
    ).all()


def reactions_of(session: Session, person: Respondent) -> Sequence[Reaction]:
    """What somebody said of records."""
    return session.scalars(
        sa.select(Reaction)
        .join(Reaction.verification)
        .where(Verification.respondent_id == person.id)
        .order_by(Reaction.id)
    ).all()


def approvals_of(session: Session, person: Respondent) -> Sequence[Approval]:
    """What somebody agreed to."""
    return session.scalars(sa.select(Approval).where(Approval.respondent_id == person.id).order_by(Approval.id)).all()


def changes_of(session: Session, person: Respondent) -> Sequence[PersonChange]:
    """What became of somebody."""
    return session.scalars(
        sa.select(PersonChange).where(PersonChange.respondent_id == person.id).order_by(PersonChange.id)
    ).all()


def mails_to(session: Session, person: Respondent) -> Sequence[OutboxMail]:
    """What somebody was mailed about this interview."""
    return session.scalars(
        sa.select(OutboxMail)
        .where(OutboxMail.interview_id == person.interview_id, OutboxMail.to_address == person.email)
        .order_by(OutboxMail.id)
    ).all()


def replies_of(session: Session, person: Respondent) -> Sequence[IncomingMail]:
    """What this person mailed about the interview, by a reference or from their address."""
    theirs = (IncomingMail.respondent_id == person.id) | (
        (IncomingMail.interview_id == person.interview_id) & (IncomingMail.from_address == person.email)
    )
    return session.scalars(sa.select(IncomingMail).where(theirs).order_by(IncomingMail.id)).all()
