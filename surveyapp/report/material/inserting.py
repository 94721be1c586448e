"""Where a button inserts words in a text without a caret. ``section_text.js`` does the same in the browser."""

import re

_FOOTNOTES = re.compile(r"(?:(?:^|\n)\s*\[\^[^\]\n]+\]:[^\n]*(?:\n(?!\s*\[\^)[^\n]+)*)+$")
"""Footnotes at the end of a text."""


def inserted(text: str, words: str) -> str:
    """Return the text with ``words`` added as a last paragraph, before the footnotes at its end."""
    whole = text.rstrip()
    notes = _FOOTNOTES.search(whole)
    proper, below = (whole[: notes.start()], whole[notes.start() :]) if notes else (whole, "")
    return "\n\n".join(part for part in (proper.rstrip(), words, below.strip("\n")) if part)
