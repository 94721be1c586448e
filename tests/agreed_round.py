"""A round with interviews in every stage, made as people make it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from surveyapp.core.audit import Actor, record_event
from surveyapp.core.config import resource_dir
from surveyapp.interviews.recording import operations as recording
from surveyapp.interviews.recording.digests import of_round
from surveyapp.interviews.recording.models import Interview, Organisation, Round
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.questionnaires.operations import read, store
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.readings.links import operations
from surveyapp.verification.decisions.queries import locks_of
from surveyapp.verification.keeping.operations import seen_now
from surveyapp.verification.reacting import operations as reacting_operations
from surveyapp.verification.records import queries as verification
from surveyapp.verification.records.models import Verification
from surveyapp.verification.records.rules import Use
from surveyapp.verification.reopening.operations import reopen
from surveyapp.verification.sending import operations as verifying

NOW = datetime(2018, 5, 22, 10, 0, tzinfo=UTC)
HELD = date(2018, 4, 12)
SYSTEM = Actor.system()
QUESTIONNAIRES = {
    OrganisationKind.REGION: "regio",
    OrganisationKind.PROVINCE: "provincie",
    OrganisationKind.MINISTRY: "rijk",
}


@dataclass
class AgreedRound:
    """Builds a round, one verb at a time."""

    session: Session
    round: Round
    at: datetime = NOW

    @classmethod
    def of(cls, session: Session, name: str = "2018") -> "AgreedRound":
        """An empty round."""
        made = recording.create_round(
            session, SYSTEM, name=name, title=f"Rapportage {name}", subtitle="", previous=None, outline="", at=NOW
        )
        return cls(session, made)

    def begin_with(self, outline: str) -> None:
        """Let the round be as one that was made with this outline."""
        self.round.outline = outline
        self.session.flush()
        record_event(
            self.session,
            SYSTEM,
            "round.create",
            "round",
            self.round.id,
            self.at,
            name=self.round.name,
            digest=of_round(self.round),
        )

    def organisation(
        self, name: str, kind: OrganisationKind = OrganisationKind.REGION, *, province: str = "", short: str = ""
    ) -> Organisation:
        """An organisation; a region comes with its province."""
        if kind is OrganisationKind.REGION:
            self._put(OrganisationKind.PROVINCE, province or "Drenthe")
        return self._put(kind, name, short=short, province=province or "Drenthe")

    def _put(self, kind: OrganisationKind, name: str, *, short: str = "", province: str = "") -> Organisation:
        return recording.put_organisation(
            self.session,
            SYSTEM,
            kind=kind,
            name=name,
            position=1,
            short=short,
            at=self.at,
            province=province if kind is OrganisationKind.REGION else "",
        )

    def interview(
        self,
        organisation: Organisation,
        answers: dict[str, str],
        *,
        held_on: date | None = HELD,
        respondents: Sequence[RespondentData] = (),
    ) -> Interview:
        """An interview with what was said in it."""
        key = QUESTIONNAIRES[organisation.kind]
        source = read(resource_dir("questionnaires"), key)
        person = RespondentData("A. Respondent", "beleidsadviseur", f"{organisation.key}@example.org")
        made = recording.create_interview(
            self.session,
            SYSTEM,
            round_=self.round,
            organisation=organisation,
            interviewers=(),
            held_on=held_on,
            questionnaire=store(self.session, source, key),
            respondents=respondents or (person,),
            at=self.at,
        )
        for item, text in answers.items():
            self.answer(made, item, text)
        return made

    def answer(self, interview: Interview, item: str, text: str, *, base: int = 0) -> None:
        """The next version of an answer, reopened if need be; no text means that it was not discussed."""
        if item in locks_of(self.session, interview.id):
            reopen(self.session, SYSTEM, interview, item, reason="Fout.", contact="team@example.org", at=self.at)
        status = AnswerStatus.TEXT if text else AnswerStatus.NOT_DISCUSSED
        recording.save_answer(self.session, SYSTEM, interview, item, text=text, status=status, base=base, at=self.at)

    def send(self, interview: Interview) -> Sequence[Verification]:
        """Put the newest texts before the respondents."""
        record = verifying.send_record(
            self.session,
            SYSTEM,
            interview,
            deadline=date(2018, 6, 15),
            link_days=28,
            contact="team@example.org",
            at=self.at,
        )
        return verification.records_of(self.session, interview)[0].verifications if record else ()

    def agree(self, one: Verification, uses: Mapping[str, Use] | None = None) -> None:
        """A respondent agrees to everything, to some of it for these uses only, and sends it."""
        operations.open_reading(self.session, SYSTEM, one, at=self.at)
        reacting_operations.agree_to_rest(self.session, one, uses=uses, at=self.at)
        reacting_operations.submit(
            self.session,
            SYSTEM,
            one,
            number=one.record.number,
            hash_=one.record.hash,
            seen=seen_now(self.session, one),
            contact="team@example.org",
            at=self.at,
        )

    def agreed(self, organisation: Organisation, answers: dict[str, str]) -> Interview:
        """An interview that everybody agreed to."""
        made = self.interview(organisation, answers)
        for one in self.send(made):
            self.agree(one)
        return made
