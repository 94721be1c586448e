"""Whether two texts say the same in the same words. Plain Python."""

import re
from enum import StrEnum

from surveyapp.text import comparing
from surveyapp.text.words import without_footnotes

_WORD = re.compile(r"\w(?:[\w’'-]*\w)?")
NEARLY = 0.95
"""From this share of equal words on, two texts are nearly the same: one word in twenty differs."""
LONG_ENOUGH = 12
"""A text with fewer words is equal or it is not: one changed word may be all that matters."""


class Likeness(StrEnum):
    """How much of one text is the other."""

    SAME = "same"
    NEARLY = "nearly"
    OTHER = "other"

    @property
    def noticed(self) -> bool:
        """Whether a writer should be told."""
        return self is not Likeness.OTHER


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text: no capitals, punctuation, marks or footnotes."""
    return tuple(word.strip("’'-") for word in _WORD.findall(without_footnotes(text).casefold().replace("'", "’")))


def likeness(text: str, other: str) -> Likeness:
    """How alike two texts are. An empty text is like nothing."""
    words, others = words_of(text), words_of(other)
    if not words or not others:
        return Likeness.OTHER
    if words == others:
        return Likeness.SAME
    if min(len(words), len(others)) < LONG_ENOUGH:
        return Likeness.OTHER
    bounds = (comparing.highest_ratio, comparing.ratio)  # the cheap upper bound comes first
    return Likeness.NEARLY if all(bound(words, others) >= NEARLY for bound in bounds) else Likeness.OTHER
