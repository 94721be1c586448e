"""Drawings in the Word file: pictures of what the PDF draws, with their words for who cannot see them."""

from dataclasses import replace
from io import BytesIO

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from PIL import Image
from report_values import DATED, OUTLINE, a_round

from surveyapp.pdf.document import RendererMissing
from surveyapp.processes import rendering
from surveyapp.processes.render_process import Pictures
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.formats import pictured
from surveyapp.report.formats.drawing import COVER
from surveyapp.report.formats.word import word_file
from surveyapp.report.material.tree import Report

TEXT = "Eerst.\n\n{figuur-organisaties}\n\nDan."
SAID = "Provincie Drenthe, met Oost-Drenthe. Provincie Groningen, met Eemsdelta en De Marne."


def report(**changed: object) -> Report:
    made = compile_report(OUTLINE, a_round(methodiek=TEXT), draft=True, dated=DATED)
    return replace(made, **changed)  # type: ignore[arg-type]


def opened(made: Report) -> Document:
    return docx.Document(BytesIO(word_file(made)))


def described(document: Document) -> dict[str, str]:
    properties = document.element.body.iter(qn("wp:docPr"))
    return {one.get("name"): one.get("descr") for one in properties}


def test_a_drawing_is_a_picture_with_what_it_shows_in_words() -> None:
    document = opened(report())

    assert described(document)["Omslag"] == COVER
    assert described(document)["Figuur 1"].startswith(SAID)
    cover, drawing = document.inline_shapes
    assert (round(cover.width.mm), round(drawing.width.mm)) == (45, 79)
    part = document.part.related_parts[drawing._inline.graphic.graphicData.pic.blipFill.blip.embed]
    picture = Image.open(BytesIO(part.blob)).convert("RGB")
    assert picture.width == round(79 / 25.4 * 300) + 1
    assert {(0x0F, 0x52, 0x60), (0x7F, 0xA9, 0xB0)} <= {colour for _, colour in picture.getcolors(1 << 16) or []}


def test_the_figure_of_a_large_round_still_fits_on_the_cover() -> None:
    rows = report().tiles * 5

    assert opened(report(tiles=rows)).inline_shapes[0].height.mm == pytest.approx(65, abs=0.1)


def test_its_key_and_caption_stand_below_it_on_the_same_page() -> None:
    paragraphs = opened(report()).paragraphs
    place = next(at for at, one in enumerate(paragraphs) if one.text.startswith("Figuur 1."))

    assert paragraphs[place].text == "Figuur 1. Wie aan dit rapport meewerkten"
    assert paragraphs[place].style.name == "Caption"  # type: ignore[union-attr]
    assert paragraphs[place - 1].text.split() == ["■", "2", "provincies", "■", "3", "regio’s", "■", "1", "ministerie"]
    assert all(one.paragraph_format.keep_with_next for one in paragraphs[place - 2 : place])
    assert SAID not in " ".join(one.text for one in paragraphs), "it is the picture that says it"


def test_one_chapter_has_no_cover_and_an_empty_round_no_figure_on_it() -> None:
    made = compile_report(OUTLINE, a_round(methodiek=TEXT), draft=True, dated=DATED, chapter="inleiding")

    assert list(described(opened(made))) == ["Figuur 1"]
    assert "Omslag" not in described(opened(report(tiles=())))


def test_the_same_report_is_the_same_file(monkeypatch: pytest.MonkeyPatch) -> None:
    first = word_file(report())
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 2, 3, 4, 5, 6, 0, 0, 0))

    assert word_file(report()) == first


def test_where_nothing_can_be_drawn_the_words_stand_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_given: object, **_how: object) -> Pictures:
        raise RendererMissing("libpango")

    pictured._picture.cache_clear()
    monkeypatch.setattr(rendering.previews, "pictures", missing)
    document = opened(report())

    assert not document.inline_shapes
    words = [one.text for one in document.paragraphs]
    assert words[words.index("Figuur 1. Wie aan dit rapport meewerkten") + 1].startswith(SAID)
