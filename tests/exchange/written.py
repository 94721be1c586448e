"""Texts as people write them and as they do not, for tests of the way through other forms."""

from hypothesis import strategies as st

from surveyapp.exchange.papers.blocks import Block, BlockKind, Run, tidy

LETTERS = "abé ’–€\xa0(),.:;!?-+*_`[]<>&#|~\\/0123456789^\"'=\n"
words = st.one_of(
    st.sampled_from(
        ["sloop", "de regio", "2018. Plan", "- punt", "[^1]", "a*b*c", "x_y_z", "&amp;", "<b>", "```", "1) a"]
    ),
    st.text(LETTERS, min_size=1, max_size=12),
    st.text(min_size=1, max_size=6),
)
links = st.sampled_from(["", "", "", "https://example.org/a", "https://example.org/a(b)?c=d&e", "mailto:a@example.org"])
plain_runs = st.builds(Run, words, st.booleans(), st.booleans(), links)
notes = st.builds(lambda note: Run("", note=tuple(note)), st.lists(plain_runs, min_size=1, max_size=2))
runs = st.lists(st.one_of(plain_runs, plain_runs, notes), min_size=1, max_size=5).map(tuple)
blocks = st.lists(
    st.builds(Block, st.sampled_from(BlockKind), runs, st.integers(0, 4), st.integers(0, 12)), max_size=6
).map(tidy)
"""Blocks of every kind, as a reader of Word or Markdown gives them."""

signs = st.sampled_from(
    [
        "- ",
        "* ",
        "1. ",
        "3) ",
        "  - ",
        "   1. ",
        "> ",
        "**",
        "*",
        "_",
        "[^1]",
        "\n\n[^1]: ",
        "[",
        "\\",
        "\n",
        "\n\n",
        "  ",
    ]
)
markup = st.sampled_from(
    ["](https://example.org)", "<https://example.org>", "`", "---", "#", "&eacute;", ". ", "woord"]
)
markdown = st.lists(st.one_of(signs, markup, words), max_size=20).map("".join)
"""Markdown as it may stand in a database, also where it means nothing."""


def plain(found: tuple[Block, ...]) -> list[str]:
    """The words of blocks, of footnotes too, without any mark."""
    return [" ".join("".join(_words(run) for run in block.runs).split()) for block in found]


def _words(run: Run) -> str:
    return run.text or f" {''.join(one.text for one in run.note)} "
