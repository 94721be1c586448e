"""What the pages of the outline show, as plain values."""

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
    """One entry of the outline with what stands in it."""

    key: str
    number: str
    title: str
    kind: str
    """ "section", "each" (a place per province), "part" of it, or "group" (organisations under one heading)."""
    words: tuple[str, ...]
    first: bool
    last: bool
    takes_more: bool
    """Whether a section can be added in it."""
    below: tuple["Line", ...]


@dataclass(frozen=True, slots=True)
class Homeless:
    """A text without a place in the outline."""

    key: str
    title: str
    text: str
    under: str
    """The title of the section that still stands there, and would show it again; "" when there is none."""


@dataclass(frozen=True, slots=True)
class OutlinePage:
    """The whole outline of a round."""

    round: str
    base: int
    chapters: tuple[Line, ...]
    homeless: tuple[Homeless, ...]
    homes: tuple[tuple[str, str], ...]
    """Where a text can get a place: key and title, with its number."""


@dataclass(frozen=True, slots=True)
class Version:
    """An outline of before, and what it changed."""

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
    """The page; ``before`` are the outlines of the round, the newest first: they know what things were called."""
    organisations = in_report_order(source.organisations)
    numbers = numbers_of(outline, organisations)
    found = tuple(entries(outline))

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
            below=tuple(line(one) for one in found if one.above and one.above[-1] is entry),
        )

    return OutlinePage(
        round=source.name,
        base=base,
        chapters=tuple(line(one) for one in found if not one.above),
        homeless=tuple(_homeless(key, outline, source, before) for key in homeless_texts(outline, source)),
        homes=tuple(
            (one.entry.key, f"{numbers[one.entry.key]} {title_of(one.entry)}")
            for one in found
            if _kind(one) == "section" and len(one.above) + 1 < DEEPEST
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
    named = (title_of(one.entry) for past in before for one in entries(past_outline(past)) if one.entry.key == key)
    return Homeless(key, next(named, key), source.section_texts[key], title_of(still) if still else "")


def past_outline(revision: OutlineRevision) -> Outline:
    """What a round's outline was."""
    return outline_in(revision.text, str(revision.number))


def numbers_of(outline: Outline, organisations: Sequence[Organisation]) -> dict[str, str]:
    """The number of every heading that has one; of a place per province "3.3.2 t/m 3.3.9"."""
    return dict(_numbers(outline.chapters, "", organisations))


def _numbers(
    several: Sequence[OutlineSection | EachProvince], prefix: str, organisations: Sequence[Organisation]
) -> Iterator[tuple[str, str]]:
    count = 0
    for one in several:
        first = f"{prefix}{count + 1}"
        if isinstance(one, EachProvince):
            provinces = [each for each in organisations if each.kind is OrganisationKind.PROVINCE]
            shown = sum(bool(one.of_province(each, organisations)) for each in provinces)
            count += shown
            yield one.key, first if shown == 1 else f"{first} t/m {prefix}{count}" if shown else ""
        else:
            count += 1
            yield one.key, first
            yield from _numbers(one.sections, f"{first}.", organisations)


def versions_of(revisions: Sequence[OutlineRevision]) -> list[Version]:
    """The history, from the outlines with the newest first."""
    return [
        Version(
            number=one.number,
            at=one.created_at,
            by=one.author.name if one.author else "",
            what=differences(past_outline(before), past_outline(one)) if before else (),
        )
        for one, before in with_before(revisions)
    ]


def path_of(placed: Placed) -> str:
    """Where something stands: "Ontwikkelingen in de regio’s › Per provincie"."""
    return " › ".join(title_of(one) for one in placed.above)


def members_beside(placed: Placed, outline: Outline, source: RoundSource) -> list[Organisation]:
    """Who can come under one heading, of a new one per province or of one that there is.

    Those with a heading in a province, and not under another one yet.
    """
    each = next((one for one in (placed.entry, *placed.above) if isinstance(one, EachProvince)), None)
    taken = {
        key
        for one in entries(outline)
        if isinstance(one.entry, Group) and one.entry is not placed.entry
        for key in one.entry.organisations
    }
    known = in_report_order(source.organisations) if each else ()
    return [one for one in known if each and each.takes(one) and one.key not in taken]
