"""What a respondent's limits on the use of an answer mean for the report. Plain Python.

Background appears nowhere. What may be used without name stands only where nothing says whose it is: under no heading
of its organisation, with no code and no row in Bijlage 2. There is no fingerprint either: whoever has the printed words
could try every organisation until it fits.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report.citations.quotations import misquoted, quoted
from surveyapp.report.citations.rules import Citation, Cited, citations
from surveyapp.report.citations.staleness import Trouble, Vain, misquoting, why_stale
from surveyapp.report.material.decisions import Concern
from surveyapp.report.material.sources import AnswerSource, InterviewSource, Organisation
from surveyapp.text.words import fingerprint, footnotes, paragraphs, to_plain
from surveyapp.verification.records.rules import Use

SOMEBODY = {
    OrganisationKind.REGION: "een regio",
    OrganisationKind.PROVINCE: "een provincie",
    OrganisationKind.MINISTRY: "een ministerie",
}
"""What stands in the place of a name."""

_WORD = re.compile(r"[^\W_]+")
UNKNOWN = "is geen antwoord met akkoord"


def _words(text: str) -> str:
    return f" {' '.join(_WORD.findall(text))} "


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    """The words of a text without marks: asked for every answer without name, by every page of a report."""
    return _words(to_plain(text))


def names_in(text: str, organisation: Organisation) -> tuple[str, ...]:
    """What in a text says whose it is: the organisation's name, code or municipalities, however they are written.

    A name of one word has to be written with its capital: Sluis is a municipality, a "sluis" is not.
    """
    plain = _plain(text)
    lower = plain.casefold()
    found = []
    for name in organisation.names:
        wanted = _words(name)
        if wanted.strip() and (wanted in plain or (" " in wanted.strip() and wanted.casefold() in lower)):
            found.append(name)
    return tuple(found)


def only_seems(names: Iterable[str], organisation: Organisation) -> bool:
    """Whether each may be another word: a municipality is sometimes called like a thing, an organisation is not."""
    return set(names).isdisjoint(organisation.own_names)


def why_hidden(answer: AnswerSource, organisation: Organisation) -> str:
    """Why an agreed answer may stand nowhere in the report, as the end of a Dutch sentence; "" when it may."""
    if answer.use is Use.BACKGROUND:
        return "mag alleen als achtergrond worden gebruikt"
    named = names_in(answer.text, organisation) if answer.use is Use.UNNAMED and not answer.cleared else ()
    return f"mag alleen zonder naam worden gebruikt, maar noemt zelf ‘{named[0]}’" if named else ""


@dataclass(frozen=True, slots=True)
class Citable:
    """What editors' texts may cite. ``barred``: agreed answers that may not be cited, and why."""

    codes: Mapping[Cited, str]
    """What is printed: "OD 2b", or "een regio" for an answer without name."""
    barred: Mapping[Cited, str]
    unnamed: Mapping[Cited, Organisation]
    versions: Mapping[Cited, int]
    """The number of the revision that is agreed, of each that has a code."""
    texts: Mapping[Cited, str]
    """What that revision says."""
    naming: Mapping[Cited, int]
    """The number of the revision that is agreed, of each that is barred for what may not be a name in its own words."""
    waiting: Collection[Cited]
    """Answers that nobody agreed to yet."""

    def vain(self, text: str, under: Collection[str] = ()) -> tuple[Vain, ...]:
        """What a text cites and may not, or not as it is now. ``under``: the keys of the organisations in its heading.

        One that rests on an older version and may not stand there either is in it twice.
        """
        places = (*paragraphs(text), *footnotes(text).values()) or (text,)
        found = [
            one for place in places for citation in citations(place) for one in self._judged(citation, place, under)
        ]
        return tuple(dict.fromkeys([*found, *self._misquoting(text)]))

    def _misquoting(self, text: str) -> Iterator[Vain]:
        """Quotations that no answer says which they are cited from. A stale citation is judged once it is updated."""
        for one in quoted(text):
            answers = [(each, self.texts[each.cited]) for each in one.citations if self._current(each)]
            wrong = [(each, misquoted(one, answer)) for each, answer in answers]
            if len(answers) == len(one.citations) and all(found for _, found in wrong):
                yield from (misquoting(each, found) for each, found in wrong[:1] if found)

    def _current(self, citation: Citation) -> bool:
        return citation.cited in self.texts and citation.version in {None, self.versions[citation.cited]}

    def _judged(self, citation: Citation, paragraph: str, under: Collection[str]) -> Iterator[Vain]:
        cited = citation.cited
        if cited not in self.codes:
            yield self._uncitable(citation)
        elif organisation := self.unnamed.get(cited):
            yield from _beside_a_name(citation, organisation, paragraph, under)
        agreed = self.versions.get(cited)
        if agreed and (why := why_stale(citation.version, agreed)):
            yield _stale(citation, why, agreed)

    def _uncitable(self, citation: Citation) -> Vain:
        cited = citation.cited
        if cited in self.naming:
            named = self.naming[cited]
            why, limited = self.barred[cited], Trouble.LIMITED
            return Vain(citation, why, trouble=limited, concern=Concern.ANSWER_NAMES, version=named)
        if cited in self.barred:
            return Vain(citation, self.barred[cited], trouble=Trouble.LIMITED)
        return Vain(citation, UNKNOWN, trouble=Trouble.UNAPPROVED if cited in self.waiting else Trouble.UNKNOWN)


