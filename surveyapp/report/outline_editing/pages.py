"""Pages of the outline, as plain values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from surveyapp.core.revisions import with_before
from surveyapp.questionnaires.rules import OrganisationKind, Questionnaire
from surveyapp.report.material.rules import in_report_order
from surveyapp.report.material.sources import Organisation, RoundSource
from surveyapp.report.material.structure import EachProvince, Group, Outline, OutlineSection
from surveyapp.report.outline.queries import outline_in
from surveyapp.report.outlining.differences import differences
from surveyapp.report.outlining.effects import homeless_texts, place_of_text
from surveyapp.report.outlining.rules import DEEPEST, Placed, entries, title_of
from surveyapp.report.outlining.words import words_of
from surveyapp.report.tables.models import OutlineRevision


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of the outline with a description of its content."""

    key: str
    number: str
    title: str
    kind: str
    """One of "section", "each" (a place per province), "part" (of "each") or "group" (organisations under one heading).
    """
    words: tuple[str, ...]
    first: bool
    last: bool
    takes_more: bool
    """Whether a section can be added below it."""
    below: tuple["Line", ...]


@dataclass(frozen=True, slots=True)
class Homeless:
    """A text without a place in the outline."""

    key: str
    title: str
    text: str
    under: str
    """Title of the heading that still has this key and could show the text again; "" when there is none."""


@dataclass(frozen=True, slots=True)
class OutlinePage:
    """The whole outline of a round."""

    round: str
    base: int
    chapters: tuple[Line, ...]
    homeless: tuple[Homeless, ...]
    homes: tuple[tuple[str, str], ...]
    """Sections where a text can be placed: key, and number with title."""


@dataclass(frozen=True, slots=True)
class Version:
    """A past outline and the changes that it made."""

    number: int
    at: datetime
    by: str
    what: tuple[str, ...]


def outline_page(
    outline: Outline,
    base: int,
    source: RoundSource,
    questionnaires: Sequence[Questionnaire],
    before: Sequence[OutlineRevision],
) -> OutlinePage:
    """Return the page. ``before`` are the round's outlines, newest first, for the titles of removed entries."""
    organisations = in_report_order(source.organisations)
    numbers = numbers_of(outline, organisations)
    placed_entries = tuple(entries(outline))

    def line(placed: Placed) -> Line:
        entry = placed.entry
        return Line(
            key=entry.key,
            number=numbers.get(entry.key, ""),
            title=title_of(entry),
            kind=_kind(placed),
            words=words_of(entry, questionnaires, organisations),
            first=placed.place == 0,
            last=placed.place == len(placed.siblings) - 1,
            takes_more=_kind(placed) == "section" and len(placed.above) + 1 < DEEPEST,
            below=tuple(line(child) for child in placed_entries if child.above and child.above[-1] is entry),
        )

    return OutlinePage(
        round=source.name,
        base=base,
        chapters=tuple(line(chapter) for chapter in placed_entries if not chapter.above),
        homeless=tuple(_homeless(key, outline, source, before) for key in homeless_texts(outline, source)),
        homes=tuple(
            (placed.entry.key, f"{numbers[placed.entry.key]} {title_of(placed.entry)}")
            for placed in placed_entries
            if _kind(placed) == "section" and len(placed.above) + 1 < DEEPEST
        ),
    )


def _kind(placed: Placed) -> str:
    match placed.entry:
        case EachProvince():
            return "each"
        case Group():
            return "group"
    return "part" if placed.of_provinces else "section"


def _homeless(key: str, outline: Outline, source: RoundSource, before: Sequence[OutlineRevision]) -> Homeless:
    still = place_of_text(outline, key)
    named = (
        title_of(placed.entry) for past in before for placed in entries(past_outline(past)) if placed.entry.key == key
    )
    return Homeless(key, next(named, key), source.section_texts[key], title_of(still) if still else "")


def past_outline(revision: OutlineRevision) -> Outline:
    """Return the outline of a revision."""
    return outline_in(revision.text, str(revision.number))


def numbers_of(outline: Outline, organisations: Sequence[Organisation]) -> dict[str, str]:
    """Return the numbers of all numbered headings, by key; a place per province has "3.3.2 t/m 3.3.9"."""
    return dict(_numbers(outline.chapters, "", organisations))


def _numbers(
    several: Sequence[OutlineSection | EachProvince], prefix: str, organisations: Sequence[Organisation]
) -> Iterator[tuple[str, str]]:
    count = 0
    for entry in several:
        first = f"{prefix}{count + 1}"
        if isinstance(entry, EachProvince):
            provinces = [each for each in organisations if each.kind is OrganisationKind.PROVINCE]
            shown = sum(bool(entry.of_province(each, organisations)) for each in provinces)
            count += shown
            yield entry.key, first if shown == 1 else f"{first} t/m {prefix}{count}" if shown else ""
        else:
            count += 1
            yield entry.key, first
            yield from _numbers(entry.sections, f"{first}.", organisations)


def versions_of(revisions: Sequence[OutlineRevision]) -> list[Version]:
    """Return the history of the outline; ``revisions`` must be newest first."""
    return [
        Version(
            number=revision.number,
            at=revision.created_at,
            by=revision.author.name if revision.author else "",
            what=differences(past_outline(before), past_outline(revision)) if before else (),
        )
        for revision, before in with_before(revisions)
    ]


def members_beside(placed: Placed, outline: Outline, source: RoundSource) -> list[Organisation]:
    """Return the organisations that can join a group, new or existing.

    These have a heading in a province, and are in no other group.
    """
    each = next((entry for entry in (placed.entry, *placed.above) if isinstance(entry, EachProvince)), None)
    taken = {
        key
        for other in entries(outline)
        if isinstance(other.entry, Group) and other.entry is not placed.entry
        for key in other.entry.organisations
    }
    known = in_report_order(source.organisations) if each else ()
    return [
        organisation for organisation in known if each and each.takes(organisation) and organisation.key not in taken
    ]
