"""A questionnaire file is read strictly: every mistake with file, line and key, and nothing that follows from it."""

import dataclasses
import hashlib
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.questionnaires.rules import (
    OrganisationKind,
    Question,
    Questionnaire,
    QuestionnaireError,
    Theme,
    UnknownItem,
    content_hash,
    parse,
    unknown_formerly,
)

SOURCE = dedent("""\
    key: proef
    title: Vragenlijst Proef
    kind: region
    themes:
      wonen: Wonen
      zorg: Zorg
    questions:
      - number: '1'
        title: Voortgang
        text: Wat is de voortgang {hint}?
        hint: sinds vorig jaar
        feeds: aanpak
        themes: [wonen, zorg]
      - number: '2'
        title: Succes
        text: 'Wat ging goed:'
        item: false
        parts:
          - number: 2a
            title: Samen
            text: Samenwerking
            feeds: samenwerking
          - number: 2b
            title: Alleen
            text: Eigen werk
            feeds: aanpak
""")


def read(source: str = SOURCE) -> Questionnaire:
    return parse(source, "proef.yaml")


def problems(source: str) -> list[str]:
    """What is wrong with it, each without the name of the file, which every problem begins with."""
    with pytest.raises(QuestionnaireError) as caught:
        read(source)
    assert all(problem.startswith("proef.yaml") for problem in caught.value.problems)
    return [problem.removeprefix("proef.yaml, ") for problem in caught.value.problems]


def changed(old: str, new: str) -> str:
    assert SOURCE.count(old) == 1, old
    return SOURCE.replace(old, new)


def question(text: str, hint: str = "") -> Question:
    return Question("2a", "Titel", text, hint, "aanpak", (), item=True)


# What a file holds


def test_a_file_reads_as_values() -> None:
    found = read()

    assert (found.key, found.title, found.kind) == ("proef", "Vragenlijst Proef", OrganisationKind.REGION)
    assert found.themes == (Theme("wonen", "Wonen"), Theme("zorg", "Zorg"))
    assert found.questions[0] == Question(
        number="1",
        title="Voortgang",
        text="Wat is de voortgang {hint}?",
        hint="sinds vorig jaar",
        feeds="aanpak",
        themes=("wonen", "zorg"),
        item=True,
        parts=(),
    )


def test_questions_and_parts_come_in_reading_order() -> None:
    assert [one.number for one in read().all_questions] == ["1", "2", "2a", "2b"]


def test_a_stem_is_a_question_but_not_an_item() -> None:
    assert [one.number for one in read().items] == ["1", "2a", "2b"]
    assert read().questions[1].feeds == ""


def test_a_question_with_parts_may_take_an_answer_itself() -> None:
    found = read(changed("    item: false\n", "    feeds: aanpak\n"))

    assert [one.number for one in found.items] == ["1", "2", "2a", "2b"]


def test_an_item_is_found_by_its_number() -> None:
    assert read().item("2b").title == "Alleen"


@pytest.mark.parametrize("number", ["2", "3", "2c", "", "1 "])
def test_an_unknown_item_is_refused_naming_the_known_ones(number: str) -> None:
    with pytest.raises(UnknownItem) as caught:
        read().item(number)

    assert caught.value.item == number
    assert str(caught.value) == f"Vraag {number!r} bestaat niet. Bekend: 1, 2a, 2b."
    assert isinstance(caught.value, ValueError)


def test_a_theme_is_found_by_its_key() -> None:
    assert read().theme("zorg") == Theme("zorg", "Zorg")
    with pytest.raises(KeyError):
        read().theme("sport")


def test_values_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        read().title = "Anders"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        read().questions[0].text = "Anders"  # type: ignore[misc]


def test_each_kind_of_organisation_has_a_dutch_word() -> None:
    assert {kind.value: kind.label for kind in OrganisationKind} == {
        "region": "regio",
        "province": "provincie",
        "ministry": "ministerie",
    }


@pytest.mark.parametrize(("number", "letter"), [("2", ""), ("12", ""), ("2a", "a"), ("12f", "f")])
def test_the_letter_is_what_follows_the_number(number: str, letter: str) -> None:
    assert dataclasses.replace(question("Tekst"), number=number).letter == letter


