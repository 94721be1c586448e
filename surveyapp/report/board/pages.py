"""The report's board as plain values: how far each section is, and what a final report waits for."""

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
    """One section on the board."""

    key: str
    number: str
    title: str
    waits: str
    """Which answers are in, or whom it waits for; "" for a section of text only."""
    stale: str
    """How many citations do not rest on what is agreed now, in words; "" for none."""
    stand: Stand
    decided: int = 0
    """How many things in it are published as they are by a decision."""


@dataclass(frozen=True, slots=True)
class ChapterRows:
    """One chapter on the board. ``row`` is its own place, when something stands right under its heading."""

    key: str
    number: str
    title: str
    row: Row | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class LimitedAnswer:
    """An agreed answer whose use is limited. ``hidden`` says why it stands nowhere; "" when it may stand somewhere."""

    organisation: str
    key: str
    questionnaire: str
    item: str
    use: Use
    hidden: str


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on the board but the PDFs."""

    round: str
    title: str
    chapters: tuple[ChapterRows, ...]
    interviews: tuple[Finding, ...]
    """Organisations that have not agreed to everything."""
    texts: tuple[Finding, ...]
    """Sections that still need words of an editor."""
    citations: tuple[Finding, ...]
    """Citations that do not rest on what is agreed now."""
    naming: tuple[Finding, ...]
    """Answers that stand nowhere because they seem to name themselves."""
    unplaced: tuple[str, ...]
    """Agreed words that the outline has no place for."""
    themes: tuple[Finding, ...]
    """Answers with passages that wait for a theme."""
    untagged: tuple[Tagged, ...]
    """The same answers, with their passages."""
    ticks: tuple[Tick, ...]
    """What is in order, or passed by a decision."""
    limited: tuple[LimitedAnswer, ...]
    """Agreed words that may not be used everywhere."""
    told: tuple[ToldAgreement, ...]
    """Agreement that an editor may want to ask after, before it is published."""
    undrawn: tuple[Undrawn, ...] = ()
    """Characters that no font can draw."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """All sections."""
        return tuple(row for chapter in self.chapters for row in (chapter.row, *chapter.rows) if row)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything to solve or to decide on."""
        return (*self.citations, *self.texts, *self.interviews, *self.themes, *self.naming)

    @property
    def ready(self) -> bool:
        """Whether a final report can be made with nothing left open."""
        waits = self.interviews or self.texts or self.citations or self.themes or self.unplaced or self.undrawn
        return not waits

    @property
    def sentence(self) -> str:
        """How far the report is, in words."""
        done, total = sum(row.stand.done for row in self.rows), len(self.rows)
        if self.ready:
            if any(one.decided for one in self.ticks):
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
    """The board of a round. ``lacking`` says which characters no font can draw."""
    placing = Placing(outline, source, draft=False)  # the sentences in which a draft says what is missing are not shown
    tree = numbered([placing.section(one) for one in outline.chapters])
    rows = {place.key: place for place in places_of(outline, source)}
    interviews = by_organisation(source.interviews)
    homes = _homes(rows.values())
    found = {one.key: one for one in source.organisations}
    misses = what_misses(outline, source)
    absent_by_decision = source.settled & {one.about for one in misses}
    headings: dict[str, str] = {}
    values, by_theme = counts(source.interviews), placed_by_theme(outline, source)
    untagged = tuple(one for one in by_theme if one.untagged)

    def row(section: Section, place: Place) -> Row:
        waits, stand = standing(place, source, interviews, values, untagged)
        vain = placing.unresolved.get(place.key, ())
        stand = OF_TROUBLE[worst(vain)] if vain else stand
        decided = len(placing.overruled.get(place.key, ())) + (Subject(Concern.EMPTY, place.key) in source.settled)
        decided += sum(Subject(Concern.ABSENT, one.key) in absent_by_decision for one in place.organisations)
        headings[place.key] = f"{section.number} {section.title}".strip()
        return Row(place.key, section.number, section.title, waits, counted_vain(vain), stand, decided)

    def below(section: Section) -> Iterator[Row]:
        for child in section.sections:
            if place := rows.get(child.key) or rows.get(child.key.split("/")[-1]):
                yield row(child, place)
            yield from below(child)

    chapters = tuple(
        ChapterRows(
            one.key, one.number, one.title, row(one, rows[one.key]) if one.key in rows else None, tuple(below(one))
        )
        for one in tree
    )
    absent = {one: homes.get(one.key, "") for one in misses if one.key in found}
    unwritten = {one: one.key for one in misses if one.key not in found}
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
        themes=tuple(Finding(one.key, one.sentence, "", "", None, UNTAGGED) for one in what_waits(untagged)),
        untagged=untagged,
        ticks=ticks_of(outline, source, placing, misses, by_theme),
        limited=tuple(
            LimitedAnswer(one.title, one.key, interviews[one.key].questionnaire.key, answer.item, answer.use, why)
            for one, answer, why in limited(source.interviews)
        ),
        told=tuple(told_agreements(source)),
        undrawn=tuple(
            replace(one, section=one.section if one.section in headings else "")
            for one in (*undrawn_of_round(source, lacking), *undrawn_in(tree, lacking))
        ),
    )


def _homes(places: Iterable[Place]) -> dict[str, str]:
    """For each organisation, the section with most of its answers: its province, or the first that takes them."""
    homes: dict[str, str] = {}
    for place in sorted(places, key=lambda one: "/" not in one.key):
        for organisation in place.organisations:
            homes.setdefault(organisation.key, place.key)
    return homes
