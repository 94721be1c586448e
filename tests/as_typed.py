"""What of a typed text must stand in every form of it: an own reading of docs/hoe-tekst-wordt-gelezen.md."""

import html
import re

from hypothesis import strategies as st

from surveyapp.text.words import normalise

SIGNS = "*_-+>#=`~|\\&<[](){}.,:;!?/^'\"“”‘’–—€%$@"
pieces = st.one_of(
    st.sampled_from(
        [
            "2*500.000",
            "3*100.000",
            "a_b_c",
            "1~2",
            "5*3*2",
            "&copy;",
            "&amp;",
            "<b>",
            "<https://x.nl>",
            "C:\\temp\\_a_",
            "\\*",
            "2018. Dat",
            "12. ",
            "3) ",
            "a) ",
            "- ",
            "* ",
            "+ ",
            "> ",
            "> 65",
            "# kop",
            "---",
            "===",
            "***",
            "    x",
            "| a | b |",
            "|---|---|",
            "**",
            "*",
            "_",
            "__",
            "***",
            "[^1]",
            "[^1]: noot",
            "[woord](https://x.nl/a_b)",
            "[r]: https://x.nl",
            "[woord](/pad)",
            "```",
            "\n",
            "\n",
            "\n\n",
            " ",
            " ",
            "woord",
            "éé",
            "1.234,56",
            "(",
            ")",
        ]
    ),
    st.text(SIGNS + "ab01 \n", max_size=5),
)
typed = st.lists(pieces, max_size=18).map("".join).map(normalise)
"""Texts with digits, signs, line ends, lines that are like lists, and marks that mean nothing."""

_LIST_MARK = re.compile(r"(?:[-*]|\d{1,2}[.)])(?=[ \t]+\S)")
_QUOTE_MARK = re.compile(r">(?=[ \t]|$)")
_LINK_BEGIN = re.compile(r"\[(?=[^\n]*\]\()")
_LINK_END = re.compile(r"\]\((?:https?://|mailto:)[^\s()]*\)", re.IGNORECASE)
_RUN = re.compile(r"\*+|_+")
_CALL = re.compile(r"\[\^([^\]\s]+)\]:?")


def squeezed(text: str) -> str:
    """Without white space."""
    return "".join(text.split())


def pattern(text: str) -> re.Pattern[str]:
    """What stands in a form without white space: every sign, in order; only marks may be absent.

    A list or quotation mark at the begin of a line, up to three stars or underscores at the edge of a word, the
    brackets and address of a link. Nothing may be there that was not typed, except an address between brackets.
    """
    found: list[str] = []
    for line in text.split("\n"):
        place, at_start = 0, True
        while place < len(line):
            piece, place, at_start = _next(line, place, at_start)
            found.append(piece)
    return re.compile("".join(found))


def _next(line: str, place: int, at_start: bool) -> tuple[str, int, bool]:
    sign = line[place]
    if sign.isspace():
        return "", place + 1, at_start
    mark = (_LIST_MARK.match(line, place) or _QUOTE_MARK.match(line, place)) if at_start else None
    if mark:
        return f"(?:{re.escape(mark[0])})?", mark.end(), True
    if run := _RUN.match(line, place):
        optional = len(run[0]) <= 3 and _at_an_edge(line, *run.span())
        return (f"(?:{re.escape(run[0])})?" if optional else re.escape(run[0])), run.end(), False
    if end := _LINK_END.match(line, place):
        address = re.escape(end[0][2:-1])
        return rf"(?:{re.escape(end[0])}|\({address}\)|)", end.end(), False
    if _LINK_BEGIN.match(line, place):
        return r"\[?", place + 1, False
    return re.escape(sign), place + 1, False


def _at_an_edge(line: str, begin: int, end: int) -> bool:
    """Whether a run stands against a word on one side only: between two letters or digits it is a sign."""
    before, after = line[:begin].rstrip("*_")[-1:], line[end:].lstrip("*_")[:1]
    alone = (not before or before.isspace()) and (not after or after.isspace())
    return not alone and not (before.isalnum() and after.isalnum())


def without_definitions(text: str) -> str:
    """A text in which nothing defines a footnote, so that its words keep their order in every form."""
    return text.replace("]:", "] :")


def words_of_html(page: str) -> str:
    """What a reader of HTML sees, with the numbers of numbered lists."""
    return html.unescape(re.sub(r"<[^>]*>", "", page))