@pytest.mark.parametrize(
    ("text", "wording", "lead"),
    [
        ("Hoe {hint}?", "Hoe (o.a. zo)?", "Hoe?"),
        ("Wonen {hint}", "Wonen (o.a. zo)", "Wonen"),
        ("{hint} wonen", "(o.a. zo) wonen", "wonen"),
        ("Wat {hint} dan", "Wat (o.a. zo) dan", "Wat dan"),
        ("Hoe? {hint}? En nu?", "Hoe? (o.a. zo)? En nu?", "Hoe? En nu?"),
        ("Hoe? {hint}.", "Hoe? (o.a. zo).", "Hoe?"),
        ("Hoe {hint}, en wie?", "Hoe (o.a. zo), en wie?", "Hoe, en wie?"),
    ],
)
def test_the_hint_stands_in_the_wording_and_not_in_the_lead(text: str, wording: str, lead: str) -> None:
    assert question(text, "o.a. zo").wording == wording
    assert question(text, "o.a. zo").lead == lead


@given(st.text().filter(lambda text: "{hint}" not in text))
def test_a_text_without_hint_is_its_own_wording_and_lead(text: str) -> None:
    assert question(text).wording == text
    assert question(text).lead == text.rstrip()


# What identifies it


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_content_hash_is_the_sha_256_of_the_file(source: str) -> None:
    assert content_hash(source) == hashlib.sha256(source.encode("utf-8")).hexdigest()


def test_a_changed_letter_gives_another_content_hash() -> None:
    assert content_hash(SOURCE) != content_hash(SOURCE.replace("goed", "Goed"))


# What it may not hold


