"""Choice between two texts of one section that were written at the same time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor
from surveyapp.core.errors import Refused
from surveyapp.interviews.desk.operations import Choice
from surveyapp.interviews.recording.models import Round
from surveyapp.report.desk import queries as desk_queries
from surveyapp.report.tables.models import SectionTextRevision
from surveyapp.report.texts import operations
from surveyapp.text import words as texts
from surveyapp.text.merging import merge


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two texts of a section: ``mine`` was typed on revision ``began``, ``theirs`` was saved as revision ``base``."""

    mine: str
    theirs: str
    base: int
    began: int
    merged: str
    by: str
    own: bool
    """Whether the same user saved both."""
    at: datetime


def conflict_of(
    session: Session, reader_id: int, round_: Round, section: str, typed: str, began: int, newest: SectionTextRevision
) -> Conflict:
    """Return the conflict between the typed text and the newest saved one, with both merged."""
    base = desk_queries.find_section_text(session, round_, section, began)
    mine = texts.normalise(typed)
    return Conflict(
        mine=mine,
        theirs=newest.text,
        base=newest.number,
        began=began,
        merged=merge(base.text if base else "", mine, newest.text),
        by=newest.author.name if newest.author else "",
        own=newest.author_id == reader_id,
        at=newest.created_at,
    )


def choose_text(
    session: Session,
    actor: Actor,
    round_: Round,
    section: str,
    mine: str,
    choice: Choice,
    merged: str,
    *,
    base: int,
    key: str,
    at: datetime,
) -> tuple[SectionTextRevision, SectionTextRevision]:
    """Save the writer's own text after theirs (``base``), then the chosen text as the newest.

    Returns both revisions, which are the same when the writer chose their own text. Idempotent per ``key``. Raises
    Refused, and the errors of ``save_section_text``.
    """
    theirs = desk_queries.find_section_text(session, round_, section, base)
    if theirs is None:
        raise Refused("De tekst van uw collega is er niet meer. Laad de pagina opnieuw.")
    kept = operations.save_section_text(session, actor, round_, section, mine, base=base, key=f"{key}-mine", at=at)
    if choice is Choice.MINE:
        return kept, kept
    text = theirs.text if choice is Choice.THEIRS else merged
    return kept, operations.save_section_text(
        session, actor, round_, section, text, base=kept.number, key=f"{key}-chosen", at=at
    )
