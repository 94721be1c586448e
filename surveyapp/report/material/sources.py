"""Material of a report as plain values: one ``InterviewSource`` per interview of the round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from surveyapp.questionnaires.rules import OrganisationKind, Questionnaire
from surveyapp.report.material.decisions import Concern, Overruling, Subject
from surveyapp.report.material.tree import Figure
from surveyapp.verification.records.rules import Channel, Reach, Use

CHANNELS = {label.value: label.label for label in (*Channel, *Reach) if label.label}


@dataclass(frozen=True, slots=True)
class Organisation:
    """A region ("Oost-Drenthe"), province ("Drenthe") or ministry (its name in full).

    ``position`` orders it within its kind, a region within its province.
    """

    key: str
    name: str
    kind: OrganisationKind
    code: str
    province_key: str | None
    position: int
    municipalities: tuple[str, ...] = ()
    category: str = ""

    @property
    def title(self) -> str:
        """Name as in a heading: "Regio Oost-Drenthe", "Provincie Drenthe", "Ministerie van ..." (``name`` in full)."""
        prefix = {OrganisationKind.REGION: "Regio ", OrganisationKind.PROVINCE: "Provincie "}
        return prefix.get(self.kind, "") + self.name

    @property
    def own_names(self) -> tuple[str, ...]:
        """Names of the organisation itself: with and without "Ministerie van", and its code."""
        return self.name, self.name.removeprefix("Ministerie van "), self.code

    @property
    def names(self) -> tuple[str, ...]:
        """All names by which a reader would recognise it: its own and its municipalities'."""
        places = tuple(municipality.removesuffix(" c.a.") for municipality in self.municipalities)
        return tuple(dict.fromkeys((*self.own_names, *places)))


@dataclass(frozen=True, slots=True)
class ApprovalSource:
    """One agreement: function of the respondent, day and channel ("link", "phone").

    ``notice`` is a Dutch clause on the mail about it; "" when there is nothing to mention.
    """

    function: str
    given_on: date
    channel: str
    notice: str = ""

    @property
    def how(self) -> str:
        """Channel in words: "via de link", "per telefoon (het bericht hierover kwam niet aan)"."""
        words = CHANNELS.get(self.channel, self.channel)
        return f"{words} ({self.notice})" if self.notice else words


@dataclass(frozen=True, slots=True)
class AnswerSource:
    """The newest revision of one answer. ``themes`` has one tuple of theme keys per paragraph, or is empty."""

    item: str
    revision: int
    text: str
    fingerprint: str
    approved: bool
    approvals: tuple[ApprovalSource, ...] = ()
    themes: tuple[tuple[str, ...], ...] = ()
    use: Use = Use.NAMED
    """Use that all who agreed allow."""
    cleared: bool = False
    """Whether an editor decided that nothing in these words names the organisation, although it looks so."""

    def __post_init__(self) -> None:
        """Raise ValueError when the answer is approved without any approval."""
        if self.approved and not self.approvals:
            raise ValueError(f"answer {self.item} is approved by nobody")


@dataclass(frozen=True, slots=True)
class InterviewSource:
    """An interview with all its answered items, approved or not."""

    organisation: Organisation
    questionnaire: Questionnaire
    functions: tuple[str, ...]
    held_on: date | None
    records_sent_on: tuple[date, ...]
    approved_on: date | None
    answers: tuple[AnswerSource, ...]

    @property
    def approved(self) -> bool:
        """Whether the whole interview is agreed."""
        return self.approved_on is not None

    def cleared(self, names: set[tuple[str, int]]) -> "InterviewSource":
        """Return this interview with ``cleared`` set on exactly the answers with these names and versions."""
        if not names and not any(answer.cleared for answer in self.answers):
            return self
        key = self.organisation.key
        now = [(answer, (f"{key}.{answer.item}", answer.revision) in names) for answer in self.answers]
        if all(answer.cleared == cleared for answer, cleared in now):
            return self
        return replace(self, answers=tuple(replace(answer, cleared=cleared) for answer, cleared in now))


@dataclass(frozen=True, slots=True)
class RoundSource:
    """All material for a report on one round. ``section_texts`` maps a section's key to Markdown."""

    name: str
    title: str
    subtitle: str
    publisher: str
    interviews: tuple[InterviewSource, ...]
    organisations: tuple[Organisation, ...]
    section_texts: dict[str, str]
    columns: int = 2
    """Text columns of the report: 1 or 2."""
    overrulings: tuple[Overruling, ...] = ()
    """Editors' decisions that hold, oldest first."""
    figures: Mapping[str, Figure] = field(default_factory=dict)
    """Newest version of each figure, by name."""

    @property
    def settled(self) -> frozenset[Subject]:
        """Subjects of the editors' decisions."""
        return frozenset(overruling.subject for overruling in self.overrulings)

    @property
    def questionnaires(self) -> tuple[Questionnaire, ...]:
        """Questionnaires of the interviews, each once, in the order of the interviews."""
        return tuple({id(interview.questionnaire): interview.questionnaire for interview in self.interviews}.values())

    def decided(self, overrulings: Sequence[Overruling]) -> "RoundSource":
        """Return this source with these decisions."""
        decided = replace(self, overrulings=tuple(overrulings))
        names = {
            (subject.cited, subject.version) for subject in decided.settled if subject.concern is Concern.ANSWER_NAMES
        }
        return replace(decided, interviews=tuple(interview.cleared(names) for interview in self.interviews))