PART_KEYS = "verwacht een van de sleutels number, title, text, hint, feeds, themes, item, formerly"
EARLIER = "het nummer van een vraag in de vorige ronde, zoals 3 of 3a"
KEY = "een sleutel van kleine letters, cijfers en streepjes"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        # Keys
        ("kind: region\n", "", "regel 1: verwacht de sleutel kind"),
        ("    title: Voortgang\n", "", "regel 8, questions[0]: verwacht de sleutel title"),
        ("        text: Eigen werk\n", "", "regel 23, questions[1].parts[1]: verwacht de sleutel text"),
        (
            "kind: region",
            "kind: region\nsoort: x",
            "regel 4, soort: verwacht een van de sleutels key, title, kind, themes, questions, kreeg 'soort'",
        ),
        (
            "    hint: sinds vorig jaar",
            "    hint: sinds vorig jaar\n    uitleg:\n      - x",
            f"regel 12, questions[0].uitleg: {PART_KEYS}, parts, kreeg 'uitleg'",
        ),
        ("key: proef", "key: proef\nkey: x", "regel 2, key: verwacht elke sleutel één keer, kreeg nog een keer 'key'"),
        (
            "    title: Succes",
            "    title: Succes\n    title: Weer",
            "regel 16, questions[1].title: verwacht elke sleutel één keer, kreeg nog een keer 'title'",
        ),
        ("kind: region", "kind: region\n[a]: b", "regel 4: verwacht een sleutel van één woord"),
        (
            "  zorg: Zorg",
            "  zorg: Zorg\n  wonen: Weer",
            "regel 7, themes.wonen: verwacht elke sleutel één keer, kreeg nog een keer 'wonen'",
        ),
        # Kinds of values
        (
            "title: Vragenlijst Proef",
            "title: 2018",
            "regel 2, title: verwacht een tekst (zet er eventueel aanhalingstekens om), kreeg een getal ('2018')",
        ),
        (
            "title: Vragenlijst Proef",
            "title:",
            "regel 2, title: verwacht een tekst (zet er eventueel aanhalingstekens om), kreeg niets",
        ),
        (
            "title: Voortgang",
            "title: [a]",
            "regel 9, questions[0].title: verwacht een tekst (zet er eventueel aanhalingstekens om), kreeg een lijst",
        ),
        ("title: Voortgang", "title: '  '", "regel 9, questions[0].title: verwacht een tekst, kreeg een lege tekst"),
        ("hint: sinds vorig jaar", "hint: ''", "regel 11, questions[0].hint: verwacht een tekst, kreeg een lege tekst"),
        ("[wonen, zorg]", "wonen", "regel 13, questions[0].themes: verwacht een lijst, kreeg een tekst ('wonen')"),
        ("item: false", "item: nee", "regel 17, questions[1].item: verwacht true of false, kreeg een tekst ('nee')"),
        ("number: '1'", "number:", "regel 8, questions[0].number: verwacht een woord of getal, kreeg niets"),
        ("number: '1'", "number: [1]", "regel 8, questions[0].number: verwacht een woord of getal, kreeg een lijst"),
        # Single values
        ("key: proef", "key: De Proef", f"regel 1, key: verwacht {KEY}, kreeg 'De Proef'"),
        ("kind: region", "kind: regio", "regel 3, kind: verwacht een van region, province, ministry, kreeg 'regio'"),
        ("  zorg: Zorg", "  zorg: Zorg\n  Sport: x", f"regel 7, themes.Sport: verwacht {KEY}, kreeg 'Sport'"),
        (
            "feeds: samenwerking",
            "feeds: Samen werken",
            f"regel 22, questions[1].parts[0].feeds: verwacht {KEY}, kreeg 'Samen werken'",
        ),
        # Numbers
        ("number: '1'", "number: a", "regel 8, questions[0].number: verwacht een nummer zoals 2, kreeg 'a'"),
        ("number: '1'", "number: '0'", "regel 8, questions[0].number: verwacht een nummer zoals 2, kreeg '0'"),
        ("number: '1'", "number: 1a", "regel 8, questions[0].number: verwacht een nummer zoals 2, kreeg '1a'"),
        (
            "number: '1'",
            "number: '2'",
            "regel 14, questions[1].number: verwacht elk nummer één keer, kreeg nog een keer '2'",
        ),
        (
            "number: 2b",
            "number: 2a",
            "regel 23, questions[1].parts[1].number: verwacht elk nummer één keer, kreeg nog een keer '2a'",
        ),
        (
            "number: 2b",
            "number: 3b",
            "regel 23, questions[1].parts[1].number: verwacht een nummer zoals 2a, kreeg '3b'",
        ),
        ("number: 2b", "number: 2", "regel 23, questions[1].parts[1].number: verwacht een nummer zoals 2a, kreeg '2'"),
        ("number: '2'", "number: x", "regel 14, questions[1].number: verwacht een nummer zoals 2, kreeg 'x'"),
        # Hints
        (
            "    hint: sinds vorig jaar\n",
            "",
            "regel 10, questions[0].text: verwacht de sleutel hint bij {hint} in text",
        ),
        (
            "voortgang {hint}?",
            "voortgang?",
            "regel 11, questions[0].hint: verwacht {hint} één keer in text, kreeg 0 keer",
        ),
        (
            "voortgang {hint}?",
            "voortgang {hint} {hint}?",
            "regel 11, questions[0].hint: verwacht {hint} één keer in text, kreeg 2 keer",
        ),
        # Themes
        (
            "[wonen, zorg]",
            "[wonen, sport]",
            "regel 13, questions[0].themes[1]: verwacht een van de thema’s wonen, zorg, kreeg 'sport'",
        ),
        (
            "[wonen, zorg]",
            "[wonen, wonen]",
            "regel 13, questions[0].themes[1]: verwacht elk thema één keer, kreeg nog een keer 'wonen'",
        ),
        # Items and stems
        (
            "        feeds: samenwerking\n",
            "",
            "regel 19, questions[1].parts[0]: verwacht de sleutel feeds bij een vraag met een antwoord",
        ),
        (
            "    item: false\n",
            "    item: false\n    feeds: aanpak\n",
            "regel 18, questions[1].feeds: verwacht geen feeds bij een vraag zonder eigen antwoord (item: false)",
        ),
        (
            "        feeds: samenwerking\n",
            "        item: false\n",
            "regel 19, questions[1].parts[0]: verwacht parts bij een vraag zonder eigen antwoord (item: false)",
        ),
        ("    themes: [wonen, zorg]", "    parts: []", "regel 13, questions[0].parts: verwacht minstens één onderdeel"),
        (
            "        feeds: samenwerking\n",
            "        feeds: samenwerking\n        parts: [a]\n",
            f"regel 23, questions[1].parts[0].parts: {PART_KEYS}, kreeg 'parts'",
        ),
        # The round before
        (
            "    item: false\n",
            "    item: false\n    formerly: [1]\n",
            "regel 18, questions[1].formerly: verwacht geen formerly bij een vraag zonder eigen antwoord (item: false)",
        ),
        (
            "        feeds: samenwerking\n",
            "        feeds: samenwerking\n        formerly: 3a\n",
            "regel 23, questions[1].parts[0].formerly: verwacht een lijst, kreeg een tekst ('3a')",
        ),
        (
            "        feeds: samenwerking\n",
            "        feeds: samenwerking\n        formerly: [geen]\n",
            f"regel 23, questions[1].parts[0].formerly[0]: verwacht {EARLIER}, kreeg 'geen'",
        ),
        (
            "        feeds: samenwerking\n",
            "        feeds: samenwerking\n        formerly: [3, 3]\n",
            "regel 23, questions[1].parts[0].formerly[1]: verwacht elk nummer één keer, kreeg nog een keer '3'",
        ),
    ],
)
def test_a_mistake_is_named_once_with_line_key_and_what_was_expected(old: str, new: str, problem: str) -> None:
    assert problems(changed(old, new)) == [problem]


