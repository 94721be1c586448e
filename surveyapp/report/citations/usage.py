"""Use of an answer's passages in a text. Plain Python.

A citation names an answer, which may have several passages. The passage is inferred from the words before the citation,
back to the citation before it or the start of the paragraph.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from surveyapp.report.citations.quotations import runs_in
from surveyapp.report.citations.rules import Citation, Cited
from surveyapp.text.words import footnotes, paragraphs, without_footnotes

_WORD = re.compile(r"[^\W\d_]{4,}|\d+")
"""Words long enough to tell passages apart; short ones occur everywhere."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Words that rest on the citations after them; only those that can tell passages apart."""

    words: frozenset[str]
    citations: tuple[Citation, ...]


@lru_cache(maxsize=256)
def claims(text: str) -> tuple[Claim, ...]:
    """Return all claims in a text."""
    collected = []
    for place in (*paragraphs(text), *footnotes(text).values()):
        since = 0
        for start, end, cited in runs_in(place):
            collected.append(Claim(_words(place[since:start]), cited))
            since = end
    return tuple(collected)


def used(text: str, cited: Cited, passages: Sequence[str]) -> frozenset[int]:
    """Return the indexes of the passages of an answer that a text rests on.

    An answer with one passage, once cited, counts as that passage.
    """
    resting = [claim.words for claim in claims(text) if cited in {each.cited for each in claim.citations}]
    if len(passages) == 1:
        return frozenset({0} if resting else ())
    told = [_words(passage) for passage in passages]
    nearest = (_nearest(words, told) for words in resting)
    return frozenset(place for place in nearest if place is not None)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(without_footnotes(text).casefold()))


def _nearest(words: frozenset[str], passages: Sequence[frozenset[str]]) -> int | None:
    """Return the index of the passage that shares most of these words; None on a tie or when none shares any."""
    common = [len(words & passage) for passage in passages]
    best = max(common, default=0)
    return common.index(best) if best and common.count(best) == 1 else None