def _beside_a_name(
    citation: Citation, organisation: Organisation, paragraph: str, under: Collection[str]
) -> Iterator[Vain]:
    """What is without name stands beside a name of its organisation's, or beside a word that may only seem one."""
    named = names_in(paragraph.replace(citation.name, ""), organisation)
    if organisation.key in under or not only_seems(named, organisation):
        why = f"mag alleen zonder naam worden gebruikt, en staat hier bij ‘{(*named, organisation.title)[0]}’"
        yield Vain(citation, why, trouble=Trouble.LIMITED)
    elif named:
        why = f"mag alleen zonder naam worden gebruikt, en staat hier bij ‘{named[0]}’"
        words = fingerprint(paragraph=paragraph)
        yield Vain(citation, why, trouble=Trouble.LIMITED, concern=Concern.PLACE_NAMES, words=words)


def _stale(citation: Citation, why: str, agreed: int) -> Vain:
    if citation.version is None:
        return Vain(citation, why, agreed, trouble=Trouble.UNPINNED)
    if citation.version > agreed:
        return Vain(citation, why, agreed, trouble=Trouble.UNKNOWN)
    return Vain(citation, why, agreed, trouble=Trouble.STALE, concern=Concern.STALE)


def citable(interviews: Iterable[InterviewSource]) -> Citable:
    """What the agreed answers of a round allow."""
    codes: dict[Cited, str] = {}
    barred: dict[Cited, str] = {}
    unnamed: dict[Cited, Organisation] = {}
    versions: dict[Cited, int] = {}
    texts: dict[Cited, str] = {}
    naming: dict[Cited, int] = {}
    waiting: set[Cited] = set()
    for interview in interviews:
        organisation = interview.organisation
        for answer in interview.answers:
            cited = organisation.key, answer.item
            if not answer.approved:
                waiting.add(cited)
                continue
            if why := why_hidden(answer, organisation):
                barred[cited] = why
                if answer.use is Use.UNNAMED and only_seems(names_in(answer.text, organisation), organisation):
                    naming[cited] = answer.revision
                continue
            versions[cited], texts[cited] = answer.revision, answer.text
            if answer.use is Use.UNNAMED:
                codes[cited], unnamed[cited] = SOMEBODY[organisation.kind], organisation
            else:
                codes[cited] = f"{organisation.code} {answer.item}"
    return Citable(codes, barred, unnamed, versions, texts, naming, waiting)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many agreed answers are limited. Which ones is said nowhere."""

    unnamed: int
    background: int


def limits_of(interviews: Iterable[InterviewSource]) -> Limits:
    """Counted over a round."""
    uses = [answer.use for one in interviews for answer in one.answers if answer.approved]
    return Limits(uses.count(Use.UNNAMED), uses.count(Use.BACKGROUND))


def limited(interviews: Iterable[InterviewSource]) -> tuple[tuple[Organisation, AnswerSource, str], ...]:
    """For editors: every agreed answer that is limited, and why it stands nowhere ("" when it may stand somewhere)."""
    return tuple(
        (one.organisation, answer, why_hidden(answer, one.organisation))
        for one in interviews
        for answer in one.answers
        if answer.approved and answer.use is not Use.NAMED
    )
