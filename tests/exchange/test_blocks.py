import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from written import blocks, markdown, plain

from surveyapp.exchange.papers.blocks import Block, BlockKind, Run, tidy
from surveyapp.exchange.papers.markdown import (
    _notes,
    _walk,
    canonical,
    definitions,
    for_any_reader,
    says_the_same,
    to_blocks,
    to_markdown,
)
from surveyapp.text import words as texts
from surveyapp.text.marks import GUARD

ONLY_TEXT = {
    f"{kind}_{end}"
    for kind in ("paragraph", "bullet_list", "ordered_list", "list_item", "blockquote", "footnote", "footnote_block")
    for end in ("open", "close")
} | {"inline", "footnote_anchor"}


def shape(found: tuple[Block, ...]) -> list[tuple[BlockKind, int, int]]:
    return [(one.kind, one.level, one.number) for one in found]


@settings(max_examples=100, deadline=None)
@given(blocks)
def test_every_word_of_any_blocks_stands_in_the_markdown_in_its_place(found: tuple[Block, ...]) -> None:
    again = to_blocks(texts.normalise(to_markdown(found)))
    assert plain(again) == plain(found)
    assert shape(again) == shape(found)


@settings(max_examples=100, deadline=None)
@given(markdown)
def test_a_text_has_one_shape_and_keeps_it(text: str) -> None:
    once = canonical(texts.normalise(text))
    assert canonical(texts.normalise(once)) == once


def test_a_footnote_that_begins_a_text_before_a_colon_stays_a_call() -> None:
    note = (Run("Zie het plan."),)
    for runs in ((Run("", note=note), Run(": wonen")), (Run("Eerst.\n"), Run("", note=note), Run(": wonen"))):
        found = (Block(BlockKind.PARAGRAPH, runs),)
        assert to_blocks(texts.normalise(to_markdown(found))) == found


signs = st.text("ab 1.)-*_>[]^(|:#\n&\\<" + GUARD, max_size=12).map(texts.normalise)


@settings(max_examples=300, deadline=None)
@given(signs, st.sampled_from(["{}", "{}\n", "*{}*", "{} a", "- {}", "{}\n\na", "\n{}", "1. {}"]), signs)
def test_texts_are_the_same_when_a_word_processor_gives_the_same_back(one: str, form: str, other: str) -> None:
    for text in (form.format(one), canonical(one), other):
        assert says_the_same(one, text) == (canonical(one) == canonical(text))


@settings(max_examples=300, deadline=None)
@given(signs.filter(lambda text: GUARD not in text))
def test_words_without_a_sign_that_can_be_a_mark_are_written_as_they_are(text: str) -> None:
    found = tidy([Block(BlockKind.PARAGRAPH, (Run(text),))], typed_lists=False)
    assert to_blocks(to_markdown(found)) == found


@settings(max_examples=60, deadline=None)
@given(blocks)
def test_a_reader_that_knows_every_mark_sees_the_same_words_and_footnotes(found: tuple[Block, ...]) -> None:
    notes: list[str] = []
    whole = f"{for_any_reader(found, notes)}\n\n{definitions(notes)}"
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin, inline=False)
    tokens = reader.parse(whole)
    again = tidy(_walk(tokens, _notes(tokens)))
    assert plain(again) == plain(found)
    assert {one.type for one in tokens} <= ONLY_TEXT


def test_footnotes_of_several_texts_are_numbered_through() -> None:
    notes: list[str] = []
    first = for_any_reader(to_blocks("Sloop.[^1]\n\n[^1]: Zie de woonvisie."), notes)
    second = for_any_reader(to_blocks("Bouw.[^a]\n\n[^a]: Zie het #plan."), notes)
    assert (first, second) == ("Sloop.[^1]", "Bouw.[^2]")
    assert definitions(notes) == "[^1]: Zie de woonvisie.\n[^2]: Zie het #plan."


