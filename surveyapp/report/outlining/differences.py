"""Differences between two outlines in Dutch sentences, for the history and for edit conflicts."""

from collections.abc import Iterator

from surveyapp.core.dutch import listed
from surveyapp.report.material.structure import Group, Outline, OutlineSection
from surveyapp.report.outlining.rules import Entry, Placed, entries, title_of


def differences(before: Outline, after: Outline) -> tuple[str, ...]:
    """Return a sentence per change; what moves or goes along with its heading is not mentioned separately."""
    was, now = _by_key(before), _by_key(after)
    return (
        *_gone(was, now),
        *_new(was, now),
        *(sentence for key in was if key in now for sentence in _changed(was[key], now[key])),
        *_reordered(was, now),
    )


def _by_key(outline: Outline) -> dict[str, Placed]:
    return {placed.entry.key: placed for placed in entries(outline)}


def _name(entry: Entry) -> str:
    return f"‘{title_of(entry)}’"


def _where(placed: Placed) -> str:
    return f"onder {_name(placed.above[-1])}" if placed.above else "als hoofdstuk"


def _gone(was: dict[str, Placed], now: dict[str, Placed]) -> Iterator[str]:
    for key, placed in was.items():
        if key not in now and (not placed.above or placed.under in now):
            yield f"{_name(placed.entry)} is weggehaald."


def _new(was: dict[str, Placed], now: dict[str, Placed]) -> Iterator[str]:
    for key, placed in now.items():
        if key not in was and (not placed.above or placed.under in was):
            yield f"{_name(placed.entry)} is toegevoegd {_where(placed)}."


def _changed(was: Placed, now: Placed) -> Iterator[str]:
    if was.under != now.under:
        yield f"{_name(now.entry)} is verplaatst en staat nu {_where(now)}."
    if title_of(was.entry) != title_of(now.entry):
        yield f"{_name(was.entry)} heet nu {_name(now.entry)}."
    match was.entry, now.entry:
        case (OutlineSection() as old, OutlineSection() as new):
            yield from _text(old, new)
            if old.feed != new.feed:
                what = "geen antwoorden meer" if new.feed is None else "antwoorden" if old.feed is None else ""
                yield f"{_name(new)} krijgt {what or 'andere antwoorden'}."
        case (Group() as old_group, Group() as new_group):
            yield from _text(old_group, new_group)
            if old_group.organisations != new_group.organisations:
                yield f"Onder {_name(new_group)} staan andere organisaties."
            if old_group.merge != new_group.merge:
                how = "lopen in elkaar over" if new_group.merge else "krijgen elk een kop"
                yield f"De organisaties onder {_name(new_group)} {how}."


def _text(was: OutlineSection | Group, now: OutlineSection | Group) -> Iterator[str]:
    if was.text != now.text:
        yield f"{_name(now)} krijgt {'een eigen tekst' if now.text else 'geen eigen tekst meer'}."


def _reordered(was: dict[str, Placed], now: dict[str, Placed]) -> Iterator[str]:
    """Yield the headings under which the remaining entries have another order."""
    told: set[tuple[str, bool]] = set()
    for placed in now.values():
        place = placed.under, isinstance(placed.entry, Group)
        if place in told:
            continue
        told.add(place)
        stayed = [each.key for each in placed.siblings if each.key in was and was[each.key].under == placed.under]
        if stayed != sorted(stayed, key=lambda key: was[key].place):
            order = listed([_name(now[key].entry) for key in stayed])
            yield f"De volgorde {_where(placed) if placed.above else 'van de hoofdstukken'} is nu {order}."
