"""What is different between two outlines, in Dutch sentences: for the history, and for who saves second."""

from collections.abc import Iterator

from surveyapp.core.dutch import listed
from surveyapp.report.material.structure import Group, Outline, OutlineSection
from surveyapp.report.outlining.rules import Entry, Placed, entries, title_of


def differences(before: Outline, after: Outline) -> tuple[str, ...]:
    """One sentence for each thing that somebody changed; what went along with it is not told apart."""
    was, now = _by_key(before), _by_key(after)
    return (
        *_gone(was, now),
        *_new(was, now),
        *(sentence for key in was if key in now for sentence in _changed(was[key], now[key])),
        *_reordered(was, now),
    )


def _by_key(outline: Outline) -> dict[str, Placed]:
    return {one.entry.key: one for one in entries(outline)}


def _name(entry: Entry) -> str:
    return f"‘{title_of(entry)}’"


def _where(found: Placed) -> str:
    return f"onder {_name(found.above[-1])}" if found.above else "als hoofdstuk"


def _gone(was: dict[str, Placed], now: dict[str, Placed]) -> Iterator[str]:
    for key, one in was.items():
        if key not in now and (not one.above or one.under in now):
            yield f"{_name(one.entry)} is weggehaald."


def _new(was: dict[str, Placed], now: dict[str, Placed]) -> Iterator[str]:
    for key, one in now.items():
        if key not in was and (not one.above or one.under in was):
            yield f"{_name(one.entry)} is toegevoegd {_where(one)}."


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
    """Where those that were there before, and still are, come in another order."""
    told: set[tuple[str, bool]] = set()
    for one in now.values():
        place = one.under, isinstance(one.entry, Group)
        if place in told:
            continue
        told.add(place)
        stayed = [each.key for each in one.siblings if each.key in was and was[each.key].under == one.under]
        if stayed != sorted(stayed, key=lambda key: was[key].place):
            order = listed([_name(now[key].entry) for key in stayed])
            yield f"De volgorde {_where(one) if one.above else 'van de hoofdstukken'} is nu {order}."
