"""Pictures in the report's Word file, with their text alternatives."""

from collections.abc import Sequence
from io import BytesIO

from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from surveyapp.exchange.word import styles
from surveyapp.exchange.word.text import TextWriter
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report.formats.drawing import COVER, svg
from surveyapp.report.formats.html import ABSENT, COLOURS, cover_figure, key_of, legend
from surveyapp.report.formats.pictured import Pictured, find_picture
from surveyapp.report.material.tree import Figure, Picture, Report

FILLED, OPEN = "\N{BLACK SQUARE}", "\N{WHITE SQUARE}"
_A_DOT, _HIGHEST, _COVER = 25.4 / 96, 190.0, 65.0
"""Millimetres per pixel; largest height; largest height on the cover, which leaves room for a title of four lines."""


def add_cover_figure(text: TextWriter, report: Report) -> None:
    """Add the cover's tiles with their legend, where these can be drawn."""
    figure = cover_figure(report)
    if drawn := find_picture(figure) if figure else None:
        scale = min(1, _COVER / drawn.height)
        drawn = Pictured(drawn.content, drawn.width * scale, drawn.height * scale)
        _add(text, drawn, COVER, "Omslag").paragraph_format.space_before = Pt(24)
        _add_key(text, list(legend(report)), absent=FILLED)


def add_figure(text: TextWriter, picture: Picture, report: Report) -> None:
    """Add a picture with legend and caption; where nothing can be drawn, the caption and the text alternative."""
    figure = picture.subject if isinstance(picture.subject, Figure) else None
    drawn = _image(figure, report) if figure else find_picture(svg(picture, report))
    if drawn:
        _add(text, drawn, picture.alternative, f"Figuur {picture.number}")
        if not figure:
            _add_key(text, key_of(picture, report), absent=OPEN)
    caption = text.add("Caption", f"Figuur {picture.number}. {picture.words}")
    caption.paragraph_format.space_after = Pt(12)
    if not drawn:
        text.add("Normal", picture.alternative)


def _image(figure: Figure, report: Report) -> Pictured:
    """Return the image at 96 dots per inch, scaled down to fit on the page."""
    scale = min(_A_DOT, styles.WIDTH.mm / figure.width, _HIGHEST / figure.height)
    return Pictured(report.images[figure.hash], figure.width * scale, figure.height * scale)


def _add(text: TextWriter, drawn: Pictured, alternative: str, name: str) -> Paragraph:
    """Add an image in a paragraph of its own, kept with the next paragraph."""
    paragraph = text.add("Normal")
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(BytesIO(drawn.content), width=Mm(drawn.width), height=Mm(drawn.height))
    for side in ("distT", "distB", "distL", "distR"):
        shape._inline.set(side, "0")
    properties = shape._inline.docPr
    properties.set("name", name)
    properties.set("descr", alternative)
    return paragraph


def _add_key(text: TextWriter, meanings: Sequence[tuple[str, str]], *, absent: str) -> None:
    paragraph = text.add(styles.SMALL)
    paragraph.paragraph_format.keep_with_next = True
    for kind, words in meanings:
        square = paragraph.add_run(f"{absent if kind == 'absent' else FILLED} ")
        square.font.color.rgb = _colour(kind, absent)
        paragraph.add_run(f"{words}   ")


def _colour(kind: str, absent: str) -> RGBColor:
    if kind == "absent":
        return RGBColor.from_string(ABSENT[1:]) if absent == FILLED else styles.SOFT
    return RGBColor.from_string(COLOURS[OrganisationKind(kind)][1:].upper())
