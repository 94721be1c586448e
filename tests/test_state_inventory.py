"""The inventory of sentences of state is of the words that the product has, and each test that it names is there."""

import re
from pathlib import Path

import pytest
from state_sentences import INVENTORY, Row

TESTS = Path(__file__).parent


@pytest.mark.parametrize("row", INVENTORY, ids=[f"{row.place}: {row.words}" for row in INVENTORY])
def test_the_words_and_the_test_are_there(row: Row) -> None:
    assert row.words in " ".join((TESTS.parent / row.place).read_text("utf-8").split())
    path, _, name = row.test.partition("::")
    assert re.search(rf"^def {name}\(", (TESTS / path).read_text("utf-8"), re.MULTILINE)
