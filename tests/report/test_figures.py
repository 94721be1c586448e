"""Figures of the editors' own, in every form of the report and in what it waits for."""

import re
from base64 import b64encode
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from drawn import figure, image
from outloud import check
from report_values import DATED, OUTLINE, a_round, blocks, sections

from surveyapp.alignment.paragraphs.rules import sendable
from surveyapp.report.board.pages import board_of
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.editions.facts import differences, edition_facts
from surveyapp.report.figures.image_reader import cleaned
from surveyapp.report.formats.html import render_report, report_html
from surveyapp.report.formats.markdown import markdown_file
from surveyapp.report.formats.page import page_html
from surveyapp.report.formats.word import word_file
from surveyapp.report.material.figures import MAX_ALTERNATIVE, BadFigure, FigureData, figure_name
from surveyapp.report.material.pictures import blocks_of, figures_in, with_captions, without_pictures
from surveyapp.report.material.rules import ReportIncomplete
from surveyapp.report.material.sources import RoundSource
from surveyapp.report.material.tree import EditionMark, Picture, Report

CONTENT = cleaned(image("PNG")).content
PHOTO = cleaned(image("JPEG", (2400, 1200))).content
MAP, OTHER = figure("kaart-2", CONTENT, source="CBS, 2018"), figure("foto", PHOTO)
FIGURES = {one.name: one for one in (MAP, OTHER)}
TEXT = "Eerst.\n\n{figuur-kaart-2}\n\nDan.\n\n{figuur-themas}\n\n{figuur-foto}\n\nTot slot."


def a_source(text: str = TEXT) -> RoundSource:
    return replace(a_round(methodiek=text), figures=FIGURES)


def report(text: str = TEXT, **how: object) -> Report:
    options = {"draft": False, "dated": DATED} | how
    made = compile_report(OUTLINE, a_source(text), **options)  # type: ignore[arg-type]
    return replace(made, images={MAP.hash: CONTENT, OTHER.hash: PHOTO})


def pictures(made: Report) -> list[Picture]:
    return [block for block in blocks(made) if isinstance(block, Picture)]


# What an editor says


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Kaart krimp", "kaart-krimp"), ("{figuur-kaart-2}", "kaart-2"), (" Één  groep ", "een-groep")],
)
def test_a_name_is_made_as_a_text_calls_it(typed: str, name: str) -> None:
    assert figure_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "why"),
    [("", "zoals kaart-krimp"), ("!?", "zoals kaart-krimp"), ("themas", "maakt Wederhoor zelf"), ("a" * 41, "te lang")],
)
def test_what_is_no_name_is_refused(typed: str, why: str) -> None:
    with pytest.raises(BadFigure, match=why):
        figure_name(typed)


@pytest.mark.parametrize(
    ("caption", "alternative", "field"),
    [
        ("", "Drie of meer woorden.", "caption"),
        ("x" * 301, "Drie of meer woorden.", "caption"),
        ("Krimp", "", "alternative"),
        ("Krimp", "een kaart", "alternative"),
        ("Krimp per gemeente", "krimp  per gemeente", "alternative"),
        ("Krimp", "woord " * MAX_ALTERNATIVE, "alternative"),
    ],
)
def test_a_figure_without_its_words_is_refused_at_the_field(caption: str, alternative: str, field: str) -> None:
    with pytest.raises(ExceptionGroup) as error:
        FigureData.of(caption, alternative)
    assert [one.field for one in error.value.exceptions if isinstance(one, BadFigure)] == [field]


# Where it stands


def test_figures_and_drawings_are_numbered_through_together() -> None:
    made = report()

    assert [(one.number, one.words) for one in pictures(made)] == [
        (1, "Krimp per gemeente <2018>. Bron: CBS, 2018"),
        (2, "Over welke thema’s de organisaties antwoord gaven"),
        (3, "Krimp per gemeente <2018>"),
    ]
    assert figures_in(made) == (MAP, OTHER)


def test_a_page_that_shows_no_pictures_knows_them() -> None:
    assert "*Figuur: Krimp per gemeente <2018>. Bron: CBS, 2018*\n\nDan." in with_captions(TEXT, FIGURES)
    assert "figuur" not in without_pictures(TEXT, FIGURES)
    assert len(list(blocks_of(TEXT, FIGURES))) == 6


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{figuur-kaart-3}", "{figuur-kaart-3} is een onbekende figuur"),
        ("In een zin {figuur-kaart-2}.", "{figuur-kaart-2} staat niet in een eigen alinea"),
    ],
)
def test_a_figure_that_cannot_be_shown_is_named_and_holds_a_final_report(text: str, why: str) -> None:
    with pytest.raises(ReportIncomplete) as error:
        report(text)
    assert f"‘Methodiek’: {why}. Kies uit:" in str(error.value)
    assert "{figuur-themas}, {figuur-kaart-2}, {figuur-foto}." in str(error.value)
    board = board_of(OUTLINE, a_source(text))
    assert next(row for row in board.rows if row.key == "methodiek").waits == f"{why}."
    assert not board.ready
    assert f"{why}." in [getattr(one, "reason", "") for one in sections(report(text, draft=True))["methodiek"].blocks]


