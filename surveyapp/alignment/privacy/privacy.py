"""Personal data in alignments: export it for the person, and erase it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from surveyapp.alignment.passages import queries
from surveyapp.alignment.passages.models import AlignmentReading
from surveyapp.interviews.recording.models import Respondent
from surveyapp.interviews.recording.privacy import ERASED_NAME
from surveyapp.privacy.persons.rules import PerPerson


def kept(session: Session, people: Sequence[Respondent]) -> PerPerson[dict[str, Any]]:
    """Return what these respondents were sent, said and were told, per person."""
    readings = queries.readings_of_people(session, people)
    return PerPerson.gathered((reading.respondent_id, _reading(reading)) for reading in readings)


def _reading(reading: AlignmentReading) -> dict[str, Any]:
    return {
        "number": reading.alignment.number,
        "sent_at": _moment(reading.alignment.sent_at),
        "opened_at": _moment(reading.opened_at),
        "submitted_at": _moment(reading.submitted_at),
        "told_at": _moment(reading.told_at),
        "more_time": [
            {"until": str(asked.asked_for), "reason": asked.reason, "at": _moment(asked.asked_at)}
            for asked in reading.extensions
            if asked.asked_for
        ],
        "reactions": [
            {"opinion": said.opinion.value, "words": said.words, "at": _moment(said.updated_at)}
            for said in reading.reactions
        ],
    }


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def erase(session: Session, person: Respondent) -> None:
    """Erase a person's name and address from their reactions. The rest stays, by function and organisation."""
    for reading in queries.readings_of(session, person):
        for said in reading.reactions:
            said.words = _without(said.words, person)
            for saved in queries.revisions_of(session, said):
                saved.text = _without(saved.text, person)
            if said.disposition:
                said.disposition.reason = _without(said.disposition.reason, person)
    session.flush()


def _without(words: str, person: Respondent) -> str:
    return words.replace(person.name, ERASED_NAME).replace(person.email, ERASED_NAME)
