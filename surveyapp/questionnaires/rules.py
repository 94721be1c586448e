"""Questionnaires as values, strictly parsed from their files."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256

from surveyapp.core.yaml_reader import Item

HINT = "{hint}"
_NUMBER = re.compile(r"[1-9][0-9]?")
_PART = re.compile(r"[1-9][0-9]?[a-z]")
_ITEM = re.compile(r"[1-9][0-9]?[a-z]?")
MAX_BYTES = 1_000_000
KEY_EXPECTED = "een sleutel van kleine letters, cijfers en streepjes"
_KEY = re.compile(r"[a-z][a-z0-9-]*")


class OrganisationKind(StrEnum):
    """Kinds of organisations that a questionnaire can be for."""

    REGION = "region"
    PROVINCE = "province"
    MINISTRY = "ministry"

    @property
    def label(self) -> str:
        """Dutch label."""
        return {"region": "regio", "province": "provincie", "ministry": "ministerie"}[self.value]


class QuestionnaireError(Exception):
    """The file is no valid questionnaire. ``problems`` has a Dutch sentence with file, line and key per mistake."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class UnknownItem(ValueError):
    """The questionnaire has no such item."""

    def __init__(self, item: str, known: tuple[str, ...]) -> None:
        super().__init__(f"Vraag {item!r} bestaat niet. Bekend: {', '.join(known)}.")
        self.item = item


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of the report."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question, or a part of one. Only those with ``item`` take an answer; a stem only introduces its parts.

    ``text`` is the literal wording with ``{hint}`` in place of the hint. ``formerly`` are the corresponding items of
    the previous round: () for a new question, None for the item with the same number.
    """

    number: str
    title: str
    text: str
    hint: str
    feeds: str
    themes: tuple[str, ...]
    item: bool
    parts: tuple["Question", ...] = ()
    formerly: tuple[str, ...] | None = None

    @property
    def earlier(self) -> tuple[str, ...]:
        """Numbers of the corresponding items of the previous round."""
        return (self.number,) if self.formerly is None else self.formerly

    @property
    def wording(self) -> str:
        """Literal wording, as read aloud and printed."""
        return self.text.replace(HINT, f"({self.hint})")

    @property
    def lead(self) -> str:
        """Wording without the hint, for a screen that shows the hint separately."""
        before, _, after = self.text.partition(HINT)
        before, after = before.rstrip(), after.lstrip()
        if before.endswith(("?", ".", "!", ":")) and after.startswith(("?", ".", "!")):
            after = after[1:].lstrip()
        gap = "" if after.startswith(("?", ".", "!", ":", ",", ";")) else " "
        return f"{before}{gap}{after}".strip() if after else before

    @property
    def letter(self) -> str:
        """ "a" of part "2a"; "" for a whole question."""
        return self.number.lstrip("0123456789")


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A questionnaire with its questions in order."""

    key: str
    title: str
    kind: OrganisationKind
    themes: tuple[Theme, ...]
    questions: tuple[Question, ...]
    items: tuple[Question, ...] = field(init=False, repr=False, compare=False)
    """Questions that take an answer, in reading order."""
    _places: Mapping[str, int] = field(init=False, repr=False, compare=False)
    _feeding: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the items, since pages of a report look them up for every answer."""
        items = tuple(question for question in _flat(self.questions) if question.item)
        object.__setattr__(self, "items", items)
        object.__setattr__(self, "_places", {item.number: place for place, item in enumerate(items)})
        feeding: dict[str, tuple[str, ...]] = {}
        for item in items:
            feeding[item.feeds] = (*feeding.get(item.feeds, ()), item.number)
        object.__setattr__(self, "_feeding", feeding)

    @property
    def all_questions(self) -> tuple[Question, ...]:
        """Questions and their parts, in reading order."""
        return tuple(_flat(self.questions))

    def item(self, number: str) -> Question:
        """Return the item with this number. Raises UnknownItem."""
        return self.items[self.place(number)]

    def place(self, number: str) -> int:
        """Return the position of an item among all items, from 0. Raises UnknownItem."""
        if number not in self._places:
            raise UnknownItem(number, tuple(self._places))
        return self._places[number]

    def feeding(self, kind: str) -> tuple[str, ...]:
        """Return the numbers of the items whose answers feed sections of this kind, in reading order."""
        return self._feeding.get(kind, ())

    def asked(self, question: Question) -> tuple[str, str]:
        """Return the wording of the question's stem ("" without one), and its own wording."""
        stem = next((whole for whole in self.questions if question in whole.parts), None)
        return (stem.wording if stem else "", question.wording)

    def theme(self, key: str) -> Theme:
        """Return the theme with this key. Raises KeyError."""
        return {theme.key: theme for theme in self.themes}[key]

    def themes_given(self, number: str) -> frozenset[str]:
        """Return the themes of a question; the empty set when it has all themes."""
        themes = self.item(number).themes
        return frozenset(themes) if len(themes) < len(self.themes) else frozenset()


