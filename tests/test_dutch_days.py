"""The day of a moment is the day on a Dutch calendar: for one or two hours of each evening in UTC it is the next."""

import ast
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from surveyapp.privacy.persons.rules import kept_until

ROOT = Path(__file__).parents[1]
NAIVE = {"deadline", "here", "region[10].value", "datetime(2018, 5, 1)"}
"""Receivers that are on a Dutch clock already, or that have no clock: what a spreadsheet or a command line gives."""


def days_taken(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the receiver of each call of ``date()`` without arguments."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(value=receiver, attr="date"), args=[], keywords=[]):
                yield node.lineno, ast.unparse(receiver)


@pytest.mark.parametrize("folder", ["surveyapp", "tests"])
def test_a_day_is_taken_from_a_dutch_clock(folder: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {receiver}.date()"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for line, receiver in days_taken(path.read_text("utf-8"))
        if not receiver.startswith("local(") and receiver not in NAIVE
    ]
    assert wrong == []


def test_a_round_is_kept_from_the_dutch_day_of_its_last_agreement() -> None:
    half_past_midnight = datetime(2018, 5, 31, 22, 30, tzinfo=UTC)
    assert kept_until(half_past_midnight, 12, everything_agreed=True) == date(2019, 6, 1)
