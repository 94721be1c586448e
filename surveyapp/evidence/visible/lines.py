"""Visible lines of text on the pages of a PDF. Plain Python, for the process with limits.

Only the positions of letters survive when another program saves a PDF; the order in the file, fonts, spaces and tags
may all change. So lines are derived from positions alone.
"""

import ctypes
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from surveyapp.evidence.documents.rules import Unreadable
from surveyapp.text.unicode_forms import normalized

_ALIKE = 1.0
"""Points between the baselines of one line: less than a footnote reference is raised."""
_GAP, _WIDE = 9.0, 1.2
"""Gap that ends a column: this many points, and this many times the height of a letter."""
_SPACE = 0.6
"""Gap between words without a space in the file, as a fraction of the height of a letter."""
_MARGINS = 0.07
"""Fraction of a page at its top and bottom that holds headers and footers."""
_SCALE, _LARGEST = 2, 2000
"""Pixels per point, and the maximum size in pixels, of the image in which letters are checked for visibility."""
_CONTRAST, _CONTRAST_OF_COLUMNS = 40, 12
"""Minimum contrast (of 255) between the lightest and darkest pixel of a page, and column of pixels of a letter."""
_AVERAGE = 4
"""Pillow's averaging filter for downscaling: ``Image.Resampling.BOX``."""
_HYPHENS = "\x02\xad"
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
"""Replacement for a letter that the file does not identify."""
_NO_LETTERS = {"Co", "Cn"}
_NO_LETTER = re.compile(rf"(?!{UNREADABLE})(?!(?<=\d)[.,]\d)[\W_]")
"""Characters outside words and numbers: "2,5" is not "25"."""


class _Sign(NamedTuple):
    """A character on a page, with its baseline and its box in points."""

    base: float
    left: float
    bottom: float
    right: float
    top: float
    sign: str
    spaced: bool = False
    """Whether a space follows."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: ``letters`` are only its letters and digits. ``page`` counts from 1."""

    page: int
    left: float
    right: float
    height: float
    """Height of its baseline above the bottom of the page, as a fraction of the page."""
    words: str
    letters: str

    @property
    def is_head_or_foot(self) -> bool:
        """Whether it is in the top or bottom margin of its page."""
        return not _MARGINS < self.height < 1 - _MARGINS

    @property
    def is_number(self) -> bool:
        """Whether it is a number of at most three digits: of a footnote, list item or page."""
        return len(self.letters) <= 3 and self.letters.isdecimal()


@dataclass(frozen=True, slots=True)
class Pages:
    """Visible contents of the pages of a PDF."""

    lines: tuple[Line, ...]
    count: int
    mute: tuple[int, ...]
    """Pages that show something but have no letters."""
    hidden: tuple[int, ...]
    """Pages with invisible letters, which are in no line."""


def squeezed(words: str) -> str:
    """Return the letters and digits of a text, in order: what survives in a PDF whatever its line breaks and marks."""
    return _NO_LETTER.sub("", normalized("NFKC", words))


def pages_of(content: bytes) -> Pages:
    """Return the lines on the pages, in reading order. Raises Unreadable."""
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415  (loaded where a PDF is read, and only there)

    lines: list[Line] = []
    mute, hidden = [], []
    try:
        with pypdfium2.PdfDocument(content) as document:
            for number, page in enumerate(document, 1):
                visible, shows, hides = _page(page, number)
                lines += visible
                if shows and not visible:
                    mute.append(number)
                if hides:
                    hidden.append(number)
            return Pages(tuple(lines), len(document), tuple(mute), tuple(hidden))
    except pypdfium2.PdfiumError as error:
        raise Unreadable("De bladzijden van het PDF-bestand zijn beschadigd.") from error


def _page(page: Any, number: int) -> tuple[list[Line], bool, bool]:
    """Return the lines of a page, whether it shows anything, and whether it has invisible letters."""
    page.set_rotation(0)
    left, bottom, right, top = page.get_cropbox()
    scale = min(_SCALE, _LARGEST / max(right - left, top - bottom, 1))
    picture = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    darkest, lightest = picture.getextrema()
    lines, hides = [], False
    for level in _levels(_signs(page.get_textpage())):
        for part in _parts(level):
            seen = _seen(part, picture, scale, left, top)
            hides = hides or len(seen) < len(part)
            height = (part[0].base - bottom) / max(top - bottom, 1)
            lines += [_line(part, number, height) for part in _parts(seen)]
    in_order = _in_order([line for line in lines if line.letters], (left + right) / 2)
    return in_order, lightest - darkest >= _CONTRAST, hides


