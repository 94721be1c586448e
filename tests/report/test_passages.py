"""A section takes the passages of its theme, word for word and with their footnotes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_values import MINISTRY, answer

from surveyapp.report.material.passages import passage_indexes, runs
from surveyapp.report.material.structure import Feed
from surveyapp.text.words import normalise, paragraphs

ALL = Feed("rijksbeleid", frozenset({MINISTRY}))
HOUSING = Feed("rijksbeleid", frozenset({MINISTRY}), themes=("wonen",))
REST = Feed("rijksbeleid", frozenset({MINISTRY}), without_theme=True)
TEXT = "Een.\n\nTwee.[^1]\n\n- drie\n- vier\n\n> Vijf.\n\n[^1]: Noot."


def test_a_section_without_a_theme_takes_the_answer_as_it_is() -> None:
    (run,) = runs(answer("1", TEXT), ALL)

    assert run.markdown == TEXT
    assert run.indexes == (0, 1, 2, 3)


def test_passages_that_follow_each_other_stay_together() -> None:
    themes = [("wonen",), ("wonen",), (), ("wonen", "economie")]

    housing = runs(answer("1", TEXT, themes=themes), HOUSING)

    assert [run.indexes for run in housing] == [(0, 1), (3,)]
    assert housing[0].markdown == "Een.\n\nTwee.[^1]\n\n[^1]: Noot."


def test_a_passage_without_themes_goes_where_those_go() -> None:
    found = answer("1", TEXT, themes=[("wonen",)])

    assert [run.indexes for run in runs(found, REST)] == [(1, 2, 3)]
    assert runs(answer("1", TEXT), REST)[0].markdown == TEXT


@pytest.mark.parametrize("feed", [HOUSING, REST])
def test_an_empty_answer_gives_nothing(feed: Feed) -> None:
    assert runs(answer("1", ""), feed) == ()


@given(
    st.lists(st.sampled_from(["Woord.", "- punt\n- punt", "> citaat", "Een[^1] noot.", "1. a\n2. b"]), max_size=6),
    st.lists(st.sampled_from([(), ("wonen",)]), max_size=6),
)
def test_every_passage_stands_in_exactly_one_of_the_two(parts: list[str], themes: list[tuple[str, ...]]) -> None:
    found = answer("1", normalise("\n\n".join([*parts, "[^1]: Noot."])), themes=themes)

    taken = [run for feed in (HOUSING, REST) for run in runs(found, feed)]

    assert sorted(index for run in taken for index in run.indexes) == list(passage_indexes(found))
    printed = [passage for run in taken for passage in paragraphs(run.markdown)]
    assert sorted(printed) == sorted(paragraphs(found.text))
