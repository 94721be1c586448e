"""What an interview's dossier says of alignments: which passages rest on its answers, who reacted, what became of it.

Only passages that rest on this interview's answers, and only what its own respondents said of them: what else such a
passage rests on is another interview's matter, and may have no name.
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
    """Each reading of an alignment by a respondent of this interview, the first first."""
    return [_reading(one) for one in queries.readings_of_interview(session, interview)]


def _reading(reading: AlignmentReading) -> Facts:
    alignment = reading.alignment
    said = {one.passage_id: one for one in reading.reactions if reading.submitted_at}
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
        "more_time": [dossiers_facts.extension_facts(one) for one in reading.extensions],
        "passages": [_passage(reading, one, said.get(one.id)) for one in asked_of(reading)],
    }


def _passage(reading: AlignmentReading, passage: AlignedPassage, said: AlignmentReaction | None) -> Facts:
    rests = [one for one in reading.concerns if one.passage_id == passage.id]
    return {
        "heading": passage.heading,
        "text": passage.text,
        "source": passage.source,
        "rests_on": [
            {"item": one.revision.answer.item, "version": one.revision.number, "unnamed": one.unnamed}
            for one in sorted(rests, key=lambda one: one.revision_id)
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
    """Whether what a dossier says of passages and reactions is so in the database."""
    passages = [
        passage
        for one in objects_in(facts.get("alignments"))
        for passage in objects_in(one.get("passages"))
        if passage.get("reaction")
    ]
    if passages:
        yield receipts_facts.checked(session, passages)


def readings_of(people: sa.Select[int]) -> sa.Select[int]:
    """Select the readings of these respondents."""
    return sa.select(AlignmentReading.id).where(AlignmentReading.respondent_id.in_(people))


def reactions_of(people: sa.Select[int]) -> sa.Select[int]:
    """Select the reactions of these respondents."""
    return sa.select(AlignmentReaction.id).where(AlignmentReaction.reading_id.in_(readings_of(people)))
