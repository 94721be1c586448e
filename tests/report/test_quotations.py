"""Quotations are checked word for word: only what is left out, added in brackets or typeset otherwise may differ."""

import pytest
from report_values import DATED, OOST_DRENTHE, OUTLINE, a_round, answer, interview

from surveyapp.report.board.pages import board_of
from surveyapp.report.citations.quotations import Misquoted, misquoted, quoted
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.compiling.standing import Stand
from surveyapp.report.material.rules import CitationsUnresolved
from surveyapp.report.material.sources import RoundSource

ANSWER = """\
Het behoud van de *kwaliteit* van de woningvoorraad, middels sloop en beperkte terugbouw – is hier één van.[^1] Zij
noemen dat ‘de zorgtafel’. Frans’ huis is ’s avonds leeg.

- Eerste punt;
- tweede punt.

In 2017. Daarna zijn er woon-werkafspraken [over huur] gemaakt.

[^1]: De noot zegt iets anders.
"""


def wrong(text: str, said: str = ANSWER) -> list[Misquoted]:
    return [found for one in quoted(text) if (found := misquoted(one, said))]


@pytest.mark.parametrize(
    "text",
    [
        "Zij zeggen ‘sloop en beperkte terugbouw’ [[od.1@1]].",
        "“Sloop” en “sloop en beperkte terugbouw”. [od.1]",
        '"middels sloop en beperkte terugbouw" [od.1]',
        "'middels sloop en beperkte terugbouw' [od.1]",
        "*‘Het behoud van de kwaliteit’*, [od.1]",
        "‘Het behoud … beperkte terugbouw’ [od.1]",
        "‘Het behoud (...) beperkte terugbouw […] van.’[^2] [od.1]\n\n[^2]: Zie ook daar.",
        "‘Het behoud van de [hele] kwaliteit [...] is hier één van’ [od.1]",
        "‘Het behoud [in de regio], ... is hier één van’ [od.1]",
        "‘[M]iddels sloop en beperkte terugbouw’ [od.1]",
        "‘[h]et behoud van de kwaliteit’ [od.1]",
        "‘beperkte\nterug\xadbouw — is  hier \xa0één’ [od.1]",
        "‘Zij noemen dat “de zorgtafel”. Frans’ huis is ’s avonds leeg’ [od.1]",
        "“Zij noemen dat ‘de zorgtafel’. Frans’ huis” [od.1]",
        "‘Frans’ huis is ’s avonds leeg’ [od.1]",
        "‘2017. Daarna zijn er woon-werkafspraken [over huur]’ [od.1]",
        "‘De noot zegt iets anders.’ [od.1]",
        "> Eerste punt; tweede punt. [od.1]",
        "> - Eerste punt;\n> - tweede punt.\n> \n> — regio Oost-Drenthe [od.1]",
        "> ‘Frans’ huis is ’s avonds leeg.’ [[od.1@1]]",
        "> Frans’ huis is ’s avonds leeg.\n\n[od.1] En verder.",
    ],
)
def test_a_quotation_that_is_there_word_for_word(text: str) -> None:
    assert list(quoted(text))
    assert wrong(text) == []


@pytest.mark.parametrize(
    ("text", "piece", "nearest"),
    [
        ("‘sloop en terugbouw’ [od.1]", "sloop en terugbouw", "sloop en beperkte terugbouw"),
        ("‘sloop en beperkte herbouw’ [od.1]", "sloop en beperkte herbouw", "sloop en beperkte terugbouw"),
        ("‘Middels sloop en beperkte’ [od.1]", "Middels sloop en beperkte", "middels sloop en beperkte"),
        ("‘kwaliteit van de woning’ [od.1]", "kwaliteit van de woning", "kwaliteit van de woningvoorraad"),
        ("‘huis is ’s avonds leeg!’ [od.1]", "huis is ’s avonds leeg!", "huis is ’s avonds leeg"),
        ("‘woonwerkafspraken over huur gemaakt’ [od.1]", "woonwerkafspraken over huur gemaakt", ""),
        ("‘beperkte terugbouw … Het behoud van’ [od.1]", "Het behoud van", "Het behoud van"),
        ("‘Het behoud van [de kwaliteit], middels sloop’ [od.1]", "Het behoud van, middels sloop", ""),
        ("‘alles moet tegen de vlakte’ [od.1]", "alles moet tegen de vlakte", ""),
        ("> Frans’ huis is leeg. [od.1]", "Frans’ huis is leeg", "Frans’ huis is ’s"),
        ("‘Er is sloop en beperkte’ [od.1]", "Er is sloop en beperkte", "woningvoorraad, middels sloop en beperkte"),
        ("> Leeg.\n\n— regio [od.1]", "Leeg", "leeg"),
        ("Zie.[^1]\n\n[^1]: ‘Frans’ huis is leeg’ [od.1]", "Frans’ huis is leeg", "Frans’ huis is ’s"),
    ],
)
def test_a_quotation_that_is_not_there_comes_with_the_nearest_words(text: str, piece: str, nearest: str) -> None:
    (found,) = wrong(text)
    assert found.piece == piece
    assert found.nearest == nearest or not nearest


