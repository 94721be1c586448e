"""The words of people: how they are kept, identified and shown.

An answer is Markdown: paragraphs, lists, emphasis, links, footnotes. Raw HTML is shown as text.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markupsafe import Markup, escape
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.footnote import footnote_plugin

MAX_CHARACTERS = 100_000
"""Longest text of one answer, in characters after normalisation: about 40 printed pages."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\u2028\u2029\u202a-\u202e\u2066-\u2069]")
LABEL = r"[^\]\s]{1,200}"
"""Pattern of the label of a footnote. Its length is bounded, so that a search takes linear time."""
_FOOTNOTE = re.compile(rf"^ {{0,3}}\[\^{LABEL}\]:.*(?:\n(?: {{4}}|\t).*)*|\[\^{LABEL}\]", re.MULTILINE)
_TAGS = {"p", "ul", "ol", "li", "em", "strong", "a", "br", "blockquote", "sup", "div", "hr", "span", "code"}
_ATTRIBUTES = {
    "a": {"href", "id", "class", "aria-label", "role"},
    "li": {"id", "class"},
    "ol": {"start", "class"},
    "div": {"class", "role", "aria-label"},
    "sup": {"class"},
    "span": {"class"},
}
_RICH_TAGS = _TAGS | {"table", "thead", "tbody", "tr", "th", "td"}
_RICH_ATTRIBUTES = _ATTRIBUTES | {"th": {"scope", "class"}, "td": {"class"}}


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
        for token in _plain().parse(text)
        if token.level == 0 and token.nesting >= 0 and token.map and token.type != "footnote_reference_open"
    )


def tokens(text: str, *, rich: bool = False) -> Sequence[Token]:
    """A text as its Markdown parser sees it, for writing it in another form than HTML."""
    return _plain(rich).parse(text)


def to_html(text: str, *, prefix: str = "", rich: bool = False) -> Markup:
    """Markdown as safe HTML for the screen and mail; footnotes stand as a list below, ids begin with ``prefix``.

    ``rich`` knows tables and boxes as well, for an editor's text.
    """
    html = _screen(rich).render(text, {"prefix": prefix})
    return Markup(_clean(html, rich))  # noqa: S704  (cleaned by nh3, rendered with html=False)


def to_print_html(text: str, *, rich: bool = False) -> Markup:
    """Markdown as safe HTML for the PDF: each footnote stands at its call, in ``<span class="fn">``."""
    return Markup(_clean(_print(rich).render(text, {}), rich))  # noqa: S704  (as in to_html)


def to_plain(text: str) -> str:
    """The text without marks, for the plain part of a mail and for searching."""
    plain = nh3.clean(_screen(rich=False).render(text, {"prefix": ""}), tags=set())
    return re.sub(r"\n{3,}", "\n\n", _unescape(plain)).strip()


def footnotes(text: str) -> dict[str, str]:
    """Per footnote that the text calls, by its label, the Markdown of its words."""
    found: dict[str, str] = {}
    label: str | None = None
    for token in _plain().parse(text):
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


