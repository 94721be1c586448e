"""The report's board as plain values: the state of each section, and what a final report waits for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from surveyapp.core.dutch import counted, listed, number_word
from surveyapp.report.citations.staleness import counted_vain, worst
from surveyapp.report.compiling.compile import what_misses
from surveyapp.report.compiling.findings import UNTAGGED, Finding, citation_ones, missing_ones, naming_ones
from surveyapp.report.compiling.glyphs import Lacking, Undrawn, undrawn_in, undrawn_of_round
from surveyapp.report.compiling.placing import Placing
from surveyapp.report.compiling.standing import OF_TROUBLE, Stand, standing
from surveyapp.report.compiling.themes import Tagged, placed_by_theme, what_waits
from surveyapp.report.compiling.ticks import Tick, ticks_of
from surveyapp.report.compiling.use import limited
from surveyapp.report.material.decisions import Concern, Subject
from surveyapp.report.material.places import Place, places_of
from surveyapp.report.material.rules import by_organisation, counts, numbered
from surveyapp.report.material.sources import RoundSource
from surveyapp.report.material.structure import Outline
from surveyapp.report.material.told import ToldAgreement, told_agreements
from surveyapp.report.material.tree import Section
from surveyapp.verification.records.rules import Use


@dataclass(frozen=True, slots=True)
class Row:
    """A section on the board."""

    key: str
    number: str
    title: str
    waits: str
    """Which answers are in or awaited, in words; "" for a section with text only."""
    stale: str
    """Number of citations that do not hold, in words; "" for none."""
    stand: Stand
    decided: int = 0
    """Number of things in it that are published as they are by a decision."""


@dataclass(frozen=True, slots=True)
class ChapterRows:
    """A chapter on the board. ``row`` is set when something is placed directly under its heading."""

    key: str
    number: str
    title: str
    row: Row | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class LimitedAnswer:
    """An agreed answer with limited use. ``hidden`` says why it appears nowhere; "" when it may appear."""

    organisation: str
    key: str
    questionnaire: str
    item: str
    use: Use
    hidden: str


@dataclass(frozen=True, slots=True)
class Board:
    """The board, except the list of PDFs."""

    round: str
    title: str
    chapters: tuple[ChapterRows, ...]
    interviews: tuple[Finding, ...]
    """Organisations that have not agreed to everything."""
    texts: tuple[Finding, ...]
    """Sections that still need an editor's text."""
    citations: tuple[Finding, ...]
    """Citations that do not hold."""
    naming: tuple[Finding, ...]
    """Answers left out because a word in them looks like their organisation's name."""
    unplaced: tuple[str, ...]
    """Agreed passages without a place in the outline."""
    themes: tuple[Finding, ...]
    """Answers with passages that wait for a theme."""
    untagged: tuple[Tagged, ...]
    """The same answers, with their passages."""
    ticks: tuple[Tick, ...]
    """What is in order or passed by a decision."""
    limited: tuple[LimitedAnswer, ...]
    """Agreed answers with limited use."""
    told: tuple[ToldAgreement, ...]
    """Agreements that an editor may want to check with the respondent before publication."""
    undrawn: tuple[Undrawn, ...] = ()
    """Characters that no font can draw."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """Rows of all chapters."""
        return tuple(row for chapter in self.chapters for row in (chapter.row, *chapter.rows) if row)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Findings to solve or to decide on."""
        return (*self.citations, *self.texts, *self.interviews, *self.themes, *self.naming)

    @property
    def ready(self) -> bool:
        """Whether a final report can be made without leaving anything open."""
        waits = self.interviews or self.texts or self.citations or self.themes or self.unplaced or self.undrawn
        return not waits

    @property
    def sentence(self) -> str:
        """Summary of the report's progress, in Dutch."""
        done, total = sum(row.stand.done for row in self.rows), len(self.rows)
        if self.ready:
            if any(tick.decided for tick in self.ticks):
                return "Niet alles is er, maar daarover is besloten. U kunt het rapport definitief maken."
            return "Alles is er. U kunt het rapport definitief maken."
        waits = listed(
            [
                *(
                    [f"akkoord van {counted(len(self.interviews), 'organisatie', 'organisaties')}"]
                    * bool(self.interviews)
                ),
                *([counted(len(self.texts), "tekst van de redactie", "teksten van de redactie")] * bool(self.texts)),
                *([counted(len(self.citations), "aanhaling", "aanhalingen")] * bool(self.citations)),
                *(["het thema van passages"] * bool(self.themes)),
                *(["een plaats voor antwoorden"] * bool(self.unplaced)),
                *(["tekens die niet kunnen worden afgedrukt"] * bool(self.undrawn)),
            ]
        )
        if not done:
            return f"Van de {total} paragrafen is er nog geen klaar. Het rapport wacht op {waits}."
        verb = "is" if done == 1 else "zijn"
        return f"Van de {total} paragrafen {verb} er {number_word(done)} klaar. Het rapport wacht nog op {waits}."


