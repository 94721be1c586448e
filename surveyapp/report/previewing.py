"""A section's text as it will be printed, as pictures of its pages, while it is typed."""

from base64 import b64encode
from functools import lru_cache

from surveyapp import rendering
from surveyapp.render_process import Pictures
from surveyapp.report.house import HouseStyle
from surveyapp.report.html import DEEPEST, Part, environment, report_css, with_citations
from surveyapp.report.pages import SectionPage
from surveyapp.report.tree import Section
from surveyapp.text import normalise, to_print_html

MOST = 2
"""Pages shown beside the text."""


def shown(page: SectionPage, text: str, house: HouseStyle) -> dict[str, object]:
    """The first pages as ``data:`` addresses, and how many there are.

    Raises TextTooLong, RendererMissing, RenderFailed.
    """
    pictures = _pictures(section_html(page, normalise(text), page.source.columns), report_css(house))
    images = [f"data:image/png;base64,{b64encode(one).decode()}" for one in pictures.images]
    return {"images": images, "pages": pictures.pages}


@lru_cache(maxsize=64)
def _pictures(html: str, css: str) -> Pictures:
    return rendering.previews.pictures(html, css=css, most=MOST)


def section_html(page: SectionPage, text: str, columns: int = 2) -> str:
    """The section alone on the report's paper."""
    level = page.number.count(".") + 1 if page.number else DEEPEST
    role = f"n{level}" if page.number else "organisation"
    words = with_citations(to_print_html(page.printed(text), rich=True), set(page.citable.codes.values()), linked=False)
    part = Part(min(level, DEEPEST), role, Section(page.key, page.number, page.title), (words,))
    return environment().get_template("report/print_section.html").render(part=part, page=page, columns=columns)
