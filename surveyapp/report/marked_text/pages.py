"""HTML of a section's text, shown beside its field: each citation is a chip that shows what is wrong with it."""

import re
from collections import defaultdict
from collections.abc import Mapping

from markupsafe import Markup

from surveyapp.report.citations.rules import Citation
from surveyapp.report.citations.staleness import Trouble, Vain, unsettled, worst
from surveyapp.report.texts.pages import SectionPage
from surveyapp.text.words import to_html

_BEGIN, _END = "\ue000", "\ue001"
"""Private-use characters around a citation while Markdown is parsed: they are removed from typed text first."""
_PLACE = re.compile(rf"{_BEGIN}([a-z]*) ([^{_BEGIN}{_END}<]*){_END}")
_WELL = Markup('<span class="chip">{}</span>')
_TROUBLED = Markup(
    '<span class="chip chip--stale"><svg class="mark" aria-hidden="true"><use href="#m-stale"/></svg>{}'
    '<span class="vh">, aanhaling {}</span></span>'
)


def text_html(page: SectionPage, text: str) -> Markup:
    """Return the text as the report will print it. Decided troubles, and citations not pinned yet, show no trouble."""
    troubles = _troubles(page, text)

    def place(citation: Citation, code: str) -> str:
        return f"{_BEGIN}{troubles.get(citation, '')} {code}{_END}"

    def chip(match: re.Match[str]) -> str:
        code = Markup(match[2])  # noqa: S704  (cleaned by to_html)
        return _TROUBLED.format(code, Trouble(match[1]).word) if match[1] else _WELL.format(code)

    clean = text.replace(_BEGIN, "").replace(_END, "")
    html = to_html(page.printed(clean, place), prefix="voorbeeld-", rich=True)
    return Markup(_PLACE.sub(chip, html))  # noqa: S704  (cleaned by to_html, then given chips)


def _troubles(page: SectionPage, text: str) -> Mapping[Citation, Trouble]:
    """Return the worst trouble of each citation that has any."""
    troubles: defaultdict[Citation, list[Vain]] = defaultdict(list)
    for vain in unsettled(page.key, page.citable.vain(text, page.under), page.settled):
        if vain.trouble is not Trouble.UNPINNED:
            troubles[vain.citation].append(vain)
    return {citation: worst(several) for citation, several in troubles.items()}
