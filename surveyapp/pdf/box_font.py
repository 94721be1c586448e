"""A replacement glyph for characters that no font has.

Without it, the PDF would refer to the glyph for "none", which neither PDF/A nor PDF/UA allows. A box from an embedded
font stands for an assigned character, which can still be copied and read aloud. An unassigned code point becomes the
replacement character: Pango uses no other font for it.
"""

import unicodedata
from base64 import b64encode
from collections.abc import Collection
from functools import lru_cache
from io import BytesIO
from typing import Any

from surveyapp.pdf.fonts import without_glyph

_WIDTH, _HEIGHT, _LINE, _SIDE = 600, 700, 50, 60
"""In thousandths of the font size."""


def with_boxes(html: str, css: str) -> tuple[str, str]:
    """Return a document and its style sheet with a glyph for every character that no font has."""
    lacking = without_glyph(html, css)
    if not lacking:
        return html, css
    unknown = {character for character in lacking if unicodedata.category(character) in {"Cn", "Co"}}
    signs = dict.fromkeys(map(ord, unknown), "\N{REPLACEMENT CHARACTER}")
    return html.translate(signs), css + _box_css(lacking - unknown)


@lru_cache(maxsize=16)
def _box_css(characters: frozenset[str]) -> str:
    """Return a style sheet with the font embedded. Pango falls back on it automatically."""
    if not characters:
        return ""
    data = b64encode(_font(sorted(map(ord, characters)))).decode()
    return f"@font-face {{ font-family: surveyapp-box; src: url(data:font/ttf;base64,{data}) }}"


def _font(numbers: Collection[int]) -> bytes:
    from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]  # noqa: PLC0415  (slow to load)

    glyphs = {".notdef": _box(), **{f"u{number:04X}": _box() for number in numbers}}
    builder = FontBuilder(1000)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap({number: f"u{number:04X}" for number in numbers})
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (_WIDTH, _SIDE)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "surveyapp-box", "styleName": "Regular", "psName": "surveyapp-box"})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.font.recalcTimestamp = False
    out = BytesIO()
    builder.save(out)
    return out.getvalue()


def _box() -> Any:
    from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]  # noqa: PLC0415  (as above)

    pen = TTGlyphPen(None)
    left, right, top = _SIDE, _WIDTH - _SIDE, _HEIGHT
    _outline(pen, (left, 0), (left, top), (right, top), (right, 0))
    left, right, bottom, top = left + _LINE, right - _LINE, _LINE, top - _LINE
    _outline(pen, (left, bottom), (right, bottom), (right, top), (left, top))
    return pen.glyph()


def _outline(pen: Any, *points: tuple[int, int]) -> None:
    pen.moveTo(points[0])
    for point in points[1:]:
        pen.lineTo(point)
    pen.closePath()
