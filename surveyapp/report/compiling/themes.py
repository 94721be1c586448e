"""Which agreed passages wait for a theme, because the report places them by theme. Plain values."""

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
    """An agreed answer with the themes of each of its passages."""

    organisation: str
    key: str
    """The organisation's."""
    item: str
    title: str
    revision: int
    themes: tuple[Theme, ...]
    """Those to choose from."""
    text: str
    chosen: tuple[tuple[str, ...], ...]
    """Per passage, the keys of its themes."""

    @property
    def paragraphs(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each passage as Markdown without footnotes, with the keys of its themes."""
        return tuple(zip(map(without_footnotes, paragraphs(self.text)), self.chosen, strict=True))

    @property
    def untagged(self) -> int:
        """How many passages wait for a theme: nobody chose one, nor that there is none."""
        return sum(not themes for themes in self.chosen)


def placed_by_theme(outline: Outline, source: RoundSource) -> tuple[Tagged, ...]:
    """The agreed answers whose passages the outline places by theme, in the report's order."""
    feeds = _by_theme(outline)
    if not feeds:
        return ()
    interviews = by_organisation(source.interviews)
    found = []
    for organisation in in_report_order(source.organisations):
        interview = interviews.get(organisation.key)
        if interview is None:
            continue
        taken = {item for feed in feeds if feed.takes(organisation) for item in feed.items(interview.questionnaire)}
        answers = {
            one.item: one
            for one in interview.answers
            if one.item in taken and one.approved and not why_hidden(one, organisation)
        }
        found += [
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
    return tuple(one for one in found if one.chosen)


def items_by_theme(outline: Outline, questionnaires: Iterable[Questionnaire]) -> dict[str, frozenset[str]]:
    """Return the numbers of the items whose passages the outline places by theme, by the key of their questionnaire.

    Of a questionnaire with several versions, those of each.
    """
    feeds = _by_theme(outline)
    found: dict[str, frozenset[str]] = {}
    for one in questionnaires:
        items = (item for feed in feeds for item in feed.items(one))
        found[one.key] = found.get(one.key, frozenset()).union(items)
    return found


def without_theme(outline: Outline, source: RoundSource) -> tuple[Tagged, ...]:
    """Those of which at least one passage has no theme."""
    return tuple(one for one in placed_by_theme(outline, source) if one.untagged)


def missing_themes(outline: Outline, source: RoundSource) -> tuple[Missing, ...]:
    """What a final report waits for in them, a sentence for each answer."""
    return what_waits(without_theme(outline, source))


def what_waits(untagged: Iterable[Tagged]) -> tuple[Missing, ...]:
    """Return that these answers have passages without a theme, a sentence for each answer."""
    return tuple(
        Missing(f"{one.key}.{one.item}", f"{one.organisation}, vraag {one.item}: {left} nog geen thema.")
        for one in untagged
        for left in [counted(one.untagged, "passage heeft", "passages hebben")]
    )


def _by_theme(outline: Outline) -> list[Feed]:
    """What takes passages by their theme."""
    sections = [
        part for one in outline.sections() for part in (one.sections if isinstance(one, EachProvince) else (one,))
    ]
    return [one.feed for one in sections if one.feed and one.feed.themes]
