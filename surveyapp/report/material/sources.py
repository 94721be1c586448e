"""What a report is compiled from, as plain values: one ``InterviewSource`` per interview of the round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from surveyapp.questionnaires.rules import OrganisationKind, Questionnaire
from surveyapp.report.material.decisions import Concern, Overruling, Subject
from surveyapp.report.material.tree import Figure
from surveyapp.verification.records.rules import Channel, Reach, Use

CHANNELS = {one.value: one.label for one in (*Channel, *Reach) if one.label}


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
        """As a heading: "Regio Oost-Drenthe", "Provincie Drenthe", "Ministerie van ..." (``name`` in full)."""
        prefix = {OrganisationKind.REGION: "Regio ", OrganisationKind.PROVINCE: "Provincie "}
        return prefix.get(self.kind, "") + self.name

    @property
    def own_names(self) -> tuple[str, ...]:
        """What it is called itself: its name, with and without "Ministerie van", and its code."""
        return self.name, self.name.removeprefix("Ministerie van "), self.code

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which a reader would know it: its own, and its municipalities'."""
        places = tuple(one.removesuffix(" c.a.") for one in self.municipalities)
        return tuple(dict.fromkeys((*self.own_names, *places)))


@dataclass(frozen=True, slots=True)
class ApprovalSource:
    """One agreement: by which function, on which day, through which channel ("link", "phone").

    ``notice`` is what is told of the mail about it, as a Dutch clause; "" when there is nothing to tell.
    """

    function: str
    given_on: date
    channel: str
    notice: str = ""

    @property
    def how(self) -> str:
        """Through what it came, in words: "via de link", "per telefoon (het bericht hierover kwam niet aan)"."""
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
    """What all who agreed allow."""
    cleared: bool = False
    """Whether an editor decided that what looks like a name in these words is none."""

    def __post_init__(self) -> None:
        """Nobody's agreement is no agreement. Raises ValueError."""
        if self.approved and not self.approvals:
            raise ValueError(f"answer {self.item} is approved by nobody")


@dataclass(frozen=True, slots=True)
class InterviewSource:
    """One interview with all its answered items, approved or not."""

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
        """The same, where the answers with these names and versions do not name their organisation after all."""
        if not names and not any(one.cleared for one in self.answers):
            return self
        key = self.organisation.key
        now = [(one, (f"{key}.{one.item}", one.revision) in names) for one in self.answers]
        if all(one.cleared == cleared for one, cleared in now):
            return self
        return replace(self, answers=tuple(replace(one, cleared=cleared) for one, cleared in now))


@dataclass(frozen=True, slots=True)
class RoundSource:
    """Everything a report of one round can use. ``section_texts`` maps a section's key to Markdown."""

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
    """The editors' decisions that hold, the oldest first."""
    figures: Mapping[str, Figure] = field(default_factory=dict)
    """The newest version of each figure of the editors, by name."""

    @property
    def settled(self) -> frozenset[Subject]:
        """What they decided on."""
        return frozenset(one.subject for one in self.overrulings)

    @property
    def questionnaires(self) -> tuple[Questionnaire, ...]:
        """Those along which its interviews were held, each once, in the order of the interviews."""
        return tuple({id(one.questionnaire): one.questionnaire for one in self.interviews}.values())

    def decided(self, overrulings: Sequence[Overruling]) -> "RoundSource":
        """The same with these decisions."""
        decided = replace(self, overrulings=tuple(overrulings))
        names = {(one.cited, one.version) for one in decided.settled if one.concern is Concern.ANSWER_NAMES}
        return replace(decided, interviews=tuple(one.cleared(names) for one in self.interviews))
