"""A section's text beside the field it is typed in: each citation a chip, with what is wrong with it on the chip."""

import re
from collections import defaultdict
from collections.abc import Mapping

from markupsafe import Markup

from surveyapp.report.citations.rules import Citation
from surveyapp.report.citations.staleness import Trouble, Vain, unsettled, worst
from surveyapp.report.texts.pages import SectionPage
from surveyapp.text.words import to_html

_BEGIN, _END = "\ue000", "\ue001"
"""Around a citation while Markdown is read: for private use, so that nobody types them and nothing reads them."""
_PLACE = re.compile(rf"{_BEGIN}([a-z]*) ([^{_BEGIN}{_END}<]*){_END}")
_WELL = Markup('<span class="chip">{}</span>')
_TROUBLED = Markup(
    '<span class="chip chip--stale"><svg class="mark" aria-hidden="true"><use href="#m-stale"/></svg>{}'
    '<span class="vh">, aanhaling {}</span></span>'
)


def text_html(page: SectionPage, text: str) -> Markup:
    """The text as the report will say it. What is settled, or not saved and so not pinned yet, is no trouble."""
    troubles = _troubles(page, text)

    def place(citation: Citation, code: str) -> str:
        return f"{_BEGIN}{troubles.get(citation, '')} {code}{_END}"

    def chip(match: re.Match[str]) -> str:
        code = Markup(match[2])  # noqa: S704  (a piece of HTML that is clean)
        return _TROUBLED.format(code, Trouble(match[1]).word) if match[1] else _WELL.format(code)

    clean = text.replace(_BEGIN, "").replace(_END, "")
    html = to_html(page.printed(clean, place), prefix="voorbeeld-", rich=True)
    return Markup(_PLACE.sub(chip, html))  # noqa: S704  (HTML that is clean, with chips)


def _troubles(page: SectionPage, text: str) -> Mapping[Citation, Trouble]:
    """The worst of each citation that has one."""
    found: defaultdict[Citation, list[Vain]] = defaultdict(list)
    for one in unsettled(page.key, page.citable.vain(text, page.under), page.settled):
        if one.trouble is not Trouble.UNPINNED:
            found[one.citation].append(one)
    return {citation: worst(several) for citation, several in found.items()}
