"""Plain values on the addresses to which records are sent. They are hints for staff and prove nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.core.audit import AuditEvent
from surveyapp.core.dutch import counted
from surveyapp.interviews.recording.models import Interview, Organisation, Respondent
from surveyapp.interviews.recording.rules import label_of
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.verification.reaching.queries import mailbox_of


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a respondent who must agree. ``remarks`` are Dutch clauses; empty for an ordinary address.

    ``entered_by`` is the member of staff who added the respondent; "" when it was nobody of staff.
    """

    respondent_id: int
    name: str
    function: str
    organisation: str
    entered_by: str
    entered_at: datetime | None
    remarks: tuple[str, ...]


_NAMED = 3
"""Maximum number of other organisations with the same address that are named."""
_PEOPLE = (
    sa.select(
        Respondent.id,
        Respondent.name,
        Respondent.function,
        Respondent.email,
        Respondent.must_agree,
        Respondent.left_at,
        Respondent.interview_id,
        Interview.organisation_id,
        Organisation.kind,
        Organisation.name.label("called"),
        Organisation.short,
    )
    .join(Interview, Interview.id == Respondent.interview_id)
    .join(Organisation, Organisation.id == Interview.organisation_id)
    .where(Respondent.erased_at.is_(None))
    .order_by(Respondent.id)
)
_ENTERED = (
    sa.select(AuditEvent.subject_id, AuditEvent.at, User.name)
    .outerjoin(User, sa.and_(AuditEvent.actor_kind == "staff", User.id == AuditEvent.actor_id))
    .where(AuditEvent.subject == "respondent", AuditEvent.action == "respondent.add")
)


def addresses_in(session: Session, interviews: sa.Select[int], *, remarked: bool = False) -> Sequence[Address]:
    """Return the addresses of the approvers in these interviews. The number of queries does not grow with theirs.

    ``remarked``: only addresses with a remark.
    """
    wanted = set(session.scalars(interviews))
    people = session.execute(_PEOPLE).all()
    shared: dict[str, list[Any]] = {}
    for person in people:
        shared.setdefault(mailbox_of(person.email), []).append(person)
    house = {_domain(address) for address in session.scalars(sa.select(User.email))}
    mine = [
        person for person in people if person.interview_id in wanted and person.must_agree and person.left_at is None
    ]
    remarks = {person.id: tuple(_remarks(person, shared[mailbox_of(person.email)], house)) for person in mine}
    told = [person for person in mine if remarks[person.id] or not remarked]
    added = session.execute(_ENTERED.where(AuditEvent.subject_id.in_([person.id for person in told])))
    entered = {row.subject_id: row for row in added}
    return [_address(person, remarks[person.id], entered.get(person.id)) for person in told]


def _address(person: Any, remarks: tuple[str, ...], entered: Any) -> Address:
    return Address(
        person.id,
        person.name,
        person.function,
        label_of(person.kind, person.called, person.short),
        (entered.name or "") if entered else "",
        entered.at if entered else None,
        remarks,
    )


def _remarks(person: Any, same: Sequence[Any], house: set[str]) -> list[str]:
    others = {other.organisation_id: other for other in same if other.organisation_id != person.organisation_id}
    labels = [label_of(other.kind, other.called, other.short) for other in others.values()]
    remarks = [f"dit adres staat ook bij {label}" for label in labels[:_NAMED]]
    if len(labels) > _NAMED:
        remarks.append(f"en bij nog {counted(len(labels) - _NAMED, 'organisatie', 'organisaties')}")
    if any(other.organisation_id == person.organisation_id and other.name != person.name for other in same):
        remarks.append("dit adres staat hier ook bij een andere naam")
    if person.kind is not OrganisationKind.MINISTRY and _domain(person.email) in house:
        remarks.append("dit adres heeft hetzelfde domein als een medewerker")
    return remarks


def _domain(address: str) -> str:
    return address.rpartition("@")[2].strip().lower()
