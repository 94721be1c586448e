"""Drawings of the round and figures, where an editor put them: which one, its number, and its words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count, groupby
from types import MappingProxyType

from surveyapp.core.dutch import counted, listed
from surveyapp.questionnaires.rules import OrganisationKind, Questionnaire
from surveyapp.report.material.passages import together
from surveyapp.report.material.sources import AnswerSource, InterviewSource
from surveyapp.report.material.tree import Drawing, EditorText, Figure, Picture, Report, Section, ThemeCount, Tile
from surveyapp.text.words import paragraphs
from surveyapp.verification.records.rules import Use

CAPTIONS = {
    Drawing.ORGANISATIONS: "Wie aan dit rapport meewerkten",
    Drawing.THEMES: "Over welke thema’s de organisaties antwoord gaven",
}
NAMES = {
    OrganisationKind.PROVINCE: ("provincie", "provincies"),
    OrganisationKind.REGION: ("regio", "regio’s"),
    OrganisationKind.MINISTRY: ("ministerie", "ministeries"),
}
_PLACES = {f"{{{one.value}}}": one for one in Drawing}

Figures = Mapping[str, Figure]
"""The editors' figures of a round, by name."""
NO_FIGURES: Figures = MappingProxyType({})


def blocks_of(markdown: str, figures: Figures = NO_FIGURES) -> Iterator[EditorText | Picture]:
    """An editor's text in pieces: its words, and a picture for each ``{figuur-...}`` that is a paragraph by itself."""
    places: dict[str, Drawing | Figure] = {**{call(name): one for name, one in figures.items()}, **_PLACES}
    found = paragraphs(markdown) if any(place in markdown for place in places) else ()
    if not places.keys() & set(found):
        yield EditorText(markdown)
        return
    for subject, group in groupby(range(len(found)), key=lambda index: places.get(found[index])):
        indexes = tuple(group)
        if subject:
            yield from (picture_of(subject) for _ in indexes)
        else:
            yield EditorText(together(markdown, indexes))


def call(name: str) -> str:
    """What an editor types for a figure, in a paragraph by itself."""
    return f"{{figuur-{name}}}"


def without_pictures(markdown: str, figures: Figures = NO_FIGURES) -> str:
    """The text without its drawings and figures."""
    return "\n\n".join(one.markdown for one in blocks_of(markdown, figures) if isinstance(one, EditorText))


def with_captions(markdown: str, figures: Figures = NO_FIGURES) -> str:
    """The text with, for each picture, what it will show: for a page that draws nothing."""
    parts = [
        one.markdown if isinstance(one, EditorText) else f"*Figuur: {one.words}*"
        for one in blocks_of(markdown, figures)
    ]
    return markdown if len(parts) == 1 and parts[0] == markdown else "\n\n".join(parts)


def picture_of(subject: Drawing | Figure) -> Picture:
    """A drawing or figure before it has a number."""
    if isinstance(subject, Drawing):
        return Picture(subject, caption=CAPTIONS[subject])
    return Picture(subject, caption=subject.caption, alternative=subject.alternative)


def captioned(
    chapters: Sequence[Section], tiles: Sequence[Sequence[Tile]], themes: Sequence[ThemeCount]
) -> tuple[Section, ...]:
    """The chapters with each picture numbered in reading order, and each drawing described."""
    numbers = count(1)
    alternatives = {Drawing.ORGANISATIONS: _of_organisations(tiles), Drawing.THEMES: _of_themes(themes)}

    def picture(one: Picture) -> Picture:
        described = alternatives[one.subject] if isinstance(one.subject, Drawing) else one.alternative
        return replace(one, number=next(numbers), alternative=described)

    def section(one: Section) -> Section:
        blocks = tuple(picture(block) if isinstance(block, Picture) else block for block in one.blocks)
        return replace(one, blocks=blocks, sections=tuple(map(section, one.sections)))

    return tuple(map(section, chapters))


def figures_in(report: Report) -> tuple[Figure, ...]:
    """The editors' figures that a report shows, each once, in reading order."""
    return tuple(dict.fromkeys(chain.from_iterable(map(_figures_in, report.chapters))))


def _figures_in(section: Section) -> Iterator[Figure]:
    for block in section.blocks:
        if isinstance(block, Picture) and isinstance(block.subject, Figure):
            yield block.subject
    for one in section.sections:
        yield from _figures_in(one)


def _of_organisations(rows: Sequence[Sequence[Tile]]) -> str:
    sentences = [_row(row) for row in rows]
    absent = [tile.name for row in rows for tile in row if not tile.held]
    return " ".join([*sentences, *([f"Niet geïnterviewd: {listed(absent)}."] if absent else [])])


def _row(tiles: Sequence[Tile]) -> str:
    first, *rest = tiles
    if first.kind is OrganisationKind.PROVINCE:
        regions = f", met {listed([tile.name for tile in rest])}" if rest else ""
        return f"Provincie {first.name}{regions}."
    title = "Ministeries" if first.kind is OrganisationKind.MINISTRY else "Regio’s"
    return f"{title}: {listed([tile.name for tile in tiles])}."


def _of_themes(themes: Sequence[ThemeCount]) -> str:
    if not any(one.total for one in themes):
        return "Er zijn nog geen antwoorden met akkoord."
    return " ".join(f"{one.title}: {listed(_counted(one)) or 'geen'}." for one in themes)


def _counted(one: ThemeCount) -> list[str]:
    return [counted(number, *NAMES[kind]) for kind, number in one.organisations if number]


def theme_counts(interviews: Sequence[InterviewSource]) -> tuple[ThemeCount, ...]:
    """Per theme of the round's questionnaires, in their order, who gave an answer on it that is agreed.

    Answers without name are not counted: one ministry among six is easily recognised.
    """
    titles = {theme.key: theme.title for one in interviews for theme in one.questionnaire.themes}
    found = {key: dict.fromkeys(OrganisationKind, 0) for key in titles}
    for interview in interviews:
        for key in _themes_in(interview) & found.keys():
            found[key][interview.organisation.kind] += 1
    return tuple(ThemeCount(title, tuple(_in_order(found[key]))) for key, title in titles.items())


def _in_order(counts: Mapping[OrganisationKind, int]) -> Iterator[tuple[OrganisationKind, int]]:
    return ((kind, counts[kind]) for kind in NAMES)


def _themes_in(interview: InterviewSource) -> set[str]:
    return {
        theme
        for answer in interview.answers
        if answer.approved and answer.use is Use.NAMED
        for theme in _themes_of(answer, interview.questionnaire)
    }


def _themes_of(answer: AnswerSource, questionnaire: Questionnaire) -> set[str]:
    """What its passages are about; else its question."""
    tagged = {theme for passage in answer.themes for theme in passage}
    return tagged or set(questionnaire.themes_given(answer.item))
