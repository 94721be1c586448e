"""The record as it is read aloud at the end of the talk: nothing private, no notes, no baseline."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.questionnaires.operations import parsed

_PASSED = {AnswerStatus.NOT_DISCUSSED, AnswerStatus.NOT_APPLICABLE}


@dataclass(frozen=True, slots=True)
class ReadItem:
    """One answer to be read aloud, with all the words of its question."""

    number: str
    stem: str
    wording: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that is shown."""

    id: int
    organisation: str
    held_on: date | None
    items: tuple[ReadItem, ...]
    not_discussed: tuple[str, ...]
    """Items that were not discussed, or do not apply."""
    empty: tuple[str, ...]
    """Items without anything. What was withdrawn is not mentioned: it is no longer part of the record."""


def reading_of(session: Session, interview: Interview) -> Reading:
    """The record of an interview as it is now."""
    questionnaire = parsed(interview.questionnaire)
    revisions = queries.newest_revisions(session, [interview.id])[interview.id]
    stems = {part.number: question for question in questionnaire.questions for part in question.parts}
    words = {number: one.text for number, one in revisions.items() if one.text.strip()}
    passed = [number for number, one in revisions.items() if one.status in _PASSED]
    gone = [number for number, one in revisions.items() if one.status is AnswerStatus.WITHDRAWN]
    return Reading(
        id=interview.id,
        organisation=interview.organisation.label,
        held_on=interview.held_on,
        items=tuple(
            ReadItem(
                number=one.number,
                stem=stems[one.number].wording if one.number in stems else "",
                wording=one.wording,
                text=words[one.number],
            )
            for one in questionnaire.items
            if one.number in words
        ),
        not_discussed=tuple(one.number for one in questionnaire.items if one.number in passed),
        empty=tuple(one.number for one in questionnaire.items if one.number not in {*words, *passed, *gone}),
    )
