"""The record for reading aloud at the end of the conversation, without notes and baseline."""

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
    """An answer to be read aloud, with the full wording of its question."""

    number: str
    stem: str
    wording: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The record to be read aloud."""

    id: int
    organisation: str
    held_on: date | None
    items: tuple[ReadItem, ...]
    not_discussed: tuple[str, ...]
    """Items that were not discussed or do not apply."""
    empty: tuple[str, ...]
    """Items without text. Withdrawn answers are left out, since they are no longer part of the record."""


def reading_of(session: Session, interview: Interview) -> Reading:
    """Return the present record of an interview."""
    questionnaire = parsed(interview.questionnaire)
    revisions = queries.newest_revisions(session, [interview.id])[interview.id]
    stems = {part.number: question for question in questionnaire.questions for part in question.parts}
    words = {number: revision.text for number, revision in revisions.items() if revision.text.strip()}
    passed = [number for number, revision in revisions.items() if revision.status in _PASSED]
    gone = [number for number, revision in revisions.items() if revision.status is AnswerStatus.WITHDRAWN]
    return Reading(
        id=interview.id,
        organisation=interview.organisation.label,
        held_on=interview.held_on,
        items=tuple(
            ReadItem(
                number=question.number,
                stem=stems[question.number].wording if question.number in stems else "",
                wording=question.wording,
                text=words[question.number],
            )
            for question in questionnaire.items
            if question.number in words
        ),
        not_discussed=tuple(question.number for question in questionnaire.items if question.number in passed),
        empty=tuple(
            question.number for question in questionnaire.items if question.number not in {*words, *passed, *gone}
        ),
    )
