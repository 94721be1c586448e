"""Comparison of replies in a file with the present answers, in the process with limits.

A view compares before its write transaction, since comparing two texts of the maximum size can take seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from surveyapp.exchange.papers.markdown import says_the_same
from surveyapp.exchange.papers.rules import (
    STATUS_WORDS,
    ChangeKind,
    FileRefused,
    Reply,
    Standing,
    kind_of,
    untouched,
    with_known_paragraphs,
)
from surveyapp.processes.limited import colleagues
from surveyapp.text import words as texts


@dataclass(frozen=True, slots=True)
class Compared:
    """Whether a reply says the same as a text, and the reply as it would be stored after that text."""

    same: bool
    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What a reply would do to an answer, and the resulting text."""

    kind: ChangeKind
    text: str
    untouched: bool
    """Whether the file still has its printed text, while only the answer here is newer."""


def compared_apart(pairs: Sequence[tuple[str, str]]) -> list[Compared]:
    """Compare each (new, old) pair of texts. Raises FileRefused for texts that exceed a limit."""
    return colleagues.call(_all_compared, pairs, refusal=FileRefused)


def judged_apart(pairs: Sequence[tuple[Reply, Standing]]) -> list[Judged]:
    """Compare each reply with the present answer. Raises FileRefused for texts that exceed a limit."""
    return colleagues.call(_all_judged, pairs, refusal=FileRefused)


def _all_compared(pairs: Sequence[tuple[str, str]]) -> list[Compared]:
    return [compared(*pair) for pair in pairs]


def _all_judged(pairs: Sequence[tuple[Reply, Standing]]) -> list[Judged]:
    return [judged(*pair) for pair in pairs]


def compared(new: str, old: str) -> Compared:
    """Compare two texts."""
    same = says_the_same(new, old)
    return Compared(same, old if same else _kept(new, old))


def judged(reply: Reply, standing: Standing) -> Judged:
    """Compare a reply with the present answer."""
    kind = kind_of(reply, standing)
    words = STATUS_WORDS.get(reply.status) or _kept(reply.text, standing.text)
    return Judged(kind, words, kind is ChangeKind.SINCE and untouched(reply, standing))


def _kept(new: str, old: str) -> str:
    """Return a new text as it would be stored, or unchanged when it is too long to store."""
    try:
        return with_known_paragraphs(texts.normalise(new), old)
    except texts.TextTooLong:
        return new
