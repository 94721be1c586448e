"""Citations: which answers cite which source, according to their present text."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.orm import Session

from surveyapp.interviews.recording.models import Round
from surveyapp.sources.register import queries
from surveyapp.sources.register.models import Source
from surveyapp.text.words import footnotes

_notes = lru_cache(maxsize=4096)(footnotes)
"""Cached footnotes: the page of sources reads those of every answer in a round."""


@dataclass(frozen=True, slots=True)
class Citing:
    """An answer that cites a source, with the text of its footnote."""

    interview_id: int
    organisation: str
    item: str
    words: str
    older: bool
    """Whether the source was corrected since, so that the answer has the earlier text."""


def citings_in(session: Session, round_: Round, sources: Sequence[Source]) -> dict[int, tuple[Citing, ...]]:
    """Return the answers that cite each source of a round, by source id."""
    return _citings(session, round_.id, sources)


def citings_of(session: Session, source: Source) -> tuple[Citing, ...]:
    """Return the answers that cite a source."""
    return _citings(session, source.round_id, [source])[source.id]


def _citings(session: Session, round_id: int, sources: Sequence[Source]) -> dict[int, tuple[Citing, ...]]:
    by_key = {source.key: (source.id, source.data.citation) for source in sources}
    by_source: dict[int, tuple[Citing, ...]] = {source.id: () for source in sources}
    for noted in queries.texts_with_footnotes(session, round_id):
        for label, words in _notes(noted.text).items():
            if label in by_key:
                source_id, now = by_key[label]
                citing = Citing(noted.interview_id, noted.organisation.label, noted.item, words, words != now)
                by_source[source_id] = (*by_source[source_id], citing)
    return by_source
