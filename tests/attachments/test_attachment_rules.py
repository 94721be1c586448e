import io
import zipfile
from collections.abc import Mapping

import pytest

from surveyapp.attachments import rules
from surveyapp.attachments.rules import FileKind, Unwelcome, clean_name, kind_of, megabytes

WORD = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
SHEET = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
TEXT = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}


def packed(parts: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n...", FileKind.PDF),
        (b"\x89PNG\r\n\x1a\n...", FileKind.PNG),
        (b"\xff\xd8\xff\xe0...", FileKind.JPEG),
        (packed(WORD), FileKind.WORD),
        (packed(SHEET), FileKind.SPREADSHEET),
        (packed(TEXT), FileKind.OPEN_TEXT),
    ],
)
def test_the_bytes_say_what_a_file_is(content: bytes, kind: FileKind) -> None:
    assert kind_of(content) is kind


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00 a program",
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b" %PDF-1.7",
        b"GIF89a",
        packed({"readme.txt": b"x"}),
        packed({"word/document.xml": b"x"}),
        packed({"mimetype": b"application/epub+zip"}),
    ],
)
def test_anything_else_hears_which_files_are_possible(content: bytes) -> None:
    with pytest.raises(Unwelcome) as refusal:
        kind_of(content)
    for kind in FileKind:
        assert kind.label in str(refusal.value)


def test_an_empty_file_and_one_that_is_too_large_say_so() -> None:
    with pytest.raises(Unwelcome, match="leeg"):
        kind_of(b"")
    with pytest.raises(Unwelcome, match="hoogstens 20 MB"):
        kind_of(b"%PDF-" + bytes(rules.MAX_BYTES))


def test_a_file_that_unpacks_too_large_or_in_too_many_parts_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    def unpack(_archive: zipfile.ZipFile) -> None:
        raise AssertionError("unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "testzip", unpack)
    bomb = packed(WORD | {"word/media/bomb.bin": bytes(rules.MAX_UNPACKED_BYTES)})
    assert len(bomb) < 1_000_000
    with pytest.raises(Unwelcome, match="uitgepakt te groot"):
        kind_of(bomb)
    with pytest.raises(Unwelcome, match="uitgepakt te groot"):
        kind_of(packed(WORD | {f"x/{number}": b"" for number in range(rules.MAX_PARTS)}))


def test_a_file_that_lies_about_its_size_is_damaged() -> None:
    honest = packed(WORD | {"word/media/bomb.bin": bytes(5_000_000)})
    lying = honest.replace((5_000_000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    assert lying != honest
    with pytest.raises(Unwelcome, match="beschadigd"):
        kind_of(lying)


@pytest.mark.parametrize("cut", [30, 60, 120, -30])
def test_a_file_that_is_not_whole_is_damaged(cut: int) -> None:
    with pytest.raises(Unwelcome, match="beschadigd"):
        kind_of(packed(WORD)[:cut])


def test_macros_and_passwords_are_refused() -> None:
    with pytest.raises(Unwelcome, match="macro"):
        kind_of(packed(WORD | {"word/vbaProject.bin": b"x"}))
    locked = bytearray(packed(WORD))
    for place in (locked.find(b"PK\x03\x04") + 6, locked.find(b"PK\x01\x02") + 8):
        locked[place] |= 1
    with pytest.raises(Unwelcome, match="wachtwoord"):
        kind_of(bytes(locked))


@pytest.mark.parametrize(
    ("given", "kind", "name"),
    [
        ("Verslag 2018.PDF", FileKind.PDF, "Verslag 2018.pdf"),
        ("../../etc/passwd", FileKind.PDF, "passwd.pdf"),
        (r"C:\Users\x\foto.JPEG", FileKind.JPEG, "foto.jpg"),
        ("factuur\u202efdp.exe", FileKind.PDF, "factuurfdp.exe.pdf"),
        ('a"b\r\nSet-Cookie: x=1.pdf', FileKind.PDF, "a b Set-Cookie x=1.pdf"),
        ("...", FileKind.PNG, "bijlage.png"),
        ("", FileKind.WORD, "bijlage.docx"),
        ("notulen.pdf", FileKind.WORD, "notulen.pdf.docx"),
        ("Fryslân — “éérste” versie.odt", FileKind.OPEN_TEXT, "Fryslân — “éérste” versie.odt"),
        ("x" * 400 + ".pdf", FileKind.PDF, "x" * 116 + ".pdf"),
    ],
)
def test_a_name_holds_no_path_and_misleads_nobody(given: str, kind: FileKind, name: str) -> None:
    assert clean_name(given, kind) == name


def test_sizes_read_as_people_say_them() -> None:
    sizes = [10, 2048, 1024 * 1024 - 1, 1024 * 1024, 1_500_000, 20 * 1024 * 1024]
    assert [megabytes(size) for size in sizes] == ["1 kB", "2 kB", "1024 kB", "1 MB", "1,4 MB", "20 MB"]
