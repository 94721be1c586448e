"""Which of the editors' decisions a report rests on, as any reader may know them."""

from collections.abc import Iterator, Mapping, Sequence

from surveyapp.core.dutch import local
from surveyapp.report.citations.staleness import Vain
from surveyapp.report.compiling.use import names_in
from surveyapp.report.material.decisions import Concern, Decided, Overruling, Subject
from surveyapp.report.material.rules import Missing
from surveyapp.report.material.sources import RoundSource
from surveyapp.report.material.structure import Outline
from surveyapp.verification.records.rules import Use


def decisions_of(
    outline: Outline, source: RoundSource, misses: Sequence[Missing], overruled: Mapping[str, Sequence[Vain]]
) -> tuple[Decided, ...]:
    """Those without which the report could not be made so: what is missing, then citations, then what has no name.

    ``overruled`` has per section's key what it cites by a decision. Decisions that nothing needs any more are left out.
    """
    titles = {place.key: place.title for place in outline.text_sections()}
    what = {one.about: one.sentence.removesuffix(".") for one in misses if one.about}
    what |= dict(_citations(source, titles, overruled))
    what |= dict.fromkeys(_cleared(source), "")
    made = [_decided(one, what[one.subject]) for one in source.overrulings if one.subject in what]
    kinds = list(Concern)
    return tuple(sorted(made, key=lambda one: (one.secret, kinds.index(one.concern), one.on, one.what)))


def _citations(
    source: RoundSource, titles: Mapping[str, str], overruled: Mapping[str, Sequence[Vain]]
) -> Iterator[tuple[Subject, str]]:
    codes = {one.organisation.key: one.organisation.code for one in source.interviews}
    unnamed = {
        (one.organisation.key, answer.item)
        for one in source.interviews
        for answer in one.answers
        if answer.use is not Use.NAMED
    }
    for key, title in titles.items():
        for vain in overruled.get(key, ()):
            organisation, item = vain.citation.cited
            if subject := vain.about(key):
                named = f"{codes[organisation]} {item} in ‘{title}’, geschreven bij versie {subject.version}"
                secret = vain.concern is not Concern.STALE or vain.citation.cited in unnamed
                yield subject, "" if secret else f"{named}; akkoord is versie {subject.agreed}"


def _cleared(source: RoundSource) -> Iterator[Subject]:
    """Answers without name that a decision brought into the report."""
    for interview in source.interviews:
        organisation = interview.organisation
        for answer in interview.answers:
            limited = answer.approved and answer.use is Use.UNNAMED and answer.cleared
            if limited and names_in(answer.text, organisation):
                cited = f"{organisation.key}.{answer.item}"
                yield Subject(Concern.ANSWER_NAMES, cited=cited, version=answer.revision)


def _decided(one: Overruling, what: str) -> Decided:
    left_open = one.subject.concern in {Concern.ABSENT, Concern.EMPTY}
    return Decided(
        concern=one.subject.concern,
        key=one.subject.key if left_open else "",
        what=what,
        why=one.reason if what else "",
        by=one.function,
        on=local(one.at).date(),
    )
