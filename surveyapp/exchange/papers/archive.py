"""Checks of an uploaded file's bytes, before it is parsed.

Word files and spreadsheets are ZIP archives of XML. Archives that unpack to more than the limits, or that contain
entities, macros or a password, are refused.
"""

import re
from enum import StrEnum
from io import BytesIO
from zipfile import ZipFile, ZipInfo

from surveyapp.exchange.papers.package import is_read
from surveyapp.exchange.papers.rules import FileRefused

MAX_FILES = 500
MAX_UNPACKED = 64_000_000
"""Limit to the unpacked size in bytes. Pictures count, although they are never opened."""
MAX_XML = 12_000_000
"""Limit to the bytes of XML: about fifty times an interview of twenty long answers."""

AGAIN = "Open het in Word of LibreOffice, sla het opnieuw op als .docx of .xlsx en probeer het nog eens."
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_OTHER = (
    (b"%PDF-", "een PDF"),
    (b"{\\rtf", "een RTF-bestand"),
    (b"\x89PNG", "een afbeelding"),
    (b"\xff\xd8\xff", "een afbeelding"),
)
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
_OPEN_SHEET = _OPEN_DOCUMENT + b"spreadsheet"
_ENCODINGS = (b"utf-8", b"us-ascii", b"ascii")
_TYPES = {
    "wordprocessingml.document.main+xml": "word",
    "spreadsheetml.sheet.main+xml": "spreadsheet",
}


class FileKind(StrEnum):
    """File formats that can be imported."""

    WORD = "word"
    SPREADSHEET = "spreadsheet"
    OPEN_SHEET = "open_sheet"


def check(content: bytes) -> FileKind:
    """Return the format of a file. Raises FileRefused unless it is safely one of them."""
    if not content:
        raise FileRefused("Kies een bestand. Er kwam niets aan, of het bestand is leeg.")
    if content.startswith(_OLE):
        raise FileRefused(_old_format(content))
    for magic, name in _OTHER:
        if content.startswith(magic):
            raise FileRefused(f"Dit is {name}. Kies het Word-bestand (.docx) of de spreadsheet (.xlsx).")
    if not content.startswith(b"PK\x03\x04"):
        raise FileRefused("Dit is geen Word-bestand (.docx) en geen spreadsheet (.xlsx). Kies een ander bestand.")
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _check_archive(archive)
    except FileRefused:
        raise
    except Exception as error:  # zipfile and zlib raise many kinds of errors for a broken archive
        raise FileRefused(f"Het bestand is beschadigd. {AGAIN}") from error


def _old_format(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "Dit bestand is met een wachtwoord beveiligd. Sla het op zonder wachtwoord en probeer het nog eens."
    return f"Dit is een bestand van een oude versie van Word of Excel (.doc of .xls). {AGAIN}"


def _check_archive(archive: ZipFile) -> FileKind:
    entries = archive.infolist()
    if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise FileRefused("Het bestand is uitgepakt te groot. Haal afbeeldingen eruit en probeer het nog eens.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused("Dit bestand is met een wachtwoord beveiligd. Sla het op zonder wachtwoord.")
    names = {entry.filename for entry in entries}
    if "mimetype" in names and archive.read("mimetype").startswith(_OPEN_DOCUMENT):
        return _open_sheet(archive, entries)
    if len(names) != len(entries) or "[Content_Types].xml" not in names:
        raise FileRefused("Dit is geen Word-bestand (.docx) en geen spreadsheet (.xlsx). Kies een ander bestand.")
    _check_xml(archive, entries)
    return _kind(archive.read("[Content_Types].xml").decode("utf-8", "replace"), names)


def _open_sheet(archive: ZipFile, entries: list[ZipInfo]) -> FileKind:
    if not archive.read("mimetype").startswith(_OPEN_SHEET):
        raise FileRefused("Dit is een OpenDocument-bestand. Kies in LibreOffice: Opslaan als, en dan .docx of .xlsx.")
    _check_xml(archive, entries)
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise FileRefused("Dit bestand is met een wachtwoord beveiligd. Sla het op zonder wachtwoord.")
    return FileKind.OPEN_SHEET


def _check_xml(archive: ZipFile, entries: list[ZipInfo]) -> None:
    """Check every part that looks like XML, whatever its name: a package may name its parts freely."""
    size = 0
    for entry in (entry for entry in entries if is_read(entry.filename)):
        content = archive.read(entry)
        if content.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")):
            raise FileRefused(f"Het bestand heeft een vorm die Wederhoor niet kent. {AGAIN}")
        xml = content.removeprefix(b"\xef\xbb\xbf").lstrip()
        if not xml.startswith(b"<"):
            continue
        size += len(xml)
        if size > MAX_XML:
            raise FileRefused("Er staat te veel tekst in het bestand. Verdeel het over meer bestanden.")
        encoding = re.match(rb"<\?xml[^>]*encoding=.([\w-]+)", xml)
        if re.search(rb"<!(DOCTYPE|ENTITY)", xml, re.IGNORECASE) or (
            encoding and encoding[1].lower() not in _ENCODINGS
        ):
            raise FileRefused("Het bestand bevat XML die niet veilig is (entiteiten). Er is niets gewijzigd.")


def _kind(types: str, names: set[str]) -> FileKind:
    if "macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefused("Dit bestand bevat macro’s. Sla het op als .docx of .xlsx, zonder macro’s.")
    for words, kind in _TYPES.items():
        if words in types:
            return FileKind(kind)
    raise FileRefused("Dit is geen Word-bestand (.docx) en geen spreadsheet (.xlsx). Kies een ander bestand.")
