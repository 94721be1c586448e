"""What is known of the addresses that records go to. Facts for people to look at: none of them proves anything."""

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
    """The address of one respondent who must agree. ``remarks`` are Dutch clauses; none when it is like most.

    ``entered_by`` is who of staff added the respondent, "" when nobody of staff did.
    """

    respondent_id: int
    name: str
    function: str
    organisation: str
    entered_by: str
    entered_at: datetime | None
    remarks: tuple[str, ...]


_NAMED = 3
"""How many of the other organisations with an address are named."""
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
    """Return the addresses of who must agree in these interviews, in a number of queries that does not grow.

    ``remarked``: only those with a remark.
    """
    wanted = set(session.scalars(interviews))
    people = session.execute(_PEOPLE).all()
    shared: dict[str, list[Any]] = {}
    for one in people:
        shared.setdefault(mailbox_of(one.email), []).append(one)
    house = {_domain(one) for one in session.scalars(sa.select(User.email))}
    mine = [one for one in people if one.interview_id in wanted and one.must_agree and one.left_at is None]
    remarks = {one.id: tuple(_remarks(one, shared[mailbox_of(one.email)], house)) for one in mine}
    told = [one for one in mine if remarks[one.id] or not remarked]
    added = session.execute(_ENTERED.where(AuditEvent.subject_id.in_([one.id for one in told])))
    entered = {row.subject_id: row for row in added}
    return [_address(one, remarks[one.id], entered.get(one.id)) for one in told]


def _address(one: Any, remarks: tuple[str, ...], entered: Any) -> Address:
    return Address(
        one.id,
        one.name,
        one.function,
        label_of(one.kind, one.called, one.short),
        (entered.name or "") if entered else "",
        entered.at if entered else None,
        remarks,
    )


def _remarks(one: Any, same: Sequence[Any], house: set[str]) -> list[str]:
    others = {other.organisation_id: other for other in same if other.organisation_id != one.organisation_id}
    labels = [label_of(other.kind, other.called, other.short) for other in others.values()]
    found = [f"dit adres staat ook bij {label}" for label in labels[:_NAMED]]
    if len(labels) > _NAMED:
        found.append(f"en bij nog {counted(len(labels) - _NAMED, 'organisatie', 'organisaties')}")
    if any(other.organisation_id == one.organisation_id and other.name != one.name for other in same):
        found.append("dit adres staat hier ook bij een andere naam")
    if one.kind is not OrganisationKind.MINISTRY and _domain(one.email) in house:
        found.append("dit adres heeft hetzelfde domein als een medewerker")
    return found


def _domain(address: str) -> str:
    return address.rpartition("@")[2].strip().lower()
