"""A font with one character that no other font has."""

from base64 import b64encode
from io import BytesIO

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

OWN = "\ue0a3"
"""For private use: an organisation may have given it a form of its own."""


def font_css(character: str = OWN, family: str = "Eigen") -> str:
    """Return a style sheet that holds a font with this character, a square."""
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for point in ((100, 700), (800, 700), (800, 0)):
        pen.lineTo(point)
    pen.closePath()
    square, empty = pen.glyph(), TTGlyphPen(None).glyph()
    builder = FontBuilder(1000)
    builder.setupGlyphOrder([".notdef", "own"])
    builder.setupCharacterMap({ord(character): "own"})
    builder.setupGlyf({".notdef": empty, "own": square})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "own": (900, 100)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": family, "fullName": family})
    builder.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    out = BytesIO()
    builder.save(out)
    data = b64encode(out.getvalue()).decode()
    return f"@font-face {{ font-family: {family}; src: url(data:font/ttf;base64,{data}) }}"
