"""A citation rests on one version of an answer; when another is agreed, its section is stale until it is updated."""

from dataclasses import replace

import pytest
from report_values import (
    DATED,
    EEMSDELTA,
    OOST_DRENTHE,
    OUTLINE,
    a_round,
    answer,
    gaps,
    interview,
    sections,
    words,
)

from surveyapp.report.board.pages import Board, board_of
from surveyapp.report.citations.rules import Citation
from surveyapp.report.citations.staleness import UNPINNED, Trouble, Vain, counted_vain, overtaken, why_stale
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.compiling.standing import Stand
from surveyapp.report.compiling.use import UNKNOWN
from surveyapp.report.material.rules import CitationsUnresolved
from surveyapp.report.material.sources import AnswerSource, RoundSource
from surveyapp.report.material.structure import Outline, OutlineSection
from surveyapp.report.material.tree import Report
from surveyapp.verification.records.rules import Use

TEXTS = Outline(
    (
        *OUTLINE.chapters,
        OutlineSection("samenvatting", "Samenvatting", text=True),
        OutlineSection("slot", "Slot", text=True),
    )
)
CITING = {
    "methodiek": "Dit bleek [[oost-drenthe.1@2]], en [[eemsdelta.1@2]].",
    "samenvatting": "Kortom.[^1]\n\n[^1]: Zie [[oost-drenthe.1@2]].",
    "slot": "Dat was het [[eemsdelta.1@2]].",
}
PINNED = Citation(("oost-drenthe", "1"), 2)


def version(number: int, text: str = "De gemeenten werken samen.", *, approved: bool = True) -> AnswerSource:
    return replace(answer("1", text, approved=approved), revision=number)


def after(given: AnswerSource, **texts: str) -> RoundSource:
    """The round once Oost-Drenthe's first answer is this one."""
    return a_round(interview(OOST_DRENTHE, given), **(CITING | texts))


def final(source: RoundSource, chapter: str = "") -> Report:
    return compile_report(
        TEXTS,
        source,
        draft=False,
        dated=DATED,
        chapter=chapter,
        leave_open=() if all(one.approved for one in source.interviews) else ["oost-drenthe"],
    )


def draft(source: RoundSource) -> Report:
    return compile_report(TEXTS, source, draft=True, dated=DATED)


def stands(board: Board) -> dict[str, Stand]:
    return {row.key: row.stand for row in board.rows}


@pytest.mark.parametrize(
    ("pin", "agreed", "why"),
    [
        (3, 3, ""),
        (3, 4, "rust op versie 3; versie 4 is akkoord"),
        (1, 4, "rust op versie 1; versie 4 is akkoord"),
        (5, 4, "rust op versie 5, die er niet is; versie 4 is akkoord"),
        (None, 4, UNPINNED),
    ],
)
def test_a_citation_is_current_when_it_rests_on_the_version_that_is_agreed(
    pin: int | None, agreed: int, why: str
) -> None:
    assert why_stale(pin, agreed) == why


def test_a_new_agreed_version_turns_exactly_the_sections_stale_that_cite_it() -> None:
    before = after(version(2))
    assert final(before)
    assert board_of(TEXTS, before).citations == ()

    changed = after(version(3, "De gemeenten werken nauw samen."))
    with pytest.raises(CitationsUnresolved) as refused:
        final(changed)
    assert refused.value.places == (
        "[oost-drenthe.1] in methodiek (rust op versie 2; versie 3 is akkoord)",
        "[oost-drenthe.1] in samenvatting (rust op versie 2; versie 3 is akkoord)",
    )
    board = board_of(TEXTS, changed)
    assert [one for one, stand in stands(board).items() if stand is Stand.STALE] == ["methodiek", "samenvatting"]
    assert [one.section for one in board.citations] == ["methodiek", "samenvatting"]
    assert board.citations[0].sentence == "‘Methodiek’: [oost-drenthe.1] rust op versie 2; versie 3 is akkoord."
    assert not board.ready
    assert "Het rapport wacht nog op 2 aanhalingen." in board.sentence


def test_a_chapter_waits_only_for_its_own_citations() -> None:
    changed = after(version(3))
    assert final(changed, "slot")
    with pytest.raises(CitationsUnresolved, match="in samenvatting"):
        final(changed, "samenvatting")


def test_a_draft_says_in_its_place_what_is_stale_and_prints_as_always() -> None:
    report = draft(after(version(3)))
    told = "[oost-drenthe.1] rust op versie 2; versie 3 is akkoord."
    assert gaps(sections(report)["methodiek"]) == [told]
    assert gaps(sections(report)["samenvatting"]) == [told]
    assert gaps(sections(report)["slot"]) == []
    assert "Dit bleek [OD 1], en [ED 1]." in words(report)
    assert "@" not in words(report)


