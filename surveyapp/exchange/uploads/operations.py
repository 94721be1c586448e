"""Import of answers from a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, record_event
from surveyapp.core.revisions import SaveConflict
from surveyapp.exchange.papers.rules import Reply, save_key
from surveyapp.interviews.recording.models import AnswerRevision, Interview
from surveyapp.interviews.recording.operations import Locked, save_answer


@dataclass(frozen=True, slots=True)
class Chosen:
    """A reply to import. ``base`` is the revision with which the user compared it."""

    reply: Reply
    base: int


def take_over(
    session: Session, actor: Actor, interview: Interview, chosen: Sequence[Chosen], *, file: str, at: datetime
) -> dict[str, AnswerRevision]:
    """Save the chosen replies as next revisions. Return, by item, the revisions that prevented saving.

    A reply is not saved when the answer changed in between or is locked. Raises TextTooLong, UnknownItem.
    """
    conflicts: dict[str, AnswerRevision] = {}
    for choice in chosen:
        reply = choice.reply
        try:
            save_answer(
                session,
                actor,
                interview,
                reply.item,
                text=reply.text,
                status=reply.status,
                base=choice.base,
                at=at,
                key=save_key(file, interview.id, reply, choice.base),
            )
        except (SaveConflict, Locked) as conflict:
            conflicts[reply.item] = conflict.newest
    saved = [choice.reply.item for choice in chosen if choice.reply.item not in conflicts]
    if saved:
        record_event(session, actor, "answers.take_over", "interview", interview.id, at, items=saved, file=file)
    return conflicts
