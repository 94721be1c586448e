"""Three-way merge: join two changes of the same text.

A paragraph that only one side changed is taken as changed. Where both changed a paragraph, their words are joined if
they changed different words, or added sentences. Otherwise the paragraph is joined by sentences: a sentence that both
changed appears in both versions, the others once. Two paragraphs without a common sentence follow each other. No word
of either text is lost.
"""

import re
from collections.abc import Iterator, Sequence

from surveyapp.text import comparing
from surveyapp.text.differences import split_words

_PARAGRAPHS = re.compile(r"\n{2,}")
_SENTENCE = re.compile(r"[.!?…][^\w]*$")
_SENTENCES = re.compile(r"\s+|\S.*?(?:[.!?…][^\w\s]*(?=\s|$)|(?=\n)|$)")
"""Sentences (or lines), and the space between them."""
_COMPARABLE = 4_000_000
"""Two paragraphs with more pairs of words are not compared word by word: it would take too long for a request."""

Region = tuple[list[str], list[str], list[str]]


def merge(base: str, mine: str, theirs: str) -> str:
    """Merge two texts that both changed ``base``."""
    merged: list[str] = []
    for was, my_part, their_part in _regions(*(_paragraphs(text) for text in (base, mine, theirs))):
        settled = _settled(was, my_part, their_part)
        merged += _both(was, my_part, their_part) if settled is None else settled
    return "\n\n".join(merged)


def clash(base: str, mine: str, theirs: str) -> bool:
    """Return whether both changed the same words, so that ``merge`` keeps both versions."""
    regions = list(_regions(*(_paragraphs(text) for text in (base, mine, theirs))))
    unsettled = [region for region in regions if region[0] and _settled(*region) is None]
    return any(_joined_words(*("\n\n".join(part) for part in region)) is None for region in unsettled)


def _paragraphs(text: str) -> list[str]:
    return [part for part in _PARAGRAPHS.split(text) if part.strip()]


def _settled(base: list[str], mine: list[str], theirs: list[str]) -> list[str] | None:
    """Return a region when at most one side changed it; None when both did."""
    if theirs in (base, mine):
        return mine
    return theirs if base == mine else None


def _both(base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
    texts = ["\n\n".join(part) for part in (base, mine, theirs)]
    for join in (_joined_words, _both_appended, _joined_sentences):
        joined = join(*texts)
        if joined is not None:
            return [joined]
    return _once(mine, theirs)


def _once(mine: list[str], theirs: list[str]) -> list[str]:
    """Return both lists, one after the other; common parts appear once."""
    joined: list[str] = []
    for kind, i1, i2, j1, j2 in comparing.opcodes(mine, theirs):
        joined += mine[i1:i2] if kind == "equal" else mine[i1:i2] + theirs[j1:j2]
    return joined


def _both_appended(base: str, mine: str, theirs: str) -> str | None:
    """Join additions of both to the end of the same text; None when either changed anything else."""
    words, my_words, their_words = (split_words(text) for text in (base, mine, theirs))
    if not words or my_words[: len(words)] != words or their_words[: len(words)] != words:
        return None
    return base + _followed(mine[len(base) :], theirs[len(base) :])


def _joined_sentences(base: str, mine: str, theirs: str) -> str | None:
    """Join the texts by sentences; None when they have no sentence in common."""
    sentences: list[list[str]] = [_SENTENCES.findall(text) for text in (base, mine, theirs)]
    if len(sentences[0]) * max(len(sentences[1]), len(sentences[2])) > _COMPARABLE:
        return None
    regions = list(_regions(*sentences))
    if not any(was == my_part == their_part and "".join(was).strip() for was, my_part, their_part in regions):
        return None
    return "".join(_sentence_region(*("".join(part) for part in region)) for region in regions)


def _sentence_region(base: str, mine: str, theirs: str) -> str:
    settled = _settled([base], [mine], [theirs])
    if settled is not None:
        return settled[0]
    joined = _joined_words(base, mine, theirs)
    return _followed(mine, theirs) if joined is None else joined


def _followed(mine: str, theirs: str) -> str:
    """Join two texts, with a space between them where none is."""
    apart = not mine or not theirs or mine[-1].isspace() or theirs[0].isspace()
    return f"{mine}{'' if apart else ' '}{theirs}"


def _joined_words(base: str, mine: str, theirs: str) -> str | None:
    words = [split_words(text) for text in (base, mine, theirs)]
    if not all(words) or len(words[0]) * max(len(words[1]), len(words[2])) > _COMPARABLE:
        return None
    joined: list[str] = []
    for region in _regions(*words):
        settled = _settled(*region)
        if settled is None and not _two_additions(*region):
            return None
        joined += region[1] + region[2] if settled is None else settled
    return "".join(joined)


def _two_additions(base: list[str], mine: list[str], theirs: list[str]) -> bool:
    """Return whether both added whole sentences at the same place: these can follow each other."""
    return not base and all(_SENTENCE.search("".join(part)) for part in (mine, theirs))


def _regions(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Iterator[Region]:
    """Yield the texts in regions, split at everything that all three share."""
    in_mine, in_theirs = _matches(base, mine), _matches(base, theirs)
    i = j = k = 0
    for place in sorted(in_mine.keys() & in_theirs.keys()):
        yield list(base[i:place]), list(mine[j : in_mine[place]]), list(theirs[k : in_theirs[place]])
        yield [base[place]], [base[place]], [base[place]]
        i, j, k = place + 1, in_mine[place] + 1, in_theirs[place] + 1
    yield list(base[i:]), list(mine[j:]), list(theirs[k:])


def _matches(base: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    blocks = comparing.matching_blocks(base, other)
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}