def _clean(html: str, rich: bool) -> str:
    return nh3.clean(
        html,
        tags=_RICH_TAGS if rich else _TAGS,
        attributes=_RICH_ATTRIBUTES if rich else _ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


def _base(rich: bool) -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    md.disable(["image", "heading", "lheading", "code", "fence", "html_block", "html_inline"])
    if rich:
        md.enable("table").use(container_plugin, "box", validate=_is_titled, render=_box)
        for cell in ("th_open", "td_open"):
            md.add_render_rule(cell, _cell)
    return md.use(footnote_plugin, inline=False)


def _is_titled(title: str, _marker: str) -> bool:
    return bool(title.strip())


def _box(_self: RendererProtocol, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    """Between ``::: Title`` and ``:::``."""
    if tokens[index].nesting < 0:
        return "</div>\n"
    return f'<div class="box"><p><strong>{escape(tokens[index].info.strip())}</strong></p>\n'


def _cell(_self: RendererProtocol, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    token = tokens[index]
    scope = ' scope="col"' if token.tag == "th" else ""
    right = ' class="number"' if "right" in str(token.attrGet("style")) else ""
    return f"<{token.tag}{scope}{right}>"


@lru_cache(maxsize=2)
def _plain(rich: bool = False) -> MarkdownIt:
    return _base(rich)


@lru_cache(maxsize=2)
def _screen(rich: bool) -> MarkdownIt:
    md = _base(rich)
    md.add_render_rule("footnote_ref", _screen_ref)
    md.add_render_rule("footnote_block_open", _screen_block_open)
    md.add_render_rule("footnote_block_close", _screen_block_close)
    md.add_render_rule("footnote_open", _screen_open)
    md.add_render_rule("footnote_anchor", _screen_anchor)
    return md


def _number(token: Token) -> int:
    return int(token.meta["id"]) + 1


def _screen_ref(_self: RendererProtocol, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    number, prefix = _number(tokens[index]), escape(env["prefix"])
    return (
        f'<sup class="fnr"><a href="#{prefix}fn{number}" id="{prefix}fnref{number}" '
        f'aria-label="voetnoot {number}">{number}</a></sup>'
    )


def _screen_block_open(*_: Any) -> str:
    return '<div class="fnotes" role="group" aria-label="Voetnoten"><ol>\n'


def _screen_block_close(*_: Any) -> str:
    return "</ol></div>\n"


def _screen_open(_self: RendererProtocol, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    return f'<li id="{escape(env["prefix"])}fn{_number(tokens[index])}">'


def _screen_anchor(_self: RendererProtocol, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    number = _number(tokens[index])
    return f' <a href="#{escape(env["prefix"])}fnref{number}" aria-label="terug naar de tekst">↩</a>'


@lru_cache(maxsize=2)
def _print(rich: bool) -> MarkdownIt:
    md = _base(rich)
    md.core.ruler.after("footnote_tail", "footnote_at_call", _footnotes_at_call)
    md.add_render_rule("footnote_at_call", _print_ref)
    return md


def _footnotes_at_call(state: Any) -> None:
    """Move the inline content of each footnote to its first call and drop the list at the end."""
    notes, kept = _split_footnotes(state.tokens)
    used: set[int] = set()
    for token in kept:
        for child in token.children or ():
            if child.type != "footnote_ref":
                continue
            number = child.meta["id"]
            child.type = "footnote_at_call"
            child.meta["content"] = [] if number in used else notes.get(number, [])
            used.add(number)
    state.tokens = kept


def _split_footnotes(tokens: Sequence[Token]) -> tuple[dict[int, list[list[Token]]], list[Token]]:
    notes: dict[int, list[list[Token]]] = {}
    kept: list[Token] = []
    current: int | None = None
    inside = False
    for token in tokens:
        if token.type == "footnote_block_open":
            inside = True
        elif token.type == "footnote_block_close":
            inside = False
        elif not inside:
            kept.append(token)
        elif token.type == "footnote_open":
            current = int(token.meta["id"])
            notes[current] = []
        elif token.type == "inline" and current is not None:
            notes[current].append(token.children or [])
    return notes, kept


def _print_ref(renderer: RendererProtocol, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    parts = tokens[index].meta["content"]
    if not parts:
        return ""
    content = " ".join(renderer.renderInline(part, options, env) for part in parts)  # type: ignore[attr-defined]
    return f'<span class="fn">{content}</span>'


def without_footnotes(text: str) -> str:
    """The text without its footnotes: neither their calls nor their words."""
    return "".join(between_footnotes(text))


def between_footnotes(text: str) -> list[str]:
    """The text in pieces, from one call of a footnote to the next, without the words of the footnotes."""
    return _FOOTNOTE.split(text)


def count_words(text: str) -> int:
    """How many words there are, without punctuation."""
    return len(re.findall(r"\w[\w’'-]*", text))
