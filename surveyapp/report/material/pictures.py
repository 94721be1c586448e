"""Drawings and figures in editors' texts: place, number, caption and text alternative."""

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
_PLACES = {f"{{{drawing.value}}}": drawing for drawing in Drawing}

Figures = Mapping[str, Figure]
"""Editors' figures of a round, by name."""
NO_FIGURES: Figures = MappingProxyType({})


def blocks_of(markdown: str, figures: Figures = NO_FIGURES) -> Iterator[EditorText | Picture]:
    """Yield an editor's text in parts: its words, and a picture for each paragraph that is a ``{figuur-...}``."""
    places: dict[str, Drawing | Figure] = {**{call(name): figure for name, figure in figures.items()}, **_PLACES}
    texts = paragraphs(markdown) if any(place in markdown for place in places) else ()
    if not places.keys() & set(texts):
        yield EditorText(markdown)
        return
    for subject, group in groupby(range(len(texts)), key=lambda index: places.get(texts[index])):
        indexes = tuple(group)
        if subject:
            yield from (picture_of(subject) for _ in indexes)
        else:
            yield EditorText(together(markdown, indexes))


def call(name: str) -> str:
    """Return the placeholder of a figure, which an editor types in a paragraph of its own."""
    return f"{{figuur-{name}}}"


def without_pictures(markdown: str, figures: Figures = NO_FIGURES) -> str:
    """Return the text without drawings and figures."""
    return "\n\n".join(block.markdown for block in blocks_of(markdown, figures) if isinstance(block, EditorText))


def with_captions(markdown: str, figures: Figures = NO_FIGURES) -> str:
    """Return the text with each picture replaced by its caption, for pages that draw nothing."""
    parts = [
        block.markdown if isinstance(block, EditorText) else f"*Figuur: {block.words}*"
        for block in blocks_of(markdown, figures)
    ]
    return markdown if len(parts) == 1 and parts[0] == markdown else "\n\n".join(parts)


def picture_of(subject: Drawing | Figure) -> Picture:
    """Return the picture of a drawing or figure, not yet numbered."""
    if isinstance(subject, Drawing):
        return Picture(subject, caption=CAPTIONS[subject])
    return Picture(subject, caption=subject.caption, alternative=subject.alternative)


def captioned(
    chapters: Sequence[Section], tiles: Sequence[Sequence[Tile]], themes: Sequence[ThemeCount]
) -> tuple[Section, ...]:
    """Return the chapters with pictures numbered in reading order and a text alternative for each drawing."""
    numbers = count(1)
    alternatives = {Drawing.ORGANISATIONS: _of_organisations(tiles), Drawing.THEMES: _of_themes(themes)}

    def picture(unnumbered: Picture) -> Picture:
        described = (
            alternatives[unnumbered.subject] if isinstance(unnumbered.subject, Drawing) else unnumbered.alternative
        )
        return replace(unnumbered, number=next(numbers), alternative=described)

    def section(parent: Section) -> Section:
        blocks = tuple(picture(block) if isinstance(block, Picture) else block for block in parent.blocks)
        return replace(parent, blocks=blocks, sections=tuple(map(section, parent.sections)))

    return tuple(map(section, chapters))


def figures_in(report: Report) -> tuple[Figure, ...]:
    """Return the editors' figures in a report, each once, in reading order."""
    return tuple(dict.fromkeys(chain.from_iterable(map(_figures_in, report.chapters))))


def _figures_in(section: Section) -> Iterator[Figure]:
    for block in section.blocks:
        if isinstance(block, Picture) and isinstance(block.subject, Figure):
            yield block.subject
    for child in section.sections:
        yield from _figures_in(child)


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
    if not any(theme.total for theme in themes):
        return "Er zijn nog geen antwoorden met akkoord."
    return " ".join(f"{theme.title}: {listed(_counted(theme)) or 'geen'}." for theme in themes)


def _counted(theme: ThemeCount) -> list[str]:
    return [counted(number, *NAMES[kind]) for kind, number in theme.organisations if number]


def theme_counts(interviews: Sequence[InterviewSource]) -> tuple[ThemeCount, ...]:
    """Return per theme, in questionnaire order, how many organisations gave an agreed answer on it.

    Answers without name are not counted: one ministry among six is easily recognised.
    """
    titles = {theme.key: theme.title for interview in interviews for theme in interview.questionnaire.themes}
    totals = {key: dict.fromkeys(OrganisationKind, 0) for key in titles}
    for interview in interviews:
        for key in _themes_in(interview) & totals.keys():
            totals[key][interview.organisation.kind] += 1
    return tuple(ThemeCount(title, tuple(_in_order(totals[key]))) for key, title in titles.items())


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
    """Return the themes of an answer's passages, or those of its question when no passage has any."""
    tagged = {theme for passage in answer.themes for theme in passage}
    return tagged or set(questionnaire.themes_given(answer.item))
