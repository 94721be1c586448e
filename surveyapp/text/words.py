"""The words of people: how they are kept, identified and shown.

An answer is Markdown with few marks: lists, quotations, emphasis, links, footnotes. Every other sign is shown as it was
typed, the rules are in ``marks`` and in docs/hoe-tekst-wordt-gelezen.md.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from unicodedata import is_normalized

from markupsafe import Markup

from surveyapp.text.html import print_html, screen_html
from surveyapp.text.marks import LABEL
from surveyapp.text.markup import footnote_lines, tokens
from surveyapp.text.plain import plain_text
from surveyapp.text.unicode_forms import normalized

MAX_CHARACTERS = 100_000
"""Longest text of one answer, in characters after normalisation: about 40 printed pages."""

_LINE_ENDS = str.maketrans(
    dict.fromkeys("\x0b\x85\N{LINE SEPARATOR}", "\n") | dict.fromkeys("\x0c\N{PARAGRAPH SEPARATOR}", "\n\n")
)
"""What other programs end a line or a paragraph with, such as PowerPoint and web pages."""
_SPACES = str.maketrans(dict.fromkeys("\x1c\x1d\x1e\x1f", " "))
"""Separators that Python, too, takes for white space between words."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x9f\ufeff\u202a-\u202e\u2066-\u2069]")
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a character, such as an emoji that was cut in two: no text can be stored or printed with it."""
_OTHER_FORM = re.compile(
    rf"{_CONTROL.pattern}|{_HALF.pattern}|[\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]|[^\S\n](?:\n|\Z)|\A\n|\n\Z"
)
"""What a text in the stored form does not hold."""
_CALL = re.compile(rf"\[\^{LABEL}\]")


class TextTooLong(ValueError):
    """A text is longer than ``MAX_CHARACTERS``."""

    def __init__(self, length: int) -> None:
        super().__init__(f"De tekst is te lang: {length} tekens. Er passen er {MAX_CHARACTERS}.")
        self.length = length


def normalise(text: str) -> str:
    """The one stored form of a text: NFC, line feeds, no control characters, no space at line ends.

    What ends a line elsewhere ends it here, and half a character becomes "\N{REPLACEMENT CHARACTER}".

    Raises TextTooLong. Bidirectional overrides go too: they make a text read differently from what it says.
    """
    text = normalised(text)
    if len(text) > MAX_CHARACTERS:
        raise TextTooLong(len(text))
    return text


def normalised(text: str) -> str:
    """As ``normalise``, however long the text is."""
    if is_normalized("NFC", text) and not _OTHER_FORM.search(text):
        return text
    text = normalized("NFC", without_controls(text))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def without_controls(text: str) -> str:
    """Line ends as line feeds, and without the characters that ``normalise`` removes or replaces."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_LINE_ENDS).translate(_SPACES)
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", _CONTROL.sub("", text))


def fingerprint(**parts: str | int | None) -> str:
    """Return the SHA-256 (hex) of the parts as canonical JSON: sorted keys, UTF-8, no spaces.

    See docs/architecture.md, "Fingerprint".
    """
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
        if token.level == 0 and token.nesting >= 0 and token.map
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
    """The text without marks, for searching and comparing."""
    return plain_text(tokens(text), marks=False)


def to_mail(text: str) -> str:
    """The text where it is read as plain text, such as in a mail: with its list marks and the addresses of links."""
    return plain_text(tokens(text), marks=True)


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


def split_footnotes(text: str) -> tuple[str, dict[str, str]]:
    """The text with blank lines in the place of its footnotes, and the lines of each footnote, by its label."""
    lines, notes = text.split("\n"), footnote_lines(text)
    left_out = {line for place in notes.values() for line in place}
    body = "\n".join("" if place in left_out else line for place, line in enumerate(lines))
    return body, {label: "\n".join(lines[place.start : place.stop]) for label, place in notes.items()}


def with_footnotes(passage: str, notes: Mapping[str, str]) -> str:
    """A passage of a text with those footnotes of that text which it calls, so that it can stand alone."""
    called = "\n\n".join(words for label, words in notes.items() if f"[^{label}]" in passage)
    return "\n\n".join(filter(None, (passage, called)))


def without_footnotes(text: str) -> str:
    """A text, or a passage of one, without its footnotes: neither their calls nor their words."""
    return _CALL.sub("", split_footnotes(text)[0]).rstrip("\n")


def count_words(text: str) -> int:
    """How many words there are, without punctuation."""
    return len(re.findall(r"\w[\w’'-]*", text))
