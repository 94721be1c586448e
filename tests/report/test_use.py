"""The report obeys what respondents allow: background is nowhere, and what is without name never says whose it is."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader
from report_values import (
    BZK,
    DATED,
    EEMSDELTA,
    MINISTRY,
    OOST_DRENTHE,
    OUTLINE,
    a_round,
    answer,
    gaps,
    interview,
    sections,
    words,
)

from surveyapp.report.board.pages import board_of
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.compiling.use import names_in
from surveyapp.report.formats.html import render_report, report_html
from surveyapp.report.material.rules import CitationsUnresolved
from surveyapp.report.material.sources import AnswerSource, Organisation, RoundSource
from surveyapp.report.material.tree import Report
from surveyapp.report.texts.pages import question_page, section_page
from surveyapp.verification.records.rules import Use

SECRET = "Achtergrondzin die nergens mag staan."
QUIET = "Merkzin zonder naam over woningen."
LOCAL = "Merkzin zonder naam over een streek."
OCW = Organisation("ocw", "Ministerie van Onderwijs", MINISTRY, "OCW", None, 1)
EMMEN = replace(OOST_DRENTHE, municipalities=("Emmen", "Aa en Hunze", "Sluis"))


def limited(given: AnswerSource, use: Use) -> AnswerSource:
    return replace(given, use=use)


def a_limited_round(**texts: str) -> RoundSource:
    """A ministry and a region that each limit two answers, beside others that do not."""
    source = a_round(
        interview(
            BZK,
            limited(answer("1", QUIET, themes=[("wonen",)]), Use.UNNAMED),
            limited(answer("5", SECRET), Use.BACKGROUND),
        ),
        interview(OCW, answer("1", "Scholen blijven open.", themes=[("wonen",)])),
        interview(
            OOST_DRENTHE,
            answer("1", "De gemeenten werken samen."),
            limited(answer("3a", LOCAL), Use.UNNAMED),
            limited(answer("9", f"{SECRET} Van de regio."), Use.BACKGROUND),
        ),
        **texts,
    )
    return replace(source, organisations=(*source.organisations, OCW))


def final(source: RoundSource) -> Report:
    return compile_report(OUTLINE, source, draft=False, dated=DATED)


def printed(report: Report) -> str:
    pages = PdfReader(BytesIO(render_report(report))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_whole_pdf_holds_no_word_of_background_and_no_name_with_what_is_without() -> None:
    text = printed(final(a_limited_round(methodiek="Dat hielp niet overal [[oost-drenthe.3a@2]].")))
    assert "Achtergrondzin" not in text
    assert "BZK 5" not in text
    assert "OD 9" not in text
    assert text.count("Merkzin zonder naam over woningen. een ministerie") == 1
    assert "BZK 1" not in text
    assert "OD 3a" not in text
    assert LOCAL not in text, "an answer without name stands under no heading of its organisation"
    assert "Dat hielp niet overal een regio" in text
    assert "mogen er 2 alleen zonder de naam" in text
    assert "en 2 alleen als achtergrond" in text


def test_no_hash_and_no_row_says_whose_words_they_are() -> None:
    source = a_limited_round()
    html = report_html(final(source))
    hidden = [one for each in source.interviews for one in each.answers if one.use is not Use.NAMED]
    assert len(hidden) == 4
    assert not any(one.fingerprint in html for one in hidden)


def test_what_is_without_name_stands_after_what_is_named() -> None:
    section = sections(final(a_limited_round()))["thema-wonen"]
    assert [(one.code, one.attribution) for one in section.blocks] == [("OCW 1", ""), ("", "een ministerie")]  # type: ignore[union-attr]


def test_a_draft_says_in_its_place_what_is_limited_and_never_the_words() -> None:
    report = compile_report(OUTLINE, a_limited_round(), draft=True, dated=DATED)
    assert SECRET not in words(report)
    assert LOCAL not in words(report)
    assert gaps(sections(report)["rijksbreed/bzk"]) == [
        "Ministerie van Binnenlandse Zaken, vraag 5: mag alleen als achtergrond worden gebruikt."
    ]
    (place,) = [key for key in sections(report) if key.endswith("oost-drenthe/samenwerking")]
    assert "alleen zonder naam worden gebruikt en staat daarom niet hier" in gaps(sections(report)[place])[0]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Dit blijkt [bzk.5].", "mag alleen als achtergrond worden gebruikt"),
        ("In Oost-Drenthe hielp dat [oost-drenthe.3a].", "en staat hier bij ‘Oost-Drenthe’"),
        ("In **oost Drenthe** hielp dat [oost-drenthe.3a].", "en staat hier bij ‘Oost-Drenthe’"),
    ],
)
def test_a_citation_that_breaks_a_limit_is_named_and_stops_the_final_report(text: str, why: str) -> None:
    source = a_limited_round(methodiek=text)
    with pytest.raises(CitationsUnresolved, match=why):
        final(source)
    report = compile_report(OUTLINE, source, draft=True, dated=DATED)
    assert any(why in reason for reason in gaps(sections(report)["methodiek"]))
    assert SECRET not in words(report)


def test_words_that_name_their_own_organisation_are_left_out_until_that_is_settled() -> None:
    telling = "In Emmen, en ook in Aa en Hunze, is gesloopt."
    source = a_round(interview(EMMEN, limited(answer("1", telling), Use.UNNAMED), answer("3a", "Vertrouwen hielp.")))
    source = replace(source, organisations=(*(one for one in source.organisations if one != OOST_DRENTHE), EMMEN))
    assert telling not in words(final(source))
    (found,) = board_of(OUTLINE, source).limited
    assert (found.item, found.hidden) == ("1", "mag alleen zonder naam worden gebruikt, maar noemt zelf ‘Emmen’")
    cited = replace(source, section_texts={"methodiek": "Zo gaat het [oost-drenthe.1]."})
    with pytest.raises(CitationsUnresolved, match="noemt zelf ‘Emmen’"):
        final(cited)


def test_names_are_found_however_they_are_written_and_ordinary_words_are_none() -> None:
    assert names_in("Wij in oost-drenthe", EMMEN) == ("Oost-Drenthe",)
    assert names_in("Wij in Oost-*Drenthe* en AA EN HUNZE", EMMEN) == ("Oost-Drenthe", "Aa en Hunze")
    assert names_in("Bij de sluis, en overal.", EMMEN) == ()
    names = ("Ministerie van Binnenlandse Zaken", "Binnenlandse Zaken")
    assert names_in("Het ministerie van binnenlandse zaken zegt", BZK) == names
    assert names_in("De provincie.[^1]\n\n[^1]: Zie OD.", EMMEN) == ("OD",)


def test_the_editor_sees_what_is_allowed_with_each_answer() -> None:
    source = a_limited_round()
    page = question_page(source, "rijk", "1", {})
    assert {one.key: one.limit for one in page.said} == {"bzk": "mag alleen zonder naam worden gebruikt", "ocw": ""}
    (said,) = [one for one in question_page(source, "rijk", "5", {}).said if one.key == "bzk"]
    assert (said.limit, said.citable) == ("mag alleen als achtergrond worden gebruikt", False)
    section = section_page(OUTLINE, source, "thema-wonen", None)
    assert [one.use for group in section.sources for one in group.cards] == [Use.NAMED, Use.UNNAMED]
    assert section.printed("Zo is het [bzk.1].") == "Zo is het [een ministerie]."
    assert EEMSDELTA.names == ("Eemsdelta", "ED")
