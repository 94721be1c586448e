"""Whose agreement counts, of rows that are loaded. The views of ``models`` say it in SQL; a test compares both."""

from collections.abc import Iterable
from typing import Any, Protocol


class Person(Protocol):
    """A respondent, who may have taken the place of another."""

    id: Any
    succeeds_id: Any
    succeeds: Any


class Agreement(Protocol):
    """What one respondent gave to one answer revision."""

    respondent_id: Any


def line_of(person: Person) -> frozenset[int]:
    """Return the ids of everybody whose agreement counts as this person's: their own, and of whom they succeed."""
    before = line_of(person.succeeds) if person.succeeds_id and person.succeeds else frozenset()
    return before | {person.id}


def has_agreed(person: Person, given: Iterable[Agreement]) -> bool:
    """Return whether one of these agreements to a revision counts as this person's."""
    line = line_of(person)
    return any(one.respondent_id in line for one in given)
