"""Saying something of an answer, and saying that it is dealt with."""

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
    """Say something of an answer. The same words twice in a row are said once.

    Raises Refused without words, or with too many; UnknownItem.
    """
    parsed(interview.questionnaire).item(item)
    session.refresh(interview, ["id"], with_for_update=True)  # of two at once, the second sees the first
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
    """Mark a thread as dealt with, or open it again. ``seen`` is the id of its last entry on the page.

    Raises Refused when somebody said something since, or there is nothing to settle.
    """
    thread = queries.thread_of(session, interview.id, item)
    if not thread:
        raise Refused("Er is nog geen opmerking bij deze vraag.")
    if is_open([one.kind for one in thread]) is not done:
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
    """What was said of an interview that is deleted goes with it."""
    session.execute(sa.delete(Comment).where(Comment.interview_id == interview.id))
