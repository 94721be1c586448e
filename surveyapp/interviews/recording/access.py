"""Permissions of users and actors on interviews, for pages, forms, files, JSON and commands alike.

The rule and its reasons: docs/decisions/0010-who-may-see-what.md.
"""

from enum import IntEnum

import sqlalchemy as sa

from surveyapp.accounts.staff.models import Role, User, user_roles
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor
from surveyapp.interviews.recording.models import Interview, interview_interviewers


class May(IntEnum):
    """Levels of permission on an interview. Each level includes those before it."""

    READ_AGREED = 1
    """Read its answers, once all its respondents agreed to them."""
    READ_ALONG = 2
    """Read its answers as they are now, comment on them, and take the dossier."""
    WORK = 3
    """Read and change everything in it: answers, notes, attachments, mails, respondents, records."""


Id = int | sa.BindParameter[int]


def _has(user_id: Id, *roles: RoleName) -> sa.ColumnElement[bool]:
    """Return the condition that a user is active and has at least one of these roles."""
    joined = sa.join(User, user_roles).join(Role)
    return sa.exists().select_from(joined).where(User.id == user_id, User.active, Role.name.in_(roles))


def _own(user_id: Id) -> sa.ColumnElement[bool]:
    """Return the condition that a user has the role of interviewer and is an interviewer of the interview."""
    held = interview_interviewers.c
    holds = sa.exists().where(held.interview_id == Interview.id, held.user_id == user_id)
    return sa.and_(_has(user_id, RoleName.INTERVIEWER), holds)


def permitted_staff(user_id: Id, may: May) -> sa.ColumnElement[bool]:
    """Return the SQL condition under which this member of staff has the permission ``may`` on an interview."""
    if may is May.WORK:
        return sa.or_(_has(user_id, RoleName.ADMINISTRATOR), _own(user_id))
    along = sa.or_(_has(user_id, RoleName.EDITOR, RoleName.ADMINISTRATOR), _own(user_id))
    if may is May.READ_ALONG:
        return along
    return sa.or_(along, sa.and_(_has(user_id, *RoleName), Interview.approved_at.is_not(None)))


def permitted(who: User | Actor, may: May = May.WORK) -> sa.ColumnElement[bool]:
    """Return the SQL condition under which ``who`` has the permission ``may`` on an interview.

    Always true for the system actor (jobs and commands) and always false for a respondent: respondents get access
    through their links, not here.
    """
    if isinstance(who, Actor) and who.kind != "staff":
        return sa.true() if who.kind == "system" else sa.false()
    return permitted_staff(who.id or 0, may)
