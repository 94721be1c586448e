"""Operations of bulk actions: prepare, confirm, and carry out exactly what was shown, once for each interview."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.core.audit import Actor, record_event
from surveyapp.core.dutch import counted, local
from surveyapp.core.errors import Refused
from surveyapp.fieldwork.actions import queries
from surveyapp.fieldwork.actions.models import BulkAction, BulkStep
from surveyapp.fieldwork.actions.rules import BulkKind, Outcome, Plan
from surveyapp.fieldwork.plans.queries import deadline_of, plans
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.queries import interviews_among
from surveyapp.readings.more_time import operations
from surveyapp.verification.reminders import operations as reminders_operations
from surveyapp.verification.sending import operations as sending_operations
from surveyapp.verification.waiting import queries as waiting_queries

CHANGED = "Er is intussen iets veranderd. Bekijk het opnieuw."


class NoDay(Refused):
    """No date was given to extend the deadline to."""


def prepare(
    session: Session,
    actor: Actor,
    user: User,
    kind: BulkKind,
    interview_ids: Sequence[int],
    *,
    until: date | None,
    at: datetime,
) -> BulkAction:
    """Store the plans of a bulk action for confirmation. Nothing is sent yet. Raises Refused."""
    interviews = interviews_among(session, user, interview_ids)
    if not interviews:
        raise Refused("Kies minstens één interview.")
    if kind is BulkKind.EXTEND and until is None:
        raise NoDay("Vul in tot welke dag u tijd geeft.")
    planned = plans(session, kind, interviews, until, at)
    action = BulkAction(
        kind=kind,
        until=until if kind is BulkKind.EXTEND else None,
        by_id=user.id,
        planned_at=at,
    )
    session.add(action)
    session.flush()
    steps = [
        {"action_id": action.id, "interview_id": interview.id, "plan": planned[interview.id].as_json(), "words": ""}
        for interview in interviews
    ]
    session.execute(sa.insert(BulkStep), steps)
    record_event(session, actor, "bulk.prepare", "bulk", action.id, at, kind=kind.value, interviews=len(interviews))
    return action


def confirm(session: Session, actor: Actor, action: BulkAction, *, at: datetime) -> Sequence[int]:
    """Confirm a bulk action and return the ids of the steps to carry out. Confirming again has no further effect."""
    if action.confirmed_at is None:
        action.confirmed_at = at
        record_event(session, actor, "bulk.confirm", "bulk", action.id, at, kind=action.kind.value)
    return [step.id for step in action.steps if step.outcome is None and Plan.of_json(step.plan).acts]


def carry_out(
    session: Session, actor: Actor, user: User, step_id: int, *, contact: str, link_days: int, at: datetime
) -> None:
    """Carry out a step as it was shown, in the caller's transaction; skip it when anything changed since."""
    step = queries.lock_step(session, step_id)
    if step is None or step.outcome is not None:
        return
    interview = next(iter(interviews_among(session, user, [step.interview_id])), None)
    plan = Plan.of_json(step.plan)
    action = step.action
    if interview is None:
        _settle(session, step, Outcome.CHANGED, "Dit interview is niet meer van u.", at)
        return
    if plans(session, action.kind, [interview], action.until, at)[interview.id] != plan:
        _settle(session, step, Outcome.CHANGED, CHANGED, at)
        return
    if action.kind is BulkKind.SEND:
        sending_operations.send_record(
            session,
            actor,
            interview,
            deadline=deadline_of(interview, local(at).date()),
            link_days=link_days,
            contact=contact,
            at=at,
        )
    elif action.kind is BulkKind.REMIND:
        reminders_operations.remind(session, actor, interview, contact=contact, at=at)
    else:
        _extend(session, actor, interview, plan, action.until or date.min, contact, at)
    count = sum(bool(line.gets) for line in plan.lines)
    _settle(session, step, Outcome.DONE, counted(count, "mail", "mails"), at)


def _extend(
    session: Session, actor: Actor, interview: Interview, plan: Plan, until: date, contact: str, at: datetime
) -> None:
    chosen = {line.respondent_id for line in plan.lines if line.gets}
    for verification in waiting_queries.of_newest_records(session, [interview.id])[interview.id]:
        if verification.respondent_id in chosen:
            operations.give_time(session, actor, verification, until=until, contact=contact, at=at)


def fail(session: Session, step_id: int, words: str, outcome: Outcome, *, at: datetime) -> None:
    """Record that nothing was done for one interview, and why. A step with an outcome stays as it is."""
    step = queries.lock_step(session, step_id)
    if step and step.outcome is None:
        _settle(session, step, outcome, words, at)


def _settle(session: Session, step: BulkStep, outcome: Outcome, words: str, at: datetime) -> None:
    step.outcome, step.words, step.settled_at = outcome, words, at
    session.flush()
