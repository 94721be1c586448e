"""Files that are refused before anything parses them, and broken ones that break nothing."""

import re
from collections.abc import Callable

import pytest
from filled_in import expected, paper, repacked, table, word
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.exchange.files import reader
from surveyapp.exchange.papers import archive
from surveyapp.exchange.papers.archive import FileKind
from surveyapp.exchange.papers.rules import FileRefused

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500)
Change = Callable[[dict[str, bytes]], object]


@pytest.fixture(scope="module")
def good() -> bytes:
    return word(paper({"2b": "Er is gesloopt."}))


def outcome(content: bytes) -> str:
    """Why a file is refused, or whose it is."""
    try:
        return reader.read(content, expected()).stamp.organisation
    except FileRefused as refused:
        return str(refused)


def test_what_people_should_upload_is_told_apart(good: bytes) -> None:
    assert archive.check(good) is FileKind.WORD
    assert archive.check(table(paper())) is FileKind.SPREADSHEET


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Kies een bestand"),
        (b"%PDF-1.7", "een PDF"),
        (b"{\\rtf1", "RTF"),
        (b"\x89PNG\r\n", "afbeelding"),
        (b"Vraag;Antwoord\n", "geen Word-bestand"),
        (b"PK\x03\x04 kapot", "beschadigd"),
        (OLE, "oude versie van Word"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "wachtwoord"),
    ],
)
def test_other_files_are_named_for_what_they_are(content: bytes, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        archive.check(content)


def bomb(entries: dict[str, bytes]) -> None:
    entries["word/media/image1.png"] = bytes(archive.MAX_UNPACKED)


def many(entries: dict[str, bytes]) -> None:
    entries.update({f"word/media/{number}.png": b"" for number in range(archive.MAX_FILES)})


def much_xml(entries: dict[str, bytes]) -> None:
    entries["word/document.xml"] += b" " * archive.MAX_XML


def entities(entries: dict[str, bytes]) -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    entries["word/document.xml"] = entries["word/document.xml"].replace(b"?>", b"?>" + laughs, 1)


def entities_elsewhere(entries: dict[str, bytes]) -> None:
    entries["word/vrolijk.bin"] = b'\xef\xbb\xbf\n<?xml version="1.0"?><!doctype x [<!ENTITY a "ha">]><x>&a;</x>'


def other_encoding(entries: dict[str, bytes]) -> None:
    entries["word/document.xml"] = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-'


def utf_16(entries: dict[str, bytes]) -> None:
    entries["word/document.xml"] = entries["word/document.xml"].decode().encode("utf-16")


def macros(entries: dict[str, bytes]) -> None:
    entries["word/vbaProject.bin"] = b"\xcc\x61"


def macro_type(entries: dict[str, bytes]) -> None:
    entries["[Content_Types].xml"] = entries["[Content_Types].xml"].replace(
        b"openxmlformats-officedocument.wordprocessingml.document.main", b"ms-word.document.macroEnabled.main"
    )


def open_document(entries: dict[str, bytes]) -> None:
    entries["mimetype"] = b"application/vnd.oasis.opendocument.text"


def no_types(entries: dict[str, bytes]) -> None:
    del entries["[Content_Types].xml"]


def presentation(entries: dict[str, bytes]) -> None:
    entries["[Content_Types].xml"] = entries["[Content_Types].xml"].replace(b"wordprocessingml", b"presentationml")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (bomb, "te groot"),
        (many, "te groot"),
        (much_xml, "te veel tekst"),
        (entities, "entiteiten"),
        (entities_elsewhere, "entiteiten"),
        (other_encoding, "entiteiten"),
        (utf_16, "vorm die Wederhoor niet kent"),
        (macros, "macro"),
        (macro_type, "macro"),
        (open_document, "OpenDocument"),
        (no_types, "geen Word-bestand"),
        (presentation, "geen Word-bestand"),
    ],
)
def test_an_archive_that_is_not_safe_or_not_ours_is_refused(good: bytes, change: Change, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        archive.check(repacked(good, change))


def test_a_password_on_the_archive_itself_is_named(good: bytes) -> None:
    locked = bytearray(good)
    for place in range(len(locked) - 4):
        if locked[place : place + 4] == b"PK\x01\x02":
            locked[place + 8] |= 1
    with pytest.raises(FileRefused, match="wachtwoord"):
        archive.check(bytes(locked))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_file_is_refused_or_read_but_breaks_nothing(good: bytes, data: st.DataObject) -> None:
    damaged = bytearray(good[: data.draw(st.integers(0, len(good)))] if data.draw(st.booleans()) else good)
    for place in data.draw(st.lists(st.integers(0, max(len(damaged) - 1, 0)), max_size=5)):
        if damaged:
            damaged[place] ^= 0xFF
    assert outcome(bytes(damaged)).endswith((".", "oost-drenthe"))


@pytest.mark.parametrize(
    "part", ["word/document.xml", "word/styles.xml", "word/numbering.xml", "word/_rels/document.xml.rels"]
)
def test_xml_that_makes_no_sense_is_refused_or_read_but_breaks_nothing(good: bytes, part: str) -> None:
    for old, new in ((b"w:tbl>", b"w:p>"), (b'w:val="', b'w:val="x'), (b"rId", b"r"), (b"</w:r>", b"")):
        content = repacked(
            good, lambda entries, old=old, new=new: entries.update({part: entries[part].replace(old, new)})
        )
        assert re.search("beschadigd|kenmerk|oost-drenthe$", outcome(content))


def test_a_spreadsheet_with_a_cell_in_the_last_corner_takes_no_time() -> None:
    def far_away(sheet: object) -> None:
        sheet.cell(1_048_576, 16_384).value = "hier"  # type: ignore[attr-defined]

    assert (
        reader.read(table(paper({"2b": "Er is gesloopt."}), far_away), expected()).replies[3].text == "Er is gesloopt."
    )
