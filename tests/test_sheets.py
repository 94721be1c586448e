"""Running text in columns: laid out once, numbered through, and kept for the next time."""

import io
import re
from typing import Any

import pypdf
import pytest

from surveyapp.pdf import document as pdf_document
from surveyapp.pdf import sheets

CSS = """
@page { margin: 20mm; size: 120mm 100mm; @bottom-right { content: counter(page); } }
@page column { margin: 0; size: 35mm 60mm; }
.flow body { page: column; }
.sheet + .sheet { break-before: page; }
.before, .after { break-after: page; }
.after { break-before: page; }
.contents::after { content: " " target-counter(attr(data-target url), page); }
.box { background: #00ff00; height: 5mm; }
"""
LONG = "<p>" + "woord " * 60 + "</p>"


def note(words: str) -> str:
    return f'<span class="fn">{words}</span>'


def document(*pieces: str) -> str:
    running = "<!--column-->".join(pieces)
    return (
        '<!doctype html><html lang="nl"><head><title>T</title></head><body>'
        f'<section class="before"><p class="contents" data-target="#doel">Doel</p><p>Voor{note("Eén.")}</p></section>'
        f"<section><!--flow 2-->{running}<!--/flow--></section>"
        f'<section class="after"><p>Na{note("Laatste.")} <a href="#doel">terug</a></p></section></body></html>'
    )


def opened(html: str, **options: Any) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf_document.render_html(html, css=CSS, **options)))


def texts(reader: pypdf.PdfReader) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def test_columns_stand_side_by_side_on_the_pages_of_the_document() -> None:
    pages = texts(opened(document("<p>Links</p>", "<p>Rechts</p>", "<p>Verder</p>")))

    assert [re.findall("Voor|Links|Rechts|Verder|Na", page) for page in pages] == [
        ["Voor"],
        ["Links", "Rechts"],
        ["Verder"],
        ["Na"],
    ]
    assert [page[-1] for page in pages] == ["1", "2", "3", "4"]


def test_text_runs_on_in_the_next_column_and_page() -> None:
    pages = texts(opened(document(LONG * 3)))

    assert sum(page.count("woord") for page in pages) == 180
    assert len(pages) > 4


def test_notes_are_numbered_through() -> None:
    reader = opened(document(f"<p>Een{note('Twee.')}</p>", f"<p>Twee{note('Drie.')}</p><p>Drie{note('Vier.')}</p>"))
    words = " ".join(texts(reader))

    for number, said in enumerate(("Eén.", "Twee.", "Drie.", "Vier.", "Laatste."), 1):
        assert re.search(rf"{number}\. ?{said}", words), words


def test_links_contents_and_bookmarks_know_the_page_of_what_runs_on() -> None:
    reader = opened(document(LONG * 2, '<h1 id="doel">Doel</h1>'))
    page = reader.get_destination_page_number(reader.named_destinations["doel"])
    (bookmark,) = reader.outline

    assert page > 1
    assert "Doel" in texts(reader)[page]
    assert f"Doel {page + 1}" in texts(reader)[0]
    assert reader.get_destination_page_number(bookmark) == page
    assert set(reader.named_destinations) == {"doel"}
    (link,) = [one.get_object() for one in reader.pages[-1]["/Annots"]]
    assert link["/Dest"] == "doel"


def test_pages_around_a_flow_hold_only_the_ids_that_they_refer_to() -> None:
    made: list[tuple[str, bool]] = []
    layout = pdf_document._layout(pdf_document._weasyprint(), CSS, pdf_document.VARIANT)

    def noted(html: str, heads: bool) -> Any:
        made.append((html, heads))
        return layout(html, heads)

    text = '<p id="doel">Doel <a href="#binnen">verder</a></p><p id="binnen">Binnen</p>'
    found = sheets.laid_out(document(text), noted, sheets.Kept(), style=CSS, told=lambda _page: None)
    frame, _ = made[-1]

    assert [heads for _, heads in made] == [False, True]
    assert 'id="doel"' in frame
    assert 'id="binnen"' not in frame
    assert {"doel", "binnen"} <= {anchor for page in found.pages for anchor in page.anchors}


