"""Kinds of files that are accepted, and their names."""

import io
import re
import unicodedata
import zipfile
import zlib
from enum import StrEnum

from surveyapp.text.unicode_forms import normalized

MAX_BYTES = 20 * 1024 * 1024
"""Maximum size of a file in bytes."""
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
"""Maximum size in bytes of an unpacked Word file, spreadsheet or OpenDocument text."""
MAX_PARTS = 2_000
"""Maximum number of files inside such a file."""
MAX_NAME = 120
"""Maximum length of a file name, with extension."""

DAMAGED = "Het bestand is beschadigd. Open het, bewaar het opnieuw en probeer het nog een keer."

_UNSAFE = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')


class FileKind(StrEnum):
    """Kinds of files that are accepted. The content decides, not the name."""

    PDF = "pdf"
    WORD = "docx"
    SPREADSHEET = "xlsx"
    OPEN_TEXT = "odt"
    PNG = "png"
    JPEG = "jpg"

    @property
    def label(self) -> str:
        """Dutch label for the screen."""
        return {
            "pdf": "PDF",
            "docx": "Word (docx)",
            "xlsx": "Excel (xlsx)",
            "odt": "OpenDocument (odt)",
            "png": "PNG",
            "jpg": "JPEG",
        }[self.value]

    @property
    def mimetype(self) -> str:
        """Media type."""
        return {
            "pdf": "application/pdf",
            "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "odt": "application/vnd.oasis.opendocument.text",
            "png": "image/png",
            "jpg": "image/jpeg",
        }[self.value]

    @property
    def endings(self) -> tuple[str, ...]:
        """File extensions; the first one is used for downloads."""
        return (".jpg", ".jpeg") if self is FileKind.JPEG else (f".{self.value}",)


KINDS_IN_WORDS = ", ".join(kind.label for kind in FileKind)
"""List of the kinds, for upload fields and refusals."""

_MAGIC = ((b"%PDF-", FileKind.PDF), (b"\x89PNG\r\n\x1a\n", FileKind.PNG), (b"\xff\xd8\xff", FileKind.JPEG))
_OFFICE = (
    (r"word/document\d*\.xml", b"wordprocessingml.document.main+xml", FileKind.WORD),
    (r"xl/workbook\d*\.xml", b"spreadsheetml.sheet.main+xml", FileKind.SPREADSHEET),
)
"""Usual name of the main part, and its type under any other name. Word Online writes word/document2.xml."""


class Unwelcome(ValueError):
    """The file is not accepted. The message says why, in Dutch."""


def kind_of(content: bytes) -> FileKind:
    """Return the kind of a file from its bytes. Raises Unwelcome for other kinds and for incomplete files."""
    if not content:
        raise Unwelcome("Het bestand is leeg.")
    if len(content) > MAX_BYTES:
        raise Unwelcome(f"Het bestand is te groot. Er past hoogstens {megabytes(MAX_BYTES)}.")
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            return kind
    if is_archive(content):
        return _kind_of_archive(content)
    raise _other_kind()


def is_archive(content: bytes) -> bool:
    """Return whether a file is a ZIP archive, which must be unpacked to check that it is complete."""
    return content.startswith(b"PK\x03\x04")


def _other_kind() -> Unwelcome:
    return Unwelcome(f"Dit soort bestand kan niet worden bewaard. Wel mogelijk: {KINDS_IN_WORDS}.")


def _kind_of_archive(content: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive.infolist())
            kind = _archive_kind(archive)
            damaged = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise Unwelcome(DAMAGED) from error
    if damaged:
        raise Unwelcome(DAMAGED)
    return kind


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    """Check the sizes that an archive declares; reading it afterwards shows whether they are true."""
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise Unwelcome(f"Het bestand wordt uitgepakt te groot. Er past hoogstens {megabytes(MAX_UNPACKED_BYTES)}.")
    if any(part.flag_bits & 1 for part in parts):
        raise Unwelcome("Het bestand is met een wachtwoord beveiligd. Bewaar het zonder wachtwoord.")
    if any(part.filename.casefold().endswith("vbaproject.bin") for part in parts):
        raise Unwelcome("Het bestand bevat macro’s. Bewaar het zonder macro’s.")


def _archive_kind(archive: zipfile.ZipFile) -> FileKind:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        types = archive.read("[Content_Types].xml")
        for name, main_type, kind in _OFFICE:
            if main_type in types or any(re.fullmatch(name, part) for part in names):
                return kind
    if "mimetype" in names and archive.read("mimetype").strip() == FileKind.OPEN_TEXT.mimetype.encode():
        return FileKind.OPEN_TEXT
    raise _other_kind()


def clean_name(given: str, kind: FileKind) -> str:
    """Return a file name without path or misleading characters, with the extension of its kind.

    Control and direction characters are removed: "jaar\u202efdp.exe" would read as something else.
    """
    name = normalized("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    name = " ".join(_UNSAFE.sub(" ", name).split())
    name = "".join(mark for mark in name if unicodedata.category(mark) not in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
    for ending in kind.endings:
        if name.casefold().endswith(ending):
            name = name[: -len(ending)]
    ending = kind.endings[0]
    return (name.strip(". ")[: MAX_NAME - len(ending)].rstrip(". ") or "bijlage") + ending


def megabytes(count: int) -> str:
    """Return a size in Dutch: "20 MB", "1,4 MB", "12 kB"."""
    if count < 1024 * 1024:
        return f"{max(1, round(count / 1024))} kB"
    return f"{count / 1024 / 1024:.1f}".removesuffix(".0").replace(".", ",") + " MB"
