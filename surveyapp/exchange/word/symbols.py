"""Conversion of symbol fonts to Unicode. A Word file stores the name of the font and a number."""

SYMBOL = (
    " !∀#∃%&∍()*+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}~",
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑",
)
"""The font Symbol from 0x20 and from 0xA0 on (Adobe, Symbol encoding)."""

_FONTS = {
    "symbol": {
        first + place: character
        for first, row in zip((0x20, 0xA0), SYMBOL, strict=True)
        for place, character in enumerate(row)
    },
    "wingdings": {
        0x22: "✂",
        0x28: "☎",
        0x2A: "✉",
        0x36: "⌛",
        0x3F: "✍",
        0x41: "✌",
        0x45: "☜",
        0x46: "☞",
        0x47: "☝",
        0x48: "☟",
        0x4A: "☺",
        0x4C: "☹",
        0x52: "☼",
        0x6C: "●",
        0x6D: "❍",
        0x6E: "■",
        0x6F: "□",
        0x71: "❑",
        0x72: "❒",
        0x73: "⬧",
        0x74: "⧫",
        0x75: "◆",
        0x76: "❖",
        0x77: "⬥",
        0x78: "☒",
        0x9E: "·",
        0x9F: "•",
        0xA0: "▪",
        0xA1: "○",
        0xA7: "▪",
        0xA8: "☐",
        0xAB: "★",
        0xD8: "➢",
        0xDF: "←",
        0xE0: "→",
        0xE1: "↑",
        0xE2: "↓",
        0xE3: "↖",
        0xE4: "↗",
        0xE5: "↙",
        0xE6: "↘",
        0xE7: "←",
        0xE8: "→",
        0xE9: "↑",
        0xEA: "↓",
        0xEF: "⇦",
        0xF0: "⇨",
        0xF1: "⇧",
        0xF2: "⇩",
        0xF3: "⇔",
        0xFB: "✗",
        0xFC: "✓",
        0xFD: "☒",
        0xFE: "☑",
    },
    "wingdings 2": {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐"},
}
_FONTS["wingdings"] |= {0x81 + place: chr(0x2780 + place) for place in range(10)}
_FONTS["wingdings"] |= {0x8C + place: chr(0x278A + place) for place in range(10)}
_SYMBOL_FONTS = {*_FONTS, "wingdings 3", "webdings", "zapfdingbats"}
_PRIVATE = range(0xE000, 0xF900)
OF_FONT = range(0xF000, 0xF100)
"""Private use range in which symbol fonts have their 256 characters."""


def symbol(font: str, code: int) -> str:
    """Return the Unicode character with this number in this font, "" when unknown."""
    known = _FONTS.get(font.strip().casefold())
    if known is not None and (code < 0x100 or code in OF_FONT):
        return known.get(code & 0xFF, "")
    usable = 0x20 <= code < 0xD800 or (0xF900 <= code <= 0x10FFFF)
    return chr(code) if usable and code not in _PRIVATE else ""


def is_symbol_font(font: str) -> bool:
    """Return whether a font has symbols instead of letters."""
    return font.strip().casefold() in _SYMBOL_FONTS