def test_a_question_names_those_that_it_follows() -> None:
    found = read(
        changed("        feeds: samenwerking\n", "        feeds: samenwerking\n        formerly: [3, 4b]\n").replace(
            "    hint: sinds vorig jaar\n", "    hint: sinds vorig jaar\n    formerly: []\n"
        )
    )
    assert [(one.number, one.formerly, one.earlier) for one in found.items] == [
        ("1", (), ()),
        ("2a", ("3", "4b"), ("3", "4b")),
        ("2b", None, ("2b",)),
    ]
    assert unknown_formerly(found, read()) == (
        "vraag 2a, formerly: Vragenlijst Proef heeft geen vraag 3. Bekend: 1, 2a, 2b.",
        "vraag 2a, formerly: Vragenlijst Proef heeft geen vraag 4b. Bekend: 1, 2a, 2b.",
    )
    assert unknown_formerly(read(), found) == ()
    assert found.asked(found.item("2a")) == ("Wat ging goed:", "Samenwerking")
    assert found.asked(found.item("1")) == ("", "Wat is de voortgang (sinds vorig jaar)?")


TEXT = "een tekst (zet er eventueel aanhalingstekens om)"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (
            "title: Vragenlijst Proef",
            "title: &t Vragenlijst Proef",
            f"regel 2, title: verwacht {TEXT}, kreeg een anker (&) ('Vragenlijst Proef')",
        ),
        (
            "title: Voortgang",
            "title: *t",
            f"regel 9, questions[0].title: verwacht {TEXT}, kreeg een verwijzing (*) ('t')",
        ),
        (
            "title: Voortgang",
            "title: !!str Voortgang",
            f"regel 9, questions[0].title: verwacht {TEXT}, kreeg een type (!) ('Voortgang')",
        ),
        (
            "title: Voortgang",
            "title: !!python/object/apply:os.system ['true']",
            f"regel 9, questions[0].title: verwacht {TEXT}, kreeg een type (!)",
        ),
        ("[wonen, zorg]", "!lijst [wonen]", "regel 13, questions[0].themes: verwacht een lijst, kreeg een type (!)"),
        ("[wonen, zorg]", "&l [wonen]", "regel 13, questions[0].themes: verwacht een lijst, kreeg een anker (&)"),
        (
            "number: '1'",
            "number: *n",
            "regel 8, questions[0].number: verwacht een woord of getal, kreeg een verwijzing (*) ('n')",
        ),
        (
            "item: false",
            "item: !!bool false",
            "regel 17, questions[1].item: verwacht true of false, kreeg een type (!) ('false')",
        ),
        ("  zorg: Zorg", "  zorg: Zorg\n  &k sport: Sport", "regel 7, themes: verwacht een sleutel van één woord"),
        ("  zorg: Zorg", "  zorg: Zorg\n  <<: Sport", f"regel 7, themes.<<: verwacht {KEY}, kreeg '<<'"),
    ],
)
def test_anchors_aliases_and_types_are_refused_where_they_stand(old: str, new: str, found: str) -> None:
    assert problems(changed(old, new)) == [found]


