"""An image that comes in is made into one that can be published, or refused in words."""

import zlib
from io import BytesIO

import pytest
from drawn import image
from PIL import Image, ImageCms, ImageFile
from PIL.PngImagePlugin import PngInfo

from surveyapp.attachments.rules import FileKind, Unwelcome
from surveyapp.report.figures.image_reader import LARGEST, cleaned
from surveyapp.report.material.figures import MAX_BYTES

WORDS = b"A. Fotograaf, Assen"


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def encoded(made: Image.Image, form: str, **how: object) -> bytes:
    out = BytesIO()
    made.save(out, form, **how)
    return out.getvalue()


def photo_with_its_story() -> bytes:
    exif = Image.Exif()
    exif[0x013B] = WORDS.decode()
    exif[0x0112] = 6  # turned a quarter
    exif.get_ifd(0x8825)[1] = "N"
    return image("JPEG", exif=exif, comment=WORDS)


def drawing_with_its_story() -> bytes:
    told = PngInfo()
    told.add_text("Author", WORDS.decode())
    return image("PNG", pnginfo=told)


@pytest.mark.parametrize("content", [photo_with_its_story(), drawing_with_its_story()], ids=["JPEG", "PNG"])
def test_who_made_it_and_where_is_gone(content: bytes) -> None:
    assert WORDS in content
    clean = cleaned(content)

    assert WORDS not in clean.content
    assert not opened(clean.content).getexif()
    assert not {"comment", "Author", "icc_profile", "exif"} & opened(clean.content).info.keys()


def test_a_photo_that_was_held_sideways_stands_upright() -> None:
    clean = cleaned(photo_with_its_story())

    assert (clean.kind, clean.width, clean.height) == (FileKind.JPEG, 400, 640)
    assert opened(clean.content).size == (400, 640)


def test_what_is_transparent_becomes_white() -> None:
    seen = opened(cleaned(encoded(Image.new("RGBA", (50, 50), (255, 0, 0, 0)), "PNG")).content)

    assert (seen.mode, seen.getpixel((5, 5))) == ("RGB", (255, 255, 255))


@pytest.mark.parametrize(
    ("mode", "colour", "form", "seen"),
    [
        ("I;16", 128 * 256, "PNG", (128, 128, 128)),
        ("1", 1, "PNG", (255, 255, 255)),
        ("P", 0, "PNG", (0, 0, 0)),
        ("LA", (90, 255), "PNG", (90, 90, 90)),
        ("L", 90, "JPEG", (90, 90, 90)),
        ("CMYK", (0, 0, 0, 255), "JPEG", (0, 0, 0)),
    ],
)
def test_every_kind_of_colour_becomes_that_of_a_screen(
    mode: str, colour: int, form: str, seen: tuple[int, int, int]
) -> None:
    found = opened(cleaned(encoded(Image.new(mode, (50, 50), colour), form)).content)

    assert (found.mode, found.getpixel((5, 5))) == ("RGB", seen)


def test_colours_that_mean_something_else_are_translated() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    wrong = cleaned(image("PNG", icc_profile=lab.tobytes()))
    srgb = cleaned(image("PNG", icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()))

    assert opened(wrong.content).getpixel((600, 300)) == (0x0F, 0x52, 0x60), "a profile that cannot be meant"
    found = opened(srgb.content).getpixel((600, 300))
    assert isinstance(found, tuple)
    assert all(abs(one - meant) <= 1 for one, meant in zip(found, (0x0F, 0x52, 0x60), strict=True))


def test_a_large_image_is_made_as_large_as_print_needs() -> None:
    clean = cleaned(image("JPEG", (4000, 1000)))

    assert (clean.width, clean.height) == (LARGEST, 600)


def test_the_same_image_is_the_same_bytes() -> None:
    assert cleaned(photo_with_its_story()) == cleaned(photo_with_its_story())


def bomb() -> bytes:
    """A header that promises more than any memory holds."""

    def chunk(content: bytes) -> bytes:
        return (len(content) - 4).to_bytes(4) + content + zlib.crc32(content).to_bytes(4)

    head = b"IHDR" + (50_000).to_bytes(4) + (50_000).to_bytes(4) + bytes([8, 2, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(head) + chunk(b"IDAT" + zlib.compress(bytes(1000))) + chunk(b"IEND")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "Het bestand is leeg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "geen PNG- of JPEG-bestand"),
        (image("GIF"), "geen PNG- of JPEG-bestand"),
        (image("PNG")[:300], "beschadigd"),
        (image("JPEG")[:700], "beschadigd"),
        (image("PNG", (39, 400)), "te klein"),
        (encoded(Image.new("1", (6000, 5000)), "PNG"), "hoogstens 25 miljoen beeldpunten"),
        (encoded(Image.new("1", (10_000, 9000)), "PNG"), "hoogstens 25 miljoen beeldpunten"),
        (bomb(), "hoogstens 25 miljoen beeldpunten"),
        (bytes(MAX_BYTES + 1), "hoogstens 10 MB"),
    ],
    ids=["empty", "svg", "gif", "half a png", "half a jpeg", "tiny", "large", "huge", "bomb", "heavy"],
)
def test_what_cannot_be_published_is_refused_in_words(
    content: bytes, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint leaves it
    with pytest.raises(Unwelcome, match=why):
        cleaned(content)
