"""Reduction of a Word file or spreadsheet to the parts that its readers need, in the form that they know.

Programs write the same content in several ways. A Strict file gets the names of a Transitional one, and relationships
to missing parts are dropped, as Word does. Parts that are never read are left out.
"""

import posixpath
import re
from collections.abc import Collection
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

_UNREAD = re.compile(r"customXml/|.*\.(?:svg|png|jpe?g|gif|bmp|tiff?|emf|wmf|wdp|odttf|fntdata)$", re.IGNORECASE)
_STRICT = b"http://purl.oclc.org/ooxml/"
_OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/"
_OTHER_NAMES = (
    (b"officeDocument/relationships/extendedProperties", _OFFICE + b"relationships/extended-properties"),
    (b"officeDocument/relationships/customProperties", _OFFICE + b"relationships/custom-properties"),
    (b"officeDocument/extendedProperties", _OFFICE + b"extended-properties"),
    (b"officeDocument/customProperties", _OFFICE + b"custom-properties"),
)
_NAMES = re.compile(rb"(?<==[\"'])" + re.escape(_STRICT) + rb"(\w+)/")


def is_read(name: str) -> bool:
    """Return whether a reader may open the part with this name. Pictures, fonts and customXml are never opened."""
    return not _UNREAD.match(name)


def readable(content: bytes) -> bytes:
    """Return the file with only the parts that are read, as Transitional Open XML. Call ``archive.check`` first."""
    with ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if is_read(name)}
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as made:
        for name, part in parts.items():
            made.writestr(name, _known(name, part, parts.keys()))
    return out.getvalue()


def _known(name: str, part: bytes, names: Collection[str]) -> bytes:
    part = _transitional(part)
    return _with_targets(name, part, names) if name.endswith(".rels") else part


def _transitional(part: bytes) -> bytes:
    """Return the part with the namespaces and relationship types of Transitional Open XML (ISO/IEC 29500-4)."""
    if _STRICT not in part:
        return part
    for strict, name in _OTHER_NAMES:
        part = part.replace(_STRICT + strict, name)
    return _NAMES.sub(rb"http://schemas.openxmlformats.org/\1/2006/", part)


def _with_targets(name: str, part: bytes, names: Collection[str]) -> bytes:
    """Remove relationships to parts that do not exist, such as Target="NULL"."""
    root = ElementTree.fromstring(part)  # noqa: S314  (archive.check refused entities)
    folder = posixpath.dirname(posixpath.dirname(name))
    for relationship in list(root):
        target = relationship.get("Target", "")
        place = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        if relationship.get("TargetMode") != "External" and place not in names:
            root.remove(relationship)
    return bytes(ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True))
