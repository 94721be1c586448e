"""Queries on bulk actions."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from surveyapp.accounts.staff.models import User
from surveyapp.core.errors import NotFound
from surveyapp.fieldwork.actions.models import BulkAction, BulkStep
from surveyapp.interviews.recording.models import Interview, Round
from surveyapp.questionnaires.models import StoredQuestionnaire
from surveyapp.questionnaires.operations import parsed


def get_action(session: Session, user: User, action_id: int) -> BulkAction:
    """Return a bulk action of this user with its steps. Raises NotFound."""
    interview = joinedload(BulkStep.interview)
    action = session.scalar(
        sa.select(BulkAction)
        .where(BulkAction.id == action_id, BulkAction.by_id == user.id)
        .options(
            selectinload(BulkAction.steps).options(
                interview.joinedload(Interview.organisation), interview.selectinload(Interview.everybody)
            )
        )
        .execution_options(populate_existing=True)
    )
    if action is None:
        raise NotFound("Deze actie is er niet, of is niet van u.")
    return action


def lock_step(session: Session, step_id: int) -> BulkStep | None:
    """Return a step as it is now, locked until this transaction ends, or None."""
    return session.scalar(
        sa.select(BulkStep).where(BulkStep.id == step_id).with_for_update().execution_options(populate_existing=True)
    )


def questionnaires_of(session: Session, round_: Round) -> Sequence[tuple[str, str]]:
    """Return key and title of each questionnaire used by interviews of a round, by key."""
    used = sa.select(Interview.questionnaire_id).where(Interview.round_id == round_.id)
    stored = session.scalars(sa.select(StoredQuestionnaire).where(StoredQuestionnaire.id.in_(used)))
    return sorted({questionnaire.key: parsed(questionnaire).title for questionnaire in stored}.items())
