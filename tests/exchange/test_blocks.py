import pytest
from hypothesis import given, settings
from written import blocks, markdown, plain

from surveyapp import text as texts
from surveyapp.exchange.blocks import Block, BlockKind, Run, tidy
from surveyapp.exchange.markdown import canonical, to_blocks, to_markdown


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
        "Een regel\\\nen de volgende.",
        "> Een citaat.",
        "[https://example.org/](https://example.org/)",
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
        ("zachte\nregel", "zachte regel"),
        ("[klik](javascript:alert)", r"\[klik](javascript:alert)"),
        ("[een](/pad)", "een"),
        ("Noot[^a].\n\n[^a]: Tekst.", "Noot[^1].\n\n[^1]: Tekst."),
        ("`code` blijft tekst", "code blijft tekst"),
        (r"\- een streepje", "- een streepje"),
    ],
)
def test_other_ways_to_write_the_same_come_back_in_one_way(text: str, kept: str) -> None:
    assert canonical(text) in {kept, kept.replace("\\", "")}
    assert canonical(canonical(text)) == canonical(text)


def test_what_means_something_in_markdown_is_written_so_that_it_does_not() -> None:
    def written(words: str) -> str:
        return to_markdown(tidy([Block(BlockKind.PARAGRAPH, (Run(words),))]))

    assert written("*geen nadruk*") == r"\*geen nadruk\*"
    assert written("2018. Een jaar") == r"2018\. Een jaar"
    assert written("> geen citaat") == r"\> geen citaat"
    assert written("een noot[^1]") == r"een noot\[^1]"
    assert written("5 * 3 = 15") == "5 * 3 = 15"


def test_bold_that_markdown_cannot_place_is_moved_to_the_words_themselves() -> None:
    runs = (Run("woord"), Run("(vet)", strong=True), Run("meer"))
    assert to_markdown(tidy([Block(BlockKind.PARAGRAPH, runs)])) == "woord(**vet**)meer"
