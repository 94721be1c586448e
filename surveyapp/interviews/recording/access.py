"""What somebody may do with an interview. Pages, forms, files, JSON and commands all ask here.

docs/decisions/0010-who-may-see-what.md has the rule in words, and its reasons.
"""

from enum import IntEnum

import sqlalchemy as sa

from surveyapp.accounts.staff.models import Role, User, user_roles
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor
from surveyapp.interviews.recording.models import Interview, interview_interviewers


class May(IntEnum):
    """What somebody may do with an interview. Each includes those before it."""

    READ_AGREED = 1
    """Read its answers, once all its respondents agreed to them."""
    READ_ALONG = 2
    """Read its answers as they are now, comment on them, and take the dossier."""
    WORK = 3
    """Read and change everything in it: answers, notes, attachments, mails, respondents, records."""


Id = int | sa.BindParameter[int]


def _has(user_id: Id, *roles: RoleName) -> sa.ColumnElement[bool]:
    """Whether a user can log in and has one of these roles."""
    joined = sa.join(User, user_roles).join(Role)
    return sa.exists().select_from(joined).where(User.id == user_id, User.active, Role.name.in_(roles))


def _own(user_id: Id) -> sa.ColumnElement[bool]:
    """Whether a user is an interviewer of the interview."""
    held = interview_interviewers.c
    holds = sa.exists().where(held.interview_id == Interview.id, held.user_id == user_id)
    return sa.and_(_has(user_id, RoleName.INTERVIEWER), holds)


def permitted_staff(user_id: Id, may: May) -> sa.ColumnElement[bool]:
    """Return the condition on an interview that a member of staff may do this with it."""
    if may is May.WORK:
        return sa.or_(_has(user_id, RoleName.ADMINISTRATOR), _own(user_id))
    along = sa.or_(_has(user_id, RoleName.EDITOR, RoleName.ADMINISTRATOR), _own(user_id))
    if may is May.READ_ALONG:
        return along
    return sa.or_(along, sa.and_(_has(user_id, *RoleName), Interview.approved_at.is_not(None)))


def permitted(who: User | Actor, may: May = May.WORK) -> sa.ColumnElement[bool]:
    """Return the condition on an interview that ``who`` may do this with it.

    The product itself and its command line may do everything; a respondent nothing: their links open readings.
    """
    if isinstance(who, Actor) and who.kind != "staff":
        return sa.true() if who.kind == "system" else sa.false()
    return permitted_staff(who.id or 0, may)
