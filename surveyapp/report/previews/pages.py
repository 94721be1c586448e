"""A section's text as it will be printed, as pictures of its pages, while it is typed."""

from base64 import b64encode
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import count

from markupsafe import Markup

from surveyapp.processes import rendering
from surveyapp.processes.render_process import Pictures
from surveyapp.report.formats.house import HouseStyle
from surveyapp.report.formats.html import CAPTION, DEEPEST, Part, environment, image_html, report_css, with_citations
from surveyapp.report.material.pictures import blocks_of
from surveyapp.report.material.tree import EditorText, Figure, Picture, Section
from surveyapp.report.texts.pages import SectionPage
from surveyapp.text.words import normalise, to_print_html

MOST = 2
"""Pages shown beside the text."""

ReadImages = Callable[[Collection[str]], Mapping[str, bytes]]


def no_images(_hashes: Collection[str]) -> Mapping[str, bytes]:
    """For a text without figures."""
    return {}


def shown(page: SectionPage, text: str, house: HouseStyle, read: ReadImages) -> dict[str, object]:
    """The first pages as ``data:`` addresses, and how many there are. ``read`` finds images by their SHA-256.

    Raises TextTooLong, RendererMissing, RenderFailed.
    """
    pictures = _pictures(section_html(page, normalise(text), page.source.columns, read), report_css(house))
    images = [f"data:image/png;base64,{b64encode(one).decode()}" for one in pictures.images]
    return {"images": images, "pages": pictures.pages}


@lru_cache(maxsize=16)  # of texts with their figures: a few MB each
def _pictures(html: str, css: str) -> Pictures:
    return rendering.previews.pictures(html, css=css, most=MOST)


def section_html(page: SectionPage, text: str, columns: int = 2, read: ReadImages = no_images) -> str:
    """The section alone on the report's paper. A figure stands there as it is, a drawing as its caption."""
    level = page.number.count(".") + 1 if page.number else DEEPEST
    role = f"n{level}" if page.number else "organisation"
    part = Part(min(level, DEEPEST), role, Section(page.key, page.number, page.title), tuple(_blocks(page, text, read)))
    return environment().get_template("report/print_section.html").render(part=part, page=page, columns=columns)


def _blocks(page: SectionPage, text: str, read: ReadImages) -> Iterator[Markup]:
    """Numbered within the section: what comes before it is not there."""
    codes, figures = set(page.citable.codes.values()), page.source.figures
    blocks = list(blocks_of(page.filled(text), figures))
    wanted = {one.subject.hash for one in blocks if isinstance(one, Picture) and isinstance(one.subject, Figure)}
    images = read(wanted) if wanted else {}
    numbers = count(1)
    for one in blocks:
        if isinstance(one, EditorText):
            yield with_citations(to_print_html(one.markdown, rich=True), codes, linked=False)
        elif isinstance(one.subject, Figure):
            yield image_html(replace(one, number=next(numbers)), one.subject, images[one.subject.hash])
        else:
            yield CAPTION.format(next(numbers), one.words)
