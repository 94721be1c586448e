"""Selection of the passages of an answer that belong in a section, word for word, with their footnotes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from surveyapp.interviews.passages.rules import NO_THEME
from surveyapp.report.material.sources import AnswerSource
from surveyapp.report.material.structure import Feed
from surveyapp.text.words import paragraphs, split_footnotes, with_footnotes

ANSWERS = 8192
"""Number of parsed answer texts kept in the cache: more than a round has, as every page of a report needs all."""


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive passages of one answer; ``indexes`` count from 0."""

    indexes: tuple[int, ...]
    markdown: str


def passage_indexes(answer: AnswerSource) -> tuple[int, ...]:
    """Return the indexes of all passages of an answer."""
    return tuple(range(passage_count(answer.text)))


def passage_count(text: str) -> int:
    """Return the number of passages in a text."""
    return len(_paragraphs(text))


def themes_by_passage(answer: AnswerSource) -> tuple[tuple[str, ...], ...]:
    """Return the theme keys of each passage; ``()`` for a passage without a chosen theme."""
    return answer.themes or ((),) * passage_count(answer.text)


_paragraphs = lru_cache(maxsize=ANSWERS)(paragraphs)


@lru_cache(maxsize=ANSWERS)
def _notes(text: str) -> Mapping[str, str]:
    """Return the footnotes of a text, by label."""
    return split_footnotes(text)[1]


def takes_some(feed: Feed, answer: AnswerSource) -> bool:
    """Return whether a section takes at least one passage of an answer."""
    return bool(_taken(feed, answer))


def runs(answer: AnswerSource, feed: Feed) -> tuple[Run, ...]:
    """Return the runs that a section takes of an answer: the whole text, or the passages that carry its themes."""
    wanted = _taken(feed, answer)
    if not wanted:
        return ()
    if len(wanted) == passage_count(answer.text):
        return (Run(wanted, answer.text),)
    return tuple(Run(run, together(answer.text, run)) for run in _consecutive(wanted))


def passages_of(text: str) -> tuple[str, ...]:
    """Return the passages of a text, each with the footnotes that it refers to, so that it can stand alone."""
    return tuple(together(text, (index,)) for index in range(len(_paragraphs(text))))


def _taken(feed: Feed, answer: AnswerSource) -> tuple[int, ...]:
    """Return the indexes of the passages that a section takes."""
    indexes = passage_indexes(answer)
    if not feed.themes and not feed.without_theme:
        return indexes
    return tuple(index for index in indexes if _belongs(answer, index, feed))


def _belongs(answer: AnswerSource, index: int, feed: Feed) -> bool:
    themes = set(answer.themes[index] if index < len(answer.themes) else ()) - {NO_THEME}
    if feed.without_theme:
        return not themes
    return not themes.isdisjoint(feed.themes)


def _consecutive(indexes: Sequence[int]) -> list[tuple[int, ...]]:
    grouped = groupby(enumerate(indexes), key=lambda pair: pair[1] - pair[0])
    return [tuple(index for _, index in pairs) for _, pairs in grouped]


def together(text: str, run: tuple[int, ...]) -> str:
    """Return these passages of a text followed by the footnotes that they refer to."""
    passages = _paragraphs(text)
    return with_footnotes("\n\n".join(passages[index] for index in run), _notes(text))
