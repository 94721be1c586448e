"""Operations to comment on an answer and to resolve a thread."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.comments import queries
from surveyapp.comments.models import Comment
from surveyapp.comments.rules import MAX_CHARACTERS, CommentKind, is_open
from surveyapp.core.audit import Actor, record_event
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.models import Interview
from surveyapp.questionnaires.operations import parsed
from surveyapp.text import words as texts


def comment(session: Session, actor: Actor, interview: Interview, item: str, *, text: str, at: datetime) -> Comment:
    """Add a comment to an answer. The same text twice in a row is stored once.

    Raises Refused without text or when it is too long; UnknownItem.
    """
    parsed(interview.questionnaire).item(item)
    # The lock lets the second of two concurrent comments see the first.
    session.refresh(interview, ["id"], with_for_update=True)
    words = texts.normalise(text).strip()
    if not words:
        raise Refused("Schrijf eerst een opmerking.")
    if len(words) > MAX_CHARACTERS:
        raise Refused(f"De opmerking is te lang: {len(words)} tekens. Er passen er {MAX_CHARACTERS}.")
    thread = queries.thread_of(session, interview.id, item)
    if thread and (thread[-1].author_id, thread[-1].text) == (actor.user_id, words):
        return thread[-1]
    return _add(session, actor, interview, item, CommentKind.REMARK, words, at)


def settle(
    session: Session, actor: Actor, interview: Interview, item: str, *, done: bool, seen: int, at: datetime
) -> Comment:
    """Resolve a thread or reopen it. ``seen`` is the id of its last entry on the page.

    Raises Refused when there is a later entry, or no thread.
    """
    thread = queries.thread_of(session, interview.id, item)
    if not thread:
        raise Refused("Er is nog geen opmerking bij deze vraag.")
    if is_open([entry.kind for entry in thread]) is not done:
        return thread[-1]
    if thread[-1].id != seen:
        raise Refused("Er is intussen iets bij gezegd. Lees het eerst.")
    return _add(session, actor, interview, item, CommentKind.RESOLVED if done else CommentKind.REOPENED, "", at)


def _add(
    session: Session, actor: Actor, interview: Interview, item: str, kind: CommentKind, words: str, at: datetime
) -> Comment:
    made = Comment(interview_id=interview.id, item=item, kind=kind, text=words, author_id=actor.user_id, created_at=at)
    session.add(made)
    session.flush()
    record_event(session, actor, f"comment.{kind.value}", "interview", interview.id, at, item=item)
    return made


def let_go(session: Session, interview: Interview) -> None:
    """Delete the comments on an interview that is being deleted."""
    session.execute(sa.delete(Comment).where(Comment.interview_id == interview.id))
