"""The words of people: how they are kept, identified and shown.

An answer is Markdown: paragraphs, lists, emphasis, links, footnotes. Raw HTML is shown as text.
"""

import hashlib
import json
import re
import unicodedata

import nh3
from markupsafe import Markup

from surveyapp.markup import tokens
from surveyapp.markup_html import print_html, screen_html

MAX_CHARACTERS = 100_000
"""Longest text of one answer, in characters after normalisation: about 40 printed pages."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_FOOTNOTE = re.compile(r"^ {0,3}\[\^[^\]\s]+\]:.*(?:\n(?: {4}|\t).*)*|\[\^[^\]\s]+\]", re.MULTILINE)


class TextTooLong(ValueError):
    """A text is longer than ``MAX_CHARACTERS``."""

    def __init__(self, length: int) -> None:
        super().__init__(f"De tekst is te lang: {length} tekens. Er passen er {MAX_CHARACTERS}.")
        self.length = length


def normalise(text: str) -> str:
    """The one stored form of a text: NFC, line feeds, no control characters, no space at line ends.

    Raises TextTooLong. Bidirectional overrides go too: they make a text read differently from what it says.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = without_controls(text)
    text = "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
    if len(text) > MAX_CHARACTERS:
        raise TextTooLong(len(text))
    return text


def without_controls(text: str) -> str:
    """Without the characters that ``normalise`` removes."""
    return _CONTROL.sub("", text)


def fingerprint(**parts: str | int | None) -> str:
    """SHA-256 (hex) of the parts as canonical JSON: sorted keys, UTF-8, no spaces. See README, "Vingerafdruk"."""
    canonical = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def short_fingerprint(digest: str) -> str:
    """The first twelve digits in groups of four, as receipts and the report print them."""
    return f"{digest[:4]} {digest[4:8]} {digest[8:12]}"


def paragraphs(text: str) -> tuple[str, ...]:
    """The top-level blocks of a text, in order, each as Markdown. Footnote definitions belong to no block."""
    lines = text.split("\n")
    return tuple(
        "\n".join(lines[token.map[0] : token.map[1]]).strip("\n")
        for token in tokens(text)
        if token.level == 0 and token.nesting >= 0 and token.map and token.type != "footnote_reference_open"
    )


def to_html(text: str, *, prefix: str = "", rich: bool = False) -> Markup:
    """Markdown as safe HTML for the screen and mail; footnotes stand as a list below, ids begin with ``prefix``.

    ``rich`` knows tables and boxes as well, for an editor's text.
    """
    return screen_html(tokens(text, rich=rich), prefix=prefix, rich=rich)


def to_print_html(text: str, *, rich: bool = False) -> Markup:
    """Markdown as safe HTML for the PDF: each footnote stands at its call, in ``<span class="fn">``."""
    return print_html(tokens(text, rich=rich), rich=rich)


def to_plain(text: str) -> str:
    """The text without marks, for the plain part of a mail and for searching."""
    plain = nh3.clean(to_html(text), tags=set())
    return re.sub(r"\n{3,}", "\n\n", _unescape(plain)).strip()


def footnotes(text: str) -> dict[str, str]:
    """Per footnote that the text calls, by its label, the Markdown of its words."""
    found: dict[str, str] = {}
    label: str | None = None
    for token in tokens(text):
        if token.type == "footnote_open":
            label = token.meta.get("label")
        elif token.type == "inline" and label is not None:
            found[label] = "\n\n".join(filter(None, [found.get(label, ""), token.content]))
        elif token.type == "footnote_close":
            label = None
    return found


def _unescape(text: str) -> str:
    return (
        text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", '"')
        .replace("&nbsp;", "\xa0")
        .replace("&amp;", "&")
    )


def without_footnotes(text: str) -> str:
    """The text without its footnotes: neither their calls nor their words."""
    return "".join(between_footnotes(text))


def between_footnotes(text: str) -> list[str]:
    """The text in pieces, from one call of a footnote to the next, without the words of the footnotes."""
    return _FOOTNOTE.split(text)


def count_words(text: str) -> int:
    """How many words there are, without punctuation."""
    return len(re.findall(r"\w[\w’'-]*", text))
