"""The report's board as plain values: how far each section is, and what a final report waits for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from surveyapp.dutch import counted, listed, number_word
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report.citations.staleness import Trouble, counted_vain, worst
from surveyapp.report.compile import what_misses
from surveyapp.report.glyphs import Lacking, Undrawn, undrawn_in, undrawn_of_round
from surveyapp.report.outline.structure import EachProvince, Feed, Group, Outline, OutlineSection
from surveyapp.report.overruling.findings import Finding, citation_ones, missing_ones, naming_ones
from surveyapp.report.overruling.rules import Concern, Subject
from surveyapp.report.passages import takes_some
from surveyapp.report.placing import Placing
from surveyapp.report.rules import by_organisation, counts, in_report_order, numbered, unfilled
from surveyapp.report.sources import InterviewSource, Organisation, RoundSource
from surveyapp.report.told import ToldAgreement, told_agreements
from surveyapp.report.tree import Section
from surveyapp.report.use import limited
from surveyapp.verification.rules import Use


class Stand(StrEnum):
    """How far a section is."""

    EMPTY = "empty"
    PARTLY = "partly"
    UNKNOWN = "unknown"
    UNAPPROVED = "unapproved"
    LIMITED = "limited"
    WRONG = "wrong"
    STALE = "stale"
    WRITTEN = "written"
    COMPLETE = "complete"

    @property
    def label(self) -> str:
        """The Dutch word on screen."""
        return {
            "empty": "Leeg",
            "partly": "Onvolledig",
            "unknown": "Onbekende bron",
            "unapproved": "Zonder akkoord",
            "limited": "Niet toegestaan",
            "wrong": "Aanhaling klopt niet",
            "stale": "Verouderd",
            "written": "Geschreven",
            "complete": "Compleet",
        }[self.value]

    @property
    def done(self) -> bool:
        """Whether a final report waits for nothing in it."""
        return self in {Stand.WRITTEN, Stand.COMPLETE}


_STANDS = {
    Trouble.UNKNOWN: Stand.UNKNOWN,
    Trouble.UNAPPROVED: Stand.UNAPPROVED,
    Trouble.LIMITED: Stand.LIMITED,
    Trouble.MISQUOTED: Stand.WRONG,
    Trouble.STALE: Stand.STALE,
    Trouble.UNPINNED: Stand.STALE,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Something of the outline that fills one row: a section, a province or a group of regions."""

    key: str
    title: str
    text: bool
    feeds: tuple[Feed, ...]
    organisations: tuple[Organisation, ...]
    """Whose answers belong in it, in the report's order."""


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
        return (*self.citations, *self.texts, *self.interviews, *self.naming)

    @property
    def ready(self) -> bool:
        """Whether a final report can be made with nothing left open."""
        return not (self.interviews or self.texts or self.citations or self.unplaced or self.undrawn)

    @property
    def sentence(self) -> str:
        """How far the report is, in words."""
        done, total = sum(row.stand.done for row in self.rows), len(self.rows)
        if self.ready:
            return "Alles is er. U kunt het rapport definitief maken."
        waits = listed(
            [
                *(
                    [f"akkoord van {counted(len(self.interviews), 'organisatie', 'organisaties')}"]
                    * bool(self.interviews)
                ),
                *([counted(len(self.texts), "tekst van de redactie", "teksten van de redactie")] * bool(self.texts)),
                *([counted(len(self.citations), "aanhaling", "aanhalingen")] * bool(self.citations)),
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
    headings: dict[str, str] = {}
    values = counts(source.interviews)

    def row(section: Section, place: Place) -> Row:
        waits, stand = _standing(place, source, interviews, values)
        vain = placing.unresolved.get(place.key, ())
        stand = _STANDS[worst(vain)] if vain else stand
        decided = len(placing.overruled.get(place.key, ())) + (Subject(Concern.EMPTY, place.key) in source.settled)
        headings[place.key] = f"{section.number} {section.title}".strip()
        return Row(place.key, section.number, section.title, waits, counted_vain(vain), stand, decided)

    def below(section: Section) -> Iterator[Row]:
        for child in section.sections:
            if place := rows.get(child.key) or rows.get(child.key.split("/")[-1]):
                yield row(child, place)
            yield from below(child)

    found = {one.key: one for one in source.organisations}
    misses = what_misses(outline, source)
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


def places_of(outline: Outline, source: RoundSource) -> Iterator[Place]:
    """Everything that fills a row of its own, in the outline's order."""
    organisations = in_report_order(source.organisations)
    for section in outline.sections():
        if isinstance(section, EachProvince):
            yield from _province_places(section, organisations)
        elif section.text or section.feed:
            members = tuple(one for one in organisations if section.takes(one))
            yield Place(section.key, section.title, section.text, (section.feed,) if section.feed else (), members)


def _province_places(each: EachProvince, organisations: Sequence[Organisation]) -> Iterator[Place]:
    feeds = _feeds(each.sections)
    for province in organisations:
        if province.kind is OrganisationKind.PROVINCE:
            own = each.of_province(province, organisations)
            if own:
                yield Place(f"{each.key}/{province.key}", province.name, text=False, feeds=feeds, organisations=own)
    for group in each.groups:
        members = tuple(one for one in organisations if one.key in group.organisations)
        if group.text and members:
            yield _group_place(group, feeds, members)


def _group_place(group: Group, feeds: tuple[Feed, ...], members: tuple[Organisation, ...]) -> Place:
    return Place(group.key, group.title, text=True, feeds=feeds, organisations=members)


def _feeds(sections: Iterable[OutlineSection]) -> tuple[Feed, ...]:
    return tuple(section.feed for section in sections if section.feed)


def _standing(
    place: Place, source: RoundSource, interviews: Mapping[str, InterviewSource], values: Mapping[str, int]
) -> tuple[str, Stand]:
    """What a section waits for, and how far it is. ``values`` are the numbers that a text can name."""
    open_ones = [one for one in place.organisations if not _is_in(interviews.get(one.key), place.feeds)]
    text = source.section_texts.get(place.key, "").strip()
    unknown = unfilled(text, values, source.figures)
    answered = bool(place.organisations) and not open_ones
    parts = [answered] * bool(place.feeds) + [bool(text) and not unknown] * place.text
    begun = bool(text) or len(open_ones) < len(place.organisations)
    complete = Stand.COMPLETE if place.feeds else Stand.WRITTEN
    stand = complete if all(parts) else Stand.PARTLY if begun else Stand.EMPTY
    waits = [f"{phrase}." for phrase in unknown]
    waits += ["Nog geen tekst."] * bool(place.text and place.feeds and not text)
    waits += [_waits(place, open_ones)] * bool(place.feeds)
    return " ".join(waits), stand


def _is_in(interview: InterviewSource | None, feeds: Sequence[Feed]) -> bool:
    """Whether no words that belong here wait for agreement: the whole interview is agreed, or these answers are."""
    if interview is None or interview.held_on is None:
        return False
    if interview.approved:
        return True
    here = [
        answer.approved
        for answer in interview.answers
        for feed in feeds
        if feed.asks(interview.questionnaire, answer.item) and takes_some(feed, answer)
    ]
    return bool(here) and all(here)


def _waits(place: Place, open_ones: Sequence[Organisation]) -> str:
    if not place.organisations:
        return "Geen organisaties in deze ronde"
    if not open_ones:
        return "Alle antwoorden akkoord"
    if len(open_ones) <= 2:
        return f"Wacht op {listed([_short(one, place) for one in open_ones])}"
    kinds = {one.kind for one in place.organisations}
    many = {OrganisationKind.REGION: "regio’s", OrganisationKind.MINISTRY: "ministeries"}
    noun = many.get(kinds.pop(), "organisaties") if len(kinds) == 1 else "organisaties"
    return f"Wacht op {len(open_ones)} van {len(place.organisations)} {noun}"


def _short(one: Organisation, place: Place) -> str:
    if one.kind is OrganisationKind.PROVINCE:
        return "de provincie" if one.name == place.title else f"provincie {one.name}"
    return one.code if one.kind is OrganisationKind.MINISTRY else one.name
