"""What the page with everything that is open shows, as plain values."""

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
    """One finding with the words of then and now, when it is a stale citation."""

    finding: Finding
    changed: Overtaken | None

    @property
    def token(self) -> str:
        """What a decision on it is asked for by; "" when there can be none."""
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
    """A decision that holds, in words. ``needed`` is false when the report would be final without it."""

    overruling: Overruling
    what: str
    section: str
    needed: bool


@dataclass(frozen=True, slots=True)
class OpenPage:
    """Everything that is open, and everything that was decided."""

    round: str
    groups: tuple[Group, ...]
    decisions: tuple[Decision, ...]
    unplaced: tuple[str, ...]

    @property
    def waits(self) -> int:
        """For how many things the report waits."""
        return sum(one.finding.blocks for group in self.groups for one in group.open) + len(self.unplaced)

    @property
    def open(self) -> tuple[Open, ...]:
        """All findings, in the order of their groups."""
        return tuple(one for group in self.groups for one in group.open)

    def groups_of(self, shown: Iterable[Open]) -> tuple[tuple[Group, tuple[Open, ...]], ...]:
        """Return the groups that these findings are in, each with those of them that it holds."""
        ids = {id(one) for one in shown}
        parts = ((group, tuple(one for one in group.open if id(one) in ids)) for group in self.groups)
        return tuple((group, part) for group, part in parts if part)

    def elsewhere(self, tokens: Collection[str], shown: Iterable[Open]) -> tuple[Open, ...]:
        """Return the findings with one of these tokens that are not among those shown."""
        here = {one.token for one in shown}
        return tuple(one for one in self.open if one.token in tokens and one.token not in here)

    def gone(self, tokens: Collection[str]) -> int:
        """Return how many of these tokens stand for nothing that is open now."""
        return len(set(tokens) - {one.token for one in self.open})

    def place_of(self, tokens: Collection[str]) -> int:
        """Return the place, from 0, of the first finding with one of these tokens; 0 when there is none."""
        found = (place for place, one in enumerate(self.open) if one.token in tokens)
        return next(found, 0)


def open_page(
    outline: Outline, source: RoundSource, board: Board, findings: Sequence[Finding], words: Words
) -> OpenPage:
    """The page, from the findings as they are now."""
    return OpenPage(
        round=source.name,
        groups=tuple(group for group in _groups(board, findings, words) if group.open),
        decisions=tuple(_decisions(outline, source)),
        unplaced=board.unplaced,
    )


def _groups(board: Board, findings: Sequence[Finding], words: Words) -> Iterator[Group]:
    def some(given: Sequence[Finding]) -> tuple[Open, ...]:
        """As they are now known to be, in the order of the board."""
        places = {(one.key, one.sentence) for one in given}
        return tuple(_open(one, words) for one in findings if (one.key, one.sentence) in places)

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


def _open(one: Finding, words: Words) -> Open:
    return Open(one, next(iter(overtaken([one.vain], words)), None) if one.vain else None)


def _decisions(outline: Outline, source: RoundSource) -> Iterator[Decision]:
    if not source.overrulings:
        return
    without = board_of(outline, source.decided(()))
    needed = {one.subject for one in without.findings}
    titles = {row.key: row.title for row in without.rows} | {one.key: one.title for one in source.organisations}
    sections = {one.subject: one.section for one in without.findings}
    for one in source.overrulings:
        what = what_of(one.subject, titles)
        yield Decision(one, what, sections.get(one.subject, ""), one.subject in needed)


def what_of(subject: Subject, titles: Mapping[str, str]) -> str:
    """What a decision is about, for editors."""
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
