"""Images as people send them, and figures made of them."""

from hashlib import sha256
from io import BytesIO

from PIL import Image

from surveyapp.report.material.tree import Figure


def image(form: str = "PNG", size: tuple[int, int] = (640, 400), colour: str = "#0f5260", **how: object) -> bytes:
    """One colour in another, so that it has something to show."""
    made = Image.new("RGB", size, colour)
    made.paste("#b98a3e", (10, 10, size[0] // 2, size[1] // 2))
    out = BytesIO()
    made.save(out, form, **how)
    return out.getvalue()


def figure(name: str, content: bytes, *, source: str = "") -> Figure:
    """A figure of an image that is clean."""
    with Image.open(BytesIO(content)) as opened:
        width, height, mimetype = opened.width, opened.height, Image.MIME[opened.format or ""]
    return Figure(
        name=name,
        caption="Krimp per gemeente <2018>",
        alternative='Kaart: in "Drenthe" daalt de bevolking & in Utrecht groeit zij.',
        source=source,
        hash=sha256(content).hexdigest(),
        mimetype=mimetype,
        width=width,
        height=height,
    )
