"""What stands on the pages of a file that somebody brings."""

import json

import pytest

from surveyapp import pdf
from surveyapp.evidence import reading, visible
from surveyapp.evidence.rules import RECEIPT, VERSION, Unreadable

FOOT = "<style>@page { @bottom-center { content: 'Blad ' counter(page) } }</style>"
PAGES = f'<html lang="nl"><title>T</title>{FOOT}<p style="break-after: page">Eerst, zei</p><p>zij, dit.</p></html>'


def test_a_sentence_goes_on_behind_the_foot_of_a_page() -> None:
    assert visible.visible(pdf.render_html(PAGES)) == "Eerstzeizijdit"


def test_pages_that_cannot_be_read_say_why() -> None:
    with pytest.raises(Unreadable, match="De bladzijden van het PDF-bestand zijn beschadigd"):
        visible.visible(b"%PDF-")


@pytest.mark.parametrize(
    ("pieces", "page", "seen"),
    [
        (["Eerst dit.", "Dan dat."], "VooraEerstdit12DandatNa", True),
        (["Eerst dit.", "Dan dat."], "Eerstdit1234Dandat", False),
        (["Eerst dit.", "Dan dat."], "EerstditanDandat", False),
        (["dit", "dat"], "ditditdat", True),
        (["In", "2024"], "In12024", True),
        (["abc"], "ab", False),
        ([""], "ab", True),
    ],
)
def test_a_footnotes_number_may_stand_between_pieces(pieces: list[str], page: str, seen: bool) -> None:
    assert visible.is_visible(pieces, page) is seen


def test_footnotes_are_taken_off_the_page_with_their_numbers() -> None:
    assert visible.without_notes("Dezin12Bronhoofdstukloopt", ["Bron, hoofdstuk"]) == "Dezinloopt"


@pytest.mark.parametrize(
    "more",
    [
        {"answers": [[0]] * reading.MAX_VALUES},
        {"answers": json.loads("[" * 200 + "]" * 200)},
        {"answers": ["x" * reading.MAX_FACTS]},
    ],
)
def test_more_facts_than_a_document_has_are_refused(more: dict[str, object]) -> None:
    content = json.dumps({"format": RECEIPT, "version": VERSION} | more).encode()
    with pytest.raises(Unreadable, match="gegevens"):
        reading.read(content)


def test_half_an_emoji_in_the_facts_is_refused() -> None:
    content = json.dumps({"format": RECEIPT, "version": VERSION, "origin": "\ud83d"}).encode()
    with pytest.raises(Unreadable, match="geen bewijs"):
        reading.read(content)
