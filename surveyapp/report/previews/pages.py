"""Preview of a section's text as printed pages, while it is typed."""

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
"""Most pages shown beside the text."""

ReadImages = Callable[[Collection[str]], Mapping[str, bytes]]


def no_images(_hashes: Collection[str]) -> Mapping[str, bytes]:
    """Return no images, for a text without figures."""
    return {}


def shown(page: SectionPage, text: str, house: HouseStyle, read: ReadImages) -> dict[str, object]:
    """Return the first pages as ``data:`` addresses, and the number of pages. ``read`` returns images by SHA-256.

    Raises TextTooLong, RendererMissing, RenderFailed.
    """
    pictures = _pictures(section_html(page, normalise(text), page.source.columns, read), report_css(house))
    images = [f"data:image/png;base64,{b64encode(image).decode()}" for image in pictures.images]
    return {"images": images, "pages": pictures.pages}


@lru_cache(maxsize=16)  # each entry holds the images of a text: some MB
def _pictures(html: str, css: str) -> Pictures:
    return rendering.previews.pictures(html, css=css, most=MOST)


def section_html(page: SectionPage, text: str, columns: int = 2, read: ReadImages = no_images) -> str:
    """Return the section as the report prints it, on its own. A drawing is shown as its caption."""
    level = page.number.count(".") + 1 if page.number else DEEPEST
    role = f"n{level}" if page.number else "organisation"
    part = Part(min(level, DEEPEST), role, Section(page.key, page.number, page.title), tuple(_blocks(page, text, read)))
    return environment().get_template("report/print_section.html").render(part=part, page=page, columns=columns)


def _blocks(page: SectionPage, text: str, read: ReadImages) -> Iterator[Markup]:
    """Yield the blocks; pictures are numbered within the section, as those before it are not known."""
    codes, figures = set(page.citable.codes.values()), page.source.figures
    blocks = list(blocks_of(page.filled(text), figures))
    wanted = {
        block.subject.hash for block in blocks if isinstance(block, Picture) and isinstance(block.subject, Figure)
    }
    images = read(wanted) if wanted else {}
    numbers = count(1)
    for block in blocks:
        if isinstance(block, EditorText):
            yield with_citations(to_print_html(block.markdown, rich=True), codes, linked=False)
        elif isinstance(block.subject, Figure):
            yield image_html(replace(block, number=next(numbers)), block.subject, images[block.subject.hash])
        else:
            yield CAPTION.format(next(numbers), block.words)
