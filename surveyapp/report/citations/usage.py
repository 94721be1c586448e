"""Which passages of an answer a text has used. Plain Python.

A citation names an answer, and an answer may have several passages: the one that a citation rests on is told by the
words in front of it, back to the citation before or the beginning of the paragraph.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from surveyapp.report.citations.quotations import runs_in
from surveyapp.report.citations.rules import Citation, Cited
from surveyapp.text.words import footnotes, paragraphs, without_footnotes

_WORD = re.compile(r"[^\W\d_]{4,}|\d+")
"""A word that may tell passages apart: short ones stand everywhere."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What rests on the citations behind it. ``words``: those that may tell passages apart."""

    words: frozenset[str]
    citations: tuple[Citation, ...]


@lru_cache(maxsize=256)
def claims(text: str) -> tuple[Claim, ...]:
    """Everything in a text that rests on an answer."""
    found = []
    for place in (*paragraphs(text), *footnotes(text).values()):
        since = 0
        for start, end, cited in runs_in(place):
            found.append(Claim(_words(place[since:start]), cited))
            since = end
    return tuple(found)


def used(text: str, cited: Cited, passages: Sequence[str]) -> frozenset[int]:
    """The places of the passages of an answer that a text rests on. Of an answer with one passage it is that one."""
    resting = [one.words for one in claims(text) if cited in {each.cited for each in one.citations}]
    if len(passages) == 1:
        return frozenset({0} if resting else ())
    told = [_words(passage) for passage in passages]
    found = (_nearest(words, told) for words in resting)
    return frozenset(place for place in found if place is not None)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(without_footnotes(text).casefold()))


def _nearest(words: frozenset[str], passages: Sequence[frozenset[str]]) -> int | None:
    """The passage with most of these words; None when two have as many, or none has any."""
    common = [len(words & one) for one in passages]
    best = max(common, default=0)
    return common.index(best) if best and common.count(best) == 1 else None
