"""Writer of an outline as YAML, the format in which a round stores it."""

from typing import Any

import yaml

from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report.material.structure import EachProvince, Feed, Group, Outline, OutlineSection


def as_yaml(outline: Outline) -> str:
    """Return the file, from which ``parse_outline`` makes an equal outline."""
    chapters = {"chapters": [_section(chapter) for chapter in outline.chapters]}
    return yaml.safe_dump(chapters, allow_unicode=True, sort_keys=False, width=120)


def _section(section: OutlineSection | EachProvince) -> dict[str, Any]:
    if isinstance(section, EachProvince):
        return _filled(
            key=section.key,
            each=OrganisationKind.PROVINCE.value,
            sections=[_section(child) for child in section.sections],
            groups=[_group(group) for group in section.groups],
        )
    return _filled(
        key=section.key,
        title=section.title,
        text=section.text,
        **_feed(section.feed) if section.feed else {},
        sections=[_section(child) for child in section.sections],
    )


def _feed(feed: Feed) -> dict[str, Any]:
    return {
        "feeds": feed.kind,
        "questions": list(feed.questions),
        "of": [kind.value for kind in OrganisationKind if kind in feed.organisations],
        "categories": list(feed.categories),
        "only": list(feed.only),
        "theme": feed.themes[0] if len(feed.themes) == 1 else list(feed.themes),
        "without_theme": feed.without_theme,
        "headings": feed.headings,
    }


def _group(group: Group) -> dict[str, Any]:
    return _filled(
        key=group.key,
        title=group.title,
        organisations=list(group.organisations),
        merge=group.merge,
        text=group.text,
    )


def _filled(**fields: Any) -> dict[str, Any]:
    """Return the fields that are not empty."""
    return {key: value for key, value in fields.items() if value}
