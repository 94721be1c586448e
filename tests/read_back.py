"""Reading the words of a printed report back."""

import re
import subprocess
from pathlib import Path

from surveyapp.text.words import split_footnotes, to_plain

BETWEEN = 1500
"""Most signs that a page's footnotes and foot put between two parts of a sentence."""


def squeezed(text: str) -> str:
    """Without what setting in lines adds or takes: white space, hyphens, marks."""
    return re.sub(r"[^0-9A-Za-zÀ-ÿ€]", "", text)


def between_footnotes(text: str) -> list[str]:
    """The text in pieces, from one call of a footnote to the next, without the words of the footnotes."""
    body, notes = split_footnotes(text)
    calls = "|".join(re.escape(f"[^{label}]") for label in notes)
    return re.split(calls, body) if calls else [body]


def sentences(markdown: str, shortest: int = 31) -> list[str]:
    """The sentences of a text, squeezed: those that are long enough to stand in one place only, unless asked for more.

    One with a footnote's call in it is two: a number is printed there.
    """
    lines = [line for piece in between_footnotes(markdown) for line in to_plain(piece).split("\n")]
    found = [squeezed(one) for line in lines for one in re.split(r"(?<=[.;:?!])\s+", line)]
    return [one for one in found if len(one) >= shortest]


def stands_in(sentence: str, printed: str) -> bool:
    """Whole, or in two parts near each other, where a page or column ends."""
    if sentence in printed:
        return True
    return any(_follows(sentence[cut:], sentence[:cut], printed) for cut in range(2, len(sentence) - 1))


def _follows(tail: str, head: str, printed: str) -> bool:
    """Whether both parts are there, the longer one's first place with the other one near on its side."""
    place = printed.find(max(head, tail, key=len))
    if place < 0:
        return False
    if len(head) >= len(tail):
        return tail in printed[place + len(head) :][:BETWEEN]
    return head in printed[max(0, place - BETWEEN) : place]


def words_of(pdf: Path) -> str:
    """All its words, one column before the next, as they are written."""
    return subprocess.run(["pdftotext", "-raw", str(pdf), "-"], capture_output=True, check=True, text=True).stdout
