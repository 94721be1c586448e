"""Web and mail addresses in words: what is one, where it ends, and that no word changes."""

import re
import time
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.text.addresses import linked, parts, printed
from surveyapp.text.words import to_html, to_print_html


@pytest.mark.parametrize(
    ("words", "address", "href"),
    [
        ("Zie https://example.org/a_b_c.", "https://example.org/a_b_c", None),
        ("(zie http://example.org/a(b)?c=d&e#f)", "http://example.org/a(b)?c=d&e#f", None),
        ("<https://example.org>;", "https://example.org", None),
        ("op www.example.org/rapport, ook", "www.example.org/rapport", "https://www.example.org/rapport"),
        ("“https://example.org/één”", "https://example.org/één", None),
        (
            "Mail jan.jansen-de.boer@min-bzk.nl.",
            "jan.jansen-de.boer@min-bzk.nl",
            "mailto:jan.jansen-de.boer@min-bzk.nl",
        ),
        ("mailto:a@example.org", "a@example.org", "mailto:a@example.org"),
        ("http://127.0.0.1:8000/rapport-controleren", "http://127.0.0.1:8000/rapport-controleren", None),
    ],
)
def test_an_address_is_found_without_the_signs_around_it(words: str, address: str, href: str | None) -> None:
    assert [one for one in parts(words) if one.href] == [(address, href or address)]


@pytest.mark.parametrize(
    "words", ["https://", "www.", "www.x", "a@b", "@bzk", "3@2", "C:/pad", "ehttps://x.nl", "http://a:b/c", "https://_"]
)
def test_what_is_no_address_stays_words(words: str) -> None:
    assert linked(words) == words.replace("<", "&lt;")


@given(st.lists(st.sampled_from([*"aé1:/.@_-()?&=#\n", "https://", "www.", "x@y.nl"]), max_size=60).map("".join))
def test_every_word_stays_as_it_was_typed(words: str) -> None:
    assert "".join(one.words for one in parts(words)) == words
    for html in (linked(words), printed(words), printed(words, within=True)):
        assert unescape(re.sub("<[^>]*>", "", html)) == words


def test_in_a_text_it_is_a_link_and_in_a_link_it_is_not_another_one() -> None:
    text = "*https://example.org/a-b* [www.example.org](https://example.org) [visie](https://example.org/v)"

    assert to_html(text).count("<a ") == to_print_html(text).count("<a ") == 3
    assert '<a class="address" href="https://example.org/a-b"' in to_html(text)


@pytest.mark.parametrize(
    "hostile",
    ["a.", "https://x.nl) ", "www.a", "http://a", "a@", "-a", "*a* https://x.nl ", ")", "a_"],
)
def test_it_takes_twice_as_long_for_twice_as_much(hostile: str) -> None:
    words = "https://" + hostile * (99_000 // len(hostile))
    begun = time.process_time()

    printed(words)

    assert time.process_time() - begun < 1
