"""Find characters that no font can draw: PDFs show an empty box for them. Uses fontconfig, as WeasyPrint does.

Only fonts in a format that Pango draws count, and fonts embedded in a style sheet as ``data:``.
"""

import base64
import binascii
import ctypes
import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache
from io import BytesIO
from typing import Any

_FORMATS = {b"TrueType", b"CFF"}
_HELD = re.compile(r"url\(\s*[\"']?data:[^,\"')]{0,100};base64,([A-Za-z0-9+/=\s]+)[\"']?\s*\)")
_UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp"}
"""Categories of characters that draw nothing."""
_SELECTORS = [range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0), range(0x180B, 0x1810)]
"""Variation selectors: they choose the form of the character before them, and draw nothing themselves."""


def without_glyph(characters: Iterable[str], css: str = "") -> frozenset[str]:
    """Return the characters that neither an installed font nor a font in the style sheet can draw.

    Returns none when fontconfig is missing: then no PDF can be made either.
    """
    unknown = {
        character
        for character in set(characters)
        if ord(character) > 0x7E and _is_drawn(character) and not _is_installed(character)
    }
    return frozenset(unknown - _held(css)) if unknown else frozenset()


def _is_drawn(character: str) -> bool:
    number = ord(character)
    return unicodedata.category(character) not in _UNSEEN and not any(number in selectors for selectors in _SELECTORS)


@lru_cache(maxsize=20_000)
def _is_installed(character: str) -> bool:
    installed = _installed()
    if installed is None:
        return True
    fontconfig, charsets = installed
    return any(fontconfig.FcCharSetHasChar(charset, ord(character)) for charset in charsets)


@lru_cache(maxsize=1)
def _installed() -> tuple[Any, Collection[Any]] | None:
    """Return fontconfig and the character set of each installed font; None when fontconfig is missing.

    Never frees fontconfig's list, so that the sets stay valid.
    """
    try:
        fontconfig = ctypes.CDLL("libfontconfig.so.1")
    except OSError:
        return None
    pointer = ctypes.c_void_p
    fontconfig.FcPatternCreate.restype = fontconfig.FcObjectSetBuild.restype = pointer
    fontconfig.FcFontList.restype = ctypes.POINTER(_FontSet)
    fontconfig.FcFontList.argtypes = [pointer, pointer, pointer]
    fontconfig.FcPatternGetCharSet.argtypes = [pointer, ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(pointer)]
    fontconfig.FcPatternGetString.argtypes = [
        pointer,
        ctypes.c_char_p,
        ctypes.c_int,
        ctypes.POINTER(ctypes.c_char_p),
    ]
    fontconfig.FcCharSetHasChar.argtypes = [pointer, ctypes.c_uint32]
    wanted = fontconfig.FcObjectSetBuild(ctypes.c_char_p(b"charset"), ctypes.c_char_p(b"fontformat"), pointer())
    fonts = fontconfig.FcFontList(None, fontconfig.FcPatternCreate(), wanted).contents
    return fontconfig, [
        charset for charset in (_charset(fontconfig, fonts.fonts[at]) for at in range(fonts.count)) if charset
    ]


class _FontSet(ctypes.Structure):
    _fields_ = (
        ("count", ctypes.c_int),
        ("size", ctypes.c_int),
        ("fonts", ctypes.POINTER(ctypes.c_void_p)),
    )


def _charset(fontconfig: Any, font: Any) -> Any:
    form, charset = ctypes.c_char_p(), ctypes.c_void_p()
    fontconfig.FcPatternGetString(font, b"fontformat", 0, ctypes.byref(form))
    fontconfig.FcPatternGetCharSet(font, b"charset", 0, ctypes.byref(charset))
    return charset if form.value in _FORMATS and charset else None


@lru_cache(maxsize=4)
def _held(css: str) -> frozenset[str]:
    """Return the characters that the fonts in a style sheet can draw. Invalid fonts draw nothing."""
    return frozenset(chr(number) for content in _HELD.findall(css) for number in _characters(content))


def _characters(encoded: str) -> Collection[int]:
    from fontTools.ttLib import TTFont, TTLibError  # type: ignore[import-untyped]  # noqa: PLC0415  (slow to load)

    try:
        with TTFont(BytesIO(base64.b64decode(encoded)), lazy=True) as font:
            return tuple(font.getBestCmap() or ())
    except (TTLibError, binascii.Error, OSError, ImportError, ValueError, KeyError):
        return ()
