"""Plain values for a page with unsaved input, and for what changed since a summary was shown."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from surveyapp.verification.keeping import operations
from surveyapp.verification.keeping.rules import Said
from surveyapp.verification.reading.pages import Entry, RecordPage
from surveyapp.verification.records.models import Verification


def with_typed(page: RecordPage, typed: Mapping[str, Said], clashes: Collection[str] = ()) -> RecordPage:
    """Return the page with typed values in place of saved ones; entries that conflict show both."""
    return replace(page, entries=tuple(_with_typed(entry, typed.get(entry.item), clashes) for entry in page.entries))


def _with_typed(entry: Entry, typed: Said | None, clashes: Collection[str]) -> Entry:
    if typed is None:
        return entry
    said = replace(typed, use=typed.use or entry.said.use)
    return replace(entry, said=said, theirs=entry.said if entry.item in clashes else None)


@dataclass(frozen=True, slots=True)
class Change:
    """An answer whose reaction changed since the summary was shown."""

    item: str
    text: str
    before: Said
    now: Said


def changes_since(
    session: Session, verification: Verification, page: RecordPage, changed: Mapping[str, int]
) -> tuple[Change, ...]:
    """Return the old and new reaction to each changed item.

    ``changed``: per item, the revision number that was shown.
    """
    by_item = {reaction.revision.answer.item: reaction for reaction in verification.reactions}
    changes = []
    for entry in page.entries:
        if entry.item in changed:
            reaction = by_item.get(entry.item)
            shown = operations.find_revision(session, reaction, changed[entry.item]) if reaction else None
            before = Said(shown.kind, shown.text, shown.remark, shown.use) if shown else Said()
            changes.append(Change(entry.item, entry.text, before, entry.said))
    return tuple(changes)
