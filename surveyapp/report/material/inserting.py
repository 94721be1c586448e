"""Where words go that a button puts in a text without a caret. ``section_text.js`` does the same with one."""

import re

_FOOTNOTES = re.compile(r"(?:(?:^|\n)\s*\[\^[^\]\n]+\]:[^\n]*(?:\n(?!\s*\[\^)[^\n]+)*)+$")
"""The footnotes at the end of a text."""


def inserted(text: str, words: str) -> str:
    """Return the text with these words as a paragraph of their own behind it, before the footnotes at its end."""
    whole = text.rstrip()
    notes = _FOOTNOTES.search(whole)
    proper, below = (whole[: notes.start()], whole[notes.start() :]) if notes else (whole, "")
    return "\n\n".join(part for part in (proper.rstrip(), words, below.strip("\n")) if part)
