"""Writer of the compiled report as one self-contained web page: no scripts, nothing fetched, accessible."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from markupsafe import Markup

from surveyapp.report.formats.html import environment
from surveyapp.report.material.tree import Report

PAGE_CSS = [Path(__file__).with_name(name) for name in ("page.css", "page_tables.css")]

_SPAN = re.compile(r"(<span\b[^>]*>|</span>)")
_NOTE = '<span class="fn">'
_HEADING = re.compile(r"(</?h)([1-5])\b")
_TABLE = re.compile(r'<table class="(\w+)">.*?</table>', re.DOTALL)
_TABLES = {"interviews": "Tabel met de interviews", "citations": "Tabel met de aangehaalde antwoorden"}
_CALL = Markup('<sup class="fnr"><a id="noot-{0}-terug" href="#noot-{0}" role="doc-noteref">{0}</a></sup>')


def page_html(report: Report) -> str:
    """Return the page. The same report gives the same text."""
    notes = Notes()
    template = environment().get_template("report/page_report.html")
    css = Markup("\n".join(path.read_text("utf-8") for path in PAGE_CSS))  # noqa: S704  (our own style sheet)
    return template.render(report=report, css=css, notes=notes, deeper=deeper, wide=wide)


@dataclass
class Notes:
    """Footnotes of a page, numbered through: listed at its end, with links back to their references."""

    found: list[Markup] = field(default_factory=list)

    def at_end(self, block: Markup) -> Markup:
        """Return a block with its footnotes, which for print are inline, replaced by numbers that link to them."""
        words: list[str] = []
        inside: list[str] = []
        depth = 0
        for piece in _SPAN.split(block):
            if depth:
                depth += piece.startswith("<span") - (piece == "</span>")
                inside.append(piece)
                if not depth:
                    self.found.append(Markup("".join(inside[:-1])))  # noqa: S704  (cleaned by to_print_html)
                    words.append(_CALL.format(len(self.found)))
                    inside = []
            elif piece == _NOTE:
                depth = 1
            else:
                words.append(piece)
        return Markup("".join(words))  # noqa: S704  (cleaned by to_print_html)


def deeper(html: str) -> Markup:
    """Return HTML with each heading one level deeper: the page has the report's title as its only h1."""
    return Markup(_HEADING.sub(lambda match: f"{match[1]}{int(match[2]) + 1}", html))  # noqa: S704  (rendered with autoescape)


def wide(html: str) -> Markup:
    """Return HTML with each table in a region that scrolls sideways on narrow screens, also by keyboard."""
    seen: Counter[str] = Counter()

    def boxed(match: re.Match[str]) -> str:
        seen[match[1]] += 1
        part = f", deel {seen[match[1]]}" if seen[match[1]] > 1 else ""
        label = f"{_TABLES[match[1]]}{part}"
        return f'<div class="wide" role="region" tabindex="0" aria-label="{label}">{match[0]}</div>'

    return Markup(_TABLE.sub(boxed, html))  # noqa: S704  (rendered with autoescape)