def test_who_is_asked_about_a_section_reads_each_paragraph_once_and_the_caption() -> None:
    cited = f"[[oost-drenthe.1@2]] {TEXT}"
    chapters = sendable(OUTLINE, a_source(cited))
    (section,) = [one for chapter in chapters for one in chapter.sections if one.key == "methodiek"]

    assert [one.text for one in section.passages] == [
        "[OD 1] Eerst.",
        "*Figuur: Krimp per gemeente <2018>. Bron: CBS, 2018*",
        "Dan.",
        "*Figuur: Over welke thema’s de organisaties antwoord gaven*",
        "*Figuur: Krimp per gemeente <2018>*",
        "Tot slot.",
    ]


# In every form


def test_the_pdf_shows_them_with_their_words_and_can_be_kept(tmp_path: Path) -> None:
    made = report(chapter="inleiding")
    content = render_report(made)
    path = tmp_path / "figuren.pdf"
    path.write_bytes(content)

    assert not [one for one in check(path).findings if str(one.severity) == "error"]
    assert content == render_report(made)
    document = pypdf.PdfReader(BytesIO(content))
    shown = [one.get_object() for page in document.pages for one in page["/Resources"]["/XObject"].values()]
    images = [one for one in shown if one["/Subtype"] == "/Image"]
    assert {(one["/Width"], one["/Height"]) for one in images} == {(640, 400), (2400, 1200)}
    assert all(one["/ColorSpace"] == "/DeviceRGB" and "/SMask" not in one for one in images)
    assert b"/Interpolate true" not in content, "PDF/A does not allow it"
    words = " ".join(document.pages[1].extract_text().split())
    assert "Figuur 1. Krimp per gemeente <2018>. Bron: CBS, 2018 Dan." in words
    figures = [one for one in tags(document) if one["/S"] == "/Figure" and one["/Alt"] == MAP.alternative]
    assert len(figures) == 2


def tags(document: pypdf.PdfReader) -> list[pypdf.generic.DictionaryObject]:
    def walk(one: object) -> list[pypdf.generic.DictionaryObject]:
        found = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(found, list):
            return [each for child in found for each in walk(child)]
        if not isinstance(found, dict):
            return []
        return [*([found] if "/S" in found else []), *walk(found.get("/K"))]  # type: ignore[list-item]

    return walk(document.trailer["/Root"]["/StructTreeRoot"]["/K"])


def test_the_page_carries_them_and_fetches_nothing() -> None:
    html = page_html(report())

    assert f'src="data:image/png;base64,{b64encode(CONTENT).decode()}"' in html
    assert set(re.findall(r'src="([a-z]+:)', html)) == {"data:"}
    assert 'alt="Kaart: in &#34;Drenthe&#34; daalt de bevolking &amp; in Utrecht groeit zij."' in html
    assert "<b>Figuur 1.</b> Krimp per gemeente &lt;2018&gt;. Bron: CBS, 2018" in html


def test_word_has_them_as_pictures_that_fit() -> None:
    document = docx.Document(BytesIO(word_file(report(chapter="inleiding"))))
    described = [one.get("descr") for one in document.element.body.iter(qn("wp:docPr"))]
    first, _drawing, photo = document.inline_shapes

    assert described[0] == MAP.alternative
    assert (round(first.width.mm), round(first.height.mm)) == (160, 100)
    assert (round(photo.width.mm), round(photo.height.mm)) == (160, 80)
    assert "Figuur 3. Krimp per gemeente <2018>" in [one.text for one in document.paragraphs]
    assert {CONTENT, PHOTO} <= {one.blob for one in document.part.package.iter_parts()}


def test_markdown_has_them_at_its_end() -> None:
    text = markdown_file(report())

    assert "][figuur-kaart-2]\n\n*Figuur 1. Krimp per gemeente \\<2018>. Bron: CBS, 2018*" in text
    assert text.endswith(f"[figuur-foto]: data:image/jpeg;base64,{b64encode(PHOTO).decode()}\n")


# In an edition


def facts(made: Report) -> dict[str, object]:
    return edition_facts(replace(made, edition=EditionMark(1)), origin="", round_name="", replaces="", html="", log="")


def test_an_edition_names_each_image_by_its_fingerprint() -> None:
    made = facts(report())
    shown = [one for part in made["sections"] for one in part["blocks"] if one["kind"] == "picture"]  # type: ignore[attr-defined]
    changed = facts(report(TEXT.replace("{figuur-kaart-2}", "{figuur-foto}")))

    assert [one.get("image") for one in shown] == [MAP.hash, None, OTHER.hash]
    assert (shown[0]["name"], shown[0]["source"]) == ("kaart-2", "CBS, 2018")
    assert list(differences(changed, made)) == ["De paragraaf methodiek is anders dan gepubliceerd."]


def test_a_figure_that_a_report_does_not_show_is_not_in_it() -> None:
    html = report_html(report("{figuur-foto}"))

    assert html.count("<img") == 1
    assert b64encode(CONTENT).decode() not in html
