"""Facts for sorting, counting and filtering the interviews of a round, without loading the interviews."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.fieldwork.overview.rules import Facts
from surveyapp.interviews.recording.models import Interview, Organisation, Round, interview_interviewers
from surveyapp.interviews.recording.queries import interviews_by_id
from surveyapp.interviews.recording.rules import InterviewState, label_of
from surveyapp.invitations.queries import standings
from surveyapp.invitations.rules import Stand
from surveyapp.mail.received.queries import unanswered
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.verification.waiting.queries import Awaited, awaited_in, requests


@dataclass(frozen=True, slots=True)
class Brief:
    """The facts about an interview that lists need before they show it."""

    id: int
    organisation: str
    kind: OrganisationKind
    province: str
    """Key of its own province, or of the province it lies in; "" for a ministry."""
    facts: Facts
    opened: bool
    """Whether a respondent opened the newest record."""

    @property
    def state(self) -> InterviewState:
        """State of the interview."""
        return self.facts.state

    @property
    def unopened(self) -> bool:
        """Whether the record was mailed and not opened by any respondent."""
        sent = self.state is InterviewState.WAITING and self.facts.records > 0
        return sent and not self.facts.held and not self.opened

    def late(self, today: date) -> bool:
        """Return whether the deadline is over while a respondent has not finished."""
        return self.facts.late(today)


_PROVINCE = sa.orm.aliased(Organisation)
_BRIEFS = (
    sa.select(
        Interview.id,
        Interview.state,
        Interview.held_on,
        Interview.planned_from,
        Organisation.kind,
        Organisation.name,
        Organisation.short,
        Organisation.key,
        _PROVINCE.key.label("province"),
    )
    .join(Interview.organisation)
    .outerjoin(_PROVINCE, Organisation.province_id == _PROVINCE.id)
    .where(Interview.round_id == sa.bindparam("round"))
)
_ALL = _BRIEFS.order_by(Organisation.position, Interview.id)
_OF_ONE = _BRIEFS.where(
    Interview.id.in_(
        sa.select(interview_interviewers.c.interview_id).where(interview_interviewers.c.user_id == sa.bindparam("user"))
    )
).order_by(Interview.held_on.nulls_last(), Interview.id)


def briefs_in(session: Session, round_: Round) -> Sequence[Brief]:
    """Return all interviews of a round in the order of their organisations. Their invitations are not looked up."""
    return _briefs(session, round_, session.execute(_ALL, {"round": round_.id}).all(), {})


def briefs_of(session: Session, user: User, round_: Round) -> Sequence[Brief]:
    """Return the interviews of this interviewer in a round, ordered by date."""
    rows = session.execute(_OF_ONE, {"round": round_.id, "user": user.id}).all()
    planned = [row.id for row in rows if row.state is InterviewState.PLANNED]
    return _briefs(session, round_, rows, _invited(session, planned))


def _briefs(session: Session, round_: Round, rows: Sequence[Any], invited: Mapping[int, Stand]) -> Sequence[Brief]:
    ids = [row.id for row in rows]
    sent, asking, mails = awaited_in(session, round_), requests(session, ids), unanswered(session, ids)
    return [
        Brief(
            id=row.id,
            organisation=label_of(row.kind, row.name, row.short),
            kind=row.kind,
            province=row.province or (row.key if row.kind is OrganisationKind.PROVINCE else ""),
            facts=_facts(
                row,
                sent.get(row.id),
                invited.get(row.id, Stand.OPEN),
                asks_time=row.id in asking,
                mails=mails.get(row.id, 0),
            ),
            opened=row.id in sent and sent[row.id].opened,
        )
        for row in rows
    ]


def _invited(session: Session, interview_ids: Sequence[int]) -> dict[int, Stand]:
    """Return the state of each invitation. Only planned interviews need it; later steps do not use it."""
    if not interview_ids:
        return {}
    known = standings(session, interviews_by_id(session, interview_ids))
    return {interview_id: standing.stand for interview_id, standing in known.items()}


def _facts(row: Any, sent: Awaited | None, invitation: Stand, *, asks_time: bool, mails: int) -> Facts:
    return Facts(
        state=row.state,
        held_on=row.held_on,
        planned_from=row.planned_from,
        invitation=invitation,
        records=sent.number if sent else 0,
        deadline=sent.deadline if sent else None,
        asks_time=asks_time,
        unanswered=mails,
    )
