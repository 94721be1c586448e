"""Which answers cite which source, read from the words that stand in them now."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.orm import Session

from surveyapp.interviews.recording.models import Round
from surveyapp.sources.register import queries
from surveyapp.sources.register.models import Source
from surveyapp.text.words import footnotes

_notes = lru_cache(maxsize=4096)(footnotes)
"""Footnotes of a text, kept: the page of sources looks at every answer of a round that has any."""


@dataclass(frozen=True, slots=True)
class Citing:
    """One answer that cites a source, and the words of its footnote there."""

    interview_id: int
    organisation: str
    item: str
    words: str
    older: bool
    """The source was corrected since: the answer keeps the words that it had."""


def citings_in(session: Session, round_: Round, sources: Sequence[Source]) -> dict[int, tuple[Citing, ...]]:
    """Per source of a round, the answers that cite it."""
    return _citings(session, round_.id, sources)


def citings_of(session: Session, source: Source) -> tuple[Citing, ...]:
    """The answers that cite one source."""
    return _citings(session, source.round_id, [source])[source.id]


def _citings(session: Session, round_id: int, sources: Sequence[Source]) -> dict[int, tuple[Citing, ...]]:
    by_key = {source.key: (source.id, source.data.citation) for source in sources}
    found: dict[int, tuple[Citing, ...]] = {source.id: () for source in sources}
    for noted in queries.texts_with_footnotes(session, round_id):
        for label, words in _notes(noted.text).items():
            if label in by_key:
                source_id, now = by_key[label]
                citing = Citing(noted.interview_id, noted.organisation.label, noted.item, words, words != now)
                found[source_id] = (*found[source_id], citing)
    return found
