"""The compiled report as HTML for print, and with it as a PDF."""

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
"""HTML has no deeper headings."""

COLOURS = {
    OrganisationKind.PROVINCE: "#0f5260",
    OrganisationKind.REGION: "#7fa9b0",
    OrganisationKind.MINISTRY: "#b98a3e",
}
"""Of the cover's tiles, as in print_cover.css for their legend: an SVG in print does not see the style sheet."""
ABSENT = "#dedfd8"

_BRACKETS = re.compile(r" ?\[([^\[\]<>]{1,80})\]")
_APART = Markup("<span> </span>")
"""The space before a code, as a text by itself: WeasyPrint 70 otherwise breaks hyphenated lines far too early."""
CAPTION = Markup('<p class="caption"><b>Figuur {}.</b> {}</p>')
_FIGURE = Markup('<div class="picture">{}<p class="key">{}</p>{}</div>')
_IMAGE = Markup('<div class="picture image"><img src="data:{};base64,{}" alt="{}" width="{}" height="{}">{}</div>')
_KEY = Markup('<span class="{}">{}</span>')
_SOURCE = Markup('<a class="src" href="#{}">{}</a>')
_SOURCE_UNLINKED = Markup('<span class="src">{}</span>')


@dataclass(frozen=True, slots=True)
class Part:
    """A heading in a chapter and what stands right under it. ``role`` says how the heading looks."""

    level: int
    role: str
    section: Section
    blocks: tuple[Markup, ...]
    then: str = ""
    """The role of the part that follows: it says how much white comes after this one."""

    @property
    def anchor(self) -> str:
        """What the contents link to."""
        return anchor(self.section)

    @property
    def apart(self) -> bool:
        """Whether it begins a column: a province, with what each of its organisations said. It is long, and printed
        anew when an answer in it changes; what stands in other columns stays as it is.
        """
        return bool(self.section.number) and any(one.sections for one in self.section.sections if not one.number)


def render_report(report: Report, progress: Progress | None = None, house: HouseStyle = PLAIN) -> bytes:
    """The PDF; of a final report one to keep for good. The same report gives the same bytes.

    Raises CharactersUndrawn, RendererMissing, RenderFailed, HouseStyleWrong and what ``progress`` raises.
    """
    report = drawn(report, partial(without_glyph, css=house.css))
    html, css = report_html(report, house), report_css(house)
    return rendering.reports.render(html, css=css, progress=progress, archival=not report.draft)


def render_edition(
    report: Report, key: bytes, manifest: Facts, progress: Progress | None = None, house: HouseStyle = PLAIN
) -> bytes:
    """The PDF of an edition: it carries its sealed manifest. Raises as ``render_report``."""
    drawn(report, partial(without_glyph, css=house.css))
    render = partial(rendering.reports.render, progress=progress)
    return sealed_pdf(key, report_html(report, house), manifest, css=report_css(house), render=render)


def report_css(house: HouseStyle = PLAIN) -> str:
    """What the report adds to the style that all PDFs share, and then the organisation."""
    return "\n".join(filter(None, (*(path.read_text("utf-8") for path in PRINT_CSS), house.css)))


def report_html(report: Report, house: HouseStyle = PLAIN) -> str:
    """A whole HTML document. Raises HouseStyleWrong."""
    cover = _own_cover(house.cover, report) if house.cover else ""
    return environment().get_template("report/print_report.html").render(report=report, own_cover=cover)


def _own_cover(template: str, report: Report) -> Markup:
    try:
        return Markup(environment().from_string(template).render(report=report))  # noqa: S704  (a template of the house)
    except TemplateError as error:
        raise HouseStyleWrong(COVER, error.message) from error


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Jinja for the report's pages, without Flask."""
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
    """The id of a section's heading."""
    return f"paragraaf-{section.key}"


def row_anchor(code: str) -> str:
    """The id of a citation's row in Bijlage 2."""
    return f"antwoord-{'-'.join(code.split())}"


def parts(chapter: Section, report: Report) -> Iterator[Part]:
    """Everything below a chapter's heading, in reading order."""
    found = [
        part
        for section in chapter.sections
        for part in _parts(section, report, level=2, above=0, siblings=chapter.sections)
    ]
    for part, following in zip_longest(found, found[1:]):
        yield replace(part, then=following.role if following and part.blocks else "")


def _parts(
    section: Section, report: Report, *, level: int, above: int, siblings: tuple[Section, ...]
) -> Iterator[Part]:
    """``above`` counts the unnumbered headings that this one stands under."""
    role = f"n{level}" if section.number else _role(above, siblings)
    yield Part(min(level, DEEPEST), role, section, tuple(block_html(block, report) for block in section.blocks))
    for child in section.sections:
        below = 0 if section.number else above + 1
        yield from _parts(child, report, level=level + 1, above=below, siblings=section.sections)


