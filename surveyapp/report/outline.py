"""The report's outline, parsed once and strictly: which sections there are and what fills them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.questionnaires.yaml_nodes import Item

DEFAULT = Path(__file__).with_name("outline.yaml")
_KEY = re.compile(r"[a-z][a-z0-9-]*")
_SECTION = ("text", "feeds", "of", "theme", "without_theme", "headings", "sections")
_FEED_ONLY = ("of", "theme", "without_theme", "headings")


class OutlineError(Exception):
    """A file is not an outline. ``problems`` has a Dutch sentence with file, line and key for each mistake."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Feed:
    """Which answers fill a section: those whose question feeds ``kind``, given by organisations of these kinds.

    With a ``theme`` only the passages of that theme; with ``without_theme`` only those that carry none.
    """

    kind: str
    organisations: frozenset[OrganisationKind]
    theme: str = ""
    without_theme: bool = False
    headings: bool = False
    """Whether each organisation gets a heading of its own."""


@dataclass(frozen=True, slots=True)
class Group:
    """Organisations under one heading. ``merge``: their answers run on as one text; else each has a sub-heading."""

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


@dataclass(frozen=True, slots=True)
class EachProvince:
    """A numbered section per province of the round; in it a heading per organisation, with ``sections`` below it."""

    key: str
    sections: tuple[OutlineSection, ...]
    groups: tuple[Group, ...] = ()

    def kinds(self) -> frozenset[OrganisationKind]:
        """Whose answers stand in it."""
        return frozenset().union(*(section.feed.organisations for section in self.sections if section.feed))


Places = OutlineSection | EachProvince


@dataclass(frozen=True, slots=True)
class Outline:
    """The chapters, in order."""

    chapters: tuple[OutlineSection, ...]

    def only(self, chapter: str) -> "Outline":
        """The outline of one chapter; of the whole report when ``chapter`` is empty."""
        return Outline(tuple(one for one in self.chapters if not chapter or one.key == chapter))

    def sections(self) -> Iterator[Places]:
        """Every section, in the report's order; a place per province once."""
        for chapter in self.chapters:
            yield from _below(chapter)

    def text_sections(self) -> Iterator[OutlineSection | Group]:
        """Every place for an editor's text, in the report's order."""
        for section in self.sections():
            if isinstance(section, EachProvince):
                yield from (group for group in section.groups if group.text)
            elif section.text:
                yield section

    def kinds(self) -> frozenset[OrganisationKind]:
        """Whose answers stand in it."""
        found: set[OrganisationKind] = set()
        for section in self.sections():
            if isinstance(section, EachProvince):
                found |= section.kinds()
            elif section.feed:
                found |= section.feed.organisations
        return frozenset(found)


def _below(section: OutlineSection) -> Iterator[Places]:
    yield section
    for child in section.sections:
        if isinstance(child, EachProvince):
            yield child
        else:
            yield from _below(child)


def default_outline() -> Outline:
    """The outline that comes with the product."""
    return parse_outline(DEFAULT.read_text("utf-8"), DEFAULT.name)


def parse_outline(source: str, name: str) -> Outline:
    """The outline in a file called ``name``. Raises OutlineError with all mistakes at once."""
    problems: list[str] = []
    root = Item.read(source, name, problems)
    chapters = _Reader().chapters(root) if root else ()
    if problems:
        raise OutlineError(tuple(problems))
    return Outline(chapters)


class _Reader:
    """Reads one file; keeps the keys that it has seen, since each names one place."""

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self._grouped: set[str] = set()

    def chapters(self, root: Item) -> tuple[OutlineSection, ...]:
        fields = root.mapping(("chapters",))
        return tuple(map(self._section, self._some(fields["chapters"]))) if "chapters" in fields else ()

    def _some(self, item: Item) -> list[Item]:
        found = item.sequence()
        if not found:
            item.wrong("minstens één")
        return found

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
        if fields.keys().isdisjoint({"text", "feeds", "sections"}):
            item.wrong("text, feeds of sections: wat er in de paragraaf komt")
        return OutlineSection(
            key=self._key(fields),
            title=_text(fields, "title"),
            text=_flag(fields, "text"),
            feed=_feed(item, fields),
            sections=tuple(map(self._place, self._some(fields["sections"]))) if "sections" in fields else (),
        )

    def _place(self, item: Item) -> Places:
        return self._each(item) if "each" in item.entries() else self._section(item)

    def _each(self, item: Item) -> EachProvince:
        fields = item.mapping(("key", "each", "sections"), ("groups",))
        if fields["each"].text() != OrganisationKind.PROVINCE:
            fields["each"].wrong("province")
        return EachProvince(
            key=self._key(fields),
            sections=tuple(map(self._part, self._some(fields["sections"]))) if "sections" in fields else (),
            groups=tuple(map(self._group, fields["groups"].sequence())) if "groups" in fields else (),
        )

    def _part(self, item: Item) -> OutlineSection:
        fields = item.mapping(("key", "title", "feeds", "of"), ("theme", "without_theme"))
        return OutlineSection(self._key(fields), _text(fields, "title"), feed=_feed(item, fields))

    def _group(self, item: Item) -> Group:
        fields = item.mapping(("key", "title", "organisations"), ("merge", "text"))
        members = self._some(fields["organisations"]) if "organisations" in fields else []
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


def _text(fields: dict[str, Item], key: str) -> str:
    return fields[key].text() if key in fields else ""


def _flag(fields: dict[str, Item], key: str) -> bool:
    return key in fields and fields[key].boolean()


def _feed(item: Item, fields: dict[str, Item]) -> Feed | None:
    if "feeds" not in fields:
        for key in _FEED_ONLY:
            if key in fields:
                fields[key].wrong(f"feeds naast {key}")
        return None
    if "of" not in fields:
        item.wrong("de sleutel of: van welke soort organisatie")
    feed = Feed(
        kind=fields["feeds"].text(),
        organisations=frozenset(_kinds(fields["of"])) if "of" in fields else frozenset(),
        theme=_text(fields, "theme"),
        without_theme=_flag(fields, "without_theme"),
        headings=_flag(fields, "headings"),
    )
    if feed.theme and feed.without_theme:
        fields["theme"].wrong("theme of without_theme, niet beide")
    return feed


def _kinds(item: Item) -> Iterator[OrganisationKind]:
    for one in item.sequence():
        value = one.text()
        if value in set(OrganisationKind):
            yield OrganisationKind(value)
        else:
            one.wrong(f"een van {', '.join(OrganisationKind)}", repr(value))
