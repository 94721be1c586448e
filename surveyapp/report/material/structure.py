"""The report's outline, parsed strictly: its sections and what fills each."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from surveyapp.core.yaml_reader import Item
from surveyapp.questionnaires.rules import OrganisationKind, Questionnaire
from surveyapp.report.material.sources import Organisation

DEFAULT = Path(__file__).with_name("outline.yaml")
_KEY = re.compile(r"[a-z][a-z0-9-]*")
_QUESTION = re.compile(r"[a-z][a-z0-9-]*\.[1-9][0-9]?[a-z]?")
_CHOSEN = ("theme", "without_theme", "categories", "only")
_FEED_ONLY = ("of", *_CHOSEN, "headings")
_SECTION = ("text", "feeds", "questions", *_FEED_ONLY, "sections")


class OutlineError(Exception):
    """A file is not a valid outline. ``problems`` has a Dutch sentence with file, line and key per mistake."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Feed:
    """Selection of the answers that fill a section: to questions that feed ``kind``, from organisations of these kinds.

    With ``kind`` "" the ``questions`` are listed one by one ("regio.2b"). ``categories`` and ``only`` (keys) narrow the
    organisations. ``themes`` limits it to passages with those themes, ``without_theme`` to passages without any.
    """

    kind: str
    organisations: frozenset[OrganisationKind]
    themes: tuple[str, ...] = ()
    without_theme: bool = False
    headings: bool = False
    """Whether each organisation gets its own heading."""
    questions: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    only: tuple[str, ...] = ()

    def asks(self, questionnaire: Questionnaire, item: str) -> bool:
        """Return whether answers to this question belong in the section."""
        if self.questions:
            return f"{questionnaire.key}.{item}" in self.questions
        return questionnaire.item(item).feeds == self.kind

    def items(self, questionnaire: Questionnaire) -> tuple[str, ...]:
        """Return the numbers of all questions whose answers belong in the section, in questionnaire order."""
        if self.questions:
            named = (item.number for item in questionnaire.items)
            return tuple(number for number in named if f"{questionnaire.key}.{number}" in self.questions)
        return questionnaire.feeding(self.kind)

    def takes(self, organisation: Organisation) -> bool:
        """Return whether answers of this organisation belong in the section."""
        return (
            organisation.kind in self.organisations
            and (not self.categories or organisation.category in self.categories)
            and (not self.only or organisation.key in self.only)
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Organisations under one heading. With ``merge`` their answers run on as one text; else each has a sub-heading."""

    key: str
    title: str
    organisations: tuple[str, ...]
    merge: bool = False
    text: bool = False


@dataclass(frozen=True, slots=True)
class OutlineSection:
    """A section: an editor's text (``text``), answers (``feed``), and sections below it, in that order."""

    key: str
    title: str
    text: bool = False
    feed: Feed | None = None
    sections: tuple["OutlineSection | EachProvince", ...] = ()

    def takes(self, organisation: Organisation) -> bool:
        """Return whether answers of this organisation belong directly under this heading."""
        return self.feed is not None and self.feed.takes(organisation)


@dataclass(frozen=True, slots=True)
class EachProvince:
    """A numbered section per province of the round; in it a heading per organisation, with ``sections`` below it."""

    key: str
    sections: tuple[OutlineSection, ...]
    groups: tuple[Group, ...] = ()

    def takes(self, organisation: Organisation) -> bool:
        """Return whether answers of this organisation belong in any of its sections."""
        return any(section.takes(organisation) for section in self.sections)

    def of_province(self, province: Organisation, organisations: Iterable[Organisation]) -> tuple[Organisation, ...]:
        """Return the organisations with a heading in a province: itself and its regions, where their answers belong."""
        return tuple(
            organisation
            for organisation in organisations
            if province.key in {organisation.key, organisation.province_key} and self.takes(organisation)
        )


Places = OutlineSection | EachProvince


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole outline: its chapters, in order."""

    chapters: tuple[OutlineSection, ...]
    _sections: tuple[Places, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Collect the sections once, as pages look through them for every organisation."""
        object.__setattr__(
            self, "_sections", tuple(section for chapter in self.chapters for section in _below(chapter))
        )

    def only(self, chapter: str) -> "Outline":
        """Return the outline of one chapter, or of the whole report when ``chapter`` is ""."""
        return Outline(tuple(candidate for candidate in self.chapters if not chapter or candidate.key == chapter))

    def sections(self) -> tuple[Places, ...]:
        """Return all sections in report order; an EachProvince appears once, not per province."""
        return self._sections

    def text_sections(self) -> Iterator[OutlineSection | Group]:
        """Yield all places for an editor's text, in report order."""
        for section in self.sections():
            if isinstance(section, EachProvince):
                yield from (group for group in section.groups if group.text)
            elif section.text:
                yield section

    def takes(self, organisation: Organisation) -> bool:
        """Return whether answers of this organisation belong anywhere in the outline."""
        return any(section.takes(organisation) for section in self.sections())


def _below(section: OutlineSection) -> Iterator[Places]:
    yield section
    for child in section.sections:
        if isinstance(child, EachProvince):
            yield child
        else:
            yield from _below(child)


def default_outline() -> Outline:
    """Return the outline that is shipped with the application."""
    return parse_outline(DEFAULT.read_text("utf-8"), DEFAULT.name)


@lru_cache(maxsize=64)
def parse_outline(source: str, name: str) -> Outline:
    """Parse an outline; ``name`` is the file's name in messages. Raises OutlineError with all mistakes at once.

    Cached: every page of the report asks for it, and parsing takes longer than all their SQL queries.
    """
    problems: list[str] = []
    root = Item.read(source, name, problems)
    chapters = _Reader().chapters(root) if root else ()
    if problems:
        raise OutlineError(tuple(problems))
    return Outline(chapters)


class _Reader:
    """Reader of one file. Keeps the keys that it has seen, since each may occur once."""

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self._grouped: set[str] = set()

    def chapters(self, root: Item) -> tuple[OutlineSection, ...]:
        fields = root.mapping(("chapters",))
        return tuple(map(self._section, _some(fields["chapters"]))) if "chapters" in fields else ()

    def _key(self, fields: dict[str, Item]) -> str:
        if "key" not in fields:
            return ""
        item = fields["key"]
        key = item.text()
        if key and not _KEY.fullmatch(key):
            item.wrong("een sleutel van kleine letters, cijfers en streepjes", repr(key))
        elif key in self._keys:
            item.wrong("een sleutel die nog niet voorkomt", repr(key))
        self._keys.add(key)
        return key

    def _section(self, item: Item) -> OutlineSection:
        fields = item.mapping(("key", "title"), _SECTION)
        if fields.keys().isdisjoint({"text", "feeds", "questions", "sections"}):
            item.wrong("text, feeds, questions of sections: wat er in de paragraaf komt")
        return OutlineSection(
            key=self._key(fields),
            title=_text(fields, "title"),
            text=_flag(fields, "text"),
            feed=_feed(item, fields),
            sections=tuple(map(self._place, _some(fields["sections"]))) if "sections" in fields else (),
        )

    def _place(self, item: Item) -> Places:
        return self._each(item) if "each" in item.entries() else self._section(item)

    def _each(self, item: Item) -> EachProvince:
        fields = item.mapping(("key", "each", "sections"), ("groups",))
        if fields["each"].text() != OrganisationKind.PROVINCE:
            fields["each"].wrong("province")
        return EachProvince(
            key=self._key(fields),
            sections=tuple(map(self._part, _some(fields["sections"]))) if "sections" in fields else (),
            groups=tuple(map(self._group, fields["groups"].sequence())) if "groups" in fields else (),
        )

    def _part(self, item: Item) -> OutlineSection:
        fields = item.mapping(("key", "title"), ("feeds", "questions", "of", *_CHOSEN))
        if fields.keys().isdisjoint({"feeds", "questions"}):
            item.wrong("de sleutel feeds of questions")
        return OutlineSection(self._key(fields), _text(fields, "title"), feed=_feed(item, fields))

    def _group(self, item: Item) -> Group:
        fields = item.mapping(("key", "title", "organisations"), ("merge", "text"))
        members = _some(fields["organisations"]) if "organisations" in fields else []
        return Group(
            key=self._key(fields),
            title=_text(fields, "title"),
            organisations=tuple(map(self._member, members)),
            merge=_flag(fields, "merge"),
            text=_flag(fields, "text"),
        )

    def _member(self, item: Item) -> str:
        key = item.text()
        if key in self._grouped:
            item.wrong("elke organisatie onder één kop", f"nog een keer {key!r}")
        self._grouped.add(key)
        return key


def _some(item: Item) -> list[Item]:
    entries = item.sequence()
    if not entries:
        item.wrong("minstens één")
    return entries


def _text(fields: dict[str, Item], key: str) -> str:
    return fields[key].text() if key in fields else ""


def _flag(fields: dict[str, Item], key: str) -> bool:
    return key in fields and fields[key].boolean()


def _feed(item: Item, fields: dict[str, Item]) -> Feed | None:
    if fields.keys().isdisjoint({"feeds", "questions"}):
        for key in _FEED_ONLY:
            if key in fields:
                fields[key].wrong(f"feeds of questions naast {key}")
        return None
    if "of" not in fields:
        item.wrong("de sleutel of: van welke soort organisatie")
    for option, other in (("feeds", "questions"), ("theme", "without_theme")):
        if option in fields and other in fields:
            fields[option].wrong(f"{option} of {other}, niet beide")
    return Feed(
        kind=_text(fields, "feeds"),
        organisations=frozenset(_kinds(fields["of"])) if "of" in fields else frozenset(),
        themes=_one_or_more(fields["theme"]) if "theme" in fields else (),
        without_theme=_flag(fields, "without_theme"),
        headings=_flag(fields, "headings"),
        questions=_questions(fields["questions"]) if "questions" in fields else (),
        categories=_words(fields, "categories"),
        only=_words(fields, "only"),
    )


def _one_or_more(item: Item) -> tuple[str, ...]:
    return tuple(entry.text() for entry in item.sequence()) if item.is_list else (item.text(),)


def _words(fields: dict[str, Item], key: str) -> tuple[str, ...]:
    return tuple(entry.text() for entry in _some(fields[key])) if key in fields else ()


def _questions(item: Item) -> tuple[str, ...]:
    numbers = []
    for entry in _some(item):
        question = entry.text()
        if question and not _QUESTION.fullmatch(question):
            entry.wrong("een vragenlijst en een vraag, zoals regio.2b", repr(question))
        numbers.append(question)
    return tuple(numbers)


def _kinds(item: Item) -> Iterator[OrganisationKind]:
    for entry in item.sequence():
        value = entry.text()
        if value in set(OrganisationKind):
            yield OrganisationKind(value)
        else:
            entry.wrong(f"een van {', '.join(OrganisationKind)}", repr(value))