def test_updating_the_citation_makes_the_section_current() -> None:
    changed = after(
        version(3), methodiek="Dit bleek [[oost-drenthe.1@3]].", samenvatting="Kortom [[oost-drenthe.1@3]]."
    )
    assert final(changed)
    assert stands(board_of(TEXTS, changed))["methodiek"] is Stand.WRITTEN


def test_what_was_never_pinned_resolves_but_not_in_a_final_report() -> None:
    source = after(version(2), methodiek="Dit bleek [oost-drenthe.1].")
    report = draft(source)
    assert "Dit bleek [OD 1]." in words(report)
    assert gaps(sections(report)["methodiek"]) == [f"[oost-drenthe.1] {UNPINNED}."]
    with pytest.raises(CitationsUnresolved) as refused:
        final(source)
    assert refused.value.places == (f"[oost-drenthe.1] in methodiek ({UNPINNED})",)
    (row,) = [one for one in board_of(TEXTS, source).rows if one.key == "methodiek"]
    assert (row.stand, row.stale) == (Stand.STALE, "1 aanhaling niet vastgezet")


@pytest.mark.parametrize(
    ("given", "why", "told", "stand"),
    [
        (version(3, approved=False), UNKNOWN, "1 aanhaling zonder akkoord", Stand.UNAPPROVED),
        (replace(version(2), item="9"), UNKNOWN, "1 aanhaling van iets dat er niet is", Stand.UNKNOWN),
        (
            replace(version(2), use=Use.BACKGROUND),
            "mag alleen als achtergrond worden gebruikt",
            "1 aanhaling tegen de afspraak",
            Stand.LIMITED,
        ),
    ],
)
def test_a_pinned_answer_that_is_no_longer_agreed_or_free_says_so(
    given: AnswerSource, why: str, told: str, stand: Stand
) -> None:
    source = after(given)
    assert gaps(sections(draft(source))["methodiek"]) == [f"[oost-drenthe.1] {why}."]
    with pytest.raises(CitationsUnresolved) as refused:
        final(source)
    assert [place.split(" ")[2] for place in refused.value.places] == ["methodiek", "samenvatting"]
    assert all(place.endswith(f"({why})") for place in refused.value.places)
    rows = {one.key: (one.stale, one.stand) for one in board_of(TEXTS, source).rows if one.stale}
    assert rows == {"methodiek": (told, stand), "samenvatting": (told, stand)}


def test_an_older_version_in_a_place_that_names_its_organisation_is_told_twice() -> None:
    unnamed = replace(version(3), use=Use.UNNAMED)
    source = after(unnamed, methodiek="In Oost-Drenthe hielp dat [[oost-drenthe.1@2]].")
    limit, stale = gaps(sections(draft(source))["methodiek"])
    assert "alleen zonder naam" in limit
    assert stale == "[oost-drenthe.1] rust op versie 2; versie 3 is akkoord."


def test_the_same_citation_twice_is_told_once() -> None:
    source = after(
        version(3), methodiek="Dit [[oost-drenthe.1@2]] en dat [[oost-drenthe.1@2]].\n\nOf [[oost-drenthe.1@1]]."
    )
    assert gaps(sections(draft(source))["methodiek"]) == [
        "[oost-drenthe.1] rust op versie 2; versie 3 is akkoord.",
        "[oost-drenthe.1] rust op versie 1; versie 3 is akkoord.",
    ]


def test_a_stale_citation_comes_with_the_words_of_then_and_now() -> None:
    vain = (
        Vain(PINNED, "rust op versie 2; versie 3 is akkoord", 3, trouble=Trouble.STALE),
        Vain(Citation(("oost-drenthe", "1")), UNPINNED, 3, trouble=Trouble.UNPINNED),
        Vain(Citation((EEMSDELTA.key, "9"), 1), UNKNOWN),
    )
    (found,) = overtaken(vain, {PINNED: "Toen.", Citation(PINNED.cited, 3): "Nu."})
    assert (found.name, found.version, found.agreed, found.before, found.after) == (
        "oost-drenthe.1",
        2,
        3,
        "Toen.",
        "Nu.",
    )
    (unseen,) = overtaken(vain, {Citation(PINNED.cited, 3): "Nu."})
    assert unseen.before is None
    assert counted_vain(vain) == (
        "1 aanhaling van iets dat er niet is, 1 aanhaling verouderd, 1 aanhaling niet vastgezet"
    )
    assert counted_vain(()) == ""
