"""Access to values and text of elements in a Word file."""

from typing import Any

from docx.oxml.ns import qn

from surveyapp.exchange.word.symbols import symbol

TEXT_BOX = qn("w:txbxContent")
_OFF = {"0", "false", "off", "none"}


def value(parent: Any, tag: str) -> str:
    """Return the value of a child element, or ""."""
    child = parent.find(qn(tag)) if parent is not None else None
    return "" if child is None else str(child.get(qn("w:val"), ""))


def is_on(properties: Any, tag: str) -> bool | None:
    """Return whether a property is on; None when it is not set."""
    setting = properties.find(qn(tag)) if properties is not None else None
    return None if setting is None else setting.get(qn("w:val"), "1").lower() not in _OFF


def words_of(element: Any) -> str:
    """Return the text of an element without deletions."""
    pieces: list[str] = []
    for part in element.iter(qn("w:t"), qn("w:sym"), qn("w:tab"), qn("w:br"), qn("w:p")):
        if part.tag == qn("w:sym"):
            pieces.append(symbol(part.get(qn("w:font"), ""), code_of(part)))
        elif part.tag != qn("w:t"):
            pieces.append(" ")
        elif next(part.iterancestors(qn("w:del"), qn("w:moveFrom")), None) is None:
            pieces.append(part.text or "")
    return "".join(pieces).strip()


def code_of(sym: Any) -> int:
    """Return the code of a w:sym character."""
    return int(sym.get(qn("w:char"), "0"), 16)


def shortened(words: str, length: int = 80) -> str:
    """Return a text cut to ``length`` characters."""
    return words if len(words) <= length else f"{words[:length].rstrip()}…"
