"""Rendering of the compiled report as HTML for print, and from that as a PDF."""

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import zip_longest
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup, escape

from surveyapp.core import dutch
from surveyapp.core.config import resource_dir
from surveyapp.pdf.document import Progress
from surveyapp.pdf.fonts import without_glyph
from surveyapp.processes import rendering
from surveyapp.protection.sealing import Facts, sealed_pdf
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report.compiling.glyphs import drawn
from surveyapp.report.compiling.use import SOMEBODY
from surveyapp.report.formats import drawing
from surveyapp.report.formats.accounting import PRINTS, agreements, explanation
from surveyapp.report.formats.colophon import COLOPHON, colophon
from surveyapp.report.formats.house import COVER, HouseStyle, HouseStyleWrong
from surveyapp.report.material.pictures import NAMES
from surveyapp.report.material.tree import (
    Block,
    Drawing,
    EditorText,
    Figure,
    Gap,
    Picture,
    Quotation,
    Report,
    Section,
    Tile,
)
from surveyapp.text.addresses import printed
from surveyapp.text.words import to_print_html

PLAIN = HouseStyle()
PRINT_CSS = [Path(__file__).with_name(f"print_{name}.css") for name in ("cover", "chapters", "appendices")]
DEEPEST = 6
"""Deepest level of headings in HTML."""

COLOURS = {
    OrganisationKind.PROVINCE: "#0f5260",
    OrganisationKind.REGION: "#7fa9b0",
    OrganisationKind.MINISTRY: "#b98a3e",
}
"""Colours of the cover's tiles, as in print_cover.css: an SVG in print does not get the style sheet."""
ABSENT = "#dedfd8"

_BRACKETS = re.compile(r" ?\[([^\[\]<>]{1,80})\]")
_APART = Markup("<span> </span>")
"""Space before a code, in an element of its own: WeasyPrint 70 otherwise breaks hyphenated lines far too early."""
CAPTION = Markup('<p class="caption"><b>Figuur {}.</b> {}</p>')
_FIGURE = Markup('<div class="picture">{}<p class="key">{}</p>{}</div>')
_IMAGE = Markup('<div class="picture image"><img src="data:{};base64,{}" alt="{}" width="{}" height="{}">{}</div>')
_KEY = Markup('<span class="{}">{}</span>')
_SOURCE = Markup('<a class="src" href="#{}">{}</a>')
_SOURCE_UNLINKED = Markup('<span class="src">{}</span>')


@dataclass(frozen=True, slots=True)
class Part:
    """A heading in a chapter with the blocks directly under it. ``role`` is the CSS class of the heading."""

    level: int
    role: str
    section: Section
    blocks: tuple[Markup, ...]
    then: str = ""
    """Role of the next part: it sets the white space after this one."""

    @property
    def anchor(self) -> str:
        """Id that the table of contents links to."""
        return anchor(self.section)

    @property
    def apart(self) -> bool:
        """Whether the part begins a new column: a province with answers per organisation.

        Such a part is long. When an answer in it changes, only its own columns change.
        """
        return bool(self.section.number) and any(
            section.sections for section in self.section.sections if not section.number
        )


def render_report(report: Report, progress: Progress | None = None, house: HouseStyle = PLAIN) -> bytes:
    """Return the PDF; of a final report in an archival profile. The same report gives the same bytes.

    Raises CharactersUndrawn, RendererMissing, RenderFailed, HouseStyleWrong and whatever ``progress`` raises.
    """
    report = drawn(report, partial(without_glyph, css=house.css))
    html, css = report_html(report, house), report_css(house)
    return rendering.reports.render(html, css=css, progress=progress, archival=not report.draft)


def render_edition(
    report: Report, key: bytes, manifest: Facts, progress: Progress | None = None, house: HouseStyle = PLAIN
) -> bytes:
    """Return the PDF of an edition with its sealed manifest attached. Raises as ``render_report``."""
    drawn(report, partial(without_glyph, css=house.css))
    render = partial(rendering.reports.render, progress=progress)
    return sealed_pdf(key, report_html(report, house), manifest, css=report_css(house), render=render)