def test_all_mistakes_are_named_at_once_with_their_own_lines() -> None:
    source = SOURCE.replace("kind: region", "kind: x").replace("title: Voortgang", "title: ''")
    source = source.replace("feeds: samenwerking", "feed: samenwerking")

    assert [problem.partition(":")[0] for problem in problems(source)] == [
        "regel 9, questions[0].title",
        "regel 22, questions[1].parts[0].feed",
        "regel 19, questions[1].parts[0]",
        "regel 3, kind",
    ]


def test_the_error_reads_as_one_line_per_mistake() -> None:
    error = QuestionnaireError(("een", "twee"))

    assert str(error) == "een\ntwee"


@pytest.mark.parametrize("themes", ["themes: x\n", ""])
def test_unreadable_themes_are_not_reported_again_at_every_question(themes: str) -> None:
    source = changed("themes:\n  wonen: Wonen\n  zorg: Zorg\n", themes)

    assert len(problems(source)) == 1


def test_a_wrong_number_is_not_reported_again_at_its_parts() -> None:
    assert len(problems(changed("number: '2'", "number: twee"))) == 1


@pytest.mark.parametrize("questions", ["[]", "[{number: '1', title: a, text: b, item: false, parts: [x]}]"])
def test_a_questionnaire_without_questions_is_refused(questions: str) -> None:
    head, _, _ = SOURCE.partition("questions:")

    assert problems(f"{head}questions: {questions}\n")


def test_no_questions_are_named_as_such() -> None:
    head, _, _ = SOURCE.partition("questions:")

    assert problems(f"{head}questions: []\n") == ["regel 7, questions: verwacht minstens één vraag"]


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("", "proef.yaml: het bestand is leeg"),
        ("tekst", "regel 1: verwacht sleutels met waarden, kreeg een tekst ('tekst')"),
        ("\n- a\n", "regel 2: verwacht sleutels met waarden, kreeg een lijst"),
    ],
)
def test_another_file_is_not_a_questionnaire(source: str, problem: str) -> None:
    assert problems(source) == [problem]


def test_a_file_over_1_mb_is_refused_unread() -> None:
    assert problems(SOURCE + "#" * 1_000_000) == ["proef.yaml: groter dan 1 MB"]
    assert read(SOURCE + "#" * (1_000_000 - len(SOURCE.encode())))


# Whatever it is given


@given(st.text(max_size=400))
def test_any_text_is_a_questionnaire_or_refused_with_reasons(source: str) -> None:
    assert problems(source)


@given(st.data())
def test_a_damaged_file_never_fails_in_another_way(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(SOURCE)))
    length = data.draw(st.integers(0, 40))
    damaged = SOURCE[:start] + data.draw(st.text("{}[]:-*&!'\n a1", max_size=6)) + SOURCE[start + length :]
    try:
        found = read(damaged)
    except QuestionnaireError:
        assert problems(damaged)
    else:
        numbers = [one.number for one in found.all_questions]
        assert len(set(numbers)) == len(numbers)
        assert found.items


WORDS = st.text(st.characters(categories=["L", "N"], max_codepoint=0x24F), min_size=1).map(lambda word: f"w{word}")


@given(title=WORDS, text=WORDS, hint=WORDS)
def test_the_wording_is_kept_letter_for_letter(title: str, text: str, hint: str) -> None:
    source = changed("title: Voortgang", f"title: '{title}'").replace(
        "Wat is de voortgang {hint}?", f"'{text} {{hint}}!'"
    )
    found = read(source.replace("hint: sinds vorig jaar", f"hint: '{hint}'")).item("1")

    assert (found.title, found.wording, found.lead) == (title, f"{text} ({hint})!", f"{text}!")
