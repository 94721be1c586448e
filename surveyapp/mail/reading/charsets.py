"""The words of one part of a mail, in whatever characters it is written. Labels are often wrong."""

import codecs
import re
from email.message import Message

_UNSAFE = {"idna", "punycode", "raw_unicode_escape", "unicode_escape", "undefined", "utf-7"}
"""Codecs that no mail needs; some of them take quadratic time."""
_WINDOWS = {"ascii", "iso8859-1", "iso8859-15", "cp1252"}
"""Labels under which mail programs send windows-1252, as browsers read them too (WHATWG Encoding Standard)."""
_SIGNS_OF_WINDOWS = re.compile(rb"[\x80-\x9f]")
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_WORD = re.compile(r"[\w-]+")


def decoded(part: Message) -> str:
    """The words of one part; "" when it has none."""
    _mend_encoding(part)
    content = part.get_payload(decode=True)
    return from_bytes(content, _label_of(part)) if isinstance(content, bytes) else ""


def from_bytes(content: bytes, label: str) -> str:
    """Words in the encoding that the label says, unless the bytes say otherwise."""
    name = _codec(label)
    if name in _WINDOWS or not name:
        if _is_utf_8(content):
            return content.decode("utf-8")
        if name == "iso8859-15" and not _SIGNS_OF_WINDOWS.search(content):
            return content.decode(name)
        return content.decode("cp1252", "replace")
    try:
        return content.decode(name)
    except (UnicodeError, LookupError):
        return _mended(content, name)


def _mended(content: bytes, name: str) -> str:
    """Bytes that are not in the encoding of their label: a broken character or two, or windows-1252 as a whole."""
    if name == "utf-8" and not _MULTIBYTE.search(content):
        return content.decode("cp1252", "replace")
    try:
        return content.decode(name, "replace")
    except (UnicodeError, LookupError):
        return content.decode("cp1252", "replace")


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeError:
        return False
    return True


def _label_of(part: Message) -> str:
    try:
        return part.get_content_charset() or "utf-8"
    except (LookupError, ValueError):
        return "utf-8"


def _codec(label: str) -> str:
    """The name of a codec, "" when there is none for this label."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return ""
    return "" if name in _UNSAFE else name


def _mend_encoding(part: Message) -> None:
    """The name of a transfer encoding alone: some programs put a semicolon or a remark behind it."""
    given = str(part.get("Content-Transfer-Encoding", ""))
    found = _WORD.search(given)
    if found and found[0] != given:
        part.replace_header("Content-Transfer-Encoding", found[0])
