"""Rules for changing an outline: each function returns a new outline, or raises with a Dutch sentence.

Keys do not change when a section is renamed or moved, so that texts, their versions and decisions stay attached.
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
"""Longest title, in characters."""
DEEPEST = 3
"""Most levels of numbered headings: 3.3.2."""
PER_PROVINCE = "Per provincie"
"""Title of a place per province, whose headings are the provinces."""
_KEY = 60


class OutlineRefused(ReportError):
    """A change of the outline is not possible. The message says in Dutch what to do instead."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry of the outline with its place; ``above`` are the entries around it, the chapter first."""

    entry: Entry
    above: tuple[Entry, ...]
    siblings: tuple[Entry, ...]

    @property
    def under(self) -> str:
        """Key of the entry around it; "" for a chapter."""
        return self.above[-1].key if self.above else ""

    @property
    def place(self) -> int:
        """Index among its siblings, from 0."""
        return [sibling.key for sibling in self.siblings].index(self.entry.key)

    @property
    def of_provinces(self) -> bool:
        """Whether it is a part of every province, or a group of their organisations."""
        return bool(self.above) and isinstance(self.above[-1], EachProvince)


def title_of(entry: Entry) -> str:
    """Return the title of an entry on screen."""
    return PER_PROVINCE if isinstance(entry, EachProvince) else entry.title


def entries(outline: Outline) -> Iterator[Placed]:
    """Yield all entries, in report order."""
    for chapter in outline.chapters:
        yield from _placed(chapter, (), outline.chapters)


def _placed(entry: Entry, above: tuple[Entry, ...], siblings: tuple[Entry, ...]) -> Iterator[Placed]:
    yield Placed(entry, above, siblings)
    if isinstance(entry, Group):
        return
    for several in (entry.sections, entry.groups if isinstance(entry, EachProvince) else ()):
        for child in several:
            yield from _placed(child, (*above, entry), several)


def find(outline: Outline, key: str) -> Placed:
    """Return the entry with this key and its place. Raises OutlineRefused."""
    match = next((placed for placed in entries(outline) if placed.entry.key == key), None)
    if match is None:
        raise OutlineRefused("Deze paragraaf staat niet meer in de indeling: kies een andere.")
    return match


def new_key(title: str, taken: Collection[str]) -> str:
    """Return a key that is not taken: "wonen-en-leefomgeving" for "Wonen en leefomgeving"."""
    key = re.sub(r"^[0-9-]+", "", organisation_key(title))[:_KEY].strip("-") or "paragraaf"
    numbers = (f"{key}-{number}" for number in range(2, len(taken) + 3))
    return key if key not in taken else next(number for number in numbers if number not in taken)


def _edited(several: Sequence[Any], key: str, edit: Callable[[Any], tuple[Any, ...]]) -> tuple[Any, ...]:
    """Return the entries with the one of this key replaced, at any depth."""
    edited: list[Any] = []
    for entry in several:
        if entry.key == key:
            edited += edit(entry)
        elif isinstance(entry, Group):
            edited.append(entry)
        else:
            below: dict[str, Any] = {"sections": _edited(entry.sections, key, edit)}
            if isinstance(entry, EachProvince):
                below["groups"] = _edited(entry.groups, key, edit)
            edited.append(replace(entry, **below))
    return tuple(edited)


def _with(outline: Outline, key: str, edit: Callable[[Any], tuple[Any, ...]]) -> Outline:
    return Outline(_edited(outline.chapters, key, edit))


def _within(outline: Outline, under: str, edit: Callable[[tuple[Any, ...]], tuple[Any, ...]], field: str) -> Outline:
    """Return the outline with the children of the entry ``under`` edited; its chapters when ``under`` is ""."""
    if not under:
        return Outline(edit(outline.chapters))
    return _with(outline, under, lambda parent: (replace(parent, **{field: edit(getattr(parent, field))}),))


def _field(entry: Entry) -> str:
    return "groups" if isinstance(entry, Group) else "sections"


def added(outline: Outline, under: str, entry: Entry) -> Outline:
    """Return the outline with an entry added at the end of ``under``, or as the last chapter. Raises OutlineRefused."""
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
    """Return the outline with another title, text or feed for a section. Raises OutlineRefused."""
    entry = find(outline, key).entry
    if not isinstance(entry, OutlineSection):
        raise OutlineRefused("Dit is geen paragraaf: kies wat u wilt wijzigen nog eens in de indeling.")
    return checked(_with(outline, key, lambda section: (replace(section, title=title, text=text, feed=feed),)))


def regrouped(outline: Outline, group: Group) -> Outline:
    """Return the outline with the group of the same key replaced. Raises OutlineRefused."""
    if not isinstance(find(outline, group.key).entry, Group):
        raise OutlineRefused("Dit is geen kop over organisaties: kies wat u wilt wijzigen nog eens in de indeling.")
    return checked(_with(outline, group.key, lambda _one: (group,)))


