"""Operations that mark an answer to be mentioned apart, and remove the mark."""

from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, record_event
from surveyapp.core.errors import NotFound
from surveyapp.interviews.recording.models import Round
from surveyapp.report.citations.rules import Cited
from surveyapp.report.compiling.needed import for_citing
from surveyapp.report.material.apart import MAX_NOTE, Apart
from surveyapp.report.material.rules import ReportError
from surveyapp.report.rounds import queries
from surveyapp.report.synthesis import queries as synthesis_queries
from surveyapp.report.tables.models import ApartMark
from surveyapp.text.words import normalise


class NoteTooLong(ReportError):
    """A note is too long."""

    def __init__(self, length: int) -> None:
        super().__init__(f"De toelichting is te lang: {length} tekens. Er passen er {MAX_NOTE}.")


def mark_apart(
    session: Session, actor: Actor, round_: Round, cited: Cited, kind: Apart, *, note: str, at: datetime
) -> ApartMark:
    """Mark an agreed answer, or change its mark, and return it. Raises NotFound for another answer, NoteTooLong."""
    note = normalise(note).strip()
    if len(note) > MAX_NOTE:
        raise NoteTooLong(len(note))
    organisation = synthesis_queries.find_organisation(session, cited[0])
    if organisation is None or not _is_agreed(session, round_, cited):
        raise NotFound(f"Er is geen antwoord {'.'.join(cited)} met akkoord.")
    mark = synthesis_queries.find_mark(session, round_, cited)
    if mark and (mark.kind, mark.note) == (kind, note):
        return mark
    mark = mark or ApartMark(round_id=round_.id, organisation_id=organisation.id, item=cited[1])
    mark.kind, mark.note, mark.marked_at, mark.marked_by_id = kind, note, at, actor.user_id
    session.add(mark)
    session.flush()
    record_event(
        session,
        actor,
        "answer.mark_apart",
        "apart_mark",
        mark.id,
        at,
        organisation=cited[0],
        item=cited[1],
        kind=kind.value,
    )
    return mark


def _is_agreed(session: Session, round_: Round, cited: Cited) -> bool:
    source = queries.round_source(session, round_, publisher="", choose=for_citing([cited]))
    return any(each.approved for interview in source.interviews for each in interview.answers)


def unmark_apart(session: Session, actor: Actor, round_: Round, cited: Cited, *, at: datetime) -> None:
    """Remove the mark of an answer, if it has one."""
    mark = synthesis_queries.find_mark(session, round_, cited)
    if mark is None:
        return
    record_event(session, actor, "answer.unmark_apart", "apart_mark", mark.id, at, organisation=cited[0], item=cited[1])
    session.delete(mark)
    session.flush()