@pytest.mark.parametrize(
    "text",
    [
        "Een gewone zin, met 50% en €698,5 miljoen.",
        "5 * 3 en snake_case en [naam] & R&D <b>",
        "**vet** en *schuin* en ***beide*** en [een link](https://example.org/)",
        "- een\n- twee\n  - dieper\n    - nog dieper\n- drie",
        "1. een\n2. twee\n   1. in twee\n3. drie",
        "- een\n\n  hoort bij een\n\n- twee",
        "Tekst.[^1] Meer.[^2]\n\n[^1]: Eerste noot.\n[^2]: Tweede **noot**.",
        "Een regel\nen de volgende.",
        "> Een citaat.",
        "[https://example.org/](https://example.org/)",
        "- - - a",
        "- - a\n  - b\n- c",
        "1. - a\n   - b\n2. c",
        "- 3. a\n  4. b",
        "x\n\n- 1. - a\n\n       meer\n\n  2. b",
        f"**drie**{GUARD}:x",
        f"woord**{GUARD}vet**{GUARD}meer, *a*{GUARD}b",
        f"[de visie](https://example.org/)**{GUARD}wonen**.",
        "",
    ],
)
def test_texts_as_people_write_them_stay_as_they_are(text: str) -> None:
    assert canonical(text) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("* een\n* twee", "- een\n- twee"),
        ("__vet__ en _schuin_", "**vet** en *schuin*"),
        ("zachte\nregel", "zachte\nregel"),
        ("[klik](javascript:alert)", "[klik](javascript:alert)"),
        ("[een](/pad)", "[een](/pad)"),
        ("Noot[^a].\n\n[^a]: Tekst.", "Noot[^1].\n\n[^1]: Tekst."),
        ("`code` blijft tekst", "`code` blijft tekst"),
        (r"\- een streepje", r"\- een streepje"),
    ],
)
def test_other_ways_to_write_the_same_come_back_in_one_way(text: str, kept: str) -> None:
    assert canonical(text) == kept
    assert canonical(canonical(text)) == canonical(text)


def test_what_means_something_in_markdown_is_written_so_that_it_does_not() -> None:
    def written(words: str) -> str:
        return to_markdown(tidy([Block(BlockKind.PARAGRAPH, (Run(words),))]))

    assert written("*geen nadruk*") == f"{GUARD}*geen nadruk{GUARD}*"
    assert written("2018. Een jaar") == "2018. Een jaar"
    assert written("> geen citaat") == f"{GUARD}> geen citaat"
    assert written("een noot[^1]") == f"een noot{GUARD}[^1]"
    assert written("5 * 3 = 15") == "5 * 3 = 15"
    assert written("2*500.000 en 3*100.000") == "2*500.000 en 3*100.000"


def test_bold_that_markdown_cannot_place_is_moved_to_the_words_themselves() -> None:
    runs = (Run("woord"), Run("(vet)", strong=True), Run("meer"))
    assert to_markdown(tidy([Block(BlockKind.PARAGRAPH, runs)])) == "woord(**vet**)meer"


@pytest.mark.parametrize(
    "runs",
    [
        (Run("drie", strong=True), Run(":x")),
        (Run("drie", strong=True), Run("5 en meer")),
        (Run("drie", strong=True), Run("*")),
        (Run("woord"), Run("vet", strong=True), Run("meer")),
        (Run("woord"), Run("*vet", strong=True), Run(" en meer")),
        (Run("een"), Run("twee", emphasis=True), Run("drie"), Run("vier", strong=True)),
        (Run("de visie", href="https://example.org/"), Run("wonen", strong=True), Run(".")),
        (Run("a"), Run("b", strong=True, emphasis=True), Run("c")),
    ],
)
def test_bold_and_slanted_letters_beside_others_come_back(runs: tuple[Run, ...]) -> None:
    found = (Block(BlockKind.PARAGRAPH, runs),)
    written = to_markdown(tidy(found))
    assert to_blocks(written) == found
    assert GUARD not in texts.to_plain(written) + texts.to_html(written) + texts.to_mail(written)
    assert canonical(written) == written
