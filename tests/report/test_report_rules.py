"""The order of organisations, numbers, what is missing, and what may be said of it."""

from dataclasses import replace

import pytest
from report_values import (
    BZK,
    DE_MARNE,
    DRENTHE,
    EEMSDELTA,
    GRONINGEN,
    OOST_DRENTHE,
    REGION,
    agreed_interviews,
    answer,
    interview,
    not_sent,
)

from surveyapp.report.material.filling import filled_in, unknown_places
from surveyapp.report.material.rules import counts, in_report_order, numbered, questions, what_is_missing
from surveyapp.report.material.sources import AnswerSource, Organisation
from surveyapp.report.material.tree import Section


def test_a_region_follows_its_province_and_ministries_come_last() -> None:
    order = in_report_order([BZK, DE_MARNE, EEMSDELTA, OOST_DRENTHE, GRONINGEN, DRENTHE])

    assert order == (DRENTHE, OOST_DRENTHE, GRONINGEN, EEMSDELTA, DE_MARNE, BZK)


def test_a_region_whose_province_is_not_in_the_round_comes_after_the_provinces() -> None:
    lost = Organisation("walcheren", "Walcheren", REGION, "WA", "zeeland", 0)

    assert in_report_order([lost, BZK, DRENTHE, OOST_DRENTHE]) == (DRENTHE, OOST_DRENTHE, lost, BZK)


def test_only_numbered_sections_count() -> None:
    below = (Section("b", "#", "B"), Section("c", "", "C"), Section("d", "#", "D"))

    (chapter,) = numbered([Section("a", "#", "A", sections=below)])

    assert [section.number for section in chapter.sections] == ["1.1", "", "1.2"]


@pytest.mark.parametrize(("items", "words"), [(["2b"], "vraag 2b"), (["1", "2b", "3a"], "vragen 1, 2b en 3a")])
def test_questions_are_named_as_in_a_sentence(items: list[str], words: str) -> None:
    assert questions(items) == words


def test_what_is_missing_is_said_in_the_order_of_the_work() -> None:
    half = interview(OOST_DRENTHE, answer("1", "Ja."), answer("2b", "Nee.", approved=False))

    assert what_is_missing(None) == "nog niet geïnterviewd"
    assert what_is_missing(replace(half, held_on=None)) == "nog niet geïnterviewd"
    assert what_is_missing(not_sent(half)) == "verslag nog niet verstuurd"
    assert what_is_missing(half) == "nog geen akkoord op vraag 2b"
    assert what_is_missing(interview(OOST_DRENTHE, answer("1", "Ja."))) == ""


def test_an_answer_is_not_agreed_by_nobody() -> None:
    with pytest.raises(ValueError, match="approved by nobody"):
        AnswerSource("1", 1, "Tekst.", "00", approved=True)


def test_counts_are_of_interviews_that_were_held() -> None:
    held = agreed_interviews()

    planned = replace(held[0], held_on=None)

    assert counts([planned, *held[1:]]) == {"interviews": 5, "regions": 3, "provinces": 2, "ministries": 0}


def test_what_nothing_fills_stays_as_it_stands() -> None:
    assert filled_in("{regions} van {x}, {niet dit}", {"regions": 18}) == "18 van {x}, {niet dit}"
    assert unknown_places("{regions} van {x}, {niet dit}", {"regions": 18}) == ("{x}",)
