"""A questionnaire as values: parsed once, strictly, from its file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from surveyapp.questionnaires.yaml_nodes import Item

HINT = "{hint}"
_NUMBER = re.compile(r"[1-9][0-9]?")
_PART = re.compile(r"[1-9][0-9]?[a-z]")
_KEY = re.compile(r"[a-z][a-z0-9-]*")


class OrganisationKind(StrEnum):
    """Whom a questionnaire is for."""

    REGION = "region"
    PROVINCE = "province"
    MINISTRY = "ministry"

    @property
    def label(self) -> str:
        """The Dutch word."""
        return {"region": "regio", "province": "provincie", "ministry": "ministerie"}[self.value]


class QuestionnaireError(Exception):
    """A file is not a questionnaire. ``problems`` has a Dutch sentence with file, line and key for each mistake."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class UnknownItem(ValueError):
    """A questionnaire has no such item."""

    def __init__(self, item: str, known: tuple[str, ...]) -> None:
        super().__init__(f"Vraag {item!r} bestaat niet. Bekend: {', '.join(known)}.")
        self.item = item


@dataclass(frozen=True, slots=True)
class Theme:
    """One of the report's themes."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question, or a part of one. ``item``: it takes an answer; a stem only introduces its parts.

    ``text`` is the literal wording with ``{hint}`` where the remark between brackets stands.
    """

    number: str
    title: str
    text: str
    hint: str
    feeds: str
    themes: tuple[str, ...]
    item: bool
    parts: tuple["Question", ...] = ()

    @property
    def wording(self) -> str:
        """Word for word, as it is read aloud and printed."""
        return self.text.replace(HINT, f"({self.hint})")

    @property
    def lead(self) -> str:
        """The wording without its hint, for a screen that shows the hint apart."""
        without = re.sub(r"\s*\{hint\}\s*", " ", self.text)
        return re.sub(r"\?[?.]", "?", re.sub(r"\s+([?:.])", r"\1", without)).strip()

    @property
    def letter(self) -> str:
        """ "a" of part "2a"; "" for a whole question."""
        return self.number.lstrip("0123456789")


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One file: its questions in order."""

    key: str
    title: str
    kind: OrganisationKind
    themes: tuple[Theme, ...]
    questions: tuple[Question, ...]

    @property
    def all_questions(self) -> tuple[Question, ...]:
        """Questions and their parts, in reading order."""
        return tuple(_flat(self.questions))

    @property
    def items(self) -> tuple[Question, ...]:
        """Those that take an answer, in reading order."""
        return tuple(question for question in _flat(self.questions) if question.item)

    def item(self, number: str) -> Question:
        """The item with this number. Raises UnknownItem."""
        for question in self.items:
            if question.number == number:
                return question
        raise UnknownItem(number, tuple(question.number for question in self.items))

    def theme(self, key: str) -> Theme:
        """The theme with this key, which is there."""
        return next(theme for theme in self.themes if theme.key == key)


def _flat(questions: tuple[Question, ...]) -> Iterator[Question]:
    for question in questions:
        yield question
        yield from question.parts


def content_hash(source: str) -> str:
    """What identifies a questionnaire: the SHA-256 (hex) of its file."""
    return sha256(source.encode()).hexdigest()


def parse(source: str, name: str) -> Questionnaire:
    """The questionnaire in a file called ``name``. Raises QuestionnaireError with all mistakes at once."""
    problems: list[str] = []
    root = Item.read(source, name, problems)
    found = _questionnaire(root) if root else None
    if problems or found is None:
        raise QuestionnaireError(tuple(problems))
    return found


def _questionnaire(root: Item) -> Questionnaire | None:
    fields = root.mapping(("key", "title", "kind", "themes", "questions"))
    themes = _themes(fields["themes"]) if "themes" in fields else ()
    known = {theme.key for theme in themes}
    listed = fields["questions"].sequence() if "questions" in fields else []
    questions = tuple(_question(item, known, parent=None) for item in listed)
    key, kind = _key(fields.get("key")), _kind(fields.get("kind"))
    if "questions" in fields:
        _check_numbers(fields["questions"], questions)
    if kind is None:
        return None
    title = fields["title"].text() if "title" in fields else ""
    return Questionnaire(key, title, kind, themes, questions)


def _key(item: Item | None) -> str:
    key = item.text() if item else ""
    if item and key and not _KEY.fullmatch(key):
        item.wrong("een sleutel van kleine letters, cijfers en streepjes", repr(key))
    return key


def _kind(item: Item | None) -> OrganisationKind | None:
    if item is None:
        return None
    value = item.text()
    if value not in set(OrganisationKind):
        item.wrong(f"een van {', '.join(OrganisationKind)}", repr(value))
        return None
    return OrganisationKind(value)


def _themes(item: Item) -> tuple[Theme, ...]:
    return tuple(Theme(key, title.text()) for key, title in item.entries().items())


def _question(item: Item, themes: set[str], *, parent: str | None) -> Question:
    fields = item.mapping(
        ("number", "title", "text"),
        ("hint", "feeds", "themes", "item", *(() if parent is not None else ("parts",))),
    )
    number = _number(fields.get("number"), parent)
    text = fields["text"].text().strip() if "text" in fields else ""
    hint = fields["hint"].text() if "hint" in fields else ""
    if (HINT in text) != bool(hint):
        item.wrong("{hint} in text en een hint, of geen van beide")
    takes_answer = fields["item"].boolean() if "item" in fields else True
    if takes_answer != ("feeds" in fields):
        item.wrong("de sleutel feeds bij een vraag met een antwoord, en bij geen andere")
    parts = fields["parts"].sequence() if "parts" in fields else []
    if not takes_answer and not parts:
        item.wrong("parts bij een vraag zonder eigen antwoord")
    return Question(
        number=number,
        title=fields["title"].text() if "title" in fields else "",
        text=text,
        hint=hint,
        feeds=fields["feeds"].text() if "feeds" in fields else "",
        themes=_known_themes(fields["themes"], themes) if "themes" in fields else (),
        item=takes_answer,
        parts=tuple(_question(part, themes, parent=number) for part in parts),
    )


def _number(item: Item | None, parent: str | None) -> str:
    if item is None:
        return ""
    number = item.word()
    if parent is None and not _NUMBER.fullmatch(number):
        item.wrong("een nummer zoals 2", repr(number))
    if parent is not None and not (_PART.fullmatch(number) and number[:-1] == parent):
        item.wrong(f"een nummer zoals {parent}a", repr(number))
    return number


def _known_themes(item: Item, known: set[str]) -> tuple[str, ...]:
    found = []
    for one in item.sequence():
        key = one.text()
        if key not in known:
            one.wrong(f"een van de thema’s {', '.join(sorted(known))}", repr(key))
        found.append(key)
    return tuple(found)


def _check_numbers(item: Item, questions: tuple[Question, ...]) -> None:
    numbers = [question.number for question in _flat(questions)]
    for number in sorted({one for one in numbers if numbers.count(one) > 1}):
        item.wrong("elk nummer één keer", f"{number!r} meer dan eens")
    if not any(question.item for question in _flat(questions)):
        item.wrong("minstens één vraag")
