"""Every example of docs/hoe-tekst-wordt-gelezen.md is so, and what the page says beside them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from input_files import FOLDER
from markdown_it.token import Token
from markupsafe import escape

from surveyapp.text.markup import commonmark_tokens, tokens
from surveyapp.text.words import normalise, to_mail, to_plain

PAGE = (Path(__file__).parents[2] / "docs" / "hoe-tekst-wordt-gelezen.md").read_text("utf-8")
ROW = re.compile(r"^\| (`+)(.*?)\1 \| (.*) \|$", re.MULTILINE)
EXAMPLES = [(found[2].replace("⏎", "\n"), found[3]) for found in ROW.finditer(PAGE)]
SEPARATORS = FOLDER / "text-line-separators.txt"


def seen(found: list[Token]) -> str:
    """A text as the page writes what is seen: • for a bullet, ❝ for a quotation, ⏎ for the end of a line."""
    return "".join(_seen(found)).removeprefix("⏎⏎").removeprefix("⏎").strip()


def _seen(found: list[Token]) -> Iterator[str]:
    begin, tight = "", False
    for place, token in enumerate(found):
        if token.type == "list_item_open":
            begin += f"{token.info}{token.markup} " if token.info else "• "
        elif token.type == "blockquote_open":
            begin += "❝"
        elif token.type == "footnote_open":
            begin += f"[{token.meta['id'] + 1}] "
        elif token.type == "inline":
            yield "⏎" if tight and found[place - 1].hidden else "⏎⏎"
            yield begin + "".join(map(_sign, token.children or ()))
            begin, tight = "", found[place - 1].hidden


def _sign(token: Token) -> str:
    if token.type == "softbreak":
        return "⏎"
    if token.type == "footnote_ref":
        return f"[{token.meta['id'] + 1}]"
    if token.tag in {"em", "strong"}:
        return f"<{'/' * (token.nesting < 0)}{token.tag}>"
    return str(escape(token.content))


def meant(cell: str) -> str:
    """A cell of the page as its reader sees it."""
    (_, inline, _) = commonmark_tokens(f"x{cell}")
    return "".join(map(_sign, inline.children or ())).removeprefix("x")


def test_the_page_has_examples_of_every_rule() -> None:
    assert len(EXAMPLES) > 45
    assert len(EXAMPLES) == len(re.findall(r"^\| `", PAGE, re.MULTILINE))


@pytest.mark.parametrize(("typed", "shown"), EXAMPLES)
def test_an_example_of_the_page_is_so(typed: str, shown: str) -> None:
    assert seen(list(tokens(normalise(typed) if not typed.startswith(" ") else typed))) == meant(shown)


def test_a_link_shows_its_address_in_a_plain_mail() -> None:
    text = "Zie [de visie](https://example.org/visie_2018) of [a@example.org](mailto:a@example.org)."
    assert to_mail(text) == "Zie de visie (https://example.org/visie_2018) of a@example.org."
    assert to_plain(text) == "Zie de visie of a@example.org."


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (SEPARATORS.read_text("utf-8"), "Eerste regel\ntweede regel\n\nNieuwe alinea.\nUit PowerPoint."),
        ("een\x0ctwee\x85drie\N{PARAGRAPH SEPARATOR}vier", "een\n\ntwee\ndrie\n\nvier"),
        ("een\x1ctwee\x1fdrie", "een twee drie"),
        ("half \ud83d hier", "half \N{REPLACEMENT CHARACTER} hier"),
        ("een\r\ntwee\rdrie  \n", "een\ntwee\ndrie"),
        ("\N{ZERO WIDTH SPACE}a\N{SOFT HYPHEN}b\N{NO-BREAK SPACE}c\td", "\N{ZERO WIDTH SPACE}a\xadb\xa0c\td"),
        ("a\x00b\ufeffc\N{RIGHT-TO-LEFT OVERRIDE}d", "abcd"),
    ],
)
def test_what_is_kept_of_signs_that_cannot_be_seen(typed: str, kept: str) -> None:
    assert normalise(typed) == kept
    assert normalise(kept) == kept


def test_nothing_deep_is_left_out() -> None:
    for mark in ("- ", "> ", "1. "):
        assert to_plain(mark * 200 + "woord").endswith("woord")
