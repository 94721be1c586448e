"""A final report holds only what was agreed; a draft says in each place what is missing."""

from collections.abc import Collection
from dataclasses import replace

import pytest
from report_values import (
    AGREED,
    ALL,
    BZK,
    DATED,
    DE_MARNE,
    DRENTHE,
    EEMSDELTA,
    FOR_MINISTRIES,
    FOR_PROVINCES,
    FOR_REGIONS,
    OOST_DRENTHE,
    OUTLINE,
    a_round,
    answer,
    blocks,
    gaps,
    interview,
    not_sent,
    sections,
    words,
)

from surveyapp.interviews.passages.rules import NO_THEME
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.material.rules import (
    AnswersUnplaced,
    CitationsUnresolved,
    CodesCollide,
    ReportIncomplete,
    UnknownKey,
)
from surveyapp.report.material.sources import ApprovalSource, RoundSource
from surveyapp.report.material.tree import EditorText, Quotation, Report

HALF = interview(OOST_DRENTHE, answer("1", "Dit is akkoord."), answer("2b", "Dit niet.", approved=False))
NOTHING = interview(OOST_DRENTHE, answer("1", "Niet akkoord.", approved=False))


def final(source: RoundSource, leave_open: Collection[str] = (), chapter: str = "") -> Report:
    return compile_report(OUTLINE, source, draft=False, dated=DATED, leave_open=leave_open, chapter=chapter)


def draft(source: RoundSource, chapter: str = "") -> Report:
    return compile_report(OUTLINE, source, draft=True, dated=DATED, chapter=chapter)


def test_every_agreed_answer_stands_in_the_report_with_its_code() -> None:
    report = final(a_round())

    quoted = {block.code: block.markdown for block in blocks(report) if isinstance(block, Quotation)}
    assert quoted["OD 1"] == "De gemeenten werken samen."
    assert set(quoted) == {row.code for row in report.citations}
    assert len(quoted) == 11


def test_a_final_report_waits_for_every_agreement() -> None:
    with pytest.raises(ReportIncomplete) as caught:
        final(a_round(HALF, without=[BZK], methodiek=" "))

    assert caught.value.missing == (
        ("oost-drenthe", "Regio Oost-Drenthe: nog geen akkoord op vraag 2b."),
        ("bzk", "Ministerie van Binnenlandse Zaken: nog niet geïnterviewd."),
        ("methodiek", "‘Methodiek’ heeft nog geen tekst."),
    )
    assert "oost-drenthe: Regio Oost-Drenthe" in str(caught.value)


def test_what_is_left_open_does_not_excuse_the_rest() -> None:
    with pytest.raises(ReportIncomplete) as caught:
        final(a_round(HALF, without=[BZK]), leave_open=["bzk"])

    assert [key for key, _ in caught.value.missing] == ["oost-drenthe"]


def test_an_organisation_left_open_gets_one_true_sentence_and_only_its_agreed_answers() -> None:
    report = final(a_round(HALF), leave_open=["oost-drenthe"])

    assert "Dit is akkoord." in words(report)
    assert "Dit niet." not in words(report)
    assert gaps(sections(report)["provincie/drenthe/oost-drenthe"]) == [
        "Regio Oost-Drenthe heeft niet op alle antwoorden akkoord gegeven. Hier staan alleen antwoorden met akkoord."
    ]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (a_round(NOTHING), "Regio Oost-Drenthe heeft nog geen akkoord gegeven. Daarom staan hier geen antwoorden."),
        (a_round(without=[OOST_DRENTHE]), "Regio Oost-Drenthe is voor dit rapport niet geïnterviewd."),
    ],
)
def test_an_organisation_without_agreed_answers_says_why(source: RoundSource, sentence: str) -> None:
    report = final(source, leave_open=["oost-drenthe"])

    section = sections(report)["provincie/drenthe/oost-drenthe"]
    assert gaps(section) == [sentence]
    assert not section.sections


def test_a_ministry_left_open_says_so_once_under_its_own_name() -> None:
    report = final(a_round(without=[BZK]), leave_open=["bzk"])

    assert gaps(sections(report)["rijksbreed/bzk"]) == [
        "Ministerie van Binnenlandse Zaken is voor dit rapport niet geïnterviewd."
    ]
    assert gaps(sections(report)["thema-wonen"]) == ["Over dit onderwerp staan in dit rapport geen antwoorden."]


