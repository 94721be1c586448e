"""What a slip of the hand in a proposal may not damage, and what is said of it."""

import pytest

from surveyapp import differences
from surveyapp import text as texts
from surveyapp.verification.proposals import mended, slips

LISTED = "Wat er gebeurt:\n\n- er wordt gesloopt;\n- er wordt gebouwd;\n- de school blijft open.\n\nDat is het."
NOTED = "De regio groeit.[^1] Zie [de visie](https://example.org/visie).\n\n[^1]: Bron: CBS, 2018.\n"
PARAGRAPHS = "Eerste alinea over wonen.\n\nTweede alinea over zorg.\n\nDerde alinea over werk."


@pytest.mark.parametrize("text", [LISTED, NOTED, PARAGRAPHS, "Kort.", ""])
@pytest.mark.parametrize(
    "slip",
    [
        lambda text: text,
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text.replace("\n", " "),
        lambda text: text.replace(" ", "  "),
        lambda text: "\n\n  " + text.replace("\n", "\r\n") + "\n\n\n",
        lambda text: text.replace(" ", "\N{NO-BREAK SPACE}"),
    ],
)
def test_a_difference_in_white_space_alone_is_no_difference(text: str, slip: object) -> None:
    kept = texts.normalise(text)
    assert mended(kept, texts.normalise(slip(text))) == kept  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "typed", "kept"),
    [
        (LISTED, LISTED.replace("\n", " ").replace("gesloopt", "afgebroken"), LISTED.replace("gesloopt", "afgebroken")),
        (LISTED, LISTED.replace("- de school", "de school"), LISTED),
        (LISTED, LISTED.replace("- er wordt gebouwd;\n", ""), LISTED.replace("- er wordt gebouwd;\n", "")),
        (PARAGRAPHS, "Eerste alinea over huizen. Tweede alinea over zorg.\nDerde alinea over werk.",
         PARAGRAPHS.replace("wonen", "huizen")),
        (PARAGRAPHS, PARAGRAPHS.replace("Tweede alinea over zorg.", "Een.\n\nTwee."),
         PARAGRAPHS.replace("Tweede alinea over zorg.", "Een.\n\nTwee.")),
        ("Een zin. Nog een zin.", "Een zin.\n\nNieuw. Nog een zin.", "Een zin.\n\nNieuw. Nog een zin."),
        ("Een zin.", "Een zin.\n\nNieuw.", "Een zin.\n\nNieuw."),
        (PARAGRAPHS, "Eerste alinea over wonen.\n\nDerde alinea over werk.",
         "Eerste alinea over wonen.\n\nDerde alinea over werk."),
        ("De gemeente huis vest.", "De gemeente huisvest.", "De gemeente huisvest."),
        (NOTED.strip(), NOTED.replace("groeit", "krimpt").strip(), NOTED.replace("groeit", "krimpt").strip()),
        ("Alles.", "", ""),
    ],
)  # fmt: skip
def test_only_words_change_and_lists_and_paragraphs_stay(text: str, typed: str, kept: str) -> None:
    assert mended(text, typed) == kept


@pytest.mark.parametrize("text", [LISTED, NOTED, PARAGRAPHS])
def test_mending_twice_is_once(text: str) -> None:
    typed = text.replace("\n", " ").replace("de", "een")
    once = mended(text, typed)
    assert mended(text, once) == once


@pytest.mark.parametrize(
    ("text", "proposal", "said"),
    [
        (NOTED, NOTED.replace("groeit.[^1]", "groeit."), "De voetnoot “Bron: CBS, 2018.” hoort nergens meer bij"),
        (NOTED, NOTED.replace("[^1]: Bron: CBS, 2018.", ""), "De voetnoot bij “De regio groeit.[^1]” heeft geen tekst"),
        (NOTED, NOTED.replace("visie)", "visie"), "De link bij “de visie” is niet meer heel."),
        (NOTED, NOTED.replace("(https://example.org/visie)", ""), "De link bij “de visie” is niet meer heel."),
        (NOTED, NOTED.replace("[de visie]", "de visie"), "De link bij “de visie” is niet meer heel."),
        ("Het **groeit** weer.", "Het **groeit weer.", "staan losse sterretjes"),
        (PARAGRAPHS, PARAGRAPHS.replace("Tweede alinea over zorg.\n\n", ""), "“Tweede alinea over zorg.”"),
        ("Kort.", "Kort. Zie [hier](http://exa", "is een link niet heel"),
        ("", "Zie [^2] hier.", "De voetnoot bij “Zie [^2]” heeft geen tekst meer."),
    ],
)
def test_what_lost_its_other_half_is_said_with_the_place(text: str, proposal: str, said: str) -> None:
    found = slips(text, proposal)
    assert len(found) == 1, found
    assert said in found[0]


@pytest.mark.parametrize(
    ("text", "proposal"),
    [
        (NOTED, NOTED),
        (NOTED, NOTED.replace("De regio groeit.", "De regio groeit langzaam.")),
        (NOTED, "De regio groeit."),  # both halves of each went: that is a choice
        (LISTED, LISTED.replace("gesloopt", "afgebroken")),
        ("Het **groeit**.", "Het **krimpt** nu."),
        ("Sterren ** stonden er al.", "Sterren ** stonden er al lang."),
        ("Artikel [3] geldt.", "Artikel [3] geldt nog."),
    ],
)
def test_an_ordinary_change_is_no_slip(text: str, proposal: str) -> None:
    assert slips(text, proposal) == ()


def test_a_difference_beside_the_whole_text_leaves_out_what_did_not_change() -> None:
    long = " ".join(f"woord{number}" for number in range(200))
    shown = str(
        differences.changes_html(
            differences.changes_around(differences.word_difference(long, long.replace("woord100", "nieuw")))
        )
    )
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert "woord99" in shown
    assert "woord101" in shown
    assert "nieuw" in shown
    assert "woord60 " not in shown
    short = differences.word_difference("De school is open.", "De school is dicht.")
    assert differences.changes_around(short) == short
