"""Writing of numberings for the lists in a Word file."""

from collections.abc import Callable
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

LEVELS = 9
BULLETS = ("•", "–", "▪")
STEP = 360
"""Indentation per level, in twentieths of a point."""


def element(tag: str, **attributes: str | int) -> Any:
    """Return an element with attributes in Word's namespace: ``element("w:ilvl", val=1)``."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


class NumberingWriter:
    """Writer of a document's numberings: one for all bullets, and one for each numbered list."""

    def __init__(self, document: Document) -> None:
        self._root: Any = document.part.numbering_part.element
        self._abstracts = 1 + _highest(self._root, "w:abstractNum", "w:abstractNumId")
        self._next = 1 + _highest(self._root, "w:num", "w:numId")
        forms = (("bullet", lambda level: BULLETS[level % len(BULLETS)]), ("decimal", lambda level: f"%{level + 1}."))
        for number, (form, sign) in enumerate(forms, self._abstracts):
            self._root.insert(0, _abstract(number, form, sign))
        self.bullets = self._add(self._abstracts, None, 0)

    def numbers(self, level: int, start: int) -> int:
        """Add a numbered list that starts with this number on this level, and return its id."""
        return self._add(self._abstracts + 1, level, start)

    def _add(self, abstract: int, level: int | None, start: int) -> int:
        number = self._next
        self._next += 1
        made = element("w:num", numId=number)
        made.append(element("w:abstractNumId", val=abstract))
        if level is not None:
            override = element("w:lvlOverride", ilvl=level)
            override.append(element("w:startOverride", val=start))
            made.append(override)
        self._root.append(made)
        return number


def _highest(root: Any, tag: str, name: str) -> int:
    return max((int(child.get(qn(name), "0")) for child in root.findall(qn(tag))), default=0)


def _abstract(number: int, form: str, sign: Callable[[int], str]) -> Any:
    made = element("w:abstractNum", abstractNumId=number)
    made.append(element("w:multiLevelType", val="hybridMultilevel"))
    for level in range(LEVELS):
        level_element = element("w:lvl", ilvl=level)
        level_element.append(element("w:start", val=1))
        level_element.append(element("w:numFmt", val=form))
        level_element.append(element("w:lvlText", val=sign(level)))
        level_element.append(element("w:lvlJc", val="left"))
        properties = element("w:pPr")
        properties.append(element("w:ind", left=STEP * (level + 1), hanging=STEP))
        level_element.append(properties)
        made.append(level_element)
    return made
