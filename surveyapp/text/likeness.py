"""How alike two texts are, by their words."""

import re
from enum import StrEnum

from surveyapp.text import comparing
from surveyapp.text.words import without_footnotes

_WORD = re.compile(r"\w(?:[\w’'-]*\w)?")
NEARLY = 0.95
"""Share of equal words from which two texts are nearly the same: one word in twenty differs."""
LONG_ENOUGH = 12
"""Fewest words for "nearly the same": in a shorter text a single changed word can change the meaning."""


class Likeness(StrEnum):
    """How alike two texts are."""

    SAME = "same"
    NEARLY = "nearly"
    OTHER = "other"

    @property
    def noticed(self) -> bool:
        """Return whether a writer should be told."""
        return self is not Likeness.OTHER


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text, without capitals, punctuation, marks and footnotes."""
    return tuple(word.strip("’'-") for word in _WORD.findall(without_footnotes(text).casefold().replace("'", "’")))


def likeness(text: str, other: str) -> Likeness:
    """Return how alike two texts are. An empty text is like no other."""
    words, others = words_of(text), words_of(other)
    if not words or not others:
        return Likeness.OTHER
    if words == others:
        return Likeness.SAME
    if min(len(words), len(others)) < LONG_ENOUGH:
        return Likeness.OTHER
    bounds = (comparing.highest_ratio, comparing.ratio)  # the cheap upper bound comes first
    return Likeness.NEARLY if all(bound(words, others) >= NEARLY for bound in bounds) else Likeness.OTHER
