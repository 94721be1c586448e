"""The lists of a Word file: making a numbering for each list, and finding the number of each item."""

from collections.abc import Callable
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

LEVELS = 9
BULLETS = ("•", "–", "▪")
STEP = 360
"""Twentieths of a point between two levels."""


def element(tag: str, **attributes: str | int) -> Any:
    """An element with attributes in Word's namespace: ``element("w:ilvl", val=1)``."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


class NumberingWriter:
    """Makes the numberings of one document: one for all bullets, and one for each numbered list."""

    def __init__(self, document: Document) -> None:
        self._root: Any = document.part.numbering_part.element
        self._abstracts = 1 + _highest(self._root, "w:abstractNum", "w:abstractNumId")
        self._next = 1 + _highest(self._root, "w:num", "w:numId")
        forms = (("bullet", lambda level: BULLETS[level % len(BULLETS)]), ("decimal", lambda level: f"%{level + 1}."))
        for number, (form, sign) in enumerate(forms, self._abstracts):
            self._root.insert(0, _abstract(number, form, sign))
        self.bullets = self._add(self._abstracts, None, 0)

    def numbers(self, level: int, start: int) -> int:
        """A new numbered list that starts with this number on this level."""
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
    return max((int(one.get(qn(name), "0")) for one in root.findall(qn(tag))), default=0)


def _abstract(number: int, form: str, sign: Callable[[int], str]) -> Any:
    made = element("w:abstractNum", abstractNumId=number)
    made.append(element("w:multiLevelType", val="hybridMultilevel"))
    for level in range(LEVELS):
        one = element("w:lvl", ilvl=level)
        one.append(element("w:start", val=1))
        one.append(element("w:numFmt", val=form))
        one.append(element("w:lvlText", val=sign(level)))
        one.append(element("w:lvlJc", val="left"))
        properties = element("w:pPr")
        properties.append(element("w:ind", left=STEP * (level + 1), hanging=STEP))
        one.append(properties)
        made.append(one)
    return made


class NumberingReader:
    """What a document's numberings say. Lists with one definition count on, unless one of them starts anew."""

    def __init__(self, root: Any | None) -> None:
        self._definitions: dict[str, str] = {}
        self._formats: dict[tuple[str, int], tuple[str, int]] = {}
        self._anew: set[tuple[str, int]] = set()
        self._begun: set[tuple[str, int]] = set()
        self._counts: dict[tuple[str, int], int] = {}
        for num in root.findall(qn("w:num")) if root is not None else ():
            self._read(root, num)

    def _read(self, root: Any, num: Any) -> None:
        number, definition = num.get(qn("w:numId")), _value(num, "w:abstractNumId", "")
        self._definitions[number] = definition
        abstracts = root.findall(qn("w:abstractNum"))
        abstract = next((one for one in abstracts if one.get(qn("w:abstractNumId")) == definition), ())
        for level in [*abstract, *(one for override in num for one in override)]:
            if level.tag == qn("w:lvl"):
                start = _whole(_value(level, "w:start", "1"))
                self._formats[number, _level(level)] = _value(level, "w:numFmt", "decimal"), start
        for override in num.findall(qn("w:lvlOverride")):
            place = number, _level(override)
            if start_override := _value(override, "w:startOverride", ""):
                self._formats[place] = self._formats.get(place, ("decimal", 1))[0], _whole(start_override)
                self._anew.add(place)

    def answer(self) -> None:
        """Begin a new answer: its lists start anew."""
        self._counts.clear()
        self._begun.clear()

    def item(self, number: str, level: int) -> int | None:
        """The printed number of the next item of a numbered list; 0 for a bullet, None when it is no list."""
        form, start = self._formats.get((number, level), ("none", 1))
        if form == "none":
            return None
        if form == "bullet":
            return 0
        definition, place = self._definitions[number], (number, level)
        restarts = place in self._anew and place not in self._begun
        self._begun.add(place)
        count = start if restarts else self._counts.get((definition, level), start - 1) + 1
        deeper = [key for key in self._counts if key[0] == definition and key[1] > level]
        for key in deeper:
            del self._counts[key]
        self._counts[definition, level] = count
        return count

    def is_bullet(self, number: str, level: int) -> bool:
        """Whether a level has a sign instead of a number."""
        return self._formats.get((number, level), ("none", 1))[0] == "bullet"


def _value(parent: Any, tag: str, default: str) -> str:
    found = parent.find(qn(tag))
    return default if found is None else str(found.get(qn("w:val"), default))


def _level(one: Any) -> int:
    return int(one.get(qn("w:ilvl"), "0"))


def _whole(value: str) -> int:
    return int(value) if value.isdigit() else 1