def _role(above: int, siblings: tuple[Section, ...]) -> str:
    """An organisation (also one in a group) looks different from the parts of what it said."""
    if above == 0:
        return "organisation"
    return "member" if any(sibling.sections for sibling in siblings) else "part"


def lead(chapter: Section, report: Report) -> tuple[Markup, ...]:
    """What stands on a chapter's opening page."""
    return tuple(block_html(block, report) for block in chapter.blocks)


def block_html(block: Block, report: Report) -> Markup:
    """One block as HTML."""
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
    """An editors' figure with its caption; the image is part of it, so that nothing is fetched."""
    caption = CAPTION.format(picture.number, picture.words)
    encoded = b64encode(content).decode()
    return _IMAGE.format(figure.mimetype, encoded, picture.alternative, figure.width, figure.height, caption)


def key_of(picture: Picture, report: Report) -> list[tuple[str, str]]:
    """What the colours of a drawing mean, as class and words."""
    if picture.subject is Drawing.ORGANISATIONS:
        return list(legend(report))
    drawn = {kind for one in report.themes for kind, number in one.organisations if number}
    return [(kind.value, many) for kind, (_, many) in NAMES.items() if kind in drawn]


def _key(meanings: Sequence[tuple[str, str]]) -> Markup:
    return Markup(" ").join(_KEY.format(kind, words) for kind, words in meanings)


def _source(code: str, *, linked: bool) -> Markup:
    """A code that leads to its row in Bijlage 2, if that is there."""
    return _SOURCE.format(row_anchor(code), code) if linked else _SOURCE_UNLINKED.format(code)


def _with_source(words: Markup, source: Markup) -> Markup:
    """An answer's words with its code behind them; below them after a list."""
    html = str(words).rstrip()
    if not html.endswith("</p>"):
        return Markup('{}<p class="src-line">{}</p>').format(Markup(html), source)  # noqa: S704  (cleaned)
    last = Markup(html.removesuffix("</p>"))  # noqa: S704  (cleaned by to_print_html)
    return Markup("{}{}{}</p>").format(last, _APART, source)


def with_citations(words: Markup, codes: Collection[str], *, linked: bool) -> Markup:
    """An editor's words with their citations as codes."""
    known = {str(escape(code)): code for code in codes}

    def code(match: re.Match[str]) -> str:
        if match[1] in SOMEBODY.values():
            return f"{_APART}{_SOURCE_UNLINKED.format(match[1])}"
        found = known.get(match[1])
        return f"{_APART}{_source(found, linked=linked)}" if found else match[0]

    return Markup(_BRACKETS.sub(code, str(words)))  # noqa: S704  (cleaned by to_print_html, the code escaped)


def numbered_sections(section: Section, depth: int) -> Iterator[tuple[int, Section]]:
    """The numbered sections below, at most ``depth`` deep, each with its depth from 1."""
    for child in section.sections:
        if child.number and depth:
            yield 1, child
            yield from ((below + 1, found) for below, found in numbered_sections(child, depth - 1))


def legend(report: Report) -> Iterator[tuple[str, str]]:
    """What the tiles mean, as class and words: "8 provincies", "18 regio’s", "niet geïnterviewd"."""
    held = Counter(tile.kind if tile.held else None for row in report.tiles for tile in row)
    for kind, (one, many) in NAMES.items():
        if held[kind]:
            yield kind.value, dutch.counted(held[kind], one, many)
    if held[None]:
        yield "absent", "niet geïnterviewd"


def colour(kind: OrganisationKind | None) -> str:
    """The colour of a kind of organisation; for None, of one that was not interviewed."""
    return COLOURS[kind] if kind else ABSENT


def figure(report: Report) -> Iterator[tuple[int, int, str]]:
    """The cover's tiles as column, row and colour. Each row begins where the figure's edge runs."""
    for row, (tiles, column) in enumerate(zip(report.tiles, _edge(report.tiles), strict=True)):
        yield from ((column + place, row, colour(tile.kind if tile.held else None)) for place, tile in enumerate(tiles))


def cover_figure(report: Report) -> Markup:
    """The cover's tiles as a drawing; nothing when there are none."""
    return drawing.cover(list(figure(report)))


def _edge(rows: tuple[tuple[Tile, ...], ...]) -> list[int]:
    """The column where each row begins, counted back from the longest row's end."""
    widest = max(map(len, rows), default=0)
    return [widest - len(row) for row in rows]
