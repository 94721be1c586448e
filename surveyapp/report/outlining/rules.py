"""Changing an outline: each verb gives another outline, or says in one Dutch sentence what to do instead.

Keys stay as they are when a section is renamed or moved, so that texts, their versions and what was left open by name
go along.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from surveyapp.interviews.recording.rules import organisation_key
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report.material.rules import ReportError
from surveyapp.report.material.sources import Organisation
from surveyapp.report.material.structure import (
    EachProvince,
    Feed,
    Group,
    Outline,
    OutlineError,
    OutlineSection,
    parse_outline,
)
from surveyapp.report.outlining.yaml_writer import as_yaml

Entry = OutlineSection | EachProvince | Group
Change = Callable[[Outline], Outline]

TITLE = 200
"""The longest title, in characters."""
DEEPEST = 3
"""Levels of numbered headings: 3.3.2."""
PER_PROVINCE = "Per provincie"
"""What a place per province is called: its headings are the provinces."""
_KEY = 60


class OutlineRefused(ReportError):
    """An outline cannot be changed so. The message says in Dutch what to do."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Something of the outline with its place: ``above`` are the entries that it stands in, the chapter first."""

    entry: Entry
    above: tuple[Entry, ...]
    siblings: tuple[Entry, ...]

    @property
    def under(self) -> str:
        """The key of what it stands in; "" for a chapter."""
        return self.above[-1].key if self.above else ""

    @property
    def place(self) -> int:
        """From 0, among those beside it."""
        return [one.key for one in self.siblings].index(self.entry.key)

    @property
    def of_provinces(self) -> bool:
        """Whether it is a part of every province, or a heading over some of their organisations."""
        return bool(self.above) and isinstance(self.above[-1], EachProvince)


def title_of(entry: Entry) -> str:
    """What it is called on screen."""
    return PER_PROVINCE if isinstance(entry, EachProvince) else entry.title


def entries(outline: Outline) -> Iterator[Placed]:
    """Everything, in the report's order."""
    for chapter in outline.chapters:
        yield from _placed(chapter, (), outline.chapters)


def _placed(entry: Entry, above: tuple[Entry, ...], siblings: tuple[Entry, ...]) -> Iterator[Placed]:
    yield Placed(entry, above, siblings)
    if isinstance(entry, Group):
        return
    for several in (entry.sections, entry.groups if isinstance(entry, EachProvince) else ()):
        for one in several:
            yield from _placed(one, (*above, entry), several)


def find(outline: Outline, key: str) -> Placed:
    """Where something stands. Raises OutlineRefused."""
    found = next((one for one in entries(outline) if one.entry.key == key), None)
    if found is None:
        raise OutlineRefused("Deze paragraaf staat niet meer in de indeling: kies een andere.")
    return found


def new_key(title: str, taken: Collection[str]) -> str:
    """A key for something new, which nothing had before: "Wonen en leefomgeving" -> "wonen-en-leefomgeving"."""
    key = re.sub(r"^[0-9-]+", "", organisation_key(title))[:_KEY].strip("-") or "paragraaf"
    numbers = (f"{key}-{number}" for number in range(2, len(taken) + 3))
    return key if key not in taken else next(one for one in numbers if one not in taken)


def _edited(several: Sequence[Any], key: str, edit: Callable[[Any], tuple[Any, ...]]) -> tuple[Any, ...]:
    """The same entries, with the one of this key replaced, wherever it is."""
    found: list[Any] = []
    for one in several:
        if one.key == key:
            found += edit(one)
        elif isinstance(one, Group):
            found.append(one)
        else:
            below: dict[str, Any] = {"sections": _edited(one.sections, key, edit)}
            if isinstance(one, EachProvince):
                below["groups"] = _edited(one.groups, key, edit)
            found.append(replace(one, **below))
    return tuple(found)


def _with(outline: Outline, key: str, edit: Callable[[Any], tuple[Any, ...]]) -> Outline:
    return Outline(_edited(outline.chapters, key, edit))


def _within(outline: Outline, under: str, edit: Callable[[tuple[Any, ...]], tuple[Any, ...]], field: str) -> Outline:
    """With other entries in what has this key; the chapters when ``under`` is empty."""
    if not under:
        return Outline(edit(outline.chapters))
    return _with(outline, under, lambda one: (replace(one, **{field: edit(getattr(one, field))}),))


def _field(entry: Entry) -> str:
    return "groups" if isinstance(entry, Group) else "sections"


def added(outline: Outline, under: str, entry: Entry) -> Outline:
    """With something new at the end of a section, or as the last chapter. Raises OutlineRefused."""
    if under:
        parent = find(outline, under).entry
        if not _fits(entry, parent):
            raise OutlineRefused(f"In ‘{title_of(parent)}’ kan dit niet staan: kies een andere plaats.")
    return checked(_within(outline, under, lambda there: (*there, entry), _field(entry)))


def _fits(entry: Entry, parent: Entry) -> bool:
    match parent:
        case Group():
            return False
        case EachProvince():
            return not isinstance(entry, EachProvince)
    return not isinstance(entry, Group)


def changed(outline: Outline, key: str, *, title: str, text: bool, feed: Feed | None) -> Outline:
    """With another title, text or source of answers for a section. Raises OutlineRefused."""
    entry = find(outline, key).entry
    if not isinstance(entry, OutlineSection):
        raise OutlineRefused("Dit is geen paragraaf: kies wat u wilt wijzigen nog eens in de indeling.")
    return checked(_with(outline, key, lambda one: (replace(one, title=title, text=text, feed=feed),)))


