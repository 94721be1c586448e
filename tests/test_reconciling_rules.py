"""A fact and the event that vouches for it, as plain values."""

from datetime import UTC, datetime
from typing import Any

import pytest

from surveyapp.core.audit import Entry
from surveyapp.core.reconciling import Fact, Kind, compare

AT = datetime(2018, 5, 22, 10, tzinfo=UTC)
KIND = Kind("Het akkoord", ("approval.give",), "approval")
FACT = Fact(7, "Vraag 1", {"hash": "a", "digest": "d"}, AT)


def entry(detail: dict[str, Any], *, at: datetime = AT, genuine: bool = True, subject_id: int = 7) -> Entry:
    return Entry(1, at, "approval.give", subject_id, detail, genuine)


@pytest.mark.parametrize("detail", [{"hash": "a", "digest": "d"}, {"hash": "a", "use": "named"}])
def test_an_event_vouches_for_what_it_says_and_one_of_before_says_less(detail: dict[str, Any]) -> None:
    assert list(compare(KIND, [FACT], [entry(detail)])) == []


@pytest.mark.parametrize(
    "event",
    [
        entry({"hash": "b", "digest": "d"}),
        entry({"hash": "a", "digest": "e"}),
        entry({"hash": "a", "digest": "d"}, at=datetime(2018, 5, 23, tzinfo=UTC)),
        entry({"hash": "a", "digest": "d"}, genuine=False),
    ],
)
def test_an_event_that_says_something_else_or_is_forged_does_not(event: Entry) -> None:
    (one,) = compare(KIND, [FACT], [event])
    assert str(one) == "Vraag 1: Het akkoord is anders dan in het logboek."


def test_one_event_vouches_for_one_row() -> None:
    (one,) = compare(KIND, [FACT, FACT], [entry({"hash": "a"})])
    assert "anders" in one.words or "niet in het logboek" in one.words
    (one,) = compare(KIND, [FACT], [entry({"hash": "a"}, subject_id=8)])
    assert one.words == "Het akkoord staat niet in het logboek."
