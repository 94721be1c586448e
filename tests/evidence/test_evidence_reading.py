"""The facts of a file that somebody brings."""

import json

import pytest

from surveyapp.evidence.documents import reader
from surveyapp.evidence.documents.rules import RECEIPT, VERSION, Unreadable


@pytest.mark.parametrize(
    "more",
    [
        {"answers": [[0]] * reader.MAX_VALUES},
        {"answers": json.loads("[" * 200 + "]" * 200)},
        {"answers": ["x" * reader.MAX_FACTS]},
    ],
)
def test_more_facts_than_a_document_has_are_refused(more: dict[str, object]) -> None:
    content = json.dumps({"format": RECEIPT, "version": VERSION} | more).encode()
    with pytest.raises(Unreadable, match="gegevens"):
        reader.read(content)


def test_half_an_emoji_in_the_facts_is_refused() -> None:
    content = json.dumps({"format": RECEIPT, "version": VERSION, "origin": "\ud83d"}).encode()
    with pytest.raises(Unreadable, match="geen bewijs"):
        reader.read(content)
