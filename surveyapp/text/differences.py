"""Compare two texts word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from surveyapp.text import comparing

_WORDS = re.compile(r"\s+|[\w’'-]+|[^\w\s]")
_AROUND = 25
"""Words, signs and spaces kept on each side of a change."""


@dataclass(frozen=True, slots=True)
class Change:
    """A run of text in a word difference. ``kind`` is "equal", "insert" or "delete"."""

    kind: str
    text: str


def split_words(text: str) -> list[str]:
    """Split a text into words, signs and the spaces between them; joined they are the text again."""
    pieces: list[str] = _WORDS.findall(text)
    return pieces


def word_difference(old: str, new: str) -> tuple[Change, ...]:
    """Return how ``old`` became ``new``, per phrase: words between two changes are not split."""
    before, after = split_words(old), split_words(new)
    changes: list[Change] = []
    for kind, i1, i2, j1, j2 in _joined(before, after):
        if kind == "equal":
            changes.append(Change("equal", "".join(before[i1:i2])))
            continue
        if i2 > i1:
            changes.append(Change("delete", "".join(before[i1:i2])))
        if j2 > j1:
            changes.append(Change("insert", "".join(after[j1:j2])))
    return tuple(changes)


def _joined(before: list[str], after: list[str]) -> list[tuple[str, int, int, int, int]]:
    """Return opcodes, with two changes joined when only a space separates them."""
    joined: list[tuple[str, int, int, int, int]] = []
    for kind, i1, i2, j1, j2 in comparing.opcodes(before, after):
        blank = kind == "equal" and not "".join(before[i1:i2]).strip(" ")
        if joined and joined[-1][0] != "equal" and (kind != "equal" or blank):
            _, k1, _, l1, _ = joined[-1]
            joined[-1] = ("replace", k1, i2, l1, j2)
        else:
            joined.append((kind, i1, i2, j1, j2))
    return joined


def difference_html(old: str, new: str, *, show: str = "both") -> Markup:
    """Return a word difference as HTML. With ``show`` "new" only additions are marked (for two texts side by side)."""
    return changes_html(word_difference(old, new), show=show)


def changes_around(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Shorten the long unchanged parts of a word difference, for display beside the whole text."""
    last = len(changes) - 1
    return tuple(
        replace(change, text=_around(change.text, first=place == 0, last=place == last))
        if change.kind == "equal"
        else change
        for place, change in enumerate(changes)
    )


def _around(text: str, *, first: bool, last: bool) -> str:
    pieces = split_words(text)
    if len(pieces) <= (1 if first or last else 2) * _AROUND + 10:
        return text
    before = "" if first else "".join(pieces[:_AROUND]).rstrip() + " "
    after = "" if last else " " + "".join(pieces[-_AROUND:]).lstrip()
    return f"{before}…{after}"


def changes_html(changes: Sequence[Change], *, show: str = "both") -> Markup:
    """Return a word difference as HTML."""
    pieces: list[str] = []
    for change in changes:
        if change.kind == "equal":
            pieces.append(_lines(change.text))
        elif change.kind == "insert":
            pieces.append(_marked("ins", "toegevoegd", change.text))
        elif show == "both":
            pieces.append(_marked("del", "vervallen", change.text))
    return Markup("".join(pieces))  # noqa: S704  (every text escaped in _lines)


def _lines(text: str) -> str:
    return str(escape(text)).replace("\n", "<br>")


def _marked(tag: str, said: str, text: str) -> str:
    """Mark the words of a change, without the space around them; a change of space alone is marked itself."""
    words = text.strip() or text
    before, after = text.split(words, 1)
    mark = f'<{tag}><span class="vh">{said}: </span>{_lines(words)}</{tag}>'
    return f"{_lines(before)}{mark}{_lines(after)}"
