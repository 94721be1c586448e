"""Writer of a round's agreed answers as a REFI-QDA project (``.qdpx``), for qualitative analysis software.

Themes become codes, organisations cases, agreed answers texts, and questions sets of texts. Unchanged answers give
identical files: every identifier is derived from what it identifies.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from surveyapp.exchange.papers.blocks import printable
from surveyapp.report.data_formats.rows import AnswerRow
from surveyapp.text.words import footnotes, paragraphs, to_plain

NAMESPACE = "urn:QDA-XML:project:1.0"
ORIGIN = "Wederhoor"
_OURS = UUID("b4a5c1f6-3c0c-5a7e-9d52-6f0f5f6f2c11")
"""Namespace of our identifiers: an arbitrary UUID that must never change."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Timestamp of every file in the archive, fixed so that the bytes do not depend on the time."""


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text of an answer; ``places`` are the (start, end) of its paragraphs, in Unicode code points."""

    row: AnswerRow
    guid: str
    name: str
    words: str
    places: tuple[tuple[int, int], ...]


def project_file(rows: Iterable[AnswerRow], round_name: str) -> bytes:
    """Return the archive: ``project.qde`` and a text file per agreed answer."""
    texts = list(_texts([row for row in rows if row.agreed], round_name))
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "project.qde", _project(texts, round_name))
        for text in texts:
            _put(archive, f"sources/{text.guid}.txt", text.words.encode())
    return out.getvalue()


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    archive.writestr(entry, content)


def _texts(rows: Sequence[AnswerRow], round_name: str) -> Iterator[Text]:
    unnamed = 0
    for row in rows:
        words, places = plain_words(row.text)
        if row.key:
            guid, name = _guid(round_name, "text", row.key, row.item), f"{row.organisation}, vraag {row.item}"
        else:  # a guid from its fingerprint would betray the organisation to a reader who tries them all
            unnamed += 1
            guid = _guid(round_name, "text", row.organisation, sha256(row.text.encode()).hexdigest(), str(unnamed))
            name = f"Zonder naam {unnamed}: {row.organisation}"
        yield Text(row, guid, name, words, places)


def plain_words(markdown: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return an answer as plain text, with footnotes below, and the (start, end) of each of its paragraphs."""
    places: list[tuple[int, int]] = []
    whole = ""
    for paragraph in paragraphs(markdown):
        whole += "\n\n" if whole else ""
        start = len(whole)
        whole += printable(to_plain(paragraph))
        places.append((start, len(whole)))
    notes = [f"[^{label}] {printable(to_plain(note))}" for label, note in footnotes(markdown).items()]
    return "\n\n".join(filter(None, (whole, "\n".join(notes)))), tuple(places)


def _guid(*parts: str) -> str:
    return str(uuid5(_OURS, "\x1f".join(parts)))


def _project(texts: Sequence[Text], round_name: str) -> bytes:
    root = ET.Element("Project", xmlns=NAMESPACE, name=f"Interviews {round_name}", origin=ORIGIN)
    codes = {title: _guid(round_name, "code", title) for title in _titles(texts)}
    variables = {name: _guid(round_name, "variable", name) for name in ("Soort", "Provincie")}
    if codes:
        book = ET.SubElement(ET.SubElement(root, "CodeBook"), "Codes")
        for title, guid in codes.items():
            ET.SubElement(book, "Code", guid=guid, name=title, isCodable="true")
    if texts:
        _variables(root, variables)
        _cases(root, texts, variables, round_name)
        sources = ET.SubElement(root, "Sources")
        for text in texts:
            _source(sources, text, codes)
        _sets(root, texts, round_name)
    description = "Alleen antwoorden waarmee de geïnterviewden woord voor woord akkoord gingen."
    ET.SubElement(root, "Description").text = description
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _titles(texts: Sequence[Text]) -> Iterable[str]:
    return dict.fromkeys(title for text in texts for several in text.row.themes for title in several)


def _variables(root: ET.Element, variables: dict[str, str]) -> None:
    parent = ET.SubElement(root, "Variables")
    for name, guid in variables.items():
        ET.SubElement(parent, "Variable", guid=guid, name=name, typeOfVariable="Text")


def _cases(root: ET.Element, texts: Sequence[Text], variables: dict[str, str], round_name: str) -> None:
    """Add a case per organisation. Answers without name belong to no case."""
    by_organisation: dict[str, list[Text]] = {}
    for text in texts:
        if text.row.key:
            by_organisation.setdefault(text.row.key, []).append(text)
    if not by_organisation:
        return
    parent = ET.SubElement(root, "Cases")
    for key, own in by_organisation.items():
        row = own[0].row
        case = ET.SubElement(parent, "Case", guid=_guid(round_name, "case", key), name=row.organisation)
        for name, value in (("Soort", row.kind), ("Provincie", row.province)):
            if value:
                value_element = ET.SubElement(case, "VariableValue")
                ET.SubElement(value_element, "VariableRef", targetGUID=variables[name])
                ET.SubElement(value_element, "TextValue").text = value
        for text in own:
            ET.SubElement(case, "SourceRef", targetGUID=text.guid)


def _source(parent: ET.Element, text: Text, codes: dict[str, str]) -> None:
    source = ET.SubElement(
        parent, "TextSource", guid=text.guid, name=text.name, plainTextPath=f"internal://{text.guid}.txt"
    )
    if text.row.fingerprint:
        words = f"Versie {text.row.revision}, akkoord. Vingerafdruk: {text.row.fingerprint}"
        ET.SubElement(source, "Description").text = words
    for number, ((start, end), titles) in enumerate(zip(text.places, text.row.themes, strict=False)):
        if not titles:
            continue
        place = _guid(text.guid, "place", str(number))
        selection = ET.SubElement(
            source,
            "PlainTextSelection",
            guid=place,
            name=f"Alinea {number + 1}",
            startPosition=str(start),
            endPosition=str(end),
        )
        for title in titles:
            coding = ET.SubElement(selection, "Coding", guid=_guid(place, "coding", title))
            ET.SubElement(coding, "CodeRef", targetGUID=codes[title])


def _sets(root: ET.Element, texts: Sequence[Text], round_name: str) -> None:
    """Add a set per question, and one for the answers without name."""
    grouped: dict[tuple[str, str], list[Text]] = {}
    for text in texts:
        grouped.setdefault((text.row.questionnaire, text.row.item), []).append(text)
    parent = ET.SubElement(root, "Sets")
    for (questionnaire, item), several in grouped.items():
        row = several[0].row
        name = f"{questionnaire} {item}: {row.question}" if item else "Zonder naam"
        set_element = ET.SubElement(parent, "Set", guid=_guid(round_name, "set", questionnaire, item), name=name)
        for text in several:
            ET.SubElement(set_element, "MemberSource", targetGUID=text.guid)
