"""Changing an outline: what becomes of it, and what is refused with a way out."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_values import DRENTHE, EEMSDELTA, MINISTRY, OOST_DRENTHE, OUTLINE, PROVINCE, REGION

from surveyapp.report.material.structure import (
    EachProvince,
    Feed,
    Group,
    Outline,
    OutlineSection,
    default_outline,
    parse_outline,
)
from surveyapp.report.outlining import rules
from surveyapp.report.outlining.differences import differences
from surveyapp.report.outlining.rules import OutlineRefused, find
from surveyapp.report.outlining.yaml_writer import as_yaml

FUND = Feed("uitkering", frozenset({REGION}))
PART = OutlineSection("fonds", "Fonds", feed=FUND)
WRITTEN = OutlineSection("nieuw", "Nieuw", text=True)


def below(outline: Outline, key: str) -> list[str]:
    """The keys of what stands right under something; of the chapters for ""."""
    if not key:
        return [one.key for one in outline.chapters]
    entry = find(outline, key).entry
    assert not isinstance(entry, Group)
    return [one.key for one in entry.sections]


def refused(match: str) -> "pytest.RaisesExc[OutlineRefused]":
    return pytest.raises(OutlineRefused, match=match)


# Written as a file


@pytest.mark.parametrize("outline", [OUTLINE, default_outline()])
def test_an_outline_is_written_as_the_file_that_it_is_read_from(outline: Outline) -> None:
    assert parse_outline(as_yaml(outline), "x") == outline


TITLES = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1).filter(str.strip)


@given(
    title=TITLES,
    feed=st.none()
    | st.builds(
        Feed,
        kind=st.just(""),
        organisations=st.frozensets(st.sampled_from([REGION, PROVINCE, MINISTRY]), min_size=1),
        themes=st.lists(TITLES, unique=True, max_size=3).map(tuple),
        headings=st.booleans(),
        questions=st.lists(st.from_regex(r"regio\.[1-9][0-9]?[a-z]?", fullmatch=True), min_size=1).map(tuple),
        categories=st.lists(TITLES, max_size=2).map(tuple),
        only=st.lists(TITLES, max_size=2).map(tuple),
    ),
)
def test_whatever_an_editor_chooses_comes_back_from_the_file(title: str, feed: Feed | None) -> None:
    outline = Outline((OutlineSection("a", title, text=True, feed=feed),))
    assert parse_outline(as_yaml(outline), "x") == outline


# Add


def test_what_is_added_comes_last() -> None:
    assert below(rules.added(OUTLINE, "", WRITTEN), "")[-1] == "nieuw"
    assert below(rules.added(OUTLINE, "inleiding", WRITTEN), "inleiding") == ["methodiek", "nieuw"]


def test_a_part_of_every_province_consists_of_answers() -> None:
    assert below(rules.added(OUTLINE, "provincie", PART), "provincie") == ["aanpak", "samenwerking", "fonds"]
    with refused("‘Nieuw’ staat bij elke provincie en bestaat uit antwoorden: kies de vragen"):
        rules.added(OUTLINE, "provincie", WRITTEN)
    with refused("‘Fonds’ staat bij elke provincie"):
        rules.added(OUTLINE, "provincie", replace(PART, feed=replace(FUND, headings=True)))


def test_three_regions_come_under_one_heading_with_an_introduction() -> None:
    group = Group("samen", "Samen", ("oost-drenthe",), text=True)
    outline = rules.added(OUTLINE, "provincie", group)
    assert find(outline, "samen").siblings[-1] == group
    assert group in outline.text_sections()


@pytest.mark.parametrize(
    ("under", "entry"),
    [
        ("inleiding", Group("samen", "Samen", ("oost-drenthe",))),
        ("noord-groningen", WRITTEN),
        ("provincie", EachProvince("nog", (PART,))),
    ],
)
def test_what_does_not_fit_is_refused(under: str, entry: rules.Entry) -> None:
    with refused("kan dit niet staan: kies een andere plaats"):
        rules.added(OUTLINE, under, entry)


def test_headings_go_no_deeper_than_the_published_report() -> None:
    deep = rules.added(OUTLINE, "methodiek", WRITTEN)
    with refused("‘Dieper’ staat te diep: kies een plaats op hoogstens 3 niveaus"):
        rules.added(deep, "nieuw", OutlineSection("dieper", "Dieper", text=True))


@pytest.mark.parametrize(
    ("section", "why"),
    [
        (OutlineSection("nieuw", "  ", text=True), "Vul een titel in"),
        (OutlineSection("nieuw", "x" * 201, text=True), "Maak de titel korter: er passen hoogstens 200 tekens in"),
        (OutlineSection("nieuw", "Nieuw"), "‘Nieuw’ zou leeg zijn: geef het een eigen tekst of antwoorden"),
        (OutlineSection("methodiek", "Nieuw", text=True), "verwacht een sleutel die nog niet voorkomt"),
    ],
)
def test_a_section_without_sense_is_refused(section: OutlineSection, why: str) -> None:
    with refused(why):
        rules.added(OUTLINE, "inleiding", section)


def test_a_chapter_is_no_place_per_province() -> None:
    with refused("staat in een hoofdstuk: kies er een"):
        rules.added(OUTLINE, "", EachProvince("nog", (PART,)))


@pytest.mark.parametrize(
    ("title", "taken", "key"),
    [
        ("Wonen en leefomgeving", (), "wonen-en-leefomgeving"),
        ("Wonen", ("wonen", "wonen-2"), "wonen-3"),
        ("2018: één jaar", (), "een-jaar"),
        ("日本", (), "paragraaf"),
        ("x" * 300, (), "x" * 60),
    ],
)
def test_a_new_key_was_nobodys_before(title: str, taken: tuple[str, ...], key: str) -> None:
    assert rules.new_key(title, taken) == key


# Change


def test_a_renamed_section_keeps_its_key_and_what_stands_in_it() -> None:
    outline = rules.changed(OUTLINE, "inleiding", title="Begin", text=True, feed=None)
    assert outline.chapters[0] == replace(OUTLINE.chapters[0], title="Begin", text=True)


def test_another_source_of_answers() -> None:
    feed = Feed("", frozenset({REGION}), questions=("regio.9",), only=("oost-drenthe",))
    outline = rules.changed(OUTLINE, "uitkering", title="Fonds", text=False, feed=feed)
    assert find(outline, "uitkering").entry == OutlineSection("uitkering", "Fonds", feed=feed)


def test_only_a_section_is_changed_as_one() -> None:
    with refused("Dit is geen paragraaf"):
        rules.changed(OUTLINE, "noord-groningen", title="x", text=True, feed=None)
    with refused("Deze paragraaf staat niet meer in de indeling: kies een andere"):
        rules.changed(OUTLINE, "weg", title="x", text=True, feed=None)


def test_regions_under_one_heading_change_together() -> None:
    group = Group("noord-groningen", "Noord", ("eemsdelta",), text=True)
    assert find(rules.regrouped(OUTLINE, group), "noord-groningen").entry == group
    with refused("Kies wie onder ‘Noord’ komen"):
        rules.regrouped(OUTLINE, replace(group, organisations=()))
    with refused("Dit is geen kop over organisaties"):
        rules.regrouped(OUTLINE, replace(group, key="methodiek"))


def test_an_organisation_stands_under_one_heading() -> None:
    with refused("elke organisatie onder één kop"):
        rules.added(OUTLINE, "provincie", Group("samen", "Samen", ("eemsdelta",)))


def test_organisations_under_one_heading_lie_in_one_province() -> None:
    assert rules.why_apart([OOST_DRENTHE, DRENTHE]) == ""
    assert "uit één provincie" in rules.why_apart([OOST_DRENTHE, EEMSDELTA])
    assert "minstens één" in rules.why_apart([])


# Move


def test_up_and_down_among_those_beside_it() -> None:
    down = rules.shifted(OUTLINE, "inleiding", 1)
    assert below(down, "") == ["regios", "inleiding", "rijksinzet"]
    assert rules.shifted(down, "inleiding", -1) == OUTLINE
    assert below(rules.shifted(OUTLINE, "samenwerking", -1), "provincie") == ["samenwerking", "aanpak"]


def test_nothing_goes_beyond_the_edge() -> None:
    with refused("‘Inleiding’ staat al bovenaan"):
        rules.shifted(OUTLINE, "inleiding", -1)
    with refused("‘Per provincie’ staat al onderaan"):
        rules.shifted(OUTLINE, "provincie", 1)


def test_a_section_moves_into_another_with_its_key() -> None:
    written = rules.added(OUTLINE, "inleiding", WRITTEN)
    outline = rules.moved(written, "methodiek", "regios")
    assert below(outline, "inleiding") == ["nieuw"]
    assert below(outline, "regios") == ["uitkering", "provincie", "methodiek"]
    assert below(rules.moved(outline, "methodiek", ""), "")[-1] == "methodiek"


def test_what_would_be_empty_is_not_moved_out_of() -> None:
    with refused("‘Inleiding’ zou leeg zijn"):
        rules.moved(OUTLINE, "methodiek", "regios")


@pytest.mark.parametrize(
    ("key", "under"),
    [
        ("rijksinzet", "thema-wonen"),
        ("regios", "regios"),
        ("provincie", ""),
        ("aanpak", "inleiding"),
        ("regios", "methodiek"),
    ],
)
def test_a_section_stays_out_of_itself_and_out_of_where_it_does_not_fit(key: str, under: str) -> None:
    with refused("kan niet .* staan: kies een andere plaats"):
        rules.moved(OUTLINE, key, under)


def test_only_what_fits_is_offered() -> None:
    offered = [one.entry.key if one else "" for one in rules.homes(OUTLINE, "thema-wonen")]
    assert "" in offered
    assert "inleiding" in offered
    assert not {"rijksinzet", "thema-wonen", "provincie", "aanpak"} & set(offered)
    for key in offered:
        rules.moved(OUTLINE, "thema-wonen", key)


# Remove


def test_a_section_goes_with_all_that_stands_in_it() -> None:
    assert below(rules.removed(OUTLINE, "regios"), "") == ["inleiding", "rijksinzet"]
    with refused("staat niet meer in de indeling"):
        find(rules.removed(OUTLINE, "regios"), "aanpak")


def test_regions_that_were_together_get_headings_of_their_own() -> None:
    each = find(rules.removed(OUTLINE, "noord-groningen"), "provincie").entry
    assert isinstance(each, EachProvince)
    assert each.groups == ()


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        (("methodiek",), "‘Inleiding’ zou leeg zijn"),
        (("aanpak", "samenwerking"), "Per provincie blijft minstens één onderdeel over"),
        (("inleiding", "regios", "rijksinzet"), "Een rapport heeft minstens één hoofdstuk"),
    ],
)
def test_what_is_left_makes_a_report(keys: tuple[str, ...], why: str) -> None:
    *earlier, last = keys
    outline = OUTLINE
    for key in earlier:
        outline = rules.removed(outline, key)
    with refused(why):
        rules.removed(outline, last)


def test_a_text_gets_its_place_back() -> None:
    outline = rules.with_text(OUTLINE, "uitkering")
    assert "uitkering" in {one.key for one in outline.text_sections()}
    with refused("Een plaats per provincie heeft geen eigen tekst"):
        rules.with_text(OUTLINE, "provincie")


# What is told


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (OUTLINE, ()),
        (rules.added(OUTLINE, "", WRITTEN), ("‘Nieuw’ is toegevoegd als hoofdstuk.",)),
        (rules.added(OUTLINE, "provincie", PART), ("‘Fonds’ is toegevoegd onder ‘Per provincie’.",)),
        (rules.removed(OUTLINE, "regios"), ("‘Ontwikkelingen in de regio’s’ is weggehaald.",)),
        (
            rules.moved(OUTLINE, "thema-wonen", "inleiding"),
            ("‘Wonen’ is verplaatst en staat nu onder ‘Inleiding’.",),
        ),
        (
            rules.changed(OUTLINE, "uitkering", title="Fonds", text=True, feed=None),
            (
                "‘Inzet van de uitkering’ heet nu ‘Fonds’.",
                "‘Fonds’ krijgt een eigen tekst.",
                "‘Fonds’ krijgt geen antwoorden meer.",
            ),
        ),
        (
            rules.changed(OUTLINE, "uitkering", title="Inzet van de uitkering", text=False, feed=FUND),
            ("‘Inzet van de uitkering’ krijgt andere antwoorden.",),
        ),
        (
            rules.shifted(OUTLINE, "uitkering", 1),
            ("De volgorde onder ‘Ontwikkelingen in de regio’s’ is nu ‘Per provincie’ en ‘Inzet van de uitkering’.",),
        ),
        (
            rules.shifted(OUTLINE, "inleiding", 1),
            (
                (
                    "De volgorde van de hoofdstukken is nu ‘Ontwikkelingen in de regio’s’, ‘Inleiding’ en"
                    " ‘Ontwikkelingen Rijksinzet’."
                ),
            ),
        ),
        (
            rules.regrouped(OUTLINE, Group("noord-groningen", "Noord", ("eemsdelta",), text=True)),
            (
                "‘Regio Noord-Groningen (MEDAL)’ heet nu ‘Noord’.",
                "‘Noord’ krijgt een eigen tekst.",
                "Onder ‘Noord’ staan andere organisaties.",
                "De organisaties onder ‘Noord’ krijgen elk een kop.",
            ),
        ),
    ],
)
def test_each_change_is_told_in_a_sentence(after: Outline, told: tuple[str, ...]) -> None:
    assert differences(OUTLINE, after) == told
