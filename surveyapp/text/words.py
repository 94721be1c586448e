"""How texts are stored, identified and shown.

An answer is Markdown with few marks: lists, quotations, emphasis, links, footnotes. Every other character is shown as
typed; the rules are in ``marks`` and in docs/hoe-tekst-wordt-gelezen.md.
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
"""Longest text of an answer, in characters after normalisation: about 40 printed pages."""

_LINE_ENDS = str.maketrans(
    dict.fromkeys("\x0b\x85\N{LINE SEPARATOR}", "\n") | dict.fromkeys("\x0c\N{PARAGRAPH SEPARATOR}", "\n\n")
)
"""Characters with which other programs, such as PowerPoint and web pages, end a line or a paragraph."""
_SPACES = str.maketrans(dict.fromkeys("\x1c\x1d\x1e\x1f", " "))
"""Separators that Python also treats as white space."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x9f\ufeff\u202a-\u202e\u2066-\u2069]")
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair, such as an emoji that was cut in two: it cannot be stored or printed."""
_OTHER_FORM = re.compile(
    rf"{_CONTROL.pattern}|{_HALF.pattern}|[\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]|[^\S\n](?:\n|\Z)|\A\n|\n\Z"
)
"""Anything that does not occur in a stored text."""
_CALL = re.compile(rf"\[\^{LABEL}\]")


class TextTooLong(ValueError):
    """A text is longer than ``MAX_CHARACTERS``."""

    def __init__(self, length: int) -> None:
        super().__init__(f"De tekst is te lang: {length} tekens. Er passen er {MAX_CHARACTERS}.")
        self.length = length


def normalise(text: str) -> str:
    r"""Return the stored form of a text: NFC, line feeds, no control characters, no space at line ends.

    Other line ends become line feeds, and half a surrogate pair becomes "\N{REPLACEMENT CHARACTER}". Bidirectional
    overrides are removed: they make a text read differently from what it says. Raises TextTooLong.
    """
    text = normalised(text)
    if len(text) > MAX_CHARACTERS:
        raise TextTooLong(len(text))
    return text


def normalised(text: str) -> str:
    """Return the stored form of a text of any length."""
    if is_normalized("NFC", text) and not _OTHER_FORM.search(text):
        return text
    text = normalized("NFC", without_controls(text))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def without_controls(text: str) -> str:
    """Replace other line ends by line feeds, and remove or replace the characters that ``normalise`` does."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_LINE_ENDS).translate(_SPACES)
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", _CONTROL.sub("", text))


def fingerprint(**parts: str | int | None) -> str:
    """Return the SHA-256 (hex) of the parts as canonical JSON: sorted keys, UTF-8, no spaces.

    See docs/architecture.md, "Fingerprint".
    """
    canonical = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def short_fingerprint(digest: str) -> str:
    """Return the first twelve digits in groups of four, as receipts and the report print them."""
    return f"{digest[:4]} {digest[4:8]} {digest[8:12]}"


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the top-level blocks of a text, in order, each as Markdown. Footnote definitions belong to no block."""
    lines = text.split("\n")
    return tuple(
        "\n".join(lines[token.map[0] : token.map[1]]).strip("\n")
        for token in tokens(text)
        if token.level == 0 and token.nesting >= 0 and token.map
    )


def to_html(text: str, *, prefix: str = "", rich: bool = False) -> Markup:
    """Return Markdown as safe HTML for screen and mail; footnotes are a list below, ids begin with ``prefix``.

    With ``rich`` also tables and boxes, for an editor's text.
    """
    return screen_html(tokens(text, rich=rich), prefix=prefix, rich=rich)


def to_print_html(text: str, *, rich: bool = False) -> Markup:
    """Return Markdown as safe HTML for the PDF: each footnote at its call, in ``<span class="fn">``."""
    return print_html(tokens(text, rich=rich), rich=rich)


def to_plain(text: str) -> str:
    """Return the text without marks, for searching and comparing."""
    return plain_text(tokens(text), marks=False)


def to_mail(text: str) -> str:
    """Return the text for plain text, such as in a mail: with list marks and the addresses of links."""
    return plain_text(tokens(text), marks=True)


def footnotes(text: str) -> dict[str, str]:
    """Return the Markdown of each called footnote, by its label."""
    notes: dict[str, str] = {}
    label: str | None = None
    for token in tokens(text):
        if token.type == "footnote_open":
            label = token.meta.get("label")
        elif token.type == "inline" and label is not None:
            notes[label] = "\n\n".join(filter(None, [notes.get(label, ""), token.content]))
        elif token.type == "footnote_close":
            label = None
    return notes


def split_footnotes(text: str) -> tuple[str, dict[str, str]]:
    """Return the text with its footnotes replaced by blank lines, and the lines of each footnote, by its label."""
    lines, notes = text.split("\n"), footnote_lines(text)
    left_out = {line for place in notes.values() for line in place}
    body = "\n".join("" if place in left_out else line for place, line in enumerate(lines))
    return body, {label: "\n".join(lines[place.start : place.stop]) for label, place in notes.items()}


def with_footnotes(passage: str, notes: Mapping[str, str]) -> str:
    """Add to a passage the footnotes that it calls, so that it can stand alone."""
    called = "\n\n".join(words for label, words in notes.items() if f"[^{label}]" in passage)
    return "\n\n".join(filter(None, (passage, called)))


def without_footnotes(text: str) -> str:
    """Return a text or passage without footnotes: neither calls nor definitions."""
    return _CALL.sub("", split_footnotes(text)[0]).rstrip("\n")


def count_words(text: str) -> int:
    """Count the words, without punctuation."""
    return len(re.findall(r"\w[\w’'-]*", text))