def board_of(outline: Outline, source: RoundSource, lacking: Lacking = lambda _: frozenset()) -> Board:
    """Return the board of a round. ``lacking`` returns the characters that no font can draw."""
    placing = Placing(outline, source, draft=False)  # gaps of a draft are not shown here
    tree = numbered([placing.section(chapter) for chapter in outline.chapters])
    rows = {place.key: place for place in places_of(outline, source)}
    interviews = by_organisation(source.interviews)
    homes = _homes(rows.values())
    organisations = {organisation.key: organisation for organisation in source.organisations}
    misses = what_misses(outline, source)
    absent_by_decision = source.settled & {miss.about for miss in misses}
    headings: dict[str, str] = {}
    values, by_theme = counts(source.interviews), placed_by_theme(outline, source)
    untagged = tuple(tagged for tagged in by_theme if tagged.untagged)

    def row(section: Section, place: Place) -> Row:
        waits, stand = standing(place, source, interviews, values, untagged)
        vain = placing.unresolved.get(place.key, ())
        stand = OF_TROUBLE[worst(vain)] if vain else stand
        decided = len(placing.overruled.get(place.key, ())) + (Subject(Concern.EMPTY, place.key) in source.settled)
        decided += sum(
            Subject(Concern.ABSENT, organisation.key) in absent_by_decision for organisation in place.organisations
        )
        headings[place.key] = f"{section.number} {section.title}".strip()
        return Row(place.key, section.number, section.title, waits, counted_vain(vain), stand, decided)

    def below(section: Section) -> Iterator[Row]:
        for child in section.sections:
            if place := rows.get(child.key) or rows.get(child.key.split("/")[-1]):
                yield row(child, place)
            yield from below(child)

    chapters = tuple(
        ChapterRows(
            chapter.key,
            chapter.number,
            chapter.title,
            row(chapter, rows[chapter.key]) if chapter.key in rows else None,
            tuple(below(chapter)),
        )
        for chapter in tree
    )
    absent = {miss: homes.get(miss.key, "") for miss in misses if miss.key in organisations}
    unwritten = {miss: miss.key for miss in misses if miss.key not in organisations}
    titles = {key: place.title for key, place in rows.items()}
    return Board(
        round=source.name,
        title=source.title,
        chapters=chapters,
        interviews=tuple(missing_ones(absent, source, headings)),
        texts=tuple(missing_ones(unwritten, source, headings)),
        citations=tuple(citation_ones(placing.unresolved, headings, titles)),
        naming=tuple(naming_ones(source)),
        unplaced=placing.unplaced(),
        themes=tuple(Finding(miss.key, miss.sentence, "", "", None, UNTAGGED) for miss in what_waits(untagged)),
        untagged=untagged,
        ticks=ticks_of(outline, source, placing, misses, by_theme),
        limited=tuple(
            LimitedAnswer(
                organisation.title,
                organisation.key,
                interviews[organisation.key].questionnaire.key,
                answer.item,
                answer.use,
                why,
            )
            for organisation, answer, why in limited(source.interviews)
        ),
        told=tuple(told_agreements(source)),
        undrawn=tuple(
            replace(undrawn, section=undrawn.section if undrawn.section in headings else "")
            for undrawn in (*undrawn_of_round(source, lacking), *undrawn_in(tree, lacking))
        ),
    )


def _homes(places: Iterable[Place]) -> dict[str, str]:
    """Return, by organisation key, the section with most of its answers: its province, or the first that takes them."""
    homes: dict[str, str] = {}
    for place in sorted(places, key=lambda place: "/" not in place.key):
        for organisation in place.organisations:
            homes.setdefault(organisation.key, place.key)
    return homes
