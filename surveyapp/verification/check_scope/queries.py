"""The interviews that are compared with the audit log, and data that several comparisons share."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from surveyapp.core.audit import AuditEvent, Entry, entries
from surveyapp.interviews.recording.models import Answer, AnswerRevision, Interview, Organisation, Respondent, Round
from surveyapp.questionnaires.models import StoredQuestionnaire
from surveyapp.verification.records.models import Approval, Record, RecordEntry, Verification


@dataclass
class Scope:
    """A selection of interviews to check, with cached data of it.

    ``whole`` adds the revisions that were not sent or agreed to.
    """

    session: Session
    interviews: sa.Select[int]
    whole: bool = False

    @cached_property
    def places(self) -> dict[int, str]:
        """Return the name of each interview's organisation, by interview id."""
        selected = self.session.execute(
            sa.select(Interview).options(joinedload(Interview.organisation)).where(Interview.id.in_(self.interviews))
        )
        return {interview.id: interview.organisation.label for interview in selected.scalars()}

    @cached_property
    def revisions(self) -> dict[int, sa.Row[*tuple[Any, ...]]]:
        """Return the revisions that were sent or agreed to, by id."""
        return {row.id: row for row in self.session.execute(REVISIONS.where(COUNTS, self.these))}

    @cached_property
    def checked(self) -> Sequence[sa.Row[*tuple[Any, ...]]]:
        """The versions of answers that are compared with the log."""
        if self.whole:
            return self.session.execute(REVISIONS.where(self.these)).all()
        return list(self.revisions.values())

    @cached_property
    def saved(self) -> list[Entry]:
        """The events with which they were saved."""
        saved = sa.exists().where(
            AnswerRevision.answer_id == AuditEvent.subject_id, AnswerRevision.created_at == AuditEvent.at
        )
        answers = sa.select(Answer.id).where(self.these)
        about = sa.and_(AuditEvent.subject == "answer", AuditEvent.subject_id.in_(answers))
        return entries(self.session, SAVED, about, saved if self.whole else saved.where(COUNTS))

    @cached_property
    def record_hashes(self) -> set[str]:
        """Return the hashes of the records that were sent."""
        return set(self.session.scalars(sa.select(Record.hash).where(Record.interview_id.in_(self.interviews))))

    @property
    def these(self) -> sa.ColumnElement[bool]:
        """Return the condition that an answer belongs to these interviews."""
        return Answer.interview_id.in_(self.interviews)

    @property
    def people(self) -> sa.Select[int]:
        """Select the ids of their respondents."""
        return sa.select(Respondent.id).where(Respondent.interview_id.in_(self.interviews))

    @property
    def records(self) -> sa.Select[int]:
        """Select the ids of their records."""
        return sa.select(Record.id).where(Record.interview_id.in_(self.interviews))

    @property
    def verifications(self) -> sa.Select[int]:
        """Select the ids of the verifications of their records."""
        return sa.select(Verification.id).where(Verification.record_id.in_(self.records))

    def place(self, revision_id: int) -> str:
        """Return the place of a revision in Dutch: organisation, question and version."""
        row = self.revisions.get(revision_id)
        return place_of(row) if row else "Een antwoord van een ander interview"


SAVED = ("answer.save",)
"""The actions that save an answer."""
REVISIONS = (
    sa.select(
        AnswerRevision.id,
        AnswerRevision.answer_id,
        AnswerRevision.number,
        AnswerRevision.text,
        AnswerRevision.status,
        AnswerRevision.fingerprint,
        AnswerRevision.created_at,
        Answer.item,
        Answer.interview_id,
        Round.name.label("round"),
        Organisation.key.label("organisation"),
        Organisation.name.label("called"),
        StoredQuestionnaire.hash.label("questionnaire"),
    )
    .join(Answer, Answer.id == AnswerRevision.answer_id)
    .join(Interview, Interview.id == Answer.interview_id)
    .join(Round, Round.id == Interview.round_id)
    .join(Organisation, Organisation.id == Interview.organisation_id)
    .join(StoredQuestionnaire, StoredQuestionnaire.id == Interview.questionnaire_id)
    .order_by(Answer.interview_id, Answer.id, AnswerRevision.number)
)
COUNTS = sa.or_(
    sa.exists().where(RecordEntry.revision_id == AnswerRevision.id),
    sa.exists().where(Approval.revision_id == AnswerRevision.id),
)


def place_of(row: sa.Row[*tuple[Any, ...]]) -> str:
    return f"{row.called}, vraag {row.item}, versie {row.number}"