def test_the_nearest_words_are_left_out_where_nothing_is_like_them() -> None:
    (found,) = wrong("‘alles moet tegen de vlakte’ [od.1]")
    assert found.nearest == ""


@pytest.mark.parametrize(
    "text",
    [
        "De ‘zorgboerderij’ [od.1] en het ‘grote plan’ [od.1].",
        "Zij zeggen ‘niets van dit alles’ en gaan door [od.1].",
        "‘Niets van dit alles’ zei niemand. De regio’s slopen [od.1].",
        "Frans’ regio’s hebben ’s zomers huizen’ [od.1].",
        "Zonder aanhaling ‘staat dit nergens zo’.",
        "‘… [...]’ [od.1]",
        "> Een blokcitaat zonder bron.\n\nEn een alinea met [od.1].",
    ],
)
def test_terms_and_quotations_of_others_are_never_held_against_an_editor(text: str) -> None:
    assert wrong(text) == []


def test_a_quotation_behind_which_more_answers_stand_is_from_one_of_them() -> None:
    (one,) = quoted("‘dit of dat en meer’ [[a.1@1]], [[b.2@2]] en [c.3].")
    assert [each.name for each in one.citations] == ["a.1", "b.2"]


def quoting(text: str, said: str = "Wij slopen samen met de buren.") -> RoundSource:
    return a_round(interview(OOST_DRENTHE, answer("1", said)), methodiek=text)


RIGHT = "De regio: ‘slopen samen met de buren’ [[oost-drenthe.1@2]]."
WRONG = "De regio: ‘slopen alles met de buren’ [[oost-drenthe.1@2]]."
WHY = "[oost-drenthe.1] in methodiek (zegt niet woord voor woord ‘slopen alles met de buren’)"


def test_a_final_report_is_refused_with_the_quotation_that_does_not_match() -> None:
    compile_report(OUTLINE, quoting(RIGHT), draft=False, dated=DATED)
    with pytest.raises(CitationsUnresolved) as refused:
        compile_report(OUTLINE, quoting(WRONG), draft=False, dated=DATED)
    assert refused.value.places == (WHY,)


def test_the_board_says_that_a_quotation_does_not_match() -> None:
    board = board_of(OUTLINE, quoting(WRONG))
    row = next(one for one in board.rows if one.key == "methodiek")
    assert (row.stand, row.stand.label, row.stale) == (Stand.WRONG, "Aanhaling klopt niet", "1 aanhaling klopt niet")
    assert [one.section for one in board.citations] == ["methodiek"]
    assert board_of(OUTLINE, quoting(RIGHT)).citations == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (WRONG.replace("@2", "@1"), ["rust op versie 1; versie 2 is akkoord"]),
        (WRONG.replace("[[oost-drenthe.1@2]]", "[[oost-drenthe.1@2]][[eemsdelta.1@1]]"), ["rust op versie 1"]),
        (WRONG.replace("oost-drenthe.1@2", "oost-drenthe.7@2"), ["is geen antwoord met akkoord"]),
        (RIGHT.replace("[[oost-drenthe.1@2]]", "[[eemsdelta.1@2]][[oost-drenthe.1@2]]"), []),
    ],
)
def test_a_citation_that_is_wrong_for_another_reason_says_that_first(text: str, why: list[str]) -> None:
    found = board_of(OUTLINE, quoting(text)).citations
    assert len(found) == len(why)
    assert all(reason in one.sentence for reason, one in zip(why, found, strict=True))


def test_a_long_quotation_is_named_by_its_beginning() -> None:
    found = board_of(OUTLINE, quoting(f"‘{'nooit meer ' * 20}’ [oost-drenthe.1]")).citations
    assert len(found) == 2, "and it is not pinned"
    assert found[1].sentence.endswith("nooit meer …’.")