def test_an_editors_section_left_open_says_so() -> None:
    report = final(a_round(methodiek=""), leave_open=["methodiek"])

    assert gaps(sections(report)["methodiek"]) == ["Deze paragraaf is opengelaten."]


def test_a_draft_says_whose_answer_is_missing_which_and_why() -> None:
    report = draft(a_round(HALF, without=[BZK], methodiek=""))

    assert "Dit niet." not in words(report)
    assert gaps(sections(report)["provincie/drenthe/oost-drenthe/aanpak"]) == [
        "Regio Oost-Drenthe, vraag 2b: nog geen akkoord."
    ]
    assert gaps(sections(report)["rijksbreed/bzk"]) == ["Ministerie van Binnenlandse Zaken: nog niet geïnterviewd."]
    assert gaps(sections(report)["methodiek"]) == ["De tekst van ‘Methodiek’ is nog niet geschreven."]


def test_a_draft_tells_a_record_that_was_not_sent_from_an_agreement_that_did_not_come() -> None:
    report = draft(a_round(not_sent(HALF)))

    assert gaps(sections(report)["provincie/drenthe/oost-drenthe/aanpak"]) == [
        "Regio Oost-Drenthe, vraag 2b: verslag nog niet verstuurd."
    ]


def test_open_answers_that_follow_each_other_are_one_sentence() -> None:
    open_answers = [answer(item, "x", approved=False) for item in ("1", "2", "2b")]

    report = draft(a_round(interview(OOST_DRENTHE, *open_answers)))

    assert gaps(sections(report)["provincie/drenthe/oost-drenthe/aanpak"]) == [
        "Regio Oost-Drenthe, vragen 1, 2 en 2b: nog geen akkoord."
    ]


@pytest.mark.parametrize("arguments", [{"leave_open": ["oost-drente"]}, {"chapter": "regio"}])
def test_an_unknown_key_is_named_with_those_that_exist(arguments: dict[str, str]) -> None:
    with pytest.raises(UnknownKey, match=r"bestaat niet\. Kies uit: "):
        compile_report(OUTLINE, a_round(), draft=True, dated=DATED, **arguments)  # type: ignore[arg-type]


def test_provinces_come_with_their_regions_and_answers_in_the_order_of_the_questionnaire() -> None:
    report = final(a_round())

    assert [row.organisation for row in report.interviews] == [
        "Provincie Drenthe",
        "Regio Oost-Drenthe",
        "Provincie Groningen",
        "Regio Eemsdelta",
        "Regio De Marne",
        "Ministerie van Binnenlandse Zaken",
    ]
    assert [row.code for row in report.citations][:4] == ["Drenthe 1", "OD 1", "OD 3a", "OD 9"]


def test_sections_are_numbered_and_organisations_are_not() -> None:
    found = sections(final(a_round()))

    assert found["regios"].number == "2"
    assert found["uitkering"].number == "2.1"
    assert (found["provincie/drenthe"].number, found["provincie/groningen"].number) == ("2.2", "2.3")
    assert found["provincie/drenthe/oost-drenthe"].number == ""
    assert found["thema-wonen"].number == "3.2"


def test_regions_that_are_reported_together_read_as_one_text() -> None:
    section = sections(final(a_round()))["provincie/groningen/noord-groningen/aanpak"]

    assert [block.code for block in section.blocks if isinstance(block, Quotation)] == [
        "ED 1",
        "DM 1",
        "ED 2b",
        "DM 2b",
    ]


def test_an_answer_is_divided_over_the_themes_of_its_passages() -> None:
    text = "Over wonen.\n\nOver iets anders.[^1]\n\nWeer wonen.\n\n[^1]: Kamerstuk 31757."
    given = interview(BZK, answer("1", text, themes=[("wonen",), (NO_THEME,), ("wonen",)]))

    found = sections(final(a_round(given)))

    housing = [block.markdown for block in found["thema-wonen"].blocks if isinstance(block, Quotation)]
    other = [block.markdown for block in found["overige"].blocks if isinstance(block, Quotation)]
    assert [text.split("\n")[0] for text in housing] == ["Over wonen.", "Weer wonen."]
    assert other == ["Over iets anders.[^1]\n\n[^1]: Kamerstuk 31757."]


