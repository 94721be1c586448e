"""Facts on alignments in an interview's dossier: passages that rest on its answers, reactions, and their results.

Only passages that rest on this interview's answers, and only reactions of its own respondents: other answers under
such a passage belong to other interviews, and may have to stay without name.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from surveyapp.alignment.passages import queries
from surveyapp.alignment.passages.models import AlignedPassage, AlignmentReaction, AlignmentReading
from surveyapp.alignment.reacting.operations import asked_of
from surveyapp.alignment.receipts import facts as receipts_facts
from surveyapp.evidence.documents.facts import day, moment
from surveyapp.evidence.documents.rules import Finding, objects_in
from surveyapp.evidence.dossiers import facts as dossiers_facts
from surveyapp.interviews.recording.models import Interview
from surveyapp.protection.sealing import Facts


def alignments_of(session: Session, interview: Interview) -> list[Facts]:
    """Return the facts of each reading by a respondent of this interview, first alignment first."""
    return [_reading(reading) for reading in queries.readings_of_interview(session, interview)]


def _reading(reading: AlignmentReading) -> Facts:
    alignment = reading.alignment
    said = {reaction.passage_id: reaction for reaction in reading.reactions if reading.submitted_at}
    return {
        "number": alignment.number,
        "hash": alignment.hash,
        "sent_at": moment(alignment.sent_at),
        "sent_by": alignment.sent_by.name if alignment.sent_by else "",
        "respondent": reading.respondent_id,
        "function": reading.respondent.function,
        "deadline": day(reading.deadline),
        "opened_at": moment(reading.opened_at),
        "submitted_at": moment(reading.submitted_at),
        "reach": reading.reach.value,
        "told_at": moment(reading.told_at),
        "revoked_at": moment(reading.revoked_at),
        "more_time": [dossiers_facts.extension_facts(extension) for extension in reading.extensions],
        "passages": [_passage(reading, passage, said.get(passage.id)) for passage in asked_of(reading)],
    }


def _passage(reading: AlignmentReading, passage: AlignedPassage, said: AlignmentReaction | None) -> Facts:
    rests = [concern for concern in reading.concerns if concern.passage_id == passage.id]
    return {
        "heading": passage.heading,
        "text": passage.text,
        "source": passage.source,
        "rests_on": [
            {"item": concern.revision.answer.item, "version": concern.revision.number, "unnamed": concern.unnamed}
            for concern in sorted(rests, key=lambda concern: concern.revision_id)
        ],
        "reaction": _reaction(said) if said else None,
    }


def _reaction(said: AlignmentReaction) -> Facts:
    done = said.disposition
    return {
        "id": said.id,
        "opinion": said.opinion.value,
        "words": said.words,
        "at": moment(said.updated_at),
        "settled": {
            "how": done.settled.value,
            "reason": done.reason,
            "at": moment(done.settled_at),
            "by": done.settled_by.name if done.settled_by else "",
        }
        if done
        else None,
    }


def check(session: Session, facts: Facts) -> Iterator[Finding]:
    """Yield whether the passages and reactions in a dossier match the database."""
    passages = [
        passage
        for alignment in objects_in(facts.get("alignments"))
        for passage in objects_in(alignment.get("passages"))
        if passage.get("reaction")
    ]
    if passages:
        yield receipts_facts.checked(session, passages)


def readings_of(people: sa.Select[int]) -> sa.Select[int]:
    """Select the ids of the readings of these respondents."""
    return sa.select(AlignmentReading.id).where(AlignmentReading.respondent_id.in_(people))


def reactions_of(people: sa.Select[int]) -> sa.Select[int]:
    """Select the ids of the reactions of these respondents."""
    return sa.select(AlignmentReaction.id).where(AlignmentReaction.reading_id.in_(readings_of(people)))
