"""Places: the rows of the report's board, each a section, a province or a group of regions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report.material.rules import in_report_order
from surveyapp.report.material.sources import Organisation, RoundSource
from surveyapp.report.material.structure import EachProvince, Feed, Group, Outline, OutlineSection


@dataclass(frozen=True, slots=True)
class Place:
    """Part of the outline that fills one row of the board: a section, a province or a group of regions."""

    key: str
    title: str
    text: bool
    feeds: tuple[Feed, ...]
    organisations: tuple[Organisation, ...]
    """Organisations whose answers belong here, in report order."""


def places_of(outline: Outline, source: RoundSource) -> Iterator[Place]:
    """Yield all places of an outline, in its order."""
    organisations = in_report_order(source.organisations)
    for section in outline.sections():
        if isinstance(section, EachProvince):
            yield from _province_places(section, organisations)
        elif section.text or section.feed:
            members = tuple(organisation for organisation in organisations if section.takes(organisation))
            yield Place(section.key, section.title, section.text, (section.feed,) if section.feed else (), members)


def _province_places(each: EachProvince, organisations: Sequence[Organisation]) -> Iterator[Place]:
    feeds = _feeds(each.sections)
    for province in organisations:
        if province.kind is OrganisationKind.PROVINCE:
            own = each.of_province(province, organisations)
            if own:
                yield Place(f"{each.key}/{province.key}", province.name, text=False, feeds=feeds, organisations=own)
    for group in each.groups:
        members = tuple(organisation for organisation in organisations if organisation.key in group.organisations)
        if group.text and members:
            yield _group_place(group, feeds, members)


def _group_place(group: Group, feeds: tuple[Feed, ...], members: tuple[Organisation, ...]) -> Place:
    return Place(group.key, group.title, text=True, feeds=feeds, organisations=members)


def _feeds(sections: Iterable[OutlineSection]) -> tuple[Feed, ...]:
    return tuple(section.feed for section in sections if section.feed)
