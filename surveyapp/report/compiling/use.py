"""Effect of respondents' limits on the use of their answers in the report. Plain Python.

Background appears nowhere. An answer without name appears only where nothing tells whose it is: under no heading of its
organisation, without code and without row in Bijlage 2. It has no fingerprint either: with the printed words, a reader
could compute the fingerprint for every organisation until one fits.
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
"""Printed in place of an organisation's name."""

_WORD = re.compile(r"[^\W_]+")
UNKNOWN = "is geen antwoord met akkoord"


def _words(text: str) -> str:
    return f" {' '.join(_WORD.findall(text))} "


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    """Return the words of a text without markup. Cached: every page of a report checks all answers without name."""
    return _words(to_plain(text))


def names_in(text: str, organisation: Organisation) -> tuple[str, ...]:
    """Return the names in a text that reveal the organisation: its name, code or municipalities, in any spelling.

    A name of one word counts only with its capital: Sluis is a municipality, a "sluis" is not.
    """
    plain = _plain(text)
    lower = plain.casefold()
    names = []
    for name in organisation.names:
        wanted = _words(name)
        if wanted.strip() and (wanted in plain or (" " in wanted.strip() and wanted.casefold() in lower)):
            names.append(name)
    return tuple(names)


def only_seems(names: Iterable[str], organisation: Organisation) -> bool:
    """Return whether each name may be a common word, as those of some municipalities, never of organisations."""
    return set(names).isdisjoint(organisation.own_names)


def why_hidden(answer: AnswerSource, organisation: Organisation) -> str:
    """Return why an agreed answer may appear nowhere, as the end of a Dutch sentence; "" when it may appear."""
    if answer.use is Use.BACKGROUND:
        return "mag alleen als achtergrond worden gebruikt"
    named = names_in(answer.text, organisation) if answer.use is Use.UNNAMED and not answer.cleared else ()
    return f"mag alleen zonder naam worden gebruikt, maar noemt zelf ‘{named[0]}’" if named else ""


@dataclass(frozen=True, slots=True)
class Citable:
    """Answers that editors' texts may cite. ``barred`` maps agreed answers that may not be cited to the reason."""

    codes: Mapping[Cited, str]
    """Printed reference: "OD 2b", or "een regio" for an answer without name."""
    barred: Mapping[Cited, str]
    unnamed: Mapping[Cited, Organisation]
    versions: Mapping[Cited, int]
    """Number of the agreed revision, for each answer with a code."""
    texts: Mapping[Cited, str]
    """Text of that revision."""
    naming: Mapping[Cited, int]
    """Number of the agreed revision, for answers barred because of a word that may not be a name after all."""
    waiting: Collection[Cited]
    """Answers that are not agreed yet."""

    def vain(self, text: str, under: Collection[str] = ()) -> tuple[Vain, ...]:
        """Return the citations in a text that do not hold; ``under`` has the keys of organisations in its heading.

        A citation that is both outdated and barred in that place is returned twice.
        """
        places = (*paragraphs(text), *footnotes(text).values()) or (text,)
        judged = [
            vain for place in places for citation in citations(place) for vain in self._judged(citation, place, under)
        ]
        return tuple(dict.fromkeys([*judged, *self._misquoting(text)]))

    def _misquoting(self, text: str) -> Iterator[Vain]:
        """Yield quotations found in none of the answers cited. Outdated citations are checked after their update."""
        for quotation in quoted(text):
            answers = [(each, self.texts[each.cited]) for each in quotation.citations if self._current(each)]
            wrong = [(each, misquoted(quotation, answer)) for each, answer in answers]
            if len(answers) == len(quotation.citations) and all(fault for _, fault in wrong):
                yield from (misquoting(each, fault) for each, fault in wrong[:1] if fault)

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
    """Yield a Vain for a citation without name beside its organisation's name or a word that looks like it."""
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
    """Return what editors' texts may cite of the answers of a round."""
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
    """Numbers of agreed answers with limited use. Which answers these are is never published."""

    unnamed: int
    background: int


def limits_of(interviews: Iterable[InterviewSource]) -> Limits:
    """Return the numbers of limited answers in a round."""
    uses = [answer.use for interview in interviews for answer in interview.answers if answer.approved]
    return Limits(uses.count(Use.UNNAMED), uses.count(Use.BACKGROUND))


def limited(interviews: Iterable[InterviewSource]) -> tuple[tuple[Organisation, AnswerSource, str], ...]:
    """Return the agreed answers with limited use, and why each appears nowhere; "" when it may appear."""
    return tuple(
        (interview.organisation, answer, why_hidden(answer, interview.organisation))
        for interview in interviews
        for answer in interview.answers
        if answer.approved and answer.use is not Use.NAMED
    )
