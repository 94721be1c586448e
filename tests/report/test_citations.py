"""What in an editor's text is a citation, and what becomes of it when it is stored and printed."""

import pytest

from surveyapp.report.citations.rules import Citation, citations, cited_as, pinned, pinned_anew, with_codes
from surveyapp.text.words import normalise, to_html, to_print_html

WONEN, ELDERS = ("oost-drenthe", "2b"), ("elders", "1")


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("[oost-drenthe.2b]", None),
        ("[[oost-drenthe.2b]]", None),
        ("[[oost-drenthe.2b@3]]", 3),
        ("[oost-drenthe.2b@3]", 3),
        ("[[oost-drenthe.2b@12]].", 12),
        ("(zie [[oost-drenthe.2b@3]])", 3),
        ("[[oost-drenthe.2b] open", None),
        ("[[oost-drenthe.2b@3]][^1]", 3),
        ("[oost-drenthe.2b][^1]", None),
    ],
)
def test_a_citation_is_read_however_it_is_typed(text: str, version: int | None) -> None:
    assert citations(text) == (Citation(WONEN, version),)


@pytest.mark.parametrize("between", ["", " ", " en ", "\n\n"])
@pytest.mark.parametrize(
    ("first", "second"), [("[oost-drenthe.2b]", "[elders.1]"), ("[[oost-drenthe.2b@3]]", "[[elders.1]]")]
)
def test_citations_may_follow_each_other(first: str, between: str, second: str) -> None:
    assert [one.cited for one in citations(first + between + second)] == [WONEN, ELDERS]


@pytest.mark.parametrize(
    "text",
    [
        "[link.1](https://example.org)",
        "[link.1@2](https://example.org)",
        "[link.1][verwijzing]",
        "[OD 2b]",
        "[oost-drenthe]",
        "[a.2bc]",
        "[a.0]",
        "[[a.1@0]]",
        "[[a.1@]]",
        "[[a.1@x]]",
        "[a.1 @2]",
    ],
)
def test_other_brackets_are_no_citation(text: str) -> None:
    assert citations(text) == ()
    assert with_codes(text, {("link", "1"): "L 1", ("a", "1"): "A 1"}) == text
    assert pinned(text, {("link", "1"): 1, ("a", "1"): 1}) == text


@pytest.mark.parametrize(
    "cited", ["[oost-drenthe.2b]", "[[oost-drenthe.2b]]", "[[oost-drenthe.2b@3]]", "[oost-drenthe.2b@3]"]
)
def test_a_citation_is_printed_as_its_code_and_without_one_as_its_name(cited: str) -> None:
    assert with_codes(f"Dit {cited} en dat.", {WONEN: "OD 2b"}) == "Dit [OD 2b] en dat."
    assert with_codes(f"Dit {cited} en dat.", {}) == "Dit [oost-drenthe.2b] en dat."


def test_what_has_no_version_gets_the_one_that_is_agreed_and_a_typed_one_stays() -> None:
    text = "Een [oost-drenthe.2b], twee [[oost-drenthe.2b]], drie [[oost-drenthe.2b@1]], vier [oost-drenthe.2b@2]."
    stored = pinned(text, {WONEN: 3})
    assert stored == (
        "Een [[oost-drenthe.2b@3]], twee [[oost-drenthe.2b@3]], drie [[oost-drenthe.2b@1]], vier [[oost-drenthe.2b@2]]."
    )
    assert pinned(stored, {WONEN: 4}) == stored


def test_what_is_not_agreed_stays_as_it_was_typed() -> None:
    assert pinned("[[elders.1]] en [elders.1]", {WONEN: 3}) == "[[elders.1]] en [elders.1]"


def test_pinning_anew_touches_one_answer_only() -> None:
    text = "[[oost-drenthe.2b@3]] [[elders.1@1]] [oost-drenthe.2b] [[oost-drenthe.2@1]]"
    assert pinned_anew(text, WONEN, 4) == (
        "[[oost-drenthe.2b@4]] [[elders.1@1]] [[oost-drenthe.2b@4]] [[oost-drenthe.2@1]]"
    )


def test_a_name_is_the_answer_that_it_names() -> None:
    assert cited_as(Citation(WONEN, 3).name) == WONEN
    assert cited_as("zomaar") == ("", "zomaar")


def test_storing_and_rendering_leave_the_brackets_alone() -> None:
    text = "Dit *blijkt* [[oost-drenthe.2b@3]].[^1]\n\n[^1]: Zie [[elders.1@2]]."
    assert normalise(text) == text
    for html in (to_html(text), to_print_html(text)):
        assert "[[oost-drenthe.2b@3]]" in html
        assert "[[elders.1@2]]" in html
