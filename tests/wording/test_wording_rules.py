import pytest
from markupsafe import Markup

from surveyapp.mail.texts.operations import checked
from surveyapp.mail.texts.pages import sample
from surveyapp.mail.texts.rules import Words, blocks_of, filled, heading_of, kinds, plain_of, problems

RECORD = kinds()["record"]


@pytest.mark.parametrize("key", list(kinds()))
def test_the_standard_words_of_every_mail_are_good_and_make_a_mail(key: str) -> None:
    kind = kinds()[key]
    assert checked(kind, kind.standard) == {}
    made = sample(kind, kind.standard, kinds()["sender"].standard)
    assert "{" not in made.text + made.subject
    assert "mevrouw Jansen" in made.text
    assert "Programma Bevolkingsdaling" in made.html
    skipped = ("http", "ingerafdruk", ", verslag 1")
    assert all(len(line) <= 90 for line in made.text.split("\n") if not any(word in line for word in skipped))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Dag {naan},", "{naan} bestaat niet"),
        ("{vragen}", "{vragen} bestaat niet"),
        ("Dag {naam", "losse accolade bij ‘Dag {naam’"),
        ("Dag naam}", "losse accolade"),
        ("{{ config }}", "losse accolade"),
        ("{% for x in y %}", "losse accolade"),
        ("{Naam}", "losse accolade"),
        ("{naam.__class__}", "losse accolade"),
        ("{0}", "losse accolade"),
    ],
)
def test_a_wrong_placeholder_is_said_with_what_there_is(text: str, said: str) -> None:
    (problem,) = problems(RECORD, text)
    assert said in problem
    assert "{naam}, {functie}, {organisatie}" in problem
    assert "{termijn}" in problem


def test_what_is_right_has_no_problems() -> None:
    assert problems(RECORD, "Dag {naam}, voor {termijn}. 100% zeker & <b>.") == []


def test_a_value_is_never_markup_nor_a_placeholder() -> None:
    hostile = "<b>Jan</b> **vet** {termijn} [x](javascript:1)"
    (block,) = blocks_of("Dag **{naam}**!", {"naam": hostile, "termijn": "morgen"})
    escaped = "&lt;b&gt;Jan&lt;/b&gt; **vet** {termijn} [x](javascript:1)"
    assert [str(line) for line in block.lines] == [f"Dag <strong>{escaped}</strong>!"]
    assert block.plain == (f"Dag {hostile}!",)
    assert filled("Voor {naam}", {"naam": "Jan\r\nBcc: x@example.org"}) == "Voor Jan Bcc: x@example.org"


def test_words_are_paragraphs_headings_lists_and_emphasis_and_nothing_else() -> None:
    text = "Eén\ntwee\n\n## Kop\n\n- a\n- *b*\n\n1. x\n\n<script>alert(1)</script> [l](http://x) ![i](y)"
    blocks = blocks_of(text, {})
    assert [block.kind for block in blocks] == ["p", "h2", "ul", "ol", "p"]
    assert blocks[0].lines == (Markup("Eén<br>twee"),)
    assert blocks[2].lines == (Markup("a"), Markup("<em>b</em>"))
    assert blocks[4].lines == (Markup("&lt;script&gt;alert(1)&lt;/script&gt; [l](http://x) ![i](y)"),)
    assert plain_of(blocks).startswith("Eén\ntwee\n\nKOP\n\n- a\n- b\n\n1. x\n\n<script>")


def test_a_line_whose_value_is_empty_is_left_out() -> None:
    signature = plain_of(blocks_of(kinds()["sender"].standard.above, {"interviewer": ""}))
    assert signature.split("\n") == ["Met vriendelijke groet,", "Programma Bevolkingsdaling"]


def test_long_lines_are_wrapped_in_plain_text_only() -> None:
    (block,) = blocks_of("woord " * 40, {})
    assert max(len(line) for line in plain_of([block]).split("\n")) <= 76
    assert "\n" not in block.lines[0]


def test_the_heading_is_the_subject_without_its_brackets() -> None:
    assert heading_of("Nakijken? (Regio Oost-Drenthe)") == "Nakijken?"
    assert heading_of("(alles)") == "(alles)"


def test_what_is_fixed_stays_whatever_the_words_are() -> None:
    made = sample(RECORD, Words("Onderwerp", "x"), Words("", "y"))
    for text in (made.text, made.html):
        assert "dinsdag 5 juni 2018" in text
        assert "https://wederhoor.example.org/v/" in text
        assert "De link is persoonlijk" in text
        assert "bevolkingsdaling@example.org" in text


def test_words_that_are_missing_or_too_long_are_said() -> None:
    assert set(checked(RECORD, Words("", "", ""))) == {"subject", "above"}
    assert set(checked(RECORD, Words("x" * 201, "x" * 5_001, "x" * 5_001))) == {"subject", "above", "below"}
    assert checked(kinds()["sender"], Words("", "Groet")) == {}
