"""Parsed Markdown as HTML: for screen and mail, and for print. Renderers have no state, so threads share them."""

import re
from collections.abc import Sequence
from typing import Any

import nh3
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup, escape

from surveyapp.text.addresses import linked, printed

_TAGS = {"p", "ul", "ol", "li", "em", "strong", "a", "br", "blockquote", "sup", "div", "hr", "span", "code"}
_ATTRIBUTES = {
    "a": {"href", "id", "class", "aria-label", "role"},
    "li": {"id", "class", "value", "data-step"},
    "ol": {"start", "class"},
    "div": {"class", "role", "aria-label"},
    "sup": {"class"},
    "span": {"class"},
}
_RICH_TAGS = _TAGS | {"table", "thead", "tbody", "tr", "th", "td"}
_RICH_ATTRIBUTES = _ATTRIBUTES | {"th": {"scope", "class"}, "td": {"class"}}
_START = re.compile(r'<ol( class="paren")? start="(\d+)"')
_STEP = re.compile(r'(<li value="\d+") data-step="(-?\d+)"')
_OPTIONS = OptionsDict({"html": False, "xhtmlOut": True, "breaks": True})  # type: ignore[typeddict-item]


def screen_html(tokens: Sequence[Token], *, prefix: str, rich: bool) -> Markup:
    """Return HTML with footnotes as a list below; ids begin with ``prefix``."""
    return _clean(_SCREEN.render(tokens, _OPTIONS, {"prefix": prefix}), rich)


def print_html(tokens: Sequence[Token], *, rich: bool) -> Markup:
    """Return HTML with each footnote at its call, in ``<span class="fn">``."""
    html = str(_clean(_PRINT.render(_footnotes_at_call(tokens), _OPTIONS, {}), rich))
    counted = _STEP.sub(r'\1 style="counter-increment: list-item \2"', _START.sub(_counted, html))
    return Markup(counted)  # noqa: S704  (clean, with digits added inside tags)


def _clean(html: str, rich: bool) -> Markup:
    cleaned = nh3.clean(
        html,
        tags=_RICH_TAGS if rich else _TAGS,
        attributes=_RICH_ATTRIBUTES if rich else _ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return Markup(cleaned)  # noqa: S704  (cleaned by nh3, rendered with html=False)


def _counted(start: re.Match[str]) -> str:
    """Add the start of a list as a CSS counter: WeasyPrint does not read ``start``."""
    return f'<ol{start[1] or ""} start="{start[2]}" style="counter-reset: list-item {int(start[2]) - 1}"'


class _Renderer(RendererHTML):
    """Renders tables and boxes of an editor's text. Methods are named after the token types."""

    def renderInline(self, tokens: Sequence[Token], options: Any, env: Any) -> str:  # noqa: N802  (of markdown-it)
        """Render inline tokens; text within a link becomes ``link_text``."""
        inside = 0
        for token in tokens:
            inside += token.nesting if token.tag == "a" else 0
            if inside and token.type == "text":
                token.type = "link_text"
        return super().renderInline(tokens, options, env)

    def text(self, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
        """Render text, with its web and mail addresses as links."""
        return linked(tokens[index].content)

    def link_text(self, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
        """Render the text of a link."""
        return escape(tokens[index].content)

    def container_box_open(self, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
        """Render the start of a box, ``::: Title``."""
        return f'<div class="box"><p><strong>{escape(tokens[index].info.strip())}</strong></p>\n'

    def container_box_close(self, _tokens: Sequence[Token], _index: int, _options: Any, _env: Any) -> str:
        """Render the end of a box, ``:::``."""
        return "</div>\n"

    def th_open(self, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
        """Render the start of a header cell."""
        return _cell(tokens[index], ' scope="col"')

    def td_open(self, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
        """Render the start of a table cell."""
        return _cell(tokens[index], "")

    def footnote_close(self, _tokens: Sequence[Token], _index: int, _options: Any, _env: Any) -> str:
        """Render the end of a footnote."""
        return "</li>\n"


def _cell(token: Token, scope: str) -> str:
    right = ' class="number"' if "right" in str(token.attrGet("style")) else ""
    return f"<{token.tag}{scope}{right}>"


def _number(token: Token) -> int:
    return int(token.meta["id"]) + 1


class _ScreenRenderer(_Renderer):
    """Renders footnotes as links to a list."""

    def footnote_ref(self, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
        """Render the number at the call."""
        number, prefix = _number(tokens[index]), escape(env["prefix"])
        return (
            f'<sup class="fnr"><a href="#{prefix}fn{number}" id="{prefix}fnref{number}" '
            f'aria-label="voetnoot {number}">{number}</a></sup>'
        )

    def footnote_block_open(self, _tokens: Sequence[Token], _index: int, _options: Any, _env: Any) -> str:
        """Render the start of the list."""
        return '<div class="fnotes" role="group" aria-label="Voetnoten"><ol>\n'

    def footnote_block_close(self, _tokens: Sequence[Token], _index: int, _options: Any, _env: Any) -> str:
        """Render the end of the list."""
        return "</ol></div>\n"

    def footnote_open(self, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
        """Render the start of a footnote."""
        return f'<li id="{escape(env["prefix"])}fn{_number(tokens[index])}">'

    def footnote_anchor(self, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
        """Render the link back to the call."""
        number = _number(tokens[index])
        return f' <a href="#{escape(env["prefix"])}fnref{number}" aria-label="terug naar de tekst">↩</a>'


class _PrintRenderer(_Renderer):
    """Renders footnotes at their call, and addresses in pieces that each stay on the same line."""

    def text(self, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
        """Render text, with its web and mail addresses as links."""
        return printed(tokens[index].content)

    def link_text(self, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
        """Render the text of a link, which may be an address itself."""
        return printed(tokens[index].content, within=True)

    def footnote_at_call(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        """Render the text of a footnote at its first call; "" at further calls."""
        parts = tokens[index].meta["content"]
        if not parts:
            return ""
        content = " ".join(self.renderInline(part, options, env) for part in parts)
        return f'<span class="fn">{content}</span>'


def _footnotes_at_call(tokens: Sequence[Token]) -> Sequence[Token]:
    """Move the inline content of each footnote to its first call and drop the list at the end."""
    notes, kept = _split_footnotes(tokens)
    used: set[int] = set()
    for token in kept:
        for child in token.children or ():
            if child.type != "footnote_ref":
                continue
            number = child.meta["id"]
            child.type = "footnote_at_call"
            child.meta["content"] = [] if number in used else notes.get(number, [])
            used.add(number)
    return kept


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


_SCREEN = _ScreenRenderer()
_PRINT = _PrintRenderer()
