"""Operations on the sources of a round."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.attachments.operations import CheckedFile, drop_file, keep_file
from surveyapp.core.audit import Actor, record_event
from surveyapp.core.errors import Refused
from surveyapp.interviews.recording.models import Round
from surveyapp.sources.citing.queries import citings_of
from surveyapp.sources.register import queries
from surveyapp.sources.register.models import Source
from surveyapp.sources.register.rules import SourceData, free_key


def add_source(
    session: Session, actor: Actor, round_: Round, data: SourceData, *, at: datetime, file: CheckedFile | None = None
) -> Source:
    """Add a source to a round. Raises Refused when it exists already."""
    # The lock lets the second of two concurrent additions see the first.
    session.refresh(round_, ["id"], with_for_update=True)
    known = queries.sources_of(session, round_)
    _refuse_double(data, known)
    key = free_key(data.wanted_key, [source.key for source in known])
    source = Source(round_id=round_.id, key=key, edition=1, created_at=at)
    _write(session, source, data, file)
    session.add(source)
    session.flush()
    record_event(session, actor, "source.add", "source", source.id, at, key=key)
    return source


def change_source(
    session: Session,
    actor: Actor,
    source: Source,
    data: SourceData,
    *,
    edition: int,
    at: datetime,
    file: CheckedFile | None = None,
) -> Source:
    """Correct a source. Answers that cite it keep their text, and its key stays.

    ``edition`` is the edition that was corrected. Raises Refused when a colleague was first, or for a duplicate.
    """
    session.refresh(source, ["edition"], with_for_update=True)
    if source.edition != edition:
        raise Refused("Een collega heeft deze bron intussen gewijzigd. Open de bron opnieuw.")
    _refuse_double(data, [other for other in queries.sources_of(session, source.round) if other.id != source.id])
    before = source.file
    _write(session, source, data, file)
    source.edition += 1
    session.flush()
    if before and before is not source.file:
        drop_file(session, before)
    record_event(session, actor, "source.change", "source", source.id, at, key=source.key, edition=source.edition)
    return source


def remove_source(session: Session, actor: Actor, source: Source, *, edition: int, at: datetime) -> None:
    """Remove a source without citations. ``edition`` is the edition on the page; raises Refused for another one."""
    session.refresh(source, ["edition"], with_for_update=True)
    if source.edition != edition:
        raise Refused("Een collega heeft deze bron intussen gewijzigd. Open de bron opnieuw.")
    if citings_of(session, source):
        raise Refused("Deze bron wordt aangehaald. Haal de voetnoten eerst uit de antwoorden.")
    file = source.file
    session.delete(source)
    session.flush()
    if file:
        drop_file(session, file)
    record_event(session, actor, "source.remove", "source", source.id, at, key=source.key)


def _refuse_double(data: SourceData, known: Iterable[Source]) -> None:
    for source in known:
        if source.data.citation.casefold() == data.citation.casefold():
            raise Refused(f"Deze bron is er al: {source.title}.")
        if data.number and source.number == data.number:
            raise Refused(f"Dit Kamerstuk is er al: {source.title}.")


def _write(session: Session, source: Source, data: SourceData, file: CheckedFile | None) -> None:
    source.title, source.publisher, source.number = data.title, data.publisher, data.number
    source.dated, source.link = data.dated, data.link
    if file:
        source.file, source.file_name = keep_file(session, file), file.name
