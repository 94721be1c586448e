"""Queries on who would get which passages: everybody who agreed to an answer that is cited there."""

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
    """An answer that a passage rests on and that a reader agreed to. ``place`` counts the passages from 0."""

    place: int
    revision_id: int
    item: str
    unnamed: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """A respondent who would get passages to read."""

    person: Respondent
    rests: tuple[Rests, ...]

    @property
    def places(self) -> tuple[int, ...]:
        """Return the places of the passages that concern them."""
        return tuple(sorted({basis.place for basis in self.rests}))


@dataclass(frozen=True, slots=True)
class Plan:
    """What sending would do. ``nobody``: organisations whose answers are cited and of which nobody can be asked."""

    sections: tuple[Sendable, ...]
    readers: tuple[Reader, ...]
    nobody: tuple[str, ...]

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Return all passages, in order."""
        return tuple(passage for section in self.sections for passage in section.passages)

    @property
    def hash(self) -> str:
        """Return the hash of the text that is sent."""
        return hash_of(self.passages)

    def key(self, deadline: date | None = None) -> str:
        """Return the key of what an editor looked at; another text or other readers give another key."""
        who = [f"{reader.person.id} {reader.person.email} {reader.rests}" for reader in self.readers]
        return fingerprint(text=self.hash, readers="\n".join(who), deadline=str(deadline or ""))


def plan_of(session: Session, round_: Round, sections: Sequence[Sendable]) -> Plan:
    """Return what sending these sections would do now."""
    passages = [passage for section in sections for passage in section.passages]
    cited = {citation for passage in passages for citation in passage.cites}
    given = queries.approvals_of_cited(session, round_, cited)
    interviews = {interview.organisation.key: interview for interview in interviews_in(session, round_)}
    readers, nobody = [], []
    for key in dict.fromkeys(citation.cited[0] for passage in passages for citation in passage.cites):
        interview = interviews[key]
        concerned = _readers(interview, passages, given)
        readers += concerned
        if not concerned:
            nobody.append(interview.organisation.label)
    return Plan(tuple(sections), tuple(readers), tuple(nobody))


def _readers(
    interview: Interview, passages: Sequence[Passage], given: Mapping[Citation, Sequence[Approval]]
) -> list[Reader]:
    """Return the respondents of an interview who agreed, or whose predecessor agreed, to what is cited of it."""
    readers = []
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
            readers.append(Reader(person, tuple(rests)))
    return readers


def _unnamed(approvals: Sequence[Approval]) -> bool:
    return narrowest(approval.use for approval in approvals) is not Use.NAMED
