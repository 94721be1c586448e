"""The strict reader under questionnaires, outline and interview files: what it reads, and what it says of the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.core.yaml_reader import MAX_BYTES, Item


def value(written: str) -> tuple[Item, list[str]]:
    """What stands under the only key of a file, and the list where its problems come."""
    problems: list[str] = []
    root = Item.read(f"sleutel: {written}\n", "proef.yaml", problems)
    assert root is not None
    return root.mapping(("sleutel",))["sleutel"], problems


def refused(source: str, limit: int = MAX_BYTES) -> str:
    """Why it is not read at all."""
    problems: list[str] = []
    assert Item.read(source, "proef.yaml", problems, limit) is None
    (problem,) = problems
    return problem


# Reading values


@pytest.mark.parametrize("written", ["Tekst", "'2018'", '"ja: nee"', "|\n  Tekst\n  en meer", ">-\n  Tekst"])
def test_a_text_is_read(written: str) -> None:
    item, problems = value(written)

    assert item.text()
    assert problems == []


@pytest.mark.parametrize(
    "written", ["2018", "2018-05-17", "1.5", "true", "~", "", "[a]", "{a: b}", "!!str a", "&a b", "*a"]
)
def test_anything_else_is_not_a_text(written: str) -> None:
    item, problems = value(written)

    assert item.text() == ""
    assert problems[0].startswith("proef.yaml, regel 1, sleutel: verwacht een tekst (zet er ")


@pytest.mark.parametrize("written", ["''", "'  '", '"\\n"'])
def test_a_text_says_something(written: str) -> None:
    item, problems = value(written)
    item.text()

    assert problems == ["proef.yaml, regel 1, sleutel: verwacht een tekst, kreeg een lege tekst"]


@pytest.mark.parametrize("written", ["2018", "2b", "2018-05-17", "regio", "'2018'", "007"])
def test_a_word_reads_as_it_is_written(written: str) -> None:
    item, problems = value(written)

    assert item.word() == written.strip("'")
    assert problems == []


@pytest.mark.parametrize("written", ["", "''", "[a]", "{a: b}", "!x 2018", "&a 2018", "*a"])
def test_anything_else_is_not_a_word(written: str) -> None:
    item, problems = value(written)

    assert item.word() == ""
    assert problems[0].startswith("proef.yaml, regel 1, sleutel: verwacht een woord of getal, kreeg ")


@pytest.mark.parametrize(("written", "expected"), [("true", True), ("True", True), ("false", False), ("no", False)])
def test_true_and_false_are_read(written: str, *, expected: bool) -> None:
    item, problems = value(written)

    assert item.boolean() is expected
    assert problems == []


@pytest.mark.parametrize("written", ["ja", "1", "'true'", "", "[true]", "!!bool true"])
def test_anything_else_is_neither_true_nor_false(written: str) -> None:
    item, problems = value(written)

    assert item.boolean() is False
    assert problems[0].startswith("proef.yaml, regel 1, sleutel: verwacht true of false, kreeg ")


def test_a_list_knows_the_place_and_line_of_each_value() -> None:
    item, problems = value("\n  - a\n  - b")

    assert [(one.text(), one.path, one.line) for one in item.sequence()] == [
        ("a", "sleutel[0]", 2),
        ("b", "sleutel[1]", 3),
    ]
    assert problems == []


def test_any_keys_are_read_as_they_are_written() -> None:
    item, problems = value("{1: a, 2b: b, 2018-05-17: c, true: d}")

    assert {key: one.text() for key, one in item.entries().items()} == {
        "1": "a",
        "2b": "b",
        "2018-05-17": "c",
        "true": "d",
    }
    assert problems == []


@pytest.mark.parametrize("written", ["tekst", "[a]", "", "!x {a: b}", "&a {a: b}", "*a"])
def test_anything_else_has_no_keys(written: str) -> None:
    item, problems = value(written)

    assert item.mapping(("a",)) == {}
    assert len(problems) == 1
    assert problems[0].startswith("proef.yaml, regel 1, sleutel: verwacht sleutels met waarden, kreeg ")


@pytest.mark.parametrize("written", ["tekst", "{a: b}", "", "!x [a]", "&a [a]", "*a"])
def test_anything_else_is_not_a_list(written: str) -> None:
    item, problems = value(written)

    assert item.sequence() == []
    assert problems[0].startswith("proef.yaml, regel 1, sleutel: verwacht een lijst, kreeg ")


@pytest.mark.parametrize("key", ["[a]", "{a: b}", "''", "&a b", "*a ", "!x a"])
def test_a_key_is_one_word(key: str) -> None:
    item, problems = value(f"{{? {key} : b}}")

    assert item.entries() == {}
    assert problems == ["proef.yaml, regel 1, sleutel: verwacht een sleutel van één woord"]


def test_a_problem_is_where_its_key_is_also_when_the_value_follows_below() -> None:
    item, problems = value("\n  onder:\n\n    - a")
    item.entries()["onder"].wrong("iets anders")

    assert problems == ["proef.yaml, regel 2, sleutel.onder: verwacht iets anders"]


def test_a_long_value_is_shown_by_its_beginning() -> None:
    item, problems = value("a" * 1000)
    item.sequence()

    assert problems == [f"proef.yaml, regel 1, sleutel: verwacht een lijst, kreeg een tekst ('{'a' * 60}')"]


# Files that are not read at all


@pytest.mark.parametrize("source", ["", "\n\n", "# niets\n"])
def test_an_empty_file_is_refused(source: str) -> None:
    assert refused(source) == "proef.yaml: het bestand is leeg"


@pytest.mark.parametrize(
    ("source", "line", "cause"),
    [
        ("key: a\ntitle: b: c\n", 2, "zet een tekst met een dubbele punt tussen aanhalingstekens"),
        ("key: a\n\ttitle: b\n", 2, "spring in met spaties, niet met een tab"),
        ("key: a\n---\nkey: b\n", 2, "één document per bestand, dus geen tweede ---"),
        ("key: a\ntitle: \x00\n", 2, "een teken dat niet in een tekst hoort"),
        ("key: \ud800\n", 1, "een teken dat niet in een tekst hoort"),
    ],
)
def test_a_frequent_slip_is_explained(source: str, line: int, cause: str) -> None:
    assert refused(source) == f"proef.yaml, regel {line}: geen geldige YAML ({cause})"


@pytest.mark.parametrize("broken", ["a: [b\n", "a: 'b\n", "a: {b: c\n", "a: b\n  c: d\n", "a: @b\n", "- a\nb: c\n"])
def test_broken_yaml_is_named_with_its_line(broken: str) -> None:
    assert refused(broken).startswith("proef.yaml, regel ")
    assert ": geen geldige YAML (" in refused(broken)


@pytest.mark.parametrize("deep", ["[" * 100_000, "- " * 100_000, "{a: " * 21 + "b" + "}" * 21, "? " * 100_000])
def test_a_file_that_is_nested_deeply_is_refused(deep: str) -> None:
    assert refused(deep) == "proef.yaml, regel 1: geen geldige YAML (dieper genest dan 20)"


def test_a_small_file_cannot_stand_for_an_endless_one() -> None:
    problems: list[str] = []
    lists = [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 30)]
    root = Item.read("".join(lists), "proef.yaml", problems)

    assert root is not None
    assert [item.sequence() for item in root.entries().values()] == [[]] * 29
    assert len(problems) == 29


def test_an_alias_cannot_hold_itself() -> None:
    item, problems = value("&a [*a]")

    assert item.sequence() == []
    assert problems == ["proef.yaml, regel 1, sleutel: verwacht een lijst, kreeg een anker (&)"]


def test_a_file_over_the_limit_is_refused_unread() -> None:
    assert refused("[" * (MAX_BYTES + 1)) == "proef.yaml: groter dan 2 MB"
    assert refused("[" * 1_000_001, 1_000_000) == "proef.yaml: groter dan 1 MB"


def test_size_is_counted_in_bytes() -> None:
    assert refused("#" + "é" * 500_000, 1_000_000) == "proef.yaml: groter dan 1 MB"


@given(st.text("{}[]:-*&!?|>'\"\n #a1", max_size=60))
def test_whatever_is_written_is_read_or_refused(source: str) -> None:
    problems: list[str] = []
    root = Item.read(source, "proef.yaml", problems)

    assert (root is None) == bool(problems)
