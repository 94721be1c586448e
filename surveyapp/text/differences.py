"""Two texts of people compared, word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from surveyapp.text import comparing

_WORDS = re.compile(r"\s+|[\w’'-]+|[^\w\s]")
_AROUND = 25
"""How many words, signs and spaces stay on each side of a change."""


@dataclass(frozen=True, slots=True)
class Change:
    """A run of text in a word difference. ``kind`` is "equal", "insert" or "delete"."""

    kind: str
    text: str


def split_words(text: str) -> list[str]:
    """Words, signs and the space between them; joined they are the text again."""
    found: list[str] = _WORDS.findall(text)
    return found


def word_difference(old: str, new: str) -> tuple[Change, ...]:
    """What became of ``old`` in ``new``, per phrase: words that stand between two changes stay whole."""
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
    """Opcodes in which two changes with only a blank between them are one."""
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
    """A word difference as HTML. ``show`` "new" marks only what ``new`` adds (for two texts side by side)."""
    return changes_html(word_difference(old, new), show=show)


def changes_around(changes: Sequence[Change]) -> tuple[Change, ...]:
    """A word difference without the long stretches in which nothing changed, for beside the whole text."""
    last = len(changes) - 1
    return tuple(
        replace(one, text=_around(one.text, first=place == 0, last=place == last)) if one.kind == "equal" else one
        for place, one in enumerate(changes)
    )


def _around(text: str, *, first: bool, last: bool) -> str:
    pieces = split_words(text)
    if len(pieces) <= (1 if first or last else 2) * _AROUND + 10:
        return text
    before = "" if first else "".join(pieces[:_AROUND]).rstrip() + " "
    after = "" if last else " " + "".join(pieces[-_AROUND:]).lstrip()
    return f"{before}…{after}"


def changes_html(changes: Sequence[Change], *, show: str = "both") -> Markup:
    """A word difference that was made before, as HTML."""
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
    """The words of a change inside the mark, the space around them outside; a change of space alone is the mark."""
    words = text.strip() or text
    before, after = text.split(words, 1)
    mark = f'<{tag}><span class="vh">{said}: </span>{_lines(words)}</{tag}>'
    return f"{_lines(before)}{mark}{_lines(after)}"