def test_a_page_between_heads_and_feet_has_notes_and_no_number() -> None:
    layout = pdf_document._layout(
        pdf_document._weasyprint(), f"{CSS} @page {{ @footnote {{ padding-top: 3mm; }} }}", pdf_document.VARIANT
    )
    html = f'<html lang="nl" class="flow"><body><p>Tekst{note("Noot.")}</p></body></html>'
    bare, whole = (layout(html, heads).pages[0]._page_box.children for heads in (False, True))

    assert [type(box).__name__ for box in bare] == ["BlockBox", "FootnoteAreaBox"]
    assert [type(box).__name__ for box in whole][:2] == ["BlockBox", "FootnoteAreaBox"]
    assert len(whole) == 3
    assert bare[1].padding_top == whole[1].padding_top == pytest.approx(3 / 25.4 * 96)


def test_a_background_stands_where_its_column_stands() -> None:
    """WeasyPrint fixes where backgrounds are painted before columns are put in place."""
    weasyprint = pdf_document._weasyprint()
    found = pdf_document._document(weasyprint, document("<p>Links</p>", '<div class="box"></div>'), CSS)
    page = pypdf.PdfReader(io.BytesIO(pdf_document._written(found, b"1" * 16, None))).pages[1]
    seen: list[float] = []

    def note_place(operator: bytes, operands: list[Any], matrix: list[float], _text: object) -> None:
        if operator == b"re":
            seen.append(float(operands[0]) * matrix[0] + matrix[4])

    page.extract_text(visitor_operand_before=note_place)

    assert any(place == pytest.approx(65 / 25.4 * 72, abs=1) for place in seen), seen


def test_a_screen_reader_reads_column_after_column() -> None:
    reader = opened(document(f"<p>Links{note('Noot.')}</p>", "<p>Rechts</p>"))
    root: Any = reader.trailer["/Root"]
    tags: list[str] = []

    def walk(element: Any) -> None:
        element = element.get_object()
        if isinstance(element, dict) and "/S" in element:
            tags.append(element["/S"])
            kids = element["/K"]
            for kid in kids if isinstance(kids, list) else [kids]:
                if not isinstance(kid, int):
                    walk(kid)

    walk(root["/StructTreeRoot"]["/K"][0])
    assert tags.count("/Sect") == 4
    assert tags.count("/Note") == 3


def test_what_stays_the_same_is_laid_out_once() -> None:
    kept, weasyprint = sheets.Kept(), pdf_document._weasyprint()
    made: list[str] = []

    def laid_out(*pieces: str) -> bytes:
        layout = pdf_document._layout(weasyprint, CSS, pdf_document.VARIANT)

        def noted(html: str, heads: bool) -> Any:
            made.append(html)
            return layout(html, heads)

        found = sheets.laid_out(document(*pieces), noted, kept, style=CSS, told=lambda _page: None)
        return pdf_document._written(found, b"1" * 16, None)

    first = laid_out("<p>Een</p>", f"<p>Twee{note('N')}</p>", "<p>Drie</p>")
    assert len(made) == 4
    assert laid_out("<p>Een</p>", f"<p>Twee{note('N')}</p>", "<p>Drie</p>") == first
    assert len(made) == 4
    again = laid_out("<p>Een</p>", f"<p>Anders{note('N')}</p>", "<p>Drie</p>")
    assert len(made) == 5
    moved = laid_out("<p>Een</p>", f"<p>Anders{note('N')}</p>", "<p>Drie</p>", "<p>Vier</p>", "<p>Vijf</p>")
    assert len(made) == 8
    assert moved != again
    kept.documents.clear()
    assert laid_out("<p>Een</p>", f"<p>Anders{note('N')}</p>", "<p>Drie</p>") == again
    assert len(kept.documents) == 4
