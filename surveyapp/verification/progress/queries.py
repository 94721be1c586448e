"""Queries on how far respondents are who have not finished."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveyapp.readings.links.rules import Stage, stage_of
from surveyapp.verification.reacting.operations import is_whole
from surveyapp.verification.records import queries
from surveyapp.verification.records.models import Verification


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a respondent is: the number of complete answers, of all that are asked of them."""

    done: int
    asked: int
    opened: bool

    @property
    def stage(self) -> Stage:
        """Return the stage, which chooses the text of a reminder."""
        return stage_of(opened=self.opened, done=self.done)


def progress_of_all(session: Session, verifications: Sequence[Verification]) -> dict[int, Progress]:
    """Return the progress of each verification, by id."""
    sent = {
        verification.id: [entry.revision_id for entry in verification.record.entries] for verification in verifications
    }
    given = queries.approvals_of(session, sorted({number for numbers in sent.values() for number in numbers}))
    agreed = {(approval.respondent_id, number) for number, approvals in given.items() for approval in approvals}
    progress = {}
    for verification in verifications:
        asked = {number for number in sent[verification.id] if (verification.respondent_id, number) not in agreed}
        done = sum(is_whole(said) for said in verification.reactions if said.revision_id in asked)
        progress[verification.id] = Progress(done, len(asked), verification.opened_at is not None)
    return progress
