"""What a page says beside what is kept: typed and not saved, saved elsewhere, or changed since a summary was shown."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from surveyapp.verification.keeping import operations
from surveyapp.verification.keeping.rules import Said
from surveyapp.verification.reading.pages import Entry, RecordPage
from surveyapp.verification.records.models import Verification


def with_typed(page: RecordPage, typed: Mapping[str, Said], clashes: Collection[str] = ()) -> RecordPage:
    """The page with what was typed in place of what is kept, and beside it where they clash."""
    return replace(page, entries=tuple(_with_typed(one, typed.get(one.item), clashes) for one in page.entries))


def _with_typed(entry: Entry, typed: Said | None, clashes: Collection[str]) -> Entry:
    if typed is None:
        return entry
    said = replace(typed, use=typed.use or entry.said.use)
    return replace(entry, said=said, theirs=entry.said if entry.item in clashes else None)


@dataclass(frozen=True, slots=True)
class Change:
    """An answer of which something else is said now than a summary showed."""

    item: str
    text: str
    before: Said
    now: Said


def changes_since(
    session: Session, verification: Verification, page: RecordPage, changed: Mapping[str, int]
) -> tuple[Change, ...]:
    """What was seen and what is said now, for each item of ``changed``, which gives the number that was seen."""
    reactions = {one.revision.answer.item: one for one in verification.reactions}
    found = []
    for entry in page.entries:
        if entry.item in changed:
            reaction = reactions.get(entry.item)
            shown = operations.find_revision(session, reaction, changed[entry.item]) if reaction else None
            before = Said(shown.kind, shown.text, shown.remark, shown.use) if shown else Said()
            found.append(Change(entry.item, entry.text, before, entry.said))
    return tuple(found)