def report_css(house: HouseStyle = PLAIN) -> str:
    """Return the report's style sheet, which is added to that of all PDFs, followed by the house style's."""
    return "\n".join(filter(None, (*(path.read_text("utf-8") for path in PRINT_CSS), house.css)))


def report_html(report: Report, house: HouseStyle = PLAIN) -> str:
    """Return the report as an HTML document. Raises HouseStyleWrong."""
    cover = _own_cover(house.cover, report) if house.cover else ""
    return environment().get_template("report/print_report.html").render(report=report, own_cover=cover)


def _own_cover(template: str, report: Report) -> Markup:
    try:
        return Markup(environment().from_string(template).render(report=report))  # noqa: S704  (the operator's own template)
    except TemplateError as error:
        raise HouseStyleWrong(COVER, error.message) from error


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the Jinja environment for the report's pages, independent of Flask."""
    environment = Environment(
        loader=FileSystemLoader(resource_dir("templates")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= dutch.FILTERS | {"anchor": anchor, "row": row_anchor}
    environment.filters |= {"agreements": agreements, "printed": printed}
    environment.globals |= {
        "parts": parts,
        "lead": lead,
        "numbered_sections": numbered_sections,
        "figure": figure,
        "cover_figure": cover_figure,
        "legend": legend,
        "explanation": explanation,
        "about_prints": PRINTS,
        "colophon": colophon,
        "colophon_title": COLOPHON,
    }
    return environment


def anchor(section: Section) -> str:
    """Return the id of a section's heading."""
    return f"paragraaf-{section.key}"


def row_anchor(code: str) -> str:
    """Return the id of a citation's row in Bijlage 2."""
    return f"antwoord-{'-'.join(code.split())}"


def parts(chapter: Section, report: Report) -> Iterator[Part]:
    """Yield all parts below a chapter's heading, in reading order."""
    flat = [
        part
        for section in chapter.sections
        for part in _parts(section, report, level=2, above=0, siblings=chapter.sections)
    ]
    for part, following in zip_longest(flat, flat[1:]):
        yield replace(part, then=following.role if following and part.blocks else "")


def _parts(
    section: Section, report: Report, *, level: int, above: int, siblings: tuple[Section, ...]
) -> Iterator[Part]:
    """Yield a section and those below it; ``above`` counts the unnumbered headings above it."""
    role = f"n{level}" if section.number else _role(above, siblings)
    yield Part(min(level, DEEPEST), role, section, tuple(block_html(block, report) for block in section.blocks))
    for child in section.sections:
        below = 0 if section.number else above + 1
        yield from _parts(child, report, level=level + 1, above=below, siblings=section.sections)


def _role(above: int, siblings: tuple[Section, ...]) -> str:
    """Return the role of an unnumbered heading: an organisation, a member of a group, or a part of its answers."""
    if above == 0:
        return "organisation"
    return "member" if any(sibling.sections for sibling in siblings) else "part"


def lead(chapter: Section, report: Report) -> tuple[Markup, ...]:
    """Return the blocks of a chapter's opening page."""
    return tuple(block_html(block, report) for block in chapter.blocks)


def block_html(block: Block, report: Report) -> Markup:
    """Return a block as HTML."""
    match block:
        case EditorText(markdown):
            codes = {row.code for row in report.citations}
            return with_citations(to_print_html(markdown, rich=True), codes, linked=report.whole)
        case Gap(reason):
            return Markup('<p class="gap">{}</p>').format(reason)
        case Picture(Figure() as figure):
            return image_html(block, figure, report.images[figure.hash])
        case Picture(number=number, caption=caption):
            return _FIGURE.format(
                drawing.svg(block, report), _key(key_of(block, report)), CAPTION.format(number, caption)
            )
        case Quotation(code=code, markdown=markdown, attribution=""):
            return _with_source(to_print_html(markdown), _source(code, linked=report.whole))
        case Quotation(markdown=markdown, attribution=somebody):
            return _with_source(to_print_html(markdown), _SOURCE_UNLINKED.format(somebody))


def image_html(picture: Picture, figure: Figure, content: bytes) -> Markup:
    """Return a figure with its caption. The image is embedded, as a PDF fetches nothing."""
    caption = CAPTION.format(picture.number, picture.words)
    encoded = b64encode(content).decode()
    return _IMAGE.format(figure.mimetype, encoded, picture.alternative, figure.width, figure.height, caption)


def key_of(picture: Picture, report: Report) -> list[tuple[str, str]]:
    """Return the legend of a drawing, as (CSS class, words)."""
    if picture.subject is Drawing.ORGANISATIONS:
        return list(legend(report))
    drawn = {kind for theme in report.themes for kind, number in theme.organisations if number}
    return [(kind.value, many) for kind, (_, many) in NAMES.items() if kind in drawn]


def _key(meanings: Sequence[tuple[str, str]]) -> Markup:
    return Markup(" ").join(_KEY.format(kind, words) for kind, words in meanings)


def _source(code: str, *, linked: bool) -> Markup:
    """Return a code, linked to its row in Bijlage 2 if the report has that."""
    return _SOURCE.format(row_anchor(code), code) if linked else _SOURCE_UNLINKED.format(code)


def _with_source(words: Markup, source: Markup) -> Markup:
    """Return an answer's words followed by its code; after a list the code gets a line of its own."""
    html = str(words).rstrip()
    if not html.endswith("</p>"):
        return Markup('{}<p class="src-line">{}</p>').format(Markup(html), source)  # noqa: S704  (cleaned by to_print_html)
    last = Markup(html.removesuffix("</p>"))  # noqa: S704  (cleaned by to_print_html)
    return Markup("{}{}{}</p>").format(last, _APART, source)


def with_citations(words: Markup, codes: Collection[str], *, linked: bool) -> Markup:
    """Return an editor's words with the citations in them marked up as codes."""
    known = {str(escape(code)): code for code in codes}

    def code(match: re.Match[str]) -> str:
        if match[1] in SOMEBODY.values():
            return f"{_APART}{_SOURCE_UNLINKED.format(match[1])}"
        known_code = known.get(match[1])
        return f"{_APART}{_source(known_code, linked=linked)}" if known_code else match[0]

    return Markup(_BRACKETS.sub(code, str(words)))  # noqa: S704  (cleaned by to_print_html, the code escaped)


def numbered_sections(section: Section, depth: int) -> Iterator[tuple[int, Section]]:
    """Yield the numbered sections below, at most ``depth`` levels deep, each with its depth from 1."""
    for child in section.sections:
        if child.number and depth:
            yield 1, child
            yield from ((below + 1, descendant) for below, descendant in numbered_sections(child, depth - 1))


def legend(report: Report) -> Iterator[tuple[str, str]]:
    """Yield the legend of the tiles, as (CSS class, words): "8 provincies", "18 regio’s", "niet geïnterviewd"."""
    held = Counter(tile.kind if tile.held else None for row in report.tiles for tile in row)
    for kind, (singular, many) in NAMES.items():
        if held[kind]:
            yield kind.value, dutch.counted(held[kind], singular, many)
    if held[None]:
        yield "absent", "niet geïnterviewd"


def colour(kind: OrganisationKind | None) -> str:
    """Return the colour of a kind of organisation; None is an organisation that was not interviewed."""
    return COLOURS[kind] if kind else ABSENT


def figure(report: Report) -> Iterator[tuple[int, int, str]]:
    """Yield the cover's tiles as (column, row, colour). Rows are aligned at the right."""
    for row, (tiles, column) in enumerate(zip(report.tiles, _edge(report.tiles), strict=True)):
        yield from ((column + place, row, colour(tile.kind if tile.held else None)) for place, tile in enumerate(tiles))


def cover_figure(report: Report) -> Markup:
    """Return the drawing of the cover's tiles; empty without tiles."""
    return drawing.cover(list(figure(report)))


def _edge(rows: tuple[tuple[Tile, ...], ...]) -> list[int]:
    """Return the column in which each row begins, so that all rows end where the longest does."""
    widest = max(map(len, rows), default=0)
    return [widest - len(row) for row in rows]