def _seen(part: list[_Sign], picture: Any, scale: float, left: float, top: float) -> list[_Sign]:
    """Return the visible characters, at whose position the columns of pixels are not all alike.

    ``left`` and ``top`` are the origin of the image, in points.
    """
    wide, tall = picture.size
    high = min(max(int((top - max(sign.top for sign in part)) * scale), 0), tall - 1)
    low = min(max(int((top - min(sign.bottom for sign in part)) * scale) + 1, high + 1), tall)
    begin = min(max(int((part[0].left - left) * scale) - 1, 0), wide - 1)
    end = min(max(int((max(sign.right for sign in part) - left) * scale) + 2, begin + 1), wide)
    row = picture.crop((begin, high, end, low)).resize((end - begin, 1), _AVERAGE).tobytes()

    def can_be_seen(sign: _Sign) -> bool:
        first, last = int((sign.left - left) * scale) - 1 - begin, int((sign.right - left) * scale) + 2 - begin
        columns = row[max(first, 0) : max(last, 0)]
        return bool(columns) and max(columns) - min(columns) >= _CONTRAST_OF_COLUMNS

    if (part[0].base - top) * (part[0].base - top + tall / scale) > 0:
        return []
    return [sign for sign in part if not sign.sign.isalnum() or can_be_seen(sign)]


def _signs(textpage: Any) -> Iterator[_Sign]:
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # noqa: PLC0415  (as above)

    x, base, left, right, bottom, top = (ctypes.c_double() for _ in range(6))
    last: _Sign | None = None
    for index in range(textpage.count_chars()):
        sign = _sign(pdfium.FPDFText_GetUnicode(textpage.raw, index))
        if last and sign.isspace():
            last = last._replace(spaced=True)
        elif sign.isprintable() and not sign.isspace():
            if last:
                yield last
            pdfium.FPDFText_GetCharOrigin(textpage.raw, index, x, base)
            pdfium.FPDFText_GetCharBox(textpage.raw, index, left, right, bottom, top)
            last = _Sign(base.value, left.value, bottom.value, right.value, top.value, sign)
    if last:
        yield last


def _sign(code: int) -> str:
    """Return the character of a code. PDFium's code for a hyphen at the end of a line becomes "-"."""
    if not 0 < code < 0x110000:
        return UNREADABLE
    sign = chr(code)
    if unicodedata.category(sign) in _NO_LETTERS:
        return UNREADABLE
    return "-" if sign in _HYPHENS else sign


def _levels(signs: Iterable[_Sign]) -> Iterator[list[_Sign]]:
    """Yield the characters on each baseline, from the top of the page down."""
    level: list[_Sign] = []
    for sign in sorted(signs, key=lambda sign: -sign.base):
        if level and level[-1].base - sign.base > _ALIKE:
            yield level
            level = []
        level.append(sign)
    if level:
        yield level


def _parts(level: list[_Sign]) -> Iterator[list[_Sign]]:
    """Yield the separate parts of a level: those of columns, and of table cells."""
    level.sort(key=lambda sign: sign.left)
    part = level[:1]
    if not part:
        return
    for before, sign in pairwise(level):
        if sign.left - before.right > max(_GAP, _WIDE * (sign.top - sign.bottom)):
            yield part
            part = []
        part.append(sign)
    yield part


def _line(part: list[_Sign], page: int, height: float) -> Line:
    tall = max(sign.top - sign.bottom for sign in part)
    words = part[0].sign
    for before, sign in pairwise(part):
        words += " " * (before.spaced or sign.left - before.right > _SPACE * tall) + sign.sign
    return Line(page, part[0].left, part[-1].right, height, words, squeezed(words))


def _in_order(lines: list[Line], middle: float) -> list[Line]:
    """Return lines in reading order: between lines across the middle of the page, the left column before the right."""
    ordered: list[Line] = []
    columns: tuple[list[Line], list[Line]] = ([], [])
    for line in lines:
        if line.left < middle < line.right:
            ordered += [*columns[0], *columns[1], line]
            columns = ([], [])
        else:
            columns[line.left >= middle].append(line)
    return [*ordered, *columns[0], *columns[1]]
