"""Which answers of a round a page of the report is made from. Plain Python.

A page loads these only. The others stand whole in a section, with agreement: it names none of them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from surveyapp.questionnaires.rules import OrganisationKind, Questionnaire
from surveyapp.report.board import Place, places_of
from surveyapp.report.citations.rules import Cited, citations
from surveyapp.report.outline.structure import EachProvince, Feed, Outline
from surveyapp.report.sources import Organisation, RoundSource

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
    remarkable: bool = False
    """Also agreed answers of which the board tells: limited, marked by an editor, agreed through an uncertain link."""


Choose = Callable[[RoundSource], Needed]
"""Says what a page needs of a round, from the round without its answers."""


def for_board(outline: Outline) -> Choose:
    """Return what the board needs, and so everything that keeps a report from being final."""

    def choose(source: RoundSource) -> Needed:
        cited = cited_in(source.section_texts.values())
        return Needed(partly_placed(outline, source), cited, open=True, remarkable=True)

    return choose


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


def partly_placed(outline: Outline, source: RoundSource) -> Items:
    """Return the items with an answer of which the outline might leave out a passage, or place one by its theme."""
    return _merged(
        (one, [item.number for item in one.items if not _stands_whole(one, item.number, feeds)])
        for one, feeds in _kinds_of_interviews(outline, source)
    )


def _stands_whole(questionnaire: Questionnaire, item: str, feeds: Iterable[Feed]) -> bool:
    asking = [one for one in feeds if one.asks(questionnaire, item)]
    return any(_takes_all(one) for one in asking) and not any(one.themes for one in asking)


def _takes_all(feed: Feed) -> bool:
    return not feed.themes and not feed.without_theme


def _kinds_of_interviews(outline: Outline, source: RoundSource) -> Iterable[tuple[Questionnaire, tuple[Feed, ...]]]:
    """Return each questionnaire with the feeds that take the answers of an organisation, once each."""
    provinces = {one.key for one in source.organisations if one.kind is OrganisationKind.PROVINCE}
    feeds = tuple(_feeds(outline))
    found: dict[tuple[int, tuple[int, ...]], tuple[Questionnaire, tuple[Feed, ...]]] = {}
    for one in source.interviews:
        taking = tuple(place for place, feed in enumerate(feeds) if _takes(feed, one.organisation, provinces))
        if (id(one.questionnaire), taking) not in found:
            taken = tuple(feeds[place][1] for place in taking)
            found[id(one.questionnaire), taking] = one.questionnaire, taken
    return found.values()


def _feeds(outline: Outline) -> Iterator[tuple[bool, Feed]]:
    """Yield every feed, with whether it stands in a place per province."""
    for section in outline.sections():
        if isinstance(section, EachProvince):
            yield from ((True, one.feed) for one in section.sections if one.feed)
        elif section.feed:
            yield False, section.feed


def _takes(placed: tuple[bool, Feed], organisation: Organisation, provinces: Collection[str]) -> bool:
    by_province, feed = placed
    return feed.takes(organisation) and (
        not by_province or organisation.key in provinces or organisation.province_key in provinces
    )
