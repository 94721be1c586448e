"""Whose agreement counts, for loaded rows. The views of ``models`` are the same rules in SQL; a test compares both."""

from collections.abc import Iterable
from typing import Any, Protocol


class Person(Protocol):
    """A respondent, who may have succeeded another."""

    id: Any
    succeeds_id: Any
    succeeds: Any


class Agreement(Protocol):
    """The agreement of a respondent to an answer revision."""

    respondent_id: Any


def line_of(person: Person) -> frozenset[int]:
    """Return the ids of respondents whose agreement counts as this person's: their own, and those whom they succeed."""
    before = line_of(person.succeeds) if person.succeeds_id and person.succeeds else frozenset()
    return before | {person.id}


def has_agreed(person: Person, given: Iterable[Agreement]) -> bool:
    """Return whether any of these agreements to a revision counts as this person's."""
    line = line_of(person)
    return any(agreement.respondent_id in line for agreement in given)
