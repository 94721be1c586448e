"""Editors' decisions that a report rests on, in the form that it publishes."""

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
    """Return the decisions that this report needs: on missing things, then on citations, then on answers without name.

    ``overruled`` maps a section's key to the citations kept by a decision. Decisions no longer needed are omitted.
    """
    titles = {place.key: place.title for place in outline.text_sections()}
    what = {miss.about: miss.sentence.removesuffix(".") for miss in misses if miss.about}
    what |= dict(_citations(source, titles, overruled))
    what |= dict.fromkeys(_cleared(source), "")
    made = [
        _decided(overruling, what[overruling.subject])
        for overruling in source.overrulings
        if overruling.subject in what
    ]
    kinds = list(Concern)
    return tuple(
        sorted(made, key=lambda decision: (decision.secret, kinds.index(decision.concern), decision.on, decision.what))
    )


def _citations(
    source: RoundSource, titles: Mapping[str, str], overruled: Mapping[str, Sequence[Vain]]
) -> Iterator[tuple[Subject, str]]:
    codes = {interview.organisation.key: interview.organisation.code for interview in source.interviews}
    unnamed = {
        (interview.organisation.key, answer.item)
        for interview in source.interviews
        for answer in interview.answers
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
    """Yield the subjects of answers without name that are in the report by a decision."""
    for interview in source.interviews:
        organisation = interview.organisation
        for answer in interview.answers:
            limited = answer.approved and answer.use is Use.UNNAMED and answer.cleared
            if limited and names_in(answer.text, organisation):
                cited = f"{organisation.key}.{answer.item}"
                yield Subject(Concern.ANSWER_NAMES, cited=cited, version=answer.revision)


def _decided(overruling: Overruling, what: str) -> Decided:
    left_open = overruling.subject.concern in {Concern.ABSENT, Concern.EMPTY}
    return Decided(
        concern=overruling.subject.concern,
        key=overruling.subject.key if left_open else "",
        what=what,
        why=overruling.reason if what else "",
        by=overruling.function,
        on=local(overruling.at).date(),
    )
