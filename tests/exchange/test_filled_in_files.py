"""Word files and spreadsheets that once were refused or lost words: read, with all that stands in them."""

import pytest
from filled_in import expected, reply
from input_files import FOLDER

from surveyapp.attachments.rules import FileKind, kind_of
from surveyapp.exchange.files import reader
from surveyapp.exchange.papers.rules import FilledIn

WORKED, BOLD = "Er is gewerkt aan wonen.", "Er is gewerkt aan **wonen**."
DEMOLISHED = "Er is gesloopt.\n\nEr is gebouwd.[^1]\n\n[^1]: Zie de visie."


def found_in(name: str) -> FilledIn:
    return reader.read((FOLDER / name).read_bytes(), expected())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("word-comment-title.docx", BOLD),
        (
            "word-field-hyperlink.docx",
            "Er is gewerkt aan [de woonvisie](https://example.org/visie)**\N{WORD JOINER}wonen**.",
        ),
        ("word-letter-list.docx", f"{BOLD}\n\na) sloop eerst\n\nb) bouw daarna, zie onder a"),
        ("word-null-target.docx", BOLD),
        ("word-online-document2.docx", BOLD),
        ("word-strict.docx", BOLD),
        ("word-svg-logo.docx", BOLD),
        ("word-symbols.docx", "Er is gewerkt aan inkomen ≤ 120% → sloop **wonen**."),
        ("xlsx-amount-as-number.xlsx", "€ 12.345,67"),
        ("xlsx-cell-note.xlsx", "Er is gewerkt."),
        ("xlsx-strict.xlsx", "Er is gewerkt."),
    ],
)
def test_it_is_read_whole(name: str, text: str) -> None:
    found = found_in(name)
    word = name.endswith(".docx")
    assert {one.item: one.text for one in found.replies if one.text} == {
        "1": text,
        "2b": DEMOLISHED if word else "Gesloopt.",
        "9": "Veel.",
    }
    assert found.remarks == ()
    assert {one.base for one in found.replies if one.text} == {1}


def test_what_stands_in_the_margin_or_in_a_note_is_told_at_its_question() -> None:
    assert reply(found_in("word-comment-title.docx"), "1").comments == ("Dit klopt niet: het was in 2016.",)
    assert reply(found_in("xlsx-cell-note.xlsx"), "1").remarks == (
        "Een notitie bij cel C2 is niet overgenomen: ‘Dit klopt niet: het was 2016’",
    )


@pytest.mark.parametrize("name", ["word-online-document2.docx", "word-strict.docx", "word-svg-logo.docx"])
def test_it_may_be_an_attachment(name: str) -> None:
    assert kind_of((FOLDER / name).read_bytes()) is FileKind.WORD