def regrouped(outline: Outline, group: Group) -> Outline:
    """With other organisations, another title or another form for a heading over them. Raises OutlineRefused."""
    if not isinstance(find(outline, group.key).entry, Group):
        raise OutlineRefused("Dit is geen kop over organisaties: kies wat u wilt wijzigen nog eens in de indeling.")
    return checked(_with(outline, group.key, lambda _one: (group,)))


def shifted(outline: Outline, key: str, by: int) -> Outline:
    """One place up (-1) or down (1) among those beside it. Raises OutlineRefused."""
    found = find(outline, key)
    to = found.place + by
    if not 0 <= to < len(found.siblings):
        edge = "boven" if by < 0 else "onder"
        raise OutlineRefused(f"‘{title_of(found.entry)}’ staat al {edge}aan: kies een andere plaats.")

    def swapped(there: tuple[Any, ...]) -> tuple[Any, ...]:
        moved = list(there)
        moved[found.place], moved[to] = moved[to], moved[found.place]
        return tuple(moved)

    return checked(_within(outline, found.under, swapped, _field(found.entry)))


def homes(outline: Outline, key: str) -> tuple[Placed | None, ...]:
    """What a section can be moved into, but where it is now; None stands for a chapter of its own."""
    moved = find(outline, key)
    if moved.of_provinces:
        return ()
    height = _height(moved.entry)
    found: list[Placed | None] = []
    if moved.above and not isinstance(moved.entry, EachProvince):
        found.append(None)
    for one in entries(outline):
        inside = any(each.key == key for each in (*one.above, one.entry))
        fits = len(one.above) + 1 + height <= DEEPEST
        section = isinstance(one.entry, OutlineSection) and not one.of_provinces
        if section and fits and not inside and one.entry.key != moved.under:
            found.append(one)
    return tuple(found)


def _height(entry: Entry) -> int:
    """Levels of numbered headings, with its own."""
    below = () if isinstance(entry, Group | EachProvince) else entry.sections
    return 1 + max(map(_height, below), default=0)


def moved(outline: Outline, key: str, under: str) -> Outline:
    """At the end of another section, or as the last chapter when ``under`` is empty. Raises OutlineRefused."""
    found = find(outline, key)
    if under not in {one.entry.key if one else "" for one in homes(outline, key)}:
        where = f"in ‘{title_of(find(outline, under).entry)}’" if under else "als hoofdstuk"
        raise OutlineRefused(f"‘{title_of(found.entry)}’ kan niet {where} staan: kies een andere plaats.")
    without = _with(outline, key, lambda _one: ())
    return checked(_within(without, under, lambda there: (*there, found.entry), "sections"))


def removed(outline: Outline, key: str) -> Outline:
    """Without a section and all that stands in it. Raises OutlineRefused."""
    find(outline, key)
    return checked(_with(outline, key, lambda _one: ()))


def with_text(outline: Outline, key: str) -> Outline:
    """With a place for an editor's text where there was none. Raises OutlineRefused."""
    if isinstance(find(outline, key).entry, EachProvince):
        raise OutlineRefused("Een plaats per provincie heeft geen eigen tekst: geef de tekst een eigen paragraaf.")
    return checked(_with(outline, key, lambda one: (replace(one, text=True),)))


def checked(outline: Outline) -> Outline:
    """The same outline, when a report can be made along it. Raises OutlineRefused."""
    if not outline.chapters:
        raise OutlineRefused("Een rapport heeft minstens één hoofdstuk: voeg eerst een ander hoofdstuk toe.")
    for one in entries(outline):
        if why := _why_not(one):
            raise OutlineRefused(why)
    try:
        return parse_outline(as_yaml(outline), "de indeling")
    except OutlineError as error:
        raise OutlineRefused(error.problems[0]) from error


def _why_not(found: Placed) -> str:
    if isinstance(found.entry, EachProvince):
        why = _why_no_provinces(found, found.entry)
    elif isinstance(found.entry, Group):
        title = found.entry.title
        why = _why_no_title(title) or ("" if found.entry.organisations else f"Kies wie onder ‘{title}’ komen.")
    else:
        why = _why_no_title(found.entry.title) or _why_no_section(found, found.entry)
    if why or found.of_provinces or len(found.above) < DEEPEST:
        return why
    return f"‘{title_of(found.entry)}’ staat te diep: kies een plaats op hoogstens {DEEPEST} niveaus."


def _why_no_title(title: str) -> str:
    if not title.strip():
        return "Vul een titel in."
    return "" if len(title) <= TITLE else f"Maak de titel korter: er passen hoogstens {TITLE} tekens in."


def _why_no_provinces(found: Placed, each: EachProvince) -> str:
    if not found.above:
        return "Een plaats per provincie staat in een hoofdstuk: kies er een."
    if not each.sections:
        return "Per provincie blijft minstens één onderdeel over: voeg eerst een ander toe, of haal alles weg."
    return ""


def _why_no_section(found: Placed, section: OutlineSection) -> str:
    feed = section.feed
    if found.of_provinces and (feed is None or feed.headings or section.text or section.sections):
        return f"‘{section.title}’ staat bij elke provincie en bestaat uit antwoorden: kies de vragen, en geen tekst."
    if not (feed or section.text or section.sections):
        return f"‘{section.title}’ zou leeg zijn: geef het een eigen tekst of antwoorden, of haal het weg."
    return ""


def why_apart(members: Sequence[Organisation]) -> str:
    """Why these organisations cannot stand under one heading, in Dutch; "" when they can."""
    if not members:
        return "Kies minstens één organisatie."
    provinces = {one.key if one.kind is OrganisationKind.PROVINCE else one.province_key for one in members}
    return "" if len(provinces) == 1 else "Kies organisaties uit één provincie: elke provincie heeft een eigen kop."
