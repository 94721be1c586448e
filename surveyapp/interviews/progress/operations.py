"""Progress on items since the baseline, as chosen by an interviewer."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, record_event
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import Interview, MarkedProgress
from surveyapp.interviews.recording.rules import ProgressMark
from surveyapp.questionnaires.operations import parsed


def mark_progress(
    session: Session, actor: Actor, interview: Interview, item: str, mark: ProgressMark | None, *, at: datetime
) -> None:
    """Set the progress mark of an item, or remove it with None. The last writer wins. Raises UnknownItem.

    Setting the same mark again changes nothing. Works in every state of the interview: see MarkedProgress.
    """
    parsed(interview.questionnaire).item(item)
    marked = queries.progress_of_items(session, interview).get(item)
    if (marked.mark if marked else None) is mark:
        return
    if mark:
        marked = marked or _first(session, interview, item, mark, at)
        marked.mark, marked.author_id, marked.marked_at = mark, actor.user_id, at
    elif marked:
        session.delete(marked)
    session.flush()
    said = mark.value if mark else ""
    record_event(session, actor, "progress.mark", "interview", interview.id, at, item=item, mark=said)


def _first(session: Session, interview: Interview, item: str, mark: ProgressMark, at: datetime) -> MarkedProgress:
    """Insert a mark, or return the mark that a colleague inserted concurrently."""
    made = MarkedProgress(interview_id=interview.id, item=item, mark=mark, marked_at=at)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        return queries.progress_of_items(session, interview)[item]
    return made
