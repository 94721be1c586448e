"""Hostile words for every comparer and pattern that sees words from outside: time grows no faster than the words.

The lists are written out: a new comparer or pattern is added here.
"""

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from figures import check_growth

from surveyapp.alignment.paragraphs.rules import present
from surveyapp.attachments.rules import FileKind, clean_name
from surveyapp.exchange.papers import markdown
from surveyapp.exchange.sheets.numbers import shown
from surveyapp.interviews.completeness import rules
from surveyapp.interviews.passages import rules as passages_rules
from surveyapp.interviews.recording.rules import organisation_key
from surveyapp.mail.reading import bounces, charsets
from surveyapp.mail.reading import reader as reading_reader
from surveyapp.mail.reading import text as reading_text
from surveyapp.mail.servers.meanings import explained
from surveyapp.report.citations import quotations, usage
from surveyapp.text import differences, likeness, merging, private_data
from surveyapp.text import words as texts
from surveyapp.text.words import MAX_CHARACTERS
from surveyapp.verification.proposals import rules as proposals_rules

ANSWER = "De gemeenten in de regio werken samen aan wonen, en de provincie betaalt mee. " * 16


def repeated(piece: str) -> Callable[[int], str]:
    """Returns a text of one piece over and over."""
    return lambda size: (piece * (size // len(piece) + 1))[:size]


def mixed(signs: str, seed: int) -> Callable[[int], str]:
    """Returns signs in a random order, the same each time."""
    return lambda size: "".join(random.Random(seed).choices(signs, k=size))  # noqa: S311


def numbered(form: str) -> Callable[[int], str]:
    """Returns a text of pieces that differ by a number."""
    return lambda size: "".join(form.format(one) for one in range(size // len(form)))[:size]


PAIRS: dict[str, tuple[Callable[[int], str], Callable[[int], str]]] = {
    "an answer and q q q": (lambda _size: ANSWER, repeated("q ")),
    "q z and z q": (repeated("q z "), repeated("z q ")),
    "few signs in another order": (mixed(",.;:!?-/", 1), mixed(",.;:!?-/", 2)),
    "two signs in another order": (mixed(",.", 1), mixed(",.", 2)),
    "the same words backwards": (numbered("a{} "), lambda size: " ".join(reversed(numbered("a{} ")(size).split()))),
    "every other word is new": (numbered("a{} b "), numbered("a{} c ")),
    "paragraphs of one letter": (repeated("a\n\nb\n\n"), repeated("b\n\na\n\n")),
    "list items": (repeated("- ja\n- nee\n"), repeated("- nee\n- ja\n")),
}
COMPARERS: dict[str, Callable[[str, str], object]] = {
    "word difference": differences.difference_html,
    "merge": lambda old, new: merging.merge(old, new, new[::-1]),
    "clash": lambda old, new: merging.clash(old, new, new[::-1]),
    "slips of a proposal": proposals_rules.slips,
    "lines that vanished": lambda old, new: list(proposals_rules._vanished(old, new)),
    "likeness": likeness.likeness,
    "the passage in its place": lambda old, new: present(old, [new, new[1:]]),
}


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("comparer", COMPARERS)
def test_comparing_grows_with_the_words(comparer: str, pair: str) -> None:
    old, new = PAIRS[pair]

    def work(size: int) -> Callable[[], object]:
        first, second = old(size), new(size)
        return lambda: COMPARERS[comparer](first, second)

    check_growth(f"{comparer}: {pair}", work, MAX_CHARACTERS)


@pytest.mark.parametrize("words", ["a\n\n", "a b\n\n"])
def test_carrying_themes_grows_with_the_paragraphs(words: str) -> None:
    def work(size: int) -> Callable[[], object]:
        old, new = [words.strip()] * (size // 3), [f"a {one}" for one in range(size // 6)]
        return lambda: passages_rules.carried(old, {0: ("wonen",)}, new)

    check_growth(f"themes of paragraphs: {words!r}", work, MAX_CHARACTERS)


TEXTS: dict[str, Callable[[int], str]] = {
    **{
        repr(one): repeated(one)
        for one in (
            "[",
            "=[^",
            "[^a] ",
            "[^a]: b\n",
            "[a](",
            "[a][",
            "*",
            "**a",
            "*_",
            "**a***b*",
            "`a``",
            "<",
            "&",
            "\\",
            "> ",
            "- a\n",
            "- a\n  ",
            "1. ",
            "a\n\n",
            "\n    ",
            " ",
            "|-|\n",
            "::: a\n",
            "''",
            "/='",
            "‘",
            "“a",
            "??? ",
            "http://",
            "a@",
            "a.",
            "NL12 ABCD ",
            "0612345678 ",
            "Aa ",
            "1-",
            "x",
            "<a@b.c>",
            "__",
            "...",
            "— ",
            "a, ",
            "(",
            "{",
            "{a}",
            "1) a\n",
            "- *a\n",
            "- a\n\n  b\n\n",
            "> a\n\n",
            "> - a\n\n",
            "---\n",
            "*a* **b** _c_ ",
            "# a\n",
            "|a|\n|-|\n|b|\n\n",
        )
    },
    "[ and blanks": lambda size: "[" + " " * (size - 1),
    "a@ and dots": lambda size: ("a@" + "a-." * (size // 3))[:size],
    "lists in lists": repeated("".join(f"{'  ' * depth}- a\n" for depth in range(12))),
    "lists in lists on one line": repeated("- " * 12 + "a\n"),
    "one footnote called again and again": lambda size: ("[^1]: b\n\n" + "[^1] " * (size // 5))[:size],
    "footnotes that are called": numbered("a[^{0}]\n\n[^{0}]: b\n\n"),
    "labels that differ": numbered("[^a{}] "),
    "definitions that differ": numbered("[^a{}]: b\n"),
    "links that differ": numbered("[a{0}](b{0}) "),
    "marks in the wrong order": lambda size: "a" + "\u0316\u0301" * ((size - 1) // 2),
    "marks that are two marks": lambda size: "a" + "\u0f73" * ((size - 1) // 2),
    "quotations": numbered("‘een twee drie vier {}’ [oost.1] "),
    "open quotations": lambda size: "‘" * (size - 10) + "’ [oost.1]",
}
PATTERNS: dict[str, Callable[[str], object]] = {
    "normalise": texts.normalise,
    "to HTML": lambda text: texts.to_html(text, rich=True),
    "without footnotes": texts.without_footnotes,
    "slips of a proposal": lambda text: proposals_rules.slips(ANSWER, text),
    "placeholders": lambda text: list(rules.placeholders(text)),
    "loose footnotes": lambda text: list(rules.loose_footnotes(text)),
    "private data": lambda text: list(private_data.private_data(text)),
    "the name of a file": lambda text: clean_name(text, FileKind.PDF),
    "the key of an organisation": organisation_key,
    "words": likeness.words_of,
    "quotations": lambda text: list(quotations.quoted(text)),
    "Markdown anew": markdown.canonical,
    "HTML without tags": reading_text._without_tags,
    "lines that flow": reading_text.unflowed,
    "an agenda": reading_text._calendar,
}


PARSED: dict[str, Callable[[str], object]] = {
    "to print": texts.to_print_html,
    "to plain words": texts.to_plain,
    "paragraphs": texts.paragraphs,
    "footnotes": texts.footnotes,
    "claims": usage.claims,
}
"""What parses Markdown as "to HTML" does, so that smaller texts show how it grows."""


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("pattern", PARSED)
def test_other_forms_grow_with_the_words(pattern: str, name: str) -> None:
    def work(size: int) -> Callable[[], object]:
        text = TEXTS[name](size)
        return lambda: PARSED[pattern](text)

    check_growth(f"{pattern}: {name}", work, MAX_CHARACTERS // 5)


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_grow_with_the_words(pattern: str, name: str) -> None:
    def work(size: int) -> Callable[[], object]:
        text = TEXTS[name](size)
        return lambda: PATTERNS[pattern](text)

    check_growth(f"{pattern}: {name}", work, MAX_CHARACTERS)


@pytest.mark.parametrize("name", [*TEXTS, "&", "&a", "& ", "&#1", "&amp;"])
def test_taking_tags_out_of_a_mail_grows_with_its_words(name: str) -> None:
    made = TEXTS.get(name) or repeated(name)

    def work(size: int) -> Callable[[], object]:
        words = made(size)
        return lambda: reading_text._without_tags(words)

    check_growth(f"HTML of a mail: {name}", work, reading_text.MAX_HTML)


def test_a_quotation_is_looked_for_in_time_that_grows_with_the_answer() -> None:
    def work(size: int) -> Callable[[], object]:
        answer = repeated("a ")(size)
        (quoted,) = quotations.quoted(f"‘{answer[: size // 2]}b’ [oost.1]")
        return lambda: quotations.misquoted(quoted, answer)

    check_growth("a quotation that is not there", work, MAX_CHARACTERS)


REPORTS = (
    "550 5.1.1 a\n",
    ": 550 ",
    "4.1.1.",
    "5.1.1 ",
    "a@b.c\n",
    "a@",
    "<a",
    "[",
    "a.b.",
    "https://a ",
    "--a",
    "--copy of",
    "mailbox ",
    "account is ",
    "exceeds ",
    "user ",
    "Na 1 pogingen opgegeven. ",
    "\n\n",
    "final-recipient: a\n",
    "action: failed\n\n",
    "received:",
    "a\n",
    "no longer ",
    "550 550 ",
    "'",
    "- a 550-'",
    "> ",
    "a: ",
)
"""Pieces of what mail servers say."""
READERS: dict[str, Callable[[str], object]] = {
    "the reason of a bounce": bounces._reason,
    "the report of a bounce": lambda text: list(map(bounces._from_fields, bounces._blocks_in(text))),
    "a bounce in words": lambda text: reading_reader.read(
        f"From: MAILER-DAEMON@a.example\nSubject: Undelivered\n\n{text}".encode()
    ),
    "characters": lambda text: charsets.from_bytes(text.encode() + b"\x80", "utf-8"),
    "what an answer means": explained,
}


@pytest.mark.parametrize("reader", READERS)
def test_a_bounce_is_read_in_time_that_grows_with_its_words(reader: str) -> None:
    for piece in REPORTS:

        def work(size: int, piece: str = piece) -> Callable[[], object]:
            text = repeated(piece)(size)
            return lambda: READERS[reader](text)

        check_growth(f"{reader}: {piece!r}", work, 4 * MAX_CHARACTERS)


@pytest.mark.parametrize("piece", ["0", "#,##0", "[h]", "[<1]", "ym", "?/?", ";", '"', "E+0", "_", "\\"])
def test_a_number_format_is_read_in_time_that_grows_with_it(piece: str) -> None:
    def work(size: int) -> Callable[[], object]:
        code = repeated(piece)(size)
        return lambda: [shown(one, code) for one in (1234.5, date(2018, 5, 1), timedelta(hours=5))]

    check_growth(f"number format: {piece!r}", work, MAX_CHARACTERS)
