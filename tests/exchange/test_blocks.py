import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from written import blocks, markdown, plain

from surveyapp import text as texts
from surveyapp.exchange.blocks import Block
from surveyapp.exchange.markdown import canonical, to_blocks, to_markdown


@settings(max_examples=300, deadline=None)
@given(blocks)
def test_every_word_of_any_blocks_stands_in_the_markdown_in_its_place(found: tuple[Block, ...]) -> None:
    again = to_blocks(texts.normalise(to_markdown(found)))
    assert plain(again) == plain(found)
    assert [(one.kind, one.level, one.number) for one in again] == [(one.kind, one.level, one.number) for one in found]


@settings(max_examples=300, deadline=None)
@given(markdown)
def test_a_text_has_one_shape_and_keeps_it(text: str) -> None:
    once = canonical(texts.normalise(text))
    assert canonical(texts.normalise(once)) == once
