"""Agreed passages that wait for a theme, where the report places passages by theme. Plain values."""

from collections.abc import Iterable
from dataclasses import dataclass

from surveyapp.core.dutch import counted
from surveyapp.questionnaires.rules import Questionnaire, Theme
from surveyapp.report.compiling.use import why_hidden
from surveyapp.report.material.passages import themes_by_passage
from surveyapp.report.material.rules import Missing, by_organisation, in_report_order
from surveyapp.report.material.sources import RoundSource
from surveyapp.report.material.structure import EachProvince, Feed, Outline
from surveyapp.text.words import paragraphs, without_footnotes


@dataclass(frozen=True, slots=True)
class Tagged:
    """An agreed answer with the themes of its passages."""

    organisation: str
    key: str
    """Key of the organisation."""
    item: str
    title: str
    revision: int
    themes: tuple[Theme, ...]
    """Themes to choose from."""
    text: str
    chosen: tuple[tuple[str, ...], ...]
    """Theme keys of each passage."""

    @property
    def paragraphs(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each passage as Markdown without footnotes, with its theme keys."""
        return tuple(zip(map(without_footnotes, paragraphs(self.text)), self.chosen, strict=True))

    @property
    def untagged(self) -> int:
        """Number of passages for which neither a theme nor "no theme" was chosen."""
        return sum(not themes for themes in self.chosen)


def placed_by_theme(outline: Outline, source: RoundSource) -> tuple[Tagged, ...]:
    """Return the agreed answers whose passages the outline places by theme, in report order."""
    feeds = _by_theme(outline)
    if not feeds:
        return ()
    interviews = by_organisation(source.interviews)
    tagged = []
    for organisation in in_report_order(source.organisations):
        interview = interviews.get(organisation.key)
        if interview is None:
            continue
        taken = {item for feed in feeds if feed.takes(organisation) for item in feed.items(interview.questionnaire)}
        answers = {
            answer.item: answer
            for answer in interview.answers
            if answer.item in taken and answer.approved and not why_hidden(answer, organisation)
        }
        tagged += [
            Tagged(
                organisation.title,
                organisation.key,
                item.number,
                item.title,
                answers[item.number].revision,
                interview.questionnaire.themes,
                answers[item.number].text,
                themes_by_passage(answers[item.number]),
            )
            for item in interview.questionnaire.items
            if item.number in answers
        ]
    return tuple(answer for answer in tagged if answer.chosen)


def items_by_theme(outline: Outline, questionnaires: Iterable[Questionnaire]) -> dict[str, frozenset[str]]:
    """Return the numbers of items that the outline places by theme, by questionnaire key.

    Versions of a questionnaire are merged.
    """
    feeds = _by_theme(outline)
    numbers: dict[str, frozenset[str]] = {}
    for questionnaire in questionnaires:
        items = (item for feed in feeds for item in feed.items(questionnaire))
        numbers[questionnaire.key] = numbers.get(questionnaire.key, frozenset()).union(items)
    return numbers


def without_theme(outline: Outline, source: RoundSource) -> tuple[Tagged, ...]:
    """Return the answers of ``placed_by_theme`` with a passage without a theme."""
    return tuple(answer for answer in placed_by_theme(outline, source) if answer.untagged)


def missing_themes(outline: Outline, source: RoundSource) -> tuple[Missing, ...]:
    """Return a Missing for each answer with passages without a theme."""
    return what_waits(without_theme(outline, source))


def what_waits(untagged: Iterable[Tagged]) -> tuple[Missing, ...]:
    """Return a Missing for each of these answers."""
    return tuple(
        Missing(f"{answer.key}.{answer.item}", f"{answer.organisation}, vraag {answer.item}: {left} nog geen thema.")
        for answer in untagged
        for left in [counted(answer.untagged, "passage heeft", "passages hebben")]
    )


def _by_theme(outline: Outline) -> list[Feed]:
    """Return the feeds that select passages by theme."""
    sections = [
        part
        for section in outline.sections()
        for part in (section.sections if isinstance(section, EachProvince) else (section,))
    ]
    return [section.feed for section in sections if section.feed and section.feed.themes]
