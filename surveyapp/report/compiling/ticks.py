"""Ticks: sentences on the board on what is in order, computed from the round. Plain Python.

A tick needs a case: "each citation is right" is omitted when nothing is cited.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from surveyapp.core.dutch import counted
from surveyapp.report.citations.rules import citations
from surveyapp.report.compiling.compile import places_for_text
from surveyapp.report.compiling.placing import Placing
from surveyapp.report.compiling.themes import Tagged
from surveyapp.report.material.decisions import Concern
from surveyapp.report.material.rules import Missing, by_organisation, what_is_missing
from surveyapp.report.material.sources import RoundSource
from surveyapp.report.material.structure import Outline
from surveyapp.verification.records.rules import Use


@dataclass(frozen=True, slots=True)
class Tick:
    """A sentence on the board. ``decided``: something is not in order, and an editor decided to publish anyway."""

    sentence: str
    decided: bool = False


def ticks_of(
    outline: Outline, source: RoundSource, placing: Placing, misses: Sequence[Missing], placed: Sequence[Tagged]
) -> tuple[Tick, ...]:
    """Return what is in order or passed by a decision, in the board's order.

    ``placing`` has placed the whole outline, ``misses`` is what it lacks, ``placed`` are the answers placed by theme.
    """
    absent = [miss for miss in misses if miss.about and miss.about.concern is Concern.ABSENT]
    texts = [miss for miss in misses if miss not in absent]
    return (
        *_agreement(outline, source, absent),
        *_texts(outline, source, texts),
        *_citations(source, placing),
        *_themes(placed),
        *_places(source, placing),
    )


def _agreement(outline: Outline, source: RoundSource, absent: Sequence[Missing]) -> Iterator[Tick]:
    if _left(absent, source):
        return
    if absent:
        yield _decided(len(absent), "organisatie zonder volledig akkoord", "organisaties zonder volledig akkoord")
    elif any(outline.takes(organisation) for organisation in source.organisations):
        interviews = by_organisation(source.interviews)
        outside = any(what_is_missing(interviews.get(organisation.key)) for organisation in source.organisations)
        yield Tick(f"Elke organisatie {'uit de indeling ' if outside else ''}heeft akkoord gegeven")


def _texts(outline: Outline, source: RoundSource, missing: Sequence[Missing]) -> Iterator[Tick]:
    if _left(missing, source):
        return
    if missing:
        yield _decided(len(missing), "paragraaf zonder tekst", "paragrafen zonder tekst")
    elif any(places_for_text(outline, source)):
        yield Tick("Elke tekst van de redactie is er")


def _citations(source: RoundSource, placing: Placing) -> Iterator[Tick]:
    if placing.unresolved:
        return
    if passed := sum(map(len, placing.overruled.values())):
        yield _decided(passed, "aanhaling die niet meer klopt", "aanhalingen die niet meer kloppen")
    elif any(any(citations(text)) for text in source.section_texts.values()):
        yield Tick("Elke aanhaling rust op een antwoord met akkoord")


def _themes(placed: Sequence[Tagged]) -> Iterator[Tick]:
    if placed and not any(answer.untagged for answer in placed):
        yield Tick("Van elke passage die op thema in het rapport komt, is het thema gekozen")


def _places(source: RoundSource, placing: Placing) -> Iterator[Tick]:
    uses = {answer.use for interview in source.interviews for answer in interview.answers if answer.approved}
    if Use.NAMED in uses and not placing.unplaced():
        limited = uses != {Use.NAMED}
        which = "dat met naam in het rapport mag," if limited else "met akkoord"
        yield Tick(f"Elk antwoord {which} heeft een plaats")


def _left(missing: Sequence[Missing], source: RoundSource) -> bool:
    """Return whether something is missing that no decision covers."""
    return any(miss.about not in source.settled for miss in missing)


def _decided(number: int, singular: str, plural: str) -> Tick:
    return Tick(f"{counted(number, singular, plural)}: besloten is om toch te publiceren", decided=True)
