"""Decode the text of a part of a mail. Its charset label is often wrong."""

import codecs
import re
from email.message import Message

_UNSAFE = {"idna", "punycode", "raw_unicode_escape", "unicode_escape", "undefined", "utf-7"}
"""Codecs that no mail needs; some of them take quadratic time."""
_WINDOWS = {"ascii", "iso8859-1", "iso8859-15", "cp1252"}
"""Labels under which mail programs send windows-1252, as browsers also assume (WHATWG Encoding Standard)."""
_SIGNS_OF_WINDOWS = re.compile(rb"[\x80-\x9f]")
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_WORD = re.compile(r"[\w-]+")


def decoded(part: Message) -> str:
    """Return the text of a part; "" when it has none."""
    _mend_encoding(part)
    content = part.get_payload(decode=True)
    return from_bytes(content, _label_of(part)) if isinstance(content, bytes) else ""


def from_bytes(content: bytes, label: str) -> str:
    """Decode bytes by their label, unless the bytes show otherwise."""
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
    """Decode bytes that do not fit their label: with a few broken characters, or as windows-1252."""
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
    """Return the name of a codec; "" when there is none, or no safe one, for this label."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return ""
    return "" if name in _UNSAFE else name


def _mend_encoding(part: Message) -> None:
    """Reduce a transfer encoding to its name: some programs add a semicolon or a remark."""
    given = str(part.get("Content-Transfer-Encoding", ""))
    name = _WORD.search(given)
    if name and name[0] != given:
        part.replace_header("Content-Transfer-Encoding", name[0])
