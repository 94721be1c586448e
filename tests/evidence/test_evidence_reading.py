"""What stands on the pages of a file that somebody brings."""

import pytest

from surveyapp import pdf, rendering
from surveyapp.evidence import reading
from surveyapp.evidence.rules import Unreadable

FOOT = "<style>@page { @bottom-center { content: 'Blad ' counter(page) } }</style>"
PAGES = f'<html lang="nl"><title>T</title>{FOOT}<p style="break-after: page">Eerst, zei</p><p>zij, dit.</p></html>'


def test_a_sentence_goes_on_behind_the_foot_of_a_page() -> None:
    assert reading.visible(pdf.render_html(PAGES)) == "Eerstzeizijdit"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (rendering.TooLong(), "te groot om alle bladzijden te lezen"),
        (rendering.TooLarge(), "te groot om alle bladzijden te lezen"),
        (rendering.Ended(), "De bladzijden van het PDF-bestand zijn beschadigd"),
    ],
)
def test_pages_that_cannot_be_read_say_why(error: Exception, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def words(_content: bytes) -> tuple[str, ...]:
        raise error

    monkeypatch.setattr(reading.readers, "words", words)

    with pytest.raises(Unreadable, match=said):
        reading.visible(b"%PDF-")
