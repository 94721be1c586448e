from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.sources.register.rules import (
    BadSource,
    SourceData,
    call_of,
    dated_words,
    definition_of,
    free_key,
    matches,
    parliamentary_year,
    parse_dated,
    parse_link,
    parse_paper,
)
from surveyapp.text.words import footnotes, to_plain


@pytest.mark.parametrize(
    ("text", "dated", "citation", "key"),
    [
        ("Kamerstukken II 2017/18, 29697, nr. 42", "", "Kamerstukken II 2017/18, 29697, nr. 42", "kst-29697-42"),
        ("29697, nr. 42", "2018-03-01", "Kamerstukken II 2017/18, 29697, nr. 42", "kst-29697-42"),
        ("kst-31757-93", "2017-07-14", "Kamerstukken II 2016/17, 31757, nr. 93", "kst-31757-93"),
        ("Kamerstuk 31 757 nr. 93.", "2017-07-14", "Kamerstukken II 2016/17, 31757, nr. 93", "kst-31757-93"),
        ("2017/2018, 34775 vii, nr. 5", "", "Kamerstukken II 2017/18, 34775 VII, nr. 5", "kst-34775-vii-5"),
        ("34775, A", "2017-10-02", "Kamerstukken I 2017/18, 34775, A", "kst-34775-a"),
        ("I 1999/00, 26800, nr. 12a", "", "Kamerstukken I 1999/00, 26800, nr. 12a", "kst-26800-12a"),
    ],
)
def test_a_kamerstuk_is_read_as_people_write_it_and_cited_in_one_way(
    text: str, dated: str, citation: str, key: str
) -> None:
    paper = parse_paper(text, dated)
    assert paper
    assert (str(paper), paper.key) == (citation, key)
    assert parse_paper(str(paper), "") == paper


@pytest.mark.parametrize("text", ["29697", "nr. 42", "Kamerstuk onbekend", "296971, nr. 4", "2017/19, 29697, nr. 42"])
def test_what_is_no_kamerstuk_says_how_to_write_one(text: str) -> None:
    with pytest.raises(BadSource) as error:
        parse_paper(text, "2018-01-01")
    assert error.value.field == "number"
    assert "29697" in str(error.value) or "2017/18" in str(error.value)


def test_without_a_year_or_a_whole_date_a_kamerstuk_asks_for_it() -> None:
    for dated in ("", "2018", "2018-03"):
        with pytest.raises(BadSource, match="vergaderjaar"):
            parse_paper("29697, nr. 42", dated)


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2017, 9, 18), "2016/17"),
        (date(2017, 9, 19), "2017/18"),
        (date(2018, 9, 17), "2017/18"),
        (date(2018, 9, 18), "2018/19"),
        (date(1999, 12, 31), "1999/00"),
        (date(2015, 9, 15), "2015/16"),
    ],
)
def test_the_parliamentary_year_begins_on_the_third_tuesday_of_september(day: date, year: str) -> None:
    assert parliamentary_year(day) == year


@pytest.mark.parametrize(
    ("text", "dated", "words"),
    [
        ("14 juli 2017", "2017-07-14", "14 juli 2017"),
        ("14-7-2017", "2017-07-14", "14 juli 2017"),
        ("14 jul. 2017", "2017-07-14", "14 juli 2017"),
        ("2017-07-14", "2017-07-14", "14 juli 2017"),
        ("November 2017", "2017-11", "november 2017"),
        ("11-2017", "2017-11", "november 2017"),
        ("2017", "2017", "2017"),
        ("", "", ""),
    ],
)
def test_a_date_is_as_exact_as_it_was_given(text: str, dated: str, words: str) -> None:
    assert (parse_dated(text), dated_words(dated)) == (dated, words)
    assert parse_dated(words) == dated


@pytest.mark.parametrize("text", ["31 februari 2017", "gisteren", "13-2017", "ju 2017", "2017-00", "14 juli"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(BadSource, match="14 juli 2017"):
        parse_dated(text)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "www.example.org",
        "ftp://example.org/x",
        "https://",
        "https://a b.nl",
        "https://u:p@a.nl/",
        "https://a.nl/>x",
        "http://[",
        "https://localhost/",
    ],
)
def test_only_an_address_on_the_web_is_a_link(link: str) -> None:
    with pytest.raises(BadSource) as error:
        parse_link(link)
    assert error.value.field == "link"


def test_a_kamerstuk_is_cited_by_its_number_alone() -> None:
    source = SourceData.of(
        title=" Actieplan  Bevolkingsdaling. ", publisher="BZK", number="29697-42", dated="1 maart 2018"
    )
    assert source.citation == "Actieplan Bevolkingsdaling, Kamerstukken II 2017/18, 29697, nr. 42."
    assert source.wanted_key == "kst-29697-42"


def test_another_document_is_cited_by_publisher_title_date_and_address() -> None:
    source = SourceData.of(
        title="Perspectief voor basisonderwijs",
        publisher="Provincie Fryslân",
        dated="maart 2018",
        link="https://www.example.org/x_y",
    )
    assert source.citation == (
        "Provincie Fryslân, *Perspectief voor basisonderwijs*, maart 2018, <https://www.example.org/x_y>."
    )
    assert source.wanted_key == "perspectief-voor-basisonderwijs-2018"
    assert SourceData.of(title="Agenda Achterhoek 2020", dated="2020").wanted_key == "agenda-achterhoek-2020"
    assert len(SourceData.of(title="Heel lang " * 30).wanted_key) <= 60
    assert SourceData.of(title="日本").wanted_key == "bron"


def test_keys_are_unique() -> None:
    assert free_key("bron", ()) == "bron"
    assert free_key("bron", {"bron", "bron-2"}) == "bron-3"


def test_a_search_finds_all_its_words_without_accents_or_capitals() -> None:
    held = "Provincie Fryslân Perspectief maart 2018"
    assert matches(held, "FRYSLAN perspectief")
    assert matches(held, "")
    assert not matches(held, "fryslan 2017")


@given(title=st.text(min_size=1, max_size=60), publisher=st.text(max_size=30))
def test_whatever_the_title_the_footnote_says_exactly_that(title: str, publisher: str) -> None:
    try:
        source = SourceData.of(title=title, publisher=publisher, number="Kamerstukken II 2017/18, 29697, nr. 42")
    except BadSource:
        return
    key = source.wanted_key
    text = f"Vastgesteld.{call_of(key)}\n\n{definition_of(key, source.citation)}"
    assert footnotes(text) == {key: source.citation}
    assert "Kamerstukken II 2017/18, 29697, nr. 42." in to_plain(text)


def test_a_title_is_words_and_no_markup() -> None:
    source = SourceData.of(title="Wat *nu* [echt](https://x.nl) <b>", publisher="A_b_c", dated="2018")
    text = f"Zie.{call_of('k')}\n\n{definition_of('k', source.citation)}"
    assert "A_b_c, Wat *nu* [echt](https://x.nl) <b>, 2018." in to_plain(text)


def test_the_footnotes_of_a_text_are_those_that_it_calls() -> None:
    text = (
        "Een[^a] en twee[^b] en nog eens[^a].\n\n[^a]: Eerste *stuk*.\n\n[^b]: Tweede\n    stuk.\n\n[^c]: Ongebruikt."
    )
    assert footnotes(text) == {"a": "Eerste *stuk*.", "b": "Tweede\nstuk."}
    assert footnotes("Zonder [^x] definitie, en `[^y]`.") == {}
