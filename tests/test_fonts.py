"""Which characters no font can draw, as it is told and as it is printed."""

import logging
import re
import unicodedata
from pathlib import Path

import pypdfium2
import pytest
from a_font import OWN, font_css
from pdf_validator import ACCESSIBLE, ARCHIVAL, verdicts

from surveyapp.pdf import document as pdf_document
from surveyapp.pdf.fonts import without_glyph
from surveyapp.processes.rendering import papers

MISSING = re.compile(r"\.notdef glyph rendered for Unicode string unsupported by fonts: \"(.+?)\"", re.DOTALL)


def boxes(words: str, css: str = "") -> set[str]:
    """The characters that WeasyPrint draws as boxes."""
    found: set[str] = set()
    handler = logging.Handler()
    handler.emit = lambda record: found.update(*MISSING.findall(record.getMessage()))  # type: ignore[method-assign]
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        layout = pdf_document._layout(pdf_document._weasyprint(), css, pdf_document.VARIANT)
        layout(f'<html lang="nl"><title>x</title><body><p>{words}</body></html>', True).write_pdf()
    finally:
        logger.removeHandler(handler)
    return found


@pytest.mark.parametrize(
    "words",
    [
        "Eén coördinator: € 1.000 – 5°, ‘½’ ² • … ﬁ",
        "Ελληνικά",
        "Кириллица",
        "العربية",
        "עברית",
        "→ ← ↔ ⇒",
        "✓ ☑ ☺ ★",
        "e\u0301 e\u0308 e\u035c\u0301 q\u0307",
        "a\u200bb\u200d\u00ad\ufe0f\u2060c",
        "ไทย हिन्दी ქართული",
    ],
)
def test_what_the_fonts_of_the_product_have_is_drawn(words: str) -> None:
    assert without_glyph(words) == frozenset()
    assert boxes(words) == set()


@pytest.mark.parametrize("character", [OWN, "\uf0a3", "\U0010fffd", "\u0378"])
def test_what_no_font_has_is_named(character: str) -> None:
    assert without_glyph(f"a{character}b") == {character}
    assert boxes(f"a{character}b") == {character}


def test_a_font_in_the_style_sheet_counts() -> None:
    css = f"{font_css()} html {{ font-family: 'Noto Serif', Eigen }}"

    assert without_glyph(OWN, css) == frozenset()
    assert boxes(OWN, css) == set()
    assert without_glyph(OWN, "a { background: url('data:font/ttf;base64,AAAA') }") == {OWN}


def test_it_is_told_as_it_is_printed() -> None:
    numbers = (*range(0x7F, 0x3000, 23), *range(0x3000, 0x20000, 331))
    some = [chr(one) for one in numbers if unicodedata.category(chr(one)) not in {"Cs", "Cc", "Cf", "Mn", "Mc"}]

    assert boxes(" ".join(some)) == without_glyph(some)


def test_a_box_in_a_document_can_be_kept_and_copied(tmp_path: Path) -> None:
    words = f"Een 🦊, een 中, een {OWN} en een \u0378."
    html = (
        f'<html lang="nl"><head><title>x</title><meta name="author" content="x"></head><body><p>{words}</body></html>'
    )
    path = tmp_path / "dozen.pdf"
    path.write_bytes(papers.render(html, archival=True))

    assert path.read_bytes() == papers.render(html, archival=True)
    assert [one.broken for one in verdicts({path: (ACCESSIBLE, ARCHIVAL)}).values()] == [(), ()]
    with pypdfium2.PdfDocument(path) as document:
        assert "Een 🦊, een 中, een \ufffd en een \ufffd." in document[0].get_textpage().get_text_bounded()
