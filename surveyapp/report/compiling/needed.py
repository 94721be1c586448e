"""Which answers of a round a page of the report is made from. Plain Python.

The page of a section, and a text that is saved, load these only: see decision 19.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from surveyapp.questionnaires.rules import Questionnaire
from surveyapp.report.citations.rules import Cited, citations
from surveyapp.report.material.places import Place, places_of
from surveyapp.report.material.sources import RoundSource
from surveyapp.report.material.structure import Outline

Items = Mapping[str, frozenset[str]]
"""Numbers of items, by the key of their questionnaire."""


@dataclass(frozen=True, slots=True)
class Needed:
    """Answers of a round: those to ``items``, and those that are ``cited``."""

    items: Items
    cited: frozenset[Cited]
    organisations: frozenset[str] | None = None
    """The keys of those whose answers to the items are needed; None for all."""
    open: bool = False
    """Also what is not agreed, of these organisations, and all answers of an interview that is not agreed whole."""


Choose = Callable[[RoundSource], Needed]
"""Says what a page needs of a round, from the round without its answers."""


def for_citing(cited: Collection[Cited]) -> Choose:
    """Return what it takes to say whether these answers can be cited, and in which version."""
    return lambda _source: Needed({}, frozenset(cited))


def for_section(outline: Outline, key: str, texts: Collection[str] = (), asked: str = "") -> Choose:
    """Return what the page of a section needs: what stands in it, and what is cited in its text and in ``texts``.

    ``asked`` is a question whose answers are shown as well: "regio.2b".
    """

    def choose(source: RoundSource) -> Needed:
        place = next((one for one in places_of(outline, source) if one.key == key), None)
        cited = cited_in((*texts, source.section_texts.get(key, "")))
        if place is None:
            return Needed({}, cited)
        questionnaire, _, item = asked.partition(".")
        cited |= {(one.organisation.key, item) for one in source.interviews if one.questionnaire.key == questionnaire}
        organisations = frozenset(one.key for one in place.organisations)
        return Needed(_fed(place, source), cited, organisations, open=True)

    return choose


def cited_in(texts: Iterable[str]) -> frozenset[Cited]:
    """Return every answer that these texts cite."""
    return frozenset(one.cited for text in texts for one in citations(text))


def _fed(place: Place, source: RoundSource) -> Items:
    return _merged(
        (one, [item.number for item in one.items if any(feed.asks(one, item.number) for feed in place.feeds)])
        for one in source.questionnaires
    )


def _merged(found: Iterable[tuple[Questionnaire, Collection[str]]]) -> Items:
    """Return these items together for all versions of a questionnaire."""
    items: dict[str, frozenset[str]] = {}
    for questionnaire, numbers in found:
        items[questionnaire.key] = items.get(questionnaire.key, frozenset()) | frozenset(numbers)
    return items
