"""What the product draws of a round, where an editor put it: which drawing, its number, and its words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count, groupby

from surveyapp.dutch import counted, listed
from surveyapp.questionnaires.rules import OrganisationKind, Question
from surveyapp.report.passages import together
from surveyapp.report.sources import AnswerSource, InterviewSource
from surveyapp.report.tree import Drawing, EditorText, Picture, Section, ThemeCount, Tile
from surveyapp.text import paragraphs
from surveyapp.verification.rules import Use

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


def blocks_of(markdown: str) -> Iterator[EditorText | Picture]:
    """An editor's text in pieces: its words, and a drawing for each ``{figuur-...}`` that is a paragraph by itself."""
    found = paragraphs(markdown)
    if not _PLACES.keys() & set(found):
        yield EditorText(markdown)
        return
    for subject, group in groupby(range(len(found)), key=lambda index: _PLACES.get(found[index])):
        indexes = tuple(group)
        if subject:
            yield from (Picture(subject) for _ in indexes)
        else:
            yield EditorText(together(markdown, indexes))


def without_pictures(markdown: str) -> str:
    """The text without its drawings."""
    return "\n\n".join(one.markdown for one in blocks_of(markdown) if isinstance(one, EditorText))


def with_captions(markdown: str) -> str:
    """The text with, for each drawing, what it will show: for a page that draws nothing."""
    parts = [
        one.markdown if isinstance(one, EditorText) else f"*Figuur: {CAPTIONS[one.subject]}*"
        for one in blocks_of(markdown)
    ]
    return markdown if len(parts) == 1 and parts[0] == markdown else "\n\n".join(parts)


def captioned(
    chapters: Sequence[Section], tiles: Sequence[Sequence[Tile]], themes: Sequence[ThemeCount]
) -> tuple[Section, ...]:
    """The chapters with each drawing numbered in reading order, and described."""
    numbers = count(1)
    alternatives = {Drawing.ORGANISATIONS: _of_organisations(tiles), Drawing.THEMES: _of_themes(themes)}

    def picture(one: Picture) -> Picture:
        caption = CAPTIONS[one.subject]
        return replace(one, number=next(numbers), caption=caption, alternative=alternatives[one.subject])

    def section(one: Section) -> Section:
        blocks = tuple(picture(block) if isinstance(block, Picture) else block for block in one.blocks)
        return replace(one, blocks=blocks, sections=tuple(map(section, one.sections)))

    return tuple(map(section, chapters))


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
    questions = {one.number: one for one in interview.questionnaire.items}
    return {
        theme
        for answer in interview.answers
        if answer.approved and answer.use is Use.NAMED
        for theme in _themes_of(answer, questions[answer.item], len(interview.questionnaire.themes))
    }


def _themes_of(answer: AnswerSource, question: Question, all_of_them: int) -> set[str]:
    """What its passages are about; else its question, unless that is about every theme and so about none."""
    tagged = {theme for passage in answer.themes for theme in passage}
    return tagged or (set(question.themes) if len(question.themes) < all_of_them else set())