def _flat(questions: tuple[Question, ...]) -> Iterator[Question]:
    for question in questions:
        yield question
        yield from question.parts


def content_hash(source: str) -> str:
    """Return the SHA-256 (hex) of a file, which identifies a questionnaire."""
    return sha256(source.encode()).hexdigest()


@lru_cache(maxsize=32)
def parse(source: str, name: str) -> Questionnaire:
    """Return the questionnaire in a file called ``name``. Cached for the life of the process.

    Raises QuestionnaireError with all mistakes.
    """
    problems: list[str] = []
    root = Item.read(source, name, problems, MAX_BYTES)
    questionnaire = _Reader().questionnaire(root) if root else None
    if problems or questionnaire is None:
        raise QuestionnaireError(tuple(problems))
    return questionnaire


class _Reader:
    """Reader of one file. Collects the numbers it has seen and what questions may refer to.

    A wrong value is reported where it is, without errors that only follow from it.
    """

    def __init__(self) -> None:
        self._themes: frozenset[str] | None = None
        self._numbers: set[str] = set()

    def questionnaire(self, root: Item) -> Questionnaire | None:
        fields = root.mapping(("key", "title", "kind", "themes", "questions"))
        themes = self._read_themes(fields["themes"]) if "themes" in fields else ()
        questions = self._questions(fields["questions"]) if "questions" in fields else ()
        key, title, kind = _key(fields, "key"), _text(fields, "title"), _kind(fields)
        return Questionnaire(key, title, kind, themes, questions) if kind else None

    def _read_themes(self, item: Item) -> tuple[Theme, ...]:
        entries = item.entries()
        for key, title in entries.items():
            if not _KEY.fullmatch(key):
                title.wrong(KEY_EXPECTED, repr(key))
            elif key == "geen":
                title.wrong("een andere sleutel: ‘geen’ betekent dat een alinea bij geen thema hoort")
        self._themes = frozenset(entries) or None
        return tuple(Theme(key, title.text().strip()) for key, title in entries.items())

    def _questions(self, item: Item) -> tuple[Question, ...]:
        before = len(item.problems)
        questions = tuple(self._question(entry) for entry in item.sequence())
        if len(item.problems) == before and not any(question.item for question in _flat(questions)):
            item.wrong("minstens één vraag")
        return questions

    def _question(self, item: Item, parent: str | None = None) -> Question:
        parts_key = ("parts",) if parent is None else ()
        fields = item.mapping(("number", "title", "text"), ("hint", "feeds", "themes", "item", "formerly", *parts_key))
        number = self._number(fields["number"], parent) if "number" in fields else ""
        text, hint = _wording(fields)
        return Question(
            number=number,
            title=_text(fields, "title"),
            text=text,
            hint=hint,
            feeds=_key(fields, "feeds"),
            themes=self._prompts(fields["themes"]) if "themes" in fields else (),
            item=_takes_answer(item, fields),
            parts=self._parts(fields["parts"], number) if "parts" in fields else (),
            formerly=_formerly(fields["formerly"]) if "formerly" in fields else None,
        )

    def _parts(self, item: Item, parent: str) -> tuple[Question, ...]:
        before = len(item.problems)
        parts = item.sequence()
        if not parts and len(item.problems) == before:
            item.wrong("minstens één onderdeel")
        return tuple(self._question(part, parent) for part in parts)

    def _number(self, item: Item, parent: str | None) -> str:
        number = item.word()
        if not number:
            return ""
        pattern = _NUMBER if parent is None else _PART
        if not pattern.fullmatch(number) or (parent and number[:-1] != parent):
            item.wrong("een nummer zoals 2" if parent is None else f"een nummer zoals {parent or 2}a", repr(number))
            return ""
        if number in self._numbers:
            item.wrong("elk nummer één keer", f"nog een keer {number!r}")
        self._numbers.add(number)
        return number

    def _prompts(self, item: Item) -> tuple[str, ...]:
        keys: list[str] = []
        for entry in item.sequence():
            key = entry.text().strip()
            if key in keys:
                entry.wrong("elk thema één keer", f"nog een keer {key!r}")
            elif key and self._themes is not None and key not in self._themes:
                entry.wrong(f"een van de thema’s {', '.join(sorted(self._themes))}", repr(key))
            keys.append(key)
        return tuple(keys)


