"""Notify editors of what readers of an alignment do."""

from collections.abc import Collection
from datetime import datetime
from urllib.parse import quote

from sqlalchemy.orm import Session

from surveyapp.accounts.staff.queries import active_users
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.alignment.passages import queries
from surveyapp.alignment.passages.models import AlignmentReading
from surveyapp.alignment.passages.rules import Opinion
from surveyapp.core.dutch import listed
from surveyapp.mail.received.operations import notify

MENU = "Rapport, Afstemmen"


def tell(session: Session, reading: AlignmentReading, words: str, at: datetime) -> None:
    """Notify the sender of the alignment, or all editors when the sender left or is no editor any more."""
    alignment = reading.alignment
    sender = alignment.sent_by
    still = sender and sender.active and _edits(sender.role_names)
    to = [sender] if sender and still else active_users(session, RoleName.EDITOR)
    page = f"/rapport/afstemmen/{alignment.number}?ronde={quote(alignment.round.name)}"
    notify(session, reading.respondent.interview, words, at, to=to, page=page, menu=MENU)


def undelivered(session: Session, reading_id: int, words: str, at: datetime) -> None:
    """Notify the editors that a mail to a reader did not arrive."""
    if reading := queries.get_reading(session, reading_id):
        tell(session, reading, words, at)


def reacted(reading: AlignmentReading) -> str:
    """Return the notice that a reader submitted, with the number of reactions per opinion."""
    tally = [(opinion, sum(said.opinion is opinion for said in reading.reactions)) for opinion in Opinion]
    said = listed([f"{count} keer ‘{opinion.label.lower()}’" for opinion, count in tally if count])
    return f"De {reading.respondent.function} heeft gereageerd op afstemming {reading.alignment.number}: {said}."


def _edits(roles: Collection[str]) -> bool:
    return bool({RoleName.EDITOR, RoleName.ADMINISTRATOR} & set(roles))
