"""What stands on the pages of a PDF that somebody brings. Plain Python, to be called in the process with limits."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from surveyapp import text as texts
from surveyapp.evidence.rules import Unreadable
from surveyapp.marks import LABEL
from surveyapp.text import to_plain

_DEFINITION = re.compile(rf"^ {{0,3}}\[\^({LABEL})\]:.*(?:\n(?: {{4}}|\t).*)*", re.MULTILINE)
_NUMBER = re.compile(r"\d+")
_NOTE_NUMBER = 3
"""Most digits of the number of a footnote."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words that must stand on the pages, and what to say when they do not."""

    words: str
    remark: str
    markdown: bool = False
    """Whether the words are Markdown, perhaps with footnotes, whose numbers then stand between them."""


def unseen(content: bytes, wanted: Sequence[Wanted]) -> list[str]:
    """Return the remarks of the words that do not stand on the pages. Raises Unreadable."""
    texts_ = [one.words for one in wanted if one.markdown]
    notes = (to_plain(note) for one in texts_ for note in texts.footnotes(one).values())
    page = without_notes(visible(content), notes)
    return [one.remark for one in wanted if not _stands(one, page)]


def _stands(one: Wanted, page: str) -> bool:
    """Whether the words stand on the page, apart from their footnotes.

    Documents made before December 2026 leave out footnotes that nothing calls, which are printed as typed since.
    """
    if not one.markdown:
        return is_visible([one.words], page)
    called = texts.footnotes(one.words)
    as_then = _DEFINITION.sub(lambda found: found[0] if found[1] in called else "", one.words)
    return any(is_visible(map(to_plain, texts.between_footnotes(text)), page) for text in (one.words, as_then))


def visible(content: bytes) -> str:
    """Return the letters and digits on the pages, in order, without their heads and feet. Raises Unreadable."""
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415  (loaded where a PDF is read, and only there)

    try:
        with pypdfium2.PdfDocument(content) as document:
            pages = [page.get_textpage().get_text_bounded().splitlines() for page in document]
    except pypdfium2.PdfiumError as error:
        raise Unreadable("De bladzijden van het PDF-bestand zijn beschadigd.") from error
    return squeezed("".join(line for lines in _without_feet(pages) for line in lines))


def _without_feet(pages: list[list[str]]) -> list[list[str]]:
    """Without the last lines that another page ends with too, but for its number: a sentence may go on behind them."""
    for _ in ("foot", "head"):
        ends = [_NUMBER.sub("", lines[-1]) if lines else "" for lines in pages]
        more = {end for end, count in Counter(ends).items() if count > 1}
        pages = [lines[:-1] if end in more else lines for lines, end in zip(pages, ends, strict=True)]
    return pages


def is_visible(pieces: Iterable[str], page: str) -> bool:
    """Whether words stand on the page, however hyphenated and broken into lines, a footnote's number between pieces."""
    first, *rest = map(squeezed, pieces)
    places = {at + len(first) for at in _places(first, page)}
    for piece in rest:
        starts = {at + digits for at in places for digits in _numbers_at(page, at)}
        places = {at + len(piece) for at in starts if page.startswith(piece, at)}
    return bool(places)


def _places(words: str, page: str) -> Iterable[int]:
    at = page.find(words)
    while at >= 0:
        yield at
        at = page.find(words, at + 1)


def _numbers_at(page: str, at: int) -> Iterable[int]:
    """How many digits may belong to the number of a footnote there: from none on."""
    yield 0
    for length in range(1, _NOTE_NUMBER + 1):
        if not page[at + length - 1 : at + length].isdecimal():
            return
        yield length


def without_notes(page: str, notes: Iterable[str]) -> str:
    """The page without its footnotes, which may stand in the middle of a sentence that goes on at the next one."""
    for note in notes:
        words = squeezed(note)
        at = page.find(words)
        if at >= 0:
            begin = at
            while begin > max(0, at - _NOTE_NUMBER) and page[begin - 1].isdecimal():
                begin -= 1
            page = page[:begin] + page[at + len(words) :]
    return page


def squeezed(words: str) -> str:
    """The letters and digits of a text, in order: what a PDF keeps of it whatever its lines and marks."""
    return re.sub(r"[\W_]+", "", words)
