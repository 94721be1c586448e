"""Reading the words of a printed report back."""

import re
import subprocess
from pathlib import Path

from surveyapp.text import to_plain


def squeezed(text: str) -> str:
    """Without what setting in lines adds or takes: white space, hyphens, marks."""
    return re.sub(r"[^0-9A-Za-zÀ-ÿ€]", "", text)


def sentences(markdown: str) -> list[str]:
    """The sentences of a text that are long enough to stand in one place only, squeezed."""
    words = to_plain(re.sub(r"\[\^\w+\]", "", markdown))
    found = [squeezed(one) for line in words.split("\n") for one in re.split(r"(?<=[.;:?!])\s+", line)]
    return [one for one in found if len(one) > 30]


def stands_in(sentence: str, printed: str) -> bool:
    """Whole, or in two parts where a page or column ends."""
    if sentence in printed:
        return True
    cuts = range(10, len(sentence) - 10)
    return any(sentence[:cut] in printed and sentence[cut:] in printed for cut in cuts)


def words_of(pdf: Path) -> str:
    """All its words, one column before the next, as they are written."""
    return subprocess.run(["pdftotext", "-raw", str(pdf), "-"], capture_output=True, check=True, text=True).stdout
