"""A passage that the report places by theme waits for one, and nothing is called complete meanwhile."""

from dataclasses import replace

import pytest
from report_values import BZK, DATED, OUTLINE, a_round, answer, gaps, interview, sections, words

from surveyapp.interviews.passages.rules import NO_THEME
from surveyapp.report.board.pages import Row, board_of
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.compiling.standing import Stand
from surveyapp.report.compiling.themes import without_theme
from surveyapp.report.material.passages import runs
from surveyapp.report.material.rules import ReportIncomplete, UnknownKey
from surveyapp.report.material.sources import RoundSource
from surveyapp.report.material.structure import Outline
from surveyapp.report.material.tree import Report
from surveyapp.verification.records.rules import Use

TEXT = "Er komen woningen.\n\nEr komt werk."
NOTHING = "Over dit onderwerp staan in dit rapport geen antwoorden."


def tagged(*themes: tuple[str, ...]) -> RoundSource:
    """A complete round in which a ministry gave two passages."""
    return a_round(interview(BZK, answer("1", TEXT, themes=themes), answer("5", "Wij reizen veel.")))


def final(source: RoundSource, outline: Outline = OUTLINE, chapter: str = "") -> Report:
    return compile_report(outline, source, draft=False, dated=DATED, chapter=chapter)


def row(source: RoundSource, key: str) -> Row:
    return next(one for one in board_of(OUTLINE, source).rows if one.key == key)


@pytest.mark.parametrize(("themes", "left"), [((), "2 passages hebben"), ([("wonen",), ()], "1 passage heeft")])
def test_a_final_report_waits_for_the_theme_of_each_passage(themes: list[tuple[str, ...]], left: str) -> None:
    with pytest.raises(ReportIncomplete) as refused:
        final(tagged(*themes))
    ((_, sentence),) = refused.value.missing
    assert sentence == f"Ministerie van Binnenlandse Zaken, vraag 1: {left} nog geen thema."
    board = board_of(OUTLINE, tagged(*themes))
    assert not board.ready
    assert [(one.sentence, one.subject) for one in board.themes] == [(sentence, None)]
    assert "het thema van passages" in board.sentence
    with pytest.raises(ReportIncomplete):
        final(tagged(*themes), chapter="rijksinzet")
    final(tagged(*themes), chapter="regios")


def test_a_passage_that_belongs_to_no_theme_stands_with_the_rest() -> None:
    source = tagged(("wonen",), (NO_THEME,))
    report = final(source)
    assert "Er komt werk." in words(report)
    assert [one.markdown for one in sections(report)["overige"].blocks] == ["Er komt werk."]  # type: ignore[union-attr]
    assert board_of(OUTLINE, source).ready
    assert without_theme(OUTLINE, source) == ()


@pytest.mark.parametrize("themes", [(), [("economie",), ()], [("wonen",), ()]])
def test_a_section_is_not_complete_while_passages_wait_for_a_theme(themes: list[tuple[str, ...]]) -> None:
    for key in ("thema-wonen", "overige"):
        found = row(tagged(*themes), key)
        assert found.stand in {Stand.EMPTY, Stand.PARTLY}, key
        assert "nog geen thema" in found.waits
        assert "akkoord" not in found.waits
    assert row(tagged(("wonen",), (NO_THEME,)), "thema-wonen").stand is Stand.COMPLETE


def test_a_section_that_takes_nothing_is_not_called_complete() -> None:
    source = tagged((NO_THEME,), (NO_THEME,))
    found = row(source, "thema-wonen")
    assert (found.stand, found.stand.done) == (Stand.NOTHING, True)
    assert found.waits == "Geen antwoorden voor deze paragraaf"
    assert gaps(sections(final(source))["thema-wonen"]) == [NOTHING]
    only_housing = interview(BZK, answer("1", TEXT, themes=[("wonen",), ("wonen",)]))
    assert row(a_round(only_housing), "rijksbreed").stand is Stand.NOTHING


def test_what_stands_nowhere_waits_for_no_theme() -> None:
    given = replace(answer("1", TEXT), use=Use.BACKGROUND)
    source = a_round(interview(BZK, given, answer("5", "Wij reizen veel.")))
    assert without_theme(OUTLINE, source) == ()
    assert board_of(OUTLINE, source).ready


def test_no_theme_is_no_theme_of_another_section() -> None:
    housing, rest = (
        next(one.feed for one in OUTLINE.sections() if one.key == key) for key in ("thema-wonen", "overige")
    )
    assert housing
    assert rest
    given = answer("1", TEXT, themes=[(NO_THEME,), ("wonen",)])
    assert [run.indexes for run in runs(given, rest)] == [(0,)]
    assert [run.indexes for run in runs(given, housing)] == [(1,)]


def test_what_is_left_open_by_name_is_not_told_as_if_nobody_said_anything() -> None:
    report = compile_report(OUTLINE, tagged(), draft=False, dated=DATED, leave_open=["bzk.1"])
    assert gaps(sections(report)["thema-wonen"]) == ["Bij dit onderwerp is nog geen antwoord ingedeeld."]
    assert "Er komt werk." in words(report)
    draft = compile_report(OUTLINE, tagged(), draft=True, dated=DATED)
    assert gaps(sections(draft)["thema-wonen"]) == ["Bij dit onderwerp is nog geen antwoord ingedeeld."]
    with pytest.raises(UnknownKey):
        compile_report(OUTLINE, tagged(), draft=False, dated=DATED, leave_open=["bzk.5"])
