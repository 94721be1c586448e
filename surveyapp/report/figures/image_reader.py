"""Reader of uploaded images: returns an image that can be published, stripped of all metadata."""

import threading
from io import BytesIO

from PIL import Image, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

from surveyapp.attachments.rules import FileKind, Unwelcome, megabytes
from surveyapp.report.material.figures import MAX_BYTES, CleanImage

MAX_DOTS = 25_000_000
"""Largest image in pixels, as of a good camera. Decoding takes four bytes per pixel."""
LARGEST = 2400
"""Longest side of a stored image in pixels: sharp over the full width of a printed page."""
SMALLEST = 40
"""Shortest side that is accepted, in pixels."""

_loading = threading.Lock()
_FORMATS = ("PNG", "JPEG")
_QUALITY = 90
_SRGB = ImageCms.createProfile("sRGB")
DAMAGED = "De afbeelding is beschadigd. Open haar, bewaar haar opnieuw als PNG of JPEG en probeer het nog een keer."


def cleaned(content: bytes) -> CleanImage:
    """Return the cleaned image; its format is recognised by its content. Raises Unwelcome."""
    if not content:
        raise Unwelcome("Het bestand is leeg.")
    if len(content) > MAX_BYTES:
        raise Unwelcome(f"De afbeelding is te groot. Er past hoogstens {megabytes(MAX_BYTES)}.")
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as image:
            return _cleaned(image)
    except UnidentifiedImageError as error:
        raise Unwelcome("Dit is geen PNG- of JPEG-bestand. Bewaar de afbeelding zo en kies haar opnieuw.") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except Unwelcome:
        raise
    except (
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        IndexError,
        KeyError,
    ) as error:  # what Pillow raises for damaged files
        raise Unwelcome(DAMAGED) from error


def _cleaned(image: Image.Image) -> CleanImage:
    if image.width * image.height > MAX_DOTS:
        raise _too_large()
    if min(image.size) < SMALLEST:
        raise Unwelcome(f"De afbeelding is te klein: er zijn minstens {SMALLEST} bij {SMALLEST} beeldpunten nodig.")
    kind = FileKind.PNG if image.format == "PNG" else FileKind.JPEG
    image.draft(None, (LARGEST, LARGEST))
    _load_whole(image)
    plain = _plain(ImageOps.exif_transpose(image))
    plain.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
    out = BytesIO()
    if kind is FileKind.PNG:
        plain.save(out, "PNG", optimize=True)
    else:
        plain.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return CleanImage(out.getvalue(), kind, plain.width, plain.height)


def _load_whole(image: Image.Image) -> None:
    """Decode the image. Raises OSError when it is truncated, also where WeasyPrint made Pillow tolerate that."""
    with _loading:
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            image.load()
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def _plain(image: Image.Image) -> Image.Image:
    """Return the image on white, in sRGB, as a new image that carries none of the old one's metadata."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        white.alpha_composite(image)
        white.info = image.info
        image = white.convert("RGB")
    elif image.mode not in {"RGB", "L", "CMYK"}:
        image = image.convert("RGB")
    plain = Image.new("RGB", image.size, "white")
    plain.paste(_in_srgb(image))
    return plain


def _in_srgb(image: Image.Image) -> Image.Image:
    """Return the image converted from its colour profile; an invalid or unsuitable profile is ignored."""
    if profile := image.info.get("icc_profile"):
        try:
            made = ImageCms.profileToProfile(image, BytesIO(profile), _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            made = None
        if made is not None:
            return made
    return image.convert("RGB")


def _too_large() -> Unwelcome:
    return Unwelcome(
        f"De afbeelding heeft te veel beeldpunten. Er passen hoogstens {MAX_DOTS // 1_000_000} miljoen beeldpunten:"
        " maak haar kleiner."
    )
