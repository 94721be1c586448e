"""Description in Dutch of what fills a section: questions, organisations and passages."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from surveyapp.core.dutch import listed
from surveyapp.questionnaires.rules import OrganisationKind, Questionnaire
from surveyapp.report.material.sources import Organisation
from surveyapp.report.material.structure import EachProvince, Feed, Group, OutlineSection
from surveyapp.report.outlining.rules import Entry

EVERYBODY = {
    OrganisationKind.REGION: "alle regio’s",
    OrganisationKind.PROVINCE: "alle provincies",
    OrganisationKind.MINISTRY: "alle ministeries",
}
TEXT = "Tekst van de redactie"


def words_of(
    entry: Entry, questionnaires: Sequence[Questionnaire], organisations: Sequence[Organisation]
) -> tuple[str, ...]:
    """Return the content of an entry, a phrase for each part."""
    match entry:
        case OutlineSection():
            feed = (feed_words(entry.feed, questionnaires, organisations),) if entry.feed else ()
            return (TEXT,) * entry.text + feed
        case EachProvince():
            return ("Een genummerde paragraaf voor elke provincie, met een kop voor de provincie en elke regio",)
        case Group():
            names = listed(names_of(entry.organisations, organisations))
            how = "antwoorden lopen in elkaar over" if entry.merge else "elk een eigen tussenkop"
            return (*(("Eigen inleiding",) * entry.text), f"{names}: {how}")


def names_of(keys: Iterable[str], organisations: Iterable[Organisation]) -> list[str]:
    """Return the names of organisations by their keys; an unknown key is returned as it is."""
    names = {organisation.key: organisation.name for organisation in organisations}
    return [names.get(key, key) for key in keys]


def feed_words(feed: Feed, questionnaires: Sequence[Questionnaire], organisations: Sequence[Organisation]) -> str:
    """Return a line: "Regio vraag 9, provincie vraag 4; alle regio’s en alle provincies; een kop per organisatie"."""
    themes = {theme.key: theme.title for questionnaire in questionnaires for theme in questionnaire.themes}
    asked = ", ".join(_asked(feed, questionnaires)) or "Vragen die er in deze ronde niet zijn"
    parts = [asked[0].upper() + asked[1:], listed(_whose(feed, organisations))]
    if feed.themes:
        parts.append(f"alleen over {listed([themes.get(key, key) for key in feed.themes])}")
    if feed.without_theme:
        parts.append("alleen zonder thema")
    if feed.headings:
        parts.append("een kop per organisatie")
    return "; ".join(parts)


def _asked(feed: Feed, questionnaires: Iterable[Questionnaire]) -> Iterator[str]:
    for questionnaire in questionnaires:
        numbers = [question.number for question in questionnaire.items]
        fitting = [
            number
            for number in numbers
            if questionnaire.kind in feed.organisations and feed.asks(questionnaire, number)
        ]
        if fitting:
            word = "vraag" if len(fitting) == 1 else "vragen"
            yield f"{questionnaire.kind.label} {word} {listed(list(_ranges(fitting, numbers)))}"


def _ranges(chosen: Sequence[str], numbers: Sequence[str]) -> Iterator[str]:
    """Yield the numbers, with three or more consecutive ones as "2a t/m 2f"."""
    pairs = [(place, numbers.index(number)) for place, number in enumerate(chosen)]
    for _, run in groupby(pairs, key=lambda pair: pair[1] - pair[0]):
        several = [chosen[place] for place, _ in run]
        yield from [f"{several[0]} t/m {several[-1]}"] if len(several) > 2 else several


def _whose(feed: Feed, organisations: Sequence[Organisation]) -> list[str]:
    if feed.only:
        return [f"alleen {listed(names_of(feed.only, organisations))}"]
    if feed.categories:
        return [f"alleen categorie {listed(feed.categories)}"]
    return [words for kind, words in EVERYBODY.items() if kind in feed.organisations]
