"""Operations of the desk: save a whole form, or resolve a conflict between two texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor
from surveyapp.core.errors import Refused
from surveyapp.core.revisions import SaveConflict
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import AnswerRevision, Interview
from surveyapp.interviews.recording.operations import Locked, carry_themes, save_answer
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.text import words as texts


@dataclass(frozen=True, slots=True)
class Entry:
    """The text of one item in a form. ``base`` is the revision that the form was made from."""

    item: str
    text: str
    status: AnswerStatus
    base: int


@dataclass(frozen=True, slots=True)
class Unsaved:
    """Items of a form that could not be saved: the conflicting revision, or the lock, by item."""

    conflicts: dict[str, AnswerRevision]
    locked: dict[str, Locked]


def save_changes(
    session: Session, actor: Actor, interview: Interview, entries: Sequence[Entry], *, at: datetime
) -> Unsaved:
    """Save all changed entries of a form, and return those that could not be saved.

    An entry that cannot be saved does not prevent the others. Raises TextTooLong, UnknownItem.
    """
    unsaved = Unsaved({}, {})
    for entry in entries:
        if _untouched(session, interview, entry):
            continue
        try:
            save_answer(
                session,
                actor,
                interview,
                entry.item,
                text=entry.text,
                status=entry.status,
                base=entry.base,
                at=at,
            )
        except SaveConflict as conflict:
            unsaved.conflicts[entry.item] = conflict.newest
        except Locked as locked:
            unsaved.locked[entry.item] = locked
    return unsaved


def _untouched(session: Session, interview: Interview, entry: Entry) -> bool:
    words = texts.normalise(entry.text)
    if entry.status is not AnswerStatus.TEXT:
        if words.strip() and not queries.holds_words(session, interview, entry.item, words):
            return False
        words = ""
    base = queries.find_revision(session, interview, entry.item, entry.base)
    if base is None or base.status is AnswerStatus.WITHDRAWN:
        return not words.strip() and entry.status is AnswerStatus.TEXT
    return (words, entry.status) == (base.text, base.status)


class Choice(StrEnum):
    """Which text of a conflict to keep."""

    MINE = "mine"
    THEIRS = "theirs"
    MERGED = "merged"


def resolve_conflict(
    session: Session,
    actor: Actor,
    interview: Interview,
    mine: Entry,
    choice: Choice,
    merged: str,
    *,
    key: str,
    at: datetime,
) -> tuple[AnswerRevision, AnswerRevision]:
    """Save the writer's own text after the conflicting revision (``mine.base``), then the chosen text as the newest.

    Return both revisions; they are equal when the writer chose their own text. A second call with the same ``key``
    changes nothing. Raises Refused, Locked, and as ``save_answer``.
    """
    theirs = queries.find_revision(session, interview, mine.item, mine.base)
    if theirs is None:
        raise Refused("De tekst van uw collega is er niet meer. Laad de pagina opnieuw.")
    kept = save_answer(
        session,
        actor,
        interview,
        mine.item,
        text=mine.text,
        status=mine.status,
        base=mine.base,
        key=f"{key}-mine",
        at=at,
    )
    if choice is Choice.MINE:
        return kept, kept
    text, status = (theirs.text, theirs.status) if choice is Choice.THEIRS else (merged, AnswerStatus.TEXT)
    chosen = save_answer(
        session, actor, interview, mine.item, text=text, status=status, base=kept.number, key=f"{key}-chosen", at=at
    )
    carry_themes(session, actor, theirs, chosen, at=at)
    return kept, chosen
