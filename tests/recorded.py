"""A round with interviews to record in, made through the operations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.core.audit import Actor
from surveyapp.core.config import resource_dir
from surveyapp.interviews.recording import operations
from surveyapp.interviews.recording.models import AnswerRevision, Interview, Round
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.questionnaires.operations import read, store
from surveyapp.questionnaires.rules import OrganisationKind

NOW = datetime(2018, 5, 22, 10, 0, tzinfo=UTC)
SYSTEM = Actor.system()
ADVISER = RespondentData("Contactpersoon", "beleidsadviseur", "contact@example.org")
KINDS = {
    "regio": OrganisationKind.REGION,
    "provincie": OrganisationKind.PROVINCE,
    "rijk": OrganisationKind.MINISTRY,
}


@dataclass
class Recorded:
    """Round 2018 in a session, and ways to fill it."""

    session: Session
    round: Round

    @classmethod
    def of(cls, session: Session, name: str = "2018") -> "Recorded":
        """An empty round."""
        round_ = operations.create_round(
            session, SYSTEM, name=name, title=f"Rapportage {name}", subtitle="", previous=None, outline="", at=NOW
        )
        return cls(session, round_)

    def interview(
        self,
        name: str = "Oost-Drenthe",
        questionnaire: str = "regio",
        *,
        by: Sequence[User] = (),
        respondents: Sequence[RespondentData] = (ADVISER,),
        short: str = "",
    ) -> Interview:
        """An interview with a new organisation; a region lies in Drenthe."""
        kind = KINDS[questionnaire]
        if kind is OrganisationKind.REGION:
            self.organisation("Drenthe", OrganisationKind.PROVINCE)
        organisation = operations.put_organisation(
            self.session,
            SYSTEM,
            kind=kind,
            name=name,
            position=1,
            short=short,
            at=NOW,
            province="Drenthe" if kind is OrganisationKind.REGION else "",
        )
        source = read(resource_dir("questionnaires"), questionnaire)
        interview = operations.create_interview(
            self.session,
            SYSTEM,
            round_=self.round,
            organisation=organisation,
            questionnaire=store(self.session, source, f"{questionnaire}.yaml"),
            interviewers=list(by),
            respondents=respondents,
            held_on=date(2018, 4, 12),
            at=NOW,
        )
        self.session.refresh(interview, ["everybody"])
        return interview

    def organisation(self, name: str, kind: OrganisationKind) -> None:
        """A known organisation."""
        operations.put_organisation(self.session, SYSTEM, kind=kind, name=name, position=0, at=NOW)

    def save(
        self,
        interview: Interview,
        item: str,
        text: str,
        *,
        base: int = 0,
        key: str | None = None,
        by: Actor = SYSTEM,
        status: AnswerStatus = AnswerStatus.TEXT,
    ) -> AnswerRevision:
        """Save one answer."""
        return operations.save_answer(
            self.session, by, interview, item, text=text, status=status, base=base, key=key, at=NOW
        )
