"""HTML and CSS to a PDF that everybody can read (PDF/UA-1), and if asked one to keep for good (PDF/A-3a as well).

With ``sheets``, ``tags`` and ``speed`` the one place that knows WeasyPrint.
"""

import atexit
import hashlib
import logging
import re
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from copy import copy
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from surveyapp.core.loading import loaded
from surveyapp.pdf import sheets, speed, tags
from surveyapp.pdf.box_font import with_boxes

VARIANT, ARCHIVAL = "pdf/ua-1", "pdf/a-3a"
SHELL_CSS = Path(__file__).with_suffix(".css")
"""Paper, fonts, headings, tables, footnotes: what every document of this product shares."""

Progress = Callable[[str, int, int | None], None]
"""Called with the stage in Dutch, the page at hand (0: no page yet) and the number of pages when it is known.

What it raises ends the rendering, so that a person can cancel.
"""

READING, LAYOUT, CONTENTS, WRITING = "Opmaak lezen", "Bladzijden opmaken", "Inhoudsopgave bijwerken", "PDF schrijven"
_STAGES = ((r"Step 5 .* Page (\d+)", LAYOUT), (r"Step 5 .* Repagination", CONTENTS), (r"Step [67]", WRITING))
_A_DATE = datetime(2000, 1, 1, tzinfo=UTC)
_progress: ContextVar[Progress | None] = ContextVar("progress", default=None)


class RendererMissing(RuntimeError):
    """WeasyPrint cannot be loaded, because a system library is missing. One line, with the way out."""

    def __init__(self, reason: object) -> None:
        self.reason = _first_line(reason)
        super().__init__(
            "Een PDF maken lukt niet: Pango ontbreekt (Pango is missing). Installeer het met: apt-get install"
            f" libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core ({self.reason})"
        )


class Embedded(NamedTuple):
    """A file inside a PDF, as its data."""

    name: str
    description: str
    content: bytes


def render_html(
    html: str,
    *,
    css: str = "",
    progress: Progress | None = None,
    embedded: Sequence[Embedded] = (),
    archival: bool = False,
    kept: sheets.Kept | None = None,
) -> bytes:
    """The PDF of a whole HTML document (``lang``, ``title`` and ``author`` in it) with the shell's style and ``css``.

    The same input gives the same bytes, also when parts of it are ``kept`` from the document before. ``archival``: as
    PDF/A-3a too. A character that no font has is a box. Nothing is fetched: no file, no network. Raises
    RendererMissing and what ``progress`` raises.
    """
    weasyprint = _weasyprint()
    html, css = with_boxes(html, css)
    token = _progress.set(progress)
    try:
        document = _document(weasyprint, html, css, progress, kept, ARCHIVAL if archival else VARIANT)
        document.metadata.attachments = [_attachment(weasyprint, one) for one in embedded]
        return _written(document, hashlib.sha256(f"{html}\0{css}".encode()).digest()[:16], progress, archival)
    finally:
        _progress.reset(token)


def _document(
    weasyprint: ModuleType,
    html: str,
    css: str,
    progress: Progress | None = None,
    kept: sheets.Kept | None = None,
    variant: str = VARIANT,
) -> Any:
    layout = _layout(weasyprint, css, variant)
    if not sheets.runs_on(html):
        return layout(html, True)
    style = f"{weasyprint.__version__}\0{variant}\0{SHELL_CSS.read_text('utf-8')}\0{css}"

    def told(page: int) -> None:
        if progress:
            progress(LAYOUT, page, None)

    token = _progress.set(None)  # what WeasyPrint tells of a piece has the page numbers of that piece
    try:
        return sheets.laid_out(html, layout, kept or sheets.Kept(), style=style, told=told)
    finally:
        _progress.reset(token)


@lru_cache(maxsize=4)
def _layout(weasyprint: ModuleType, css: str, variant: str) -> sheets.Layout:
    """How documents are laid out by the shell's style and ``css``, which are read once."""
    fetcher, fonts = _fetcher(weasyprint), weasyprint.text.fonts.FontConfiguration()
    styles = [
        weasyprint.CSS(string=text, url_fetcher=fetcher, font_config=fonts)
        for text in (SHELL_CSS.read_text("utf-8"), css)
        if text.strip()
    ]
    bare = [_without_heads(one) for one in styles]

    def layout(html: str, heads: bool) -> Any:
        page = weasyprint.HTML(string=html, url_fetcher=fetcher)
        return page.render(stylesheets=styles if heads else bare, font_config=fonts, pdf_variant=variant)

    return layout


def _without_heads(style: Any) -> Any:
    """A style sheet without what it says of the margins of pages, save of footnotes."""
    bare = copy(style)
    bare.page_rules = [
        (rule, selectors, declarations)
        for rule, selectors, declarations in style.page_rules
        if all(place in {None, "@footnote"} for _, place, _ in selectors)
    ]
    return bare


def _attachment(weasyprint: ModuleType, one: Embedded) -> Any:
    """Under a fixed date: when it was made stands in the data, and the same input gives the same bytes."""
    return weasyprint.Attachment(
        string=one.content,
        name=one.name,
        description=one.description,
        relationship="Data",
        url_fetcher=_fetcher(weasyprint),
        created=_A_DATE,
        modified=_A_DATE,
    )


def _written(document: Any, identifier: bytes, progress: Progress | None, archival: bool = False) -> bytes:
    if progress:
        progress(WRITING, len(document.pages), len(document.pages))
    for page in document.pages:
        page.links = tags.outermost(page.links)
    if archival:
        tags.claim_accessible(document.metadata)
    written: bytes = document.write_pdf(
        pdf_variant=ARCHIVAL if archival else VARIANT, pdf_identifier=identifier, finisher=_complete
    )
    return written


def _complete(_document: object, file: Any) -> None:
    tags.complete(file)
    speed.settle(file)


@lru_cache(maxsize=1)
def _weasyprint() -> ModuleType:
    try:
        weasyprint = loaded("weasyprint")  # it needs system libraries and half a second
    except (ImportError, OSError) as error:
        raise RendererMissing(error) from error
    speed.apply(weasyprint)
    atexit.register(_layout.cache_clear)  # fonts of style sheets take their files away, which Python cannot at its end
    logger = logging.getLogger("weasyprint.progress")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(_ProgressHandler())
    return weasyprint


def _fetcher(weasyprint: ModuleType) -> Any:
    """A fetcher that denies all but what an address holds itself: files and other addresses are never opened."""

    class Denied(weasyprint.urls.URLFetcher):  # type: ignore[name-defined, misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            raise ValueError(f"not fetched: {url}")

    return Denied()


class _ProgressHandler(logging.Handler):
    """Hands WeasyPrint's stages to the rendering that runs in this thread."""

    def emit(self, record: logging.LogRecord) -> None:
        progress = _progress.get()
        if progress is None:
            return
        stage, page = _stage(record.getMessage())
        if stage != WRITING:
            progress(stage, page, None)


def _stage(message: str) -> tuple[str, int]:
    for pattern, stage in _STAGES:
        if match := re.match(pattern, message):
            return stage, int(match[1]) if match.groups() else 0
    return READING, 0


def _first_line(reason: object) -> str:
    return (str(reason).strip().splitlines() or ["?"])[0][:200]
