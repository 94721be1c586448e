"""Selection of a round's answers that a page needs. Plain Python.

The page of a section, and saving a text, load only these: see decision 19.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from surveyapp.questionnaires.rules import Questionnaire
from surveyapp.report.citations.rules import Cited, citations
from surveyapp.report.material.places import Place, places_of
from surveyapp.report.material.sources import RoundSource
from surveyapp.report.material.structure import Outline

Items = Mapping[str, frozenset[str]]
"""Numbers of items by questionnaire key."""


@dataclass(frozen=True, slots=True)
class Needed:
    """Answers to load: those to ``items`` and those that are ``cited``."""

    items: Items
    cited: frozenset[Cited]
    organisations: frozenset[str] | None = None
    """Keys of the organisations whose answers to the items are needed; None for all."""
    open: bool = False
    """Also load what is not agreed: answers of these organisations, and all answers of interviews not wholly agreed."""


Choose = Callable[[RoundSource], Needed]
"""Function from a round without its answers to the answers that a page needs."""


def for_citing(cited: Collection[Cited]) -> Choose:
    """Return the answers needed to tell whether these can be cited, and in which version."""
    return lambda _source: Needed({}, frozenset(cited))


def for_section(outline: Outline, key: str, texts: Collection[str] = (), asked: str = "") -> Choose:
    """Return the answers for the page of a section: those placed in it, cited in its text and cited in ``texts``.

    ``asked`` is a question whose answers are shown too: "regio.2b".
    """

    def choose(source: RoundSource) -> Needed:
        place = next((place for place in places_of(outline, source) if place.key == key), None)
        cited = cited_in((*texts, source.section_texts.get(key, "")))
        if place is None:
            return Needed({}, cited)
        questionnaire, _, item = asked.partition(".")
        cited |= {
            (interview.organisation.key, item)
            for interview in source.interviews
            if interview.questionnaire.key == questionnaire
        }
        organisations = frozenset(organisation.key for organisation in place.organisations)
        return Needed(_fed(place, source), cited, organisations, open=True)

    return choose


def cited_in(texts: Iterable[str]) -> frozenset[Cited]:
    """Return all answers that these texts cite."""
    return frozenset(citation.cited for text in texts for citation in citations(text))


def _fed(place: Place, source: RoundSource) -> Items:
    return _merged(
        (
            questionnaire,
            [
                item.number
                for item in questionnaire.items
                if any(feed.asks(questionnaire, item.number) for feed in place.feeds)
            ],
        )
        for questionnaire in source.questionnaires
    )


def _merged(asked: Iterable[tuple[Questionnaire, Collection[str]]]) -> Items:
    """Return the items by questionnaire key, versions of a questionnaire merged."""
    items: dict[str, frozenset[str]] = {}
    for questionnaire, numbers in asked:
        items[questionnaire.key] = items.get(questionnaire.key, frozenset()) | frozenset(numbers)
    return items
