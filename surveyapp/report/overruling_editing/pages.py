"""Page of open findings and decisions, as plain values."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from surveyapp.report.board.pages import Board, board_of
from surveyapp.report.citations.staleness import Overtaken, Words, overtaken
from surveyapp.report.compiling.findings import Finding
from surveyapp.report.material.decisions import Concern, Overruling, Subject
from surveyapp.report.material.sources import RoundSource
from surveyapp.report.material.structure import Outline


@dataclass(frozen=True, slots=True)
class Open:
    """A finding; for an outdated citation with the words cited and those agreed now."""

    finding: Finding
    changed: Overtaken | None

    @property
    def token(self) -> str:
        """Token of a decision on it; "" when it cannot be decided."""
        return self.finding.subject.token if self.finding.subject else ""


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one kind under a heading."""

    key: str
    title: str
    intro: str
    open: tuple[Open, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that holds, in words. ``needed`` is False when the report would be final without it."""

    overruling: Overruling
    what: str
    section: str
    needed: bool


@dataclass(frozen=True, slots=True)
class OpenPage:
    """All open findings and all decisions."""

    round: str
    groups: tuple[Group, ...]
    decisions: tuple[Decision, ...]
    unplaced: tuple[str, ...]

    @property
    def waits(self) -> int:
        """Number of things that the report waits for."""
        return sum(item.finding.blocks for group in self.groups for item in group.open) + len(self.unplaced)

    @property
    def open(self) -> tuple[Open, ...]:
        """All findings, in the order of their groups."""
        return tuple(item for group in self.groups for item in group.open)

    def groups_of(self, shown: Iterable[Open]) -> tuple[tuple[Group, tuple[Open, ...]], ...]:
        """Return the groups of these findings, each with its findings among them."""
        ids = {id(item) for item in shown}
        parts = ((group, tuple(item for item in group.open if id(item) in ids)) for group in self.groups)
        return tuple((group, part) for group, part in parts if part)

    def elsewhere(self, tokens: Collection[str], shown: Iterable[Open]) -> tuple[Open, ...]:
        """Return the findings with one of these tokens that are not shown."""
        here = {item.token for item in shown}
        return tuple(item for item in self.open if item.token in tokens and item.token not in here)

    def gone(self, tokens: Collection[str]) -> int:
        """Return how many of these tokens belong to no open finding."""
        return len(set(tokens) - {item.token for item in self.open})

    def place_of(self, tokens: Collection[str]) -> int:
        """Return the index of the first finding with one of these tokens; 0 when there is none."""
        places = (place for place, item in enumerate(self.open) if item.token in tokens)
        return next(places, 0)


def open_page(
    outline: Outline, source: RoundSource, board: Board, findings: Sequence[Finding], words: Words
) -> OpenPage:
    """Return the page from the present findings."""
    return OpenPage(
        round=source.name,
        groups=tuple(group for group in _groups(board, findings, words) if group.open),
        decisions=tuple(_decisions(outline, source)),
        unplaced=board.unplaced,
    )


def _groups(board: Board, findings: Sequence[Finding], words: Words) -> Iterator[Group]:
    def some(given: Sequence[Finding]) -> tuple[Open, ...]:
        """Return these findings in their newest form, in the order of the board."""
        places = {(finding.key, finding.sentence) for finding in given}
        return tuple(_open(finding, words) for finding in findings if (finding.key, finding.sentence) in places)

    yield Group(
        "aanhalingen",
        "Aanhalingen",
        "Ze rusten niet op wat nu akkoord is, of mogen hier niet staan.",
        some(board.citations),
    )
    yield Group("teksten", "Teksten van de redactie", "Op deze plaatsen schrijft de redactie zelf.", some(board.texts))
    yield Group(
        "organisaties",
        "Organisaties",
        "Zij gaven nog niet op alles akkoord. In het rapport staat dan alleen waarmee zij wel akkoord gingen.",
        some(board.interviews),
    )
    yield Group(
        "themas",
        "Passages zonder thema",
        "Het rapport plaatst ze op thema. Zolang dat niet gekozen is, zou een paragraaf leeg of onvolledig zijn.",
        some(board.themes),
    )
    yield Group(
        "namen",
        "Antwoorden die hun eigen naam lijken te noemen",
        "Het rapport wacht hier niet op. Is het woord geen naam? Besluit dat dan, en het antwoord mag erin.",
        some(board.naming),
    )


def _open(finding: Finding, words: Words) -> Open:
    return Open(finding, next(iter(overtaken([finding.vain], words)), None) if finding.vain else None)


def _decisions(outline: Outline, source: RoundSource) -> Iterator[Decision]:
    if not source.overrulings:
        return
    without = board_of(outline, source.decided(()))
    needed = {finding.subject for finding in without.findings}
    titles = {row.key: row.title for row in without.rows} | {
        organisation.key: organisation.title for organisation in source.organisations
    }
    sections = {finding.subject: finding.section for finding in without.findings}
    for overruling in source.overrulings:
        what = what_of(overruling.subject, titles)
        yield Decision(overruling, what, sections.get(overruling.subject, ""), overruling.subject in needed)


def what_of(subject: Subject, titles: Mapping[str, str]) -> str:
    """Return the description of a decision for editors."""
    title = titles.get(subject.key, subject.key)
    match subject.concern:
        case Concern.ABSENT:
            return f"{title}: zonder volledig akkoord"
        case Concern.EMPTY:
            return f"‘{title}’: zonder tekst"
        case Concern.STALE:
            return f"‘{title}’: [{subject.cited}] bij versie {subject.version}, nu versie {subject.agreed} akkoord is"
        case Concern.ANSWER_NAMES:
            return f"[{subject.cited}], versie {subject.version}: het woord daarin is geen naam"
        case Concern.PLACE_NAMES:
            return f"‘{title}’: het woord bij [{subject.cited}] is geen naam"