@pytest.mark.parametrize("is_draft", [True, False])
def test_agreed_words_without_a_place_stop_the_report(is_draft: bool) -> None:
    given = interview(BZK, answer("1", "Over wonen.\n\nOver werk.", themes=[("wonen",), ("economie",)]))

    with pytest.raises(AnswersUnplaced) as caught:
        compile_report(OUTLINE, a_round(given), draft=is_draft, dated=DATED)

    assert caught.value.places == ("Ministerie van Binnenlandse Zaken, vraag 1 (alinea 2)",)


def test_a_chapter_keeps_its_number_and_waits_only_for_its_own() -> None:
    report = final(a_round(without=[BZK], methodiek=""), chapter="regios")

    assert [(chapter.number, chapter.title) for chapter in report.chapters] == [("2", "Ontwikkelingen in de regio’s")]
    assert not report.whole
    with pytest.raises(ReportIncomplete):
        final(a_round(without=[BZK]), chapter="rijksinzet")


def test_the_counts_in_an_editors_text_come_from_the_interviews_that_were_held() -> None:
    text = "{interviews}: {regions}, {provinces}, {ministries}. {anders}"

    report = draft(a_round(without=[DE_MARNE], methodiek=text))

    section = sections(report)["methodiek"]
    assert section.blocks[0] == EditorText("5: 2, 2, 1. {anders}")
    assert gaps(section) == ["{anders} staat nergens voor."]


def test_a_final_report_does_not_print_a_place_that_nothing_fills() -> None:
    with pytest.raises(ReportIncomplete, match=r"\{anders\} staat nergens voor"):
        final(a_round(methodiek="Er zijn {anders}."))


def test_an_editor_cites_an_answer_by_its_key() -> None:
    report = final(a_round(methodiek="Dat helpt [[oost-drenthe.3a@2]]."))

    assert sections(report)["methodiek"].blocks == (EditorText("Dat helpt [OD 3a]."),)


@pytest.mark.parametrize("cited", ["oost-drenthe.2b", "oost-drenthe.7", "elders.1"])
def test_only_an_agreed_answer_can_be_cited(cited: str) -> None:
    source = a_round(HALF, methodiek=f"Dat helpt [{cited}].")

    assert gaps(sections(draft(source))["methodiek"]) == [f"[{cited}] is geen antwoord met akkoord."]
    with pytest.raises(CitationsUnresolved, match=r"in methodiek"):
        final(source, leave_open=["oost-drenthe", "methodiek"])
    assert final(source, leave_open=["oost-drenthe"], chapter="regios")


def test_a_citation_shows_version_date_channel_and_fingerprint() -> None:
    given = answer("1", "Wij werken samen.")
    two = ApprovalSource("wethouder", AGREED.replace(day=20), "phone")
    given = replace(given, approvals=(*given.approvals, two))

    row = next(row for row in final(a_round(interview(DRENTHE, given))).citations if row.code == "Drenthe 1")

    assert (row.organisation, row.item, row.revision) == ("Provincie Drenthe", "1", 2)
    assert row.approved_on == two.given_on
    assert row.approved_by == "beleidsadviseur, via de link; wethouder, per telefoon"
    assert row.fingerprint == given.fingerprint


def test_a_code_refers_to_one_organisation() -> None:
    source = replace(a_round(), organisations=(*ALL, replace(EEMSDELTA, key="elders")))

    with pytest.raises(CodesCollide, match="ED"):
        draft(source)


def test_questionnaires_are_printed_once_for_each_kind() -> None:
    assert final(a_round()).questionnaires == (FOR_REGIONS, FOR_PROVINCES, FOR_MINISTRIES)


def test_there_is_a_tile_for_each_organisation_by_province() -> None:
    tiles = draft(a_round(without=[OOST_DRENTHE])).tiles

    assert [[tile.kind.value for tile in row] for row in tiles] == [
        ["province", "region"],
        ["province", "region", "region"],
        ["ministry"],
    ]
    assert [tile.held for tile in tiles[0]] == [True, False]


def test_a_round_without_interviews_makes_a_draft_and_no_final_report() -> None:
    source = replace(a_round(), interviews=())

    assert draft(source).citations == ()
    with pytest.raises(ReportIncomplete):
        final(source)
