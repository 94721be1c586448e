"""How far respondents are who have not finished."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from surveyapp.readings.links.rules import Stage, stage_of
from surveyapp.verification.reacting.operations import is_whole
from surveyapp.verification.records import queries
from surveyapp.verification.records.models import Verification


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a respondent is: answers that need nothing more, of all that are asked of them."""

    done: int
    asked: int
    opened: bool

    @property
    def stage(self) -> Stage:
        """Which words fit."""
        return stage_of(opened=self.opened, done=self.done)


def progress_of_all(session: Session, verifications: Sequence[Verification]) -> dict[int, Progress]:
    """Per verification, how far its respondent is."""
    sent = {one.id: [entry.revision_id for entry in one.record.entries] for one in verifications}
    given = queries.approvals_of(session, sorted({number for numbers in sent.values() for number in numbers}))
    agreed = {(approval.respondent_id, number) for number, found in given.items() for approval in found}
    progress = {}
    for one in verifications:
        asked = {number for number in sent[one.id] if (one.respondent_id, number) not in agreed}
        done = sum(is_whole(said) for said in one.reactions if said.revision_id in asked)
        progress[one.id] = Progress(done, len(asked), one.opened_at is not None)
    return progress