def _text(fields: dict[str, Item], key: str) -> str:
    return fields[key].text().strip() if key in fields else ""


def _key(fields: dict[str, Item], name: str) -> str:
    key = _text(fields, name)
    if key and not _KEY.fullmatch(key):
        fields[name].wrong(KEY_EXPECTED, repr(key))
    return key


def _kind(fields: dict[str, Item]) -> OrganisationKind | None:
    value = _text(fields, "kind")
    if value in set(OrganisationKind):
        return OrganisationKind(value)
    if value:
        fields["kind"].wrong(f"een van {', '.join(OrganisationKind)}", repr(value))
    return None


def _wording(fields: dict[str, Item]) -> tuple[str, str]:
    text, hint = _text(fields, "text"), _text(fields, "hint")
    if HINT in text and "hint" not in fields:
        fields["text"].wrong("de sleutel hint bij {hint} in text")
    elif hint and text and text.count(HINT) != 1:
        fields["hint"].wrong("{hint} één keer in text", f"{text.count(HINT)} keer")
    return text, hint


def _formerly(item: Item) -> tuple[str, ...]:
    numbers: list[str] = []
    for entry in item.sequence():
        number = entry.word()
        if number in numbers:
            entry.wrong("elk nummer één keer", f"nog een keer {number!r}")
        elif number and not _ITEM.fullmatch(number):
            entry.wrong("het nummer van een vraag in de vorige ronde, zoals 3 of 3a", repr(number))
        numbers.append(number)
    return tuple(numbers)


def unknown_formerly(questionnaire: Questionnaire, before: Questionnaire) -> tuple[str, ...]:
    """Return a Dutch sentence for each ``formerly`` that names an item missing from the previous questionnaire."""
    known = [question.number for question in before.items]
    return tuple(
        f"vraag {question.number}, formerly: {before.title} heeft geen vraag {number}. Bekend: {', '.join(known)}."
        for question in questionnaire.items
        for number in question.formerly or ()
        if number not in known
    )


def _takes_answer(item: Item, fields: dict[str, Item]) -> bool:
    before = len(item.problems)
    takes = fields["item"].boolean() if "item" in fields else True
    if len(item.problems) > before:
        return takes
    if not takes and "formerly" in fields:
        fields["formerly"].wrong("geen formerly bij een vraag zonder eigen antwoord (item: false)")
    if takes and "feeds" not in fields:
        item.wrong("de sleutel feeds bij een vraag met een antwoord")
    elif not takes and "feeds" in fields:
        fields["feeds"].wrong("geen feeds bij een vraag zonder eigen antwoord (item: false)")
    elif not takes and "parts" not in fields:
        item.wrong("parts bij een vraag zonder eigen antwoord (item: false)")
    return takes
