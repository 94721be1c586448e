"""Operation that changes the outline of a round's report."""

from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, record_event
from surveyapp.core.revisions import SaveConflict, append
from surveyapp.interviews.recording.models import Round
from surveyapp.report.outline import queries as outline_queries
from surveyapp.report.outlining.differences import differences
from surveyapp.report.outlining.rules import Change
from surveyapp.report.outlining.yaml_writer import as_yaml
from surveyapp.report.tables import digests
from surveyapp.report.tables.models import OutlineRevision


def change_outline(
    session: Session, actor: Actor, round_: Round, change: Change, *, base: int, at: datetime
) -> tuple[str, ...]:
    """Insert the next outline of a round; return the differences in Dutch, () when there are none.

    ``base`` is the number of the outline that the editor saw, 0 when the round had none of its own. The first change
    also stores the outline that the round began with. Raises OutlineRefused, OutlineError and SaveConflict.
    """
    newest = outline_queries.find_newest_outline(session, round_)
    if newest and newest.number != base:
        raise SaveConflict(newest)
    before = outline_queries.outline_of(round_, session)
    after = change(before)
    if after == before:
        return ()
    if newest is None:
        beginning = OutlineRevision(round_id=round_.id, text=as_yaml(before), created_at=at)
        newest = append(session, beginning, base=0)
    revision = OutlineRevision(round_id=round_.id, text=as_yaml(after), author_id=actor.user_id, created_at=at)
    saved = append(session, revision, base=newest.number)
    what = differences(before, after)
    record_event(
        session,
        actor,
        "outline.change",
        "outline",
        saved.id,
        at,
        number=saved.number,
        what=list(what),
        digest=digests.of_outline(saved),
    )
    return what
