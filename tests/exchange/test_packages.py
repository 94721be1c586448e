"""Word files and spreadsheets as several programs pack them: read like any other, and kept as an attachment."""

from collections.abc import Callable

import pytest
from filled_in import expected, paper, repacked, reply, table, word

from surveyapp.attachments import rules as attachments
from surveyapp.exchange.files import reader
from surveyapp.exchange.papers import archive
from surveyapp.exchange.papers.rules import FileRefused

Change = Callable[[dict[str, bytes]], object]
TRANSITIONAL = (
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/",
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/",
    b"http://schemas.openxmlformats.org/drawingml/2006/",
    b"http://schemas.openxmlformats.org/officeDocument/2006/",
)
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LOGO = b"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [
  <!ENTITY ns_svg "http://www.w3.org/2000/svg">
]>
<svg xmlns="&ns_svg;" width="10" height="10"><rect width="10" height="10"/></svg>"""


def strict(entries: dict[str, bytes]) -> None:
    """As Word saves a "Strict Open XML-document"."""
    for old in TRANSITIONAL:
        new = b"http://purl.oclc.org/ooxml/" + old.split(b"/")[3] + b"/"
        entries.update({name: content.replace(old, new) for name, content in entries.items()})


def related(entries: dict[str, bytes], kind: str, target: str, of: str = "word/_rels/document.xml.rels") -> None:
    made = f'<Relationship Id="rId{len(target)}00" Type="{LINK}/{kind}" Target="{target}"/></Relationships>'
    entries[of] = entries[of].replace(b"</Relationships>", made.encode())


def to_nothing(entries: dict[str, bytes]) -> None:
    for kind, target in (
        ("image", "NULL"),
        ("image", "../NULL"),
        ("hyperlink", "#kop"),
        ("oleObject", "media/weg.bin"),
    ):
        related(entries, kind, target)


def renamed(entries: dict[str, bytes]) -> None:
    """As Word Online names the main part."""
    entries["word/document2.xml"] = entries.pop("word/document.xml")
    entries["word/_rels/document2.xml.rels"] = entries.pop("word/_rels/document.xml.rels")
    for name in ("[Content_Types].xml", "_rels/.rels"):
        entries[name] = entries[name].replace(b"word/document.xml", b"word/document2.xml")


def logo(entries: dict[str, bytes]) -> None:
    entries["word/media/logo.svg"] = LOGO
    related(entries, "image", "media/logo.svg")


def sheet_logo(entries: dict[str, bytes]) -> None:
    entries["xl/media/logo.svg"] = LOGO


def marked_by_the_organisation(entries: dict[str, bytes]) -> None:
    """Properties of a document library, in another encoding."""
    entries["customXml/item1.xml"] = '<?xml version="1.0" encoding="utf-16"?><p>Intern</p>'.encode("utf-16")
    related(entries, "customXml", "../customXml/item1.xml")


@pytest.mark.parametrize("change", [strict, to_nothing, renamed, logo, marked_by_the_organisation])
def test_a_word_file_is_read_however_it_is_packed(change: Change) -> None:
    content = repacked(word(paper({"2b": "Er is **gesloopt**."}, base=3)), change)
    filled = reader.read(content, expected())
    assert (reply(filled, "2b").text, reply(filled, "2b").base) == ("Er is **gesloopt**.", 3)
    assert (filled.stamp.organisation, filled.remarks) == ("oost-drenthe", ())
    assert attachments.kind_of(content) is attachments.FileKind.WORD


@pytest.mark.parametrize("change", [strict, sheet_logo])
def test_a_spreadsheet_is_read_however_it_is_packed(change: Change) -> None:
    content = repacked(table(paper({"2b": "Er is gesloopt."}, base=3)), change)
    filled = reader.read(content, expected())
    assert (reply(filled, "2b").text, reply(filled, "2b").base) == ("Er is gesloopt.", 3)
    assert attachments.kind_of(content) is attachments.FileKind.SPREADSHEET


@pytest.mark.parametrize("name", ["word/logo.svg", "customXml/item1.xml"])
def test_a_part_that_is_not_looked_into_is_never_read(name: str) -> None:
    """The main part under such a name: its entities are never expanded."""

    def hide(entries: dict[str, bytes]) -> None:
        entries[name] = b'<!DOCTYPE x [<!ENTITY a "ha">]>' + entries.pop("word/document.xml").split(b"?>", 1)[1]
        for part in ("[Content_Types].xml", "_rels/.rels"):
            entries[part] = entries[part].replace(b"word/document.xml", name.encode())

    content = repacked(word(paper({"2b": "Er is gesloopt."})), hide)
    assert archive.check(content)
    with pytest.raises(FileRefused, match="beschadigd"):
        reader.read(content, expected())
