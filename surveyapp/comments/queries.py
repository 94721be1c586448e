"""Queries on comments."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.comments.models import Comment
from surveyapp.comments.rules import CommentKind
from surveyapp.interviews.recording.models import Interview

_COMMENTS = (
    sa.select(Comment, User.name)
    .join(User, Comment.author_id == User.id)
    .where(Comment.interview_id == sa.bindparam("interview"))
    .order_by(Comment.id)
)


def comments_of(session: Session, interview_id: int) -> Sequence[tuple[Comment, str]]:
    """Return all comments on an interview with their authors' names, in order."""
    return [(row[0], row[1]) for row in session.execute(_COMMENTS, {"interview": interview_id})]


def thread_of(session: Session, interview_id: int, item: str) -> Sequence[Comment]:
    """Return the comments on an answer, in order."""
    return session.scalars(
        sa.select(Comment).where(Comment.interview_id == interview_id, Comment.item == item).order_by(Comment.id)
    ).all()


def count_open_threads(session: Session, round_id: int) -> dict[int, int]:
    """Return the number of unresolved threads by interview id, for a round."""
    newest = (
        sa.select(sa.func.max(Comment.id))
        .join(Interview, Comment.interview_id == Interview.id)
        .where(Interview.round_id == round_id)
        .group_by(Comment.interview_id, Comment.item)
    )
    statement = (
        sa.select(Comment.interview_id, sa.func.count())
        .where(Comment.id.in_(newest), Comment.kind != CommentKind.RESOLVED)
        .group_by(Comment.interview_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}
