"""Who would get which passages, before anything is sent: everybody who agreed to an answer that is cited there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from surveyapp.agreement.rules import has_agreed
from surveyapp.alignment.paragraphs.rules import Passage, Sendable, hash_of
from surveyapp.alignment.passages import queries
from surveyapp.interviews.recording.models import Interview, Respondent, Round
from surveyapp.interviews.recording.queries import interviews_in
from surveyapp.report.citations.rules import Citation
from surveyapp.text.words import fingerprint
from surveyapp.verification.records.models import Approval
from surveyapp.verification.records.rules import Use, narrowest


@dataclass(frozen=True, slots=True)
class Rests:
    """That a passage rests on an answer that a reader agreed to. ``place`` counts the passages from 0."""

    place: int
    revision_id: int
    item: str
    unnamed: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who would get passages to read."""

    person: Respondent
    rests: tuple[Rests, ...]

    @property
    def places(self) -> tuple[int, ...]:
        """The passages that concern them."""
        return tuple(sorted({one.place for one in self.rests}))


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that sending would do. ``nobody``: organisations whose answers are cited and who nobody can ask."""

    sections: tuple[Sendable, ...]
    readers: tuple[Reader, ...]
    nobody: tuple[str, ...]

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages, in order."""
        return tuple(one for section in self.sections for one in section.passages)

    @property
    def hash(self) -> str:
        """What identifies the text that is sent."""
        return hash_of(self.passages)

    def key(self, deadline: date | None = None) -> str:
        """Identifies what an editor looked at: other text or other readers need another look."""
        who = [f"{one.person.id} {one.person.email} {one.rests}" for one in self.readers]
        return fingerprint(text=self.hash, readers="\n".join(who), deadline=str(deadline or ""))


def plan_of(session: Session, round_: Round, sections: Sequence[Sendable]) -> Plan:
    """What sending these sections would do now."""
    passages = [one for section in sections for one in section.passages]
    cited = {one for passage in passages for one in passage.cites}
    given = queries.approvals_of_cited(session, round_, cited)
    interviews = {one.organisation.key: one for one in interviews_in(session, round_)}
    readers, nobody = [], []
    for key in dict.fromkeys(one.cited[0] for passage in passages for one in passage.cites):
        interview = interviews[key]
        found = _readers(interview, passages, given)
        readers += found
        if not found:
            nobody.append(interview.organisation.label)
    return Plan(tuple(sections), tuple(readers), tuple(nobody))


def _readers(
    interview: Interview, passages: Sequence[Passage], given: Mapping[Citation, Sequence[Approval]]
) -> list[Reader]:
    """Who of an interview takes part now and agreed to what is cited of it, or took the place of who did."""
    found = []
    for person in interview.respondents:
        rests = [
            Rests(place, approvals[0].revision_id, citation.cited[1], _unnamed(approvals))
            for place, passage in enumerate(passages)
            for citation in passage.cites
            if citation.cited[0] == interview.organisation.key
            and (approvals := given.get(citation, ()))
            and has_agreed(person, approvals)
        ]
        if rests and person.erased_at is None:
            found.append(Reader(person, tuple(rests)))
    return found


def _unnamed(approvals: Sequence[Approval]) -> bool:
    return narrowest(one.use for one in approvals) is not Use.NAMED
