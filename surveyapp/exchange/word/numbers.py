"""Numbers and bullets of list items in a Word file."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from surveyapp.exchange.word.elements import is_on, value
from surveyapp.exchange.word.numbering import LEVELS

MAX_NUMBER = 9_999
"""Greatest number that is written in letters."""

_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


@dataclass(frozen=True, slots=True)
class Marker:
    """The marker of an item: a bullet, a number that Markdown has too, or ``label``, such as "a)" or "1.2"."""

    number: int = 0
    label: str = ""
    bullet: bool = False
    known: bool = True
    """Whether ``label`` is what Word shows."""


@dataclass(frozen=True, slots=True)
class _Level:
    """A level of a numbering: format and start of its numbers, and the text around them."""

    form: str = "none"
    start: int = 1
    text: str = ""
    decimal: bool = False
    """Whether all numbers in its text are decimal, whatever the format of the levels above (w:isLgl)."""


def letters(number: int) -> str:
    """Return a number in letters as Word does: a to z, aa to zz, aaa."""
    return chr(ord("a") + (number - 1) % 26) * (1 + (number - 1) // 26)


def roman(number: int) -> str:
    """Return a Roman number in small letters."""
    numeral = ""
    for worth, sign in _ROMAN:
        numeral += sign * (number // worth)
        number %= worth
    return numeral


_FORMS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "lowerLetter": letters,
    "upperLetter": lambda number: letters(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "ordinal": lambda number: f"{number}e",
    "none": lambda _number: "",
}


class Numbers:
    """Numberings of a document. Lists with the same definition continue, unless one restarts."""

    def __init__(self, root: Any | None) -> None:
        self._definitions: dict[str, str] = {}
        self._levels: dict[tuple[str, int], _Level] = {}
        self._anew: set[tuple[str, int]] = set()
        self._begun: set[tuple[str, int]] = set()
        self._counts: dict[tuple[str, int], int] = {}
        if root is None:
            return
        abstracts = {abstract.get(qn("w:abstractNumId")): abstract for abstract in root.findall(qn("w:abstractNum"))}
        linked = {name: abstract for abstract in abstracts.values() if (name := value(abstract, "w:styleLink"))}
        for num in root.findall(qn("w:num")):
            definition = value(num, "w:abstractNumId")
            abstract = abstracts.get(definition)
            self._read(num, definition, linked.get(value(abstract, "w:numStyleLink"), abstract))

    def _read(self, num: Any, definition: str, abstract: Any | None) -> None:
        number = num.get(qn("w:numId"))
        self._definitions[number] = definition
        overrides = num.findall(qn("w:lvlOverride"))
        levels = [*(abstract if abstract is not None else ()), *(child for override in overrides for child in override)]
        for level in levels:
            if level.tag == qn("w:lvl"):
                self._levels[number, _index(level)] = _level(level)
        for override in overrides:
            place = number, _index(override)
            if start := value(override, "w:startOverride"):
                known = self._levels.get(place, _Level("decimal"))
                self._levels[place] = _Level(known.form, _whole(start), known.text, known.decimal)
                self._anew.add(place)

    def begin(self) -> None:
        """Restart all lists, for the next answer."""
        self._counts.clear()
        self._begun.clear()

    def next(self, number: str, level: int) -> Marker | None:
        """Return the marker of the next item of a list; None when it is not a list."""
        current = self._levels.get((number, level), _Level())
        if current.form == "bullet":
            return Marker(bullet=True)
        if current.form == "none" and not current.text.strip():
            return None
        count = self._count(number, level, current.start)
        plain = re.fullmatch(rf"(?:%{level + 1}[.)]?)?", current.text.strip())
        if current.form == "decimal" and plain:
            return Marker(count)
        return self._labelled(number, level, current)

    def _count(self, number: str, level: int, start: int) -> int:
        definition, place = self._definitions[number], (number, level)
        restarts = place in self._anew and place not in self._begun
        self._begun.add(place)
        count = start if restarts else self._counts.get((definition, level), start - 1) + 1
        for deeper in range(level + 1, LEVELS):
            self._counts.pop((definition, deeper), None)
        self._counts[definition, level] = count
        return count

    def _labelled(self, number: str, level: int, current: _Level) -> Marker:
        known = True

        def part(place: re.Match[str]) -> str:
            nonlocal known
            other = self._levels.get((number, int(place[1]) - 1), _Level())
            count = self._counts.get((self._definitions[number], int(place[1]) - 1), other.start)
            form = _FORMS.get("decimal" if current.decimal else other.form)
            known = known and form is not None
            return form(count) if form and 0 < count <= MAX_NUMBER else str(count)

        return Marker(label=_PLACE.sub(part, current.text or f"%{level + 1}").strip() or "-", known=known)


def _level(level: Any) -> _Level:
    form = value(level, "w:numFmt") or "decimal"
    return _Level(form, _whole(value(level, "w:start")), value(level, "w:lvlText")[:100], bool(is_on(level, "w:isLgl")))


def _index(element: Any) -> int:
    return int(element.get(qn("w:ilvl"), "0"))


def _whole(words: str) -> int:
    return int(words[:9]) if words.isdigit() else 1