def shifted(outline: Outline, key: str, by: int) -> Outline:
    """Return the outline with an entry moved one place up (-1) or down (1). Raises OutlineRefused."""
    placed = find(outline, key)
    to = placed.place + by
    if not 0 <= to < len(placed.siblings):
        edge = "boven" if by < 0 else "onder"
        raise OutlineRefused(f"‘{title_of(placed.entry)}’ staat al {edge}aan: kies een andere plaats.")

    def swapped(there: tuple[Any, ...]) -> tuple[Any, ...]:
        moved = list(there)
        moved[placed.place], moved[to] = moved[to], moved[placed.place]
        return tuple(moved)

    return checked(_within(outline, placed.under, swapped, _field(placed.entry)))


def homes(outline: Outline, key: str) -> tuple[Placed | None, ...]:
    """Return the entries that a section can be moved into, except its present one; None stands for the chapters."""
    moved = find(outline, key)
    if moved.of_provinces:
        return ()
    height = _height(moved.entry)
    places: list[Placed | None] = []
    if moved.above and not isinstance(moved.entry, EachProvince):
        places.append(None)
    for placed in entries(outline):
        inside = any(each.key == key for each in (*placed.above, placed.entry))
        fits = len(placed.above) + 1 + height <= DEEPEST
        section = isinstance(placed.entry, OutlineSection) and not placed.of_provinces
        if section and fits and not inside and placed.entry.key != moved.under:
            places.append(placed)
    return tuple(places)


def _height(entry: Entry) -> int:
    """Return the number of levels of numbered headings, its own included."""
    below = () if isinstance(entry, Group | EachProvince) else entry.sections
    return 1 + max(map(_height, below), default=0)


def moved(outline: Outline, key: str, under: str) -> Outline:
    """Return the outline with an entry moved to the end of ``under``, or as the last chapter. Raises OutlineRefused."""
    placed = find(outline, key)
    if under not in {home.entry.key if home else "" for home in homes(outline, key)}:
        where = f"in ‘{title_of(find(outline, under).entry)}’" if under else "als hoofdstuk"
        raise OutlineRefused(f"‘{title_of(placed.entry)}’ kan niet {where} staan: kies een andere plaats.")
    without = _with(outline, key, lambda _one: ())
    return checked(_within(without, under, lambda there: (*there, placed.entry), "sections"))


def removed(outline: Outline, key: str) -> Outline:
    """Return the outline without an entry and everything in it. Raises OutlineRefused."""
    find(outline, key)
    return checked(_with(outline, key, lambda _one: ()))


def with_text(outline: Outline, key: str) -> Outline:
    """Return the outline with a place for an editor's text in this entry. Raises OutlineRefused."""
    if isinstance(find(outline, key).entry, EachProvince):
        raise OutlineRefused("Een plaats per provincie heeft geen eigen tekst: geef de tekst een eigen paragraaf.")
    return checked(_with(outline, key, lambda place: (replace(place, text=True),)))


def checked(outline: Outline) -> Outline:
    """Return the outline if a report can be made with it. Raises OutlineRefused."""
    if not outline.chapters:
        raise OutlineRefused("Een rapport heeft minstens één hoofdstuk: voeg eerst een ander hoofdstuk toe.")
    for placed in entries(outline):
        if why := _why_not(placed):
            raise OutlineRefused(why)
    try:
        return parse_outline(as_yaml(outline), "de indeling")
    except OutlineError as error:
        raise OutlineRefused(error.problems[0]) from error


def _why_not(placed: Placed) -> str:
    if isinstance(placed.entry, EachProvince):
        why = _why_no_provinces(placed, placed.entry)
    elif isinstance(placed.entry, Group):
        title = placed.entry.title
        why = _why_no_title(title) or ("" if placed.entry.organisations else f"Kies wie onder ‘{title}’ komen.")
    else:
        why = _why_no_title(placed.entry.title) or _why_no_section(placed, placed.entry)
    if why or placed.of_provinces or len(placed.above) < DEEPEST:
        return why
    return f"‘{title_of(placed.entry)}’ staat te diep: kies een plaats op hoogstens {DEEPEST} niveaus."


def _why_no_title(title: str) -> str:
    if not title.strip():
        return "Vul een titel in."
    return "" if len(title) <= TITLE else f"Maak de titel korter: er passen hoogstens {TITLE} tekens in."


def _why_no_provinces(placed: Placed, each: EachProvince) -> str:
    if not placed.above:
        return "Een plaats per provincie staat in een hoofdstuk: kies er een."
    if not each.sections:
        return "Per provincie blijft minstens één onderdeel over: voeg eerst een ander toe, of haal alles weg."
    return ""


def _why_no_section(placed: Placed, section: OutlineSection) -> str:
    feed = section.feed
    if placed.of_provinces and (feed is None or feed.headings or section.text or section.sections):
        return f"‘{section.title}’ staat bij elke provincie en bestaat uit antwoorden: kies de vragen, en geen tekst."
    if not (feed or section.text or section.sections):
        return f"‘{section.title}’ zou leeg zijn: geef het een eigen tekst of antwoorden, of haal het weg."
    return ""


def why_apart(members: Sequence[Organisation]) -> str:
    """Return why these organisations cannot share a heading, in Dutch; "" when they can."""
    if not members:
        return "Kies minstens één organisatie."
    provinces = {member.key if member.kind is OrganisationKind.PROVINCE else member.province_key for member in members}
    return "" if len(provinces) == 1 else "Kies organisaties uit één provincie: elke provincie heeft een eigen kop."
