"""Conversion of a drawing into a bitmap, for formats that hold no SVG."""

import re
from functools import lru_cache
from typing import NamedTuple

from surveyapp.pdf.document import RendererMissing
from surveyapp.processes import rendering
from surveyapp.processes.rendering import RenderFailed

DOTS = 300
"""Resolution in dots per inch, for print."""

_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)mm" height="([\d.]+)mm"')
_HTML = '<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Figuur</title></head><body>{}</body></html>'
_CSS = """
@page {{ size: {}mm {}mm; margin: 0; @top-left {{ content: none }} @bottom-right {{ content: none }} }}
svg {{ display: block }}
"""


class Pictured(NamedTuple):
    """An image as PNG or JPEG, with its printed width and height in millimetres."""

    content: bytes
    width: float
    height: float


def find_picture(svg: str) -> Pictured | None:
    """Return the drawing as an image; None when no renderer is available. The same drawing gives the same bytes."""
    try:
        return _picture(svg)
    except (RendererMissing, RenderFailed):
        return None


@lru_cache(maxsize=32)
def _picture(svg: str) -> Pictured:
    size = _SIZE.match(svg)
    if size is None:
        raise ValueError("a drawing says how large it is")
    width, height = map(float, size.groups())
    made = rendering.previews.pictures(_HTML.format(svg), css=_CSS.format(width, height), most=1, sharpness=DOTS / 72)
    return Pictured(made.images[0], width, height)
