"""What editors can decide to publish, for exactly what, and what they never can; without a database."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from report_values import (
    BZK,
    DATED,
    GRONINGEN,
    OOST_DRENTHE,
    OUTLINE,
    REGION,
    a_round,
    answer,
    gaps,
    interview,
    sections,
    words,
)

from surveyapp.report.board.pages import Board, board_of
from surveyapp.report.citations.staleness import Trouble
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.compiling.findings import NEVER, OWN_NAME, as_seen
from surveyapp.report.compiling.standing import Stand
from surveyapp.report.editions.facts import NAMELESS, edition_facts
from surveyapp.report.formats.html import report_html
from surveyapp.report.material.decisions import Concern, Decided, Overruling, Subject, in_words
from surveyapp.report.material.rules import CitationsUnresolved, ReportIncomplete
from surveyapp.report.material.sources import Organisation, RoundSource
from surveyapp.report.material.tree import EditionMark, Report
from surveyapp.report.texts.pages import section_page
from surveyapp.verification.records.rules import Use

AT = datetime(2018, 6, 4, 10, 0, tzinfo=UTC)
STALE = "Dit bleek [[oost-drenthe.1@1]]."
SLUIS = Organisation("zeeuws", "Zeeuws-Vlaanderen", REGION, "ZV", "drenthe", 2, ("Sluis", "Hulst"))
SECRET = "De Sluis bij het dorp is hersteld."


def decided(source: RoundSource, *subjects: Subject, reason: str = "Het klopt nog.") -> RoundSource:
    """The round after an editor decided on these things."""
    return source.decided([Overruling(n, one, reason, "Ed", "redacteur", AT) for n, one in enumerate(subjects, 1)])


def final(source: RoundSource, chapter: str = "") -> Report:
    return compile_report(OUTLINE, source, draft=False, dated=DATED, chapter=chapter, edition=EditionMark(1))


def board(source: RoundSource) -> Board:
    return board_of(OUTLINE, source)


def the_subject(source: RoundSource) -> Subject:
    (found,) = board(source).findings
    assert found.subject
    return found.subject


def unnamed_round(**texts: str) -> RoundSource:
    """A region whose words without name hold a word that is also the name of one of its municipalities."""
    given = interview(SLUIS, replace(answer("3a", SECRET), use=Use.UNNAMED), answer("1", "Er is gebouwd."))
    source = a_round(given, **texts)
    return replace(source, organisations=(*source.organisations, SLUIS))


# What is missing


def test_what_is_missing_is_left_open_by_a_decision_and_nothing_else_with_it() -> None:
    source = a_round(without=[BZK, GRONINGEN], methodiek="")
    absent, empty = Subject(Concern.ABSENT, "bzk"), Subject(Concern.EMPTY, "methodiek")
    with pytest.raises(ReportIncomplete) as refused:
        final(decided(source, absent, empty))
    assert [key for key, _ in refused.value.missing] == ["groningen"]
    report = final(decided(source, absent, empty, Subject(Concern.ABSENT, "groningen")))
    assert [(one.key, one.what, one.why, one.by) for one in report.decisions] == [
        ("bzk", "Ministerie van Binnenlandse Zaken: nog niet geïnterviewd", "Het klopt nog.", "redacteur"),
        ("groningen", "Provincie Groningen: nog niet geïnterviewd", "Het klopt nog.", "redacteur"),
        ("methodiek", "‘Methodiek’ heeft nog geen tekst", "Het klopt nog.", "redacteur"),
    ]


def test_a_decision_on_an_empty_section_does_not_cover_words_that_nothing_fills() -> None:
    source = decided(a_round(methodiek="Er waren {gesprekken}."), Subject(Concern.EMPTY, "methodiek"))
    with pytest.raises(ReportIncomplete, match="gesprekken"):
        final(source)
    (found,) = board(source).texts
    assert found.subject is None
    assert found.never


def test_what_nothing_needs_any_more_stands_in_no_edition() -> None:
    source = decided(a_round(), Subject(Concern.ABSENT, "bzk"), Subject(Concern.EMPTY, "methodiek"))
    assert final(source).decisions == ()


def test_a_chapter_tells_only_its_own() -> None:
    source = decided(a_round(without=[BZK], methodiek=""), Subject(Concern.ABSENT, "bzk"))
    assert [one.key for one in final(source, "rijksinzet").decisions] == ["bzk"]
    assert final(source, "regios").decisions == ()


def test_a_draft_says_what_is_missing_and_rests_on_no_decision() -> None:
    source = decided(a_round(methodiek=""), Subject(Concern.EMPTY, "methodiek"))
    report = compile_report(OUTLINE, source, draft=True, dated=DATED)
    assert report.decisions == ()
    assert gaps(sections(report)["methodiek"]) == ["De tekst van ‘Methodiek’ is nog niet geschreven."]


# Citations


def test_a_stale_citation_stays_by_a_decision_on_exactly_these_versions() -> None:
    source = a_round(methodiek=STALE)
    subject = the_subject(source)
    assert subject == Subject(Concern.STALE, "methodiek", "oost-drenthe.1", 1, 2)
    report = final(decided(source, subject))
    assert "Dit bleek [OD 1]." in words(report)
    assert {one.code: one.revision for one in report.citations}["OD 1"] == 2
    (one,) = report.decisions
    assert one.what == "OD 1 in ‘Methodiek’, geschreven bij versie 1; akkoord is versie 2"
    (row,) = [one for one in board(decided(source, subject)).rows if one.key == "methodiek"]
    assert (row.stand, row.stale, row.decided) == (Stand.WRITTEN, "", 1)


@pytest.mark.parametrize(
    "other",
    [
        Subject(Concern.STALE, "methodiek", "oost-drenthe.1", 1, 3),
        Subject(Concern.STALE, "andere", "oost-drenthe.1", 1, 2),
        Subject(Concern.STALE, "methodiek", "oost-drenthe.2b", 1, 2),
        Subject(Concern.EMPTY, "methodiek"),
    ],
)
def test_a_decision_on_anything_else_leaves_it_stale(other: Subject) -> None:
    with pytest.raises(CitationsUnresolved):
        final(decided(a_round(methodiek=STALE), other))


def test_another_agreed_version_makes_it_stale_anew() -> None:
    source = decided(a_round(methodiek=STALE), the_subject(a_round(methodiek=STALE)))
    (region,) = [one for one in source.interviews if one.organisation == OOST_DRENTHE]
    newer = replace(region, answers=tuple(replace(one, revision=3) for one in region.answers))
    others = [one for one in source.interviews if one is not region]
    with pytest.raises(CitationsUnresolved, match="versie 3 is akkoord"):
        final(replace(source, interviews=(*others, newer)))


@pytest.mark.parametrize(
    ("text", "given", "trouble"),
    [
        ("Dit [[oost-drenthe.7@1]].", answer("1", "Zo."), Trouble.UNKNOWN),
        ("Dit [[oost-drenthe.1@9]].", answer("1", "Zo."), Trouble.UNKNOWN),
        ("Dit [[oost-drenthe.1@1]].", answer("1", "Zo.", approved=False), Trouble.UNAPPROVED),
        ("Dit [[oost-drenthe.1@2]].", replace(answer("1", "Zo."), use=Use.BACKGROUND), Trouble.LIMITED),
        ("Dit [oost-drenthe.1].", answer("1", "Zo."), Trouble.UNPINNED),
    ],
)
def test_what_may_never_be_published_offers_no_decision(text: str, given: object, trouble: Trouble) -> None:
    source = a_round(interview(OOST_DRENTHE, given), methodiek=text)  # type: ignore[arg-type]
    (found,) = board(source).citations
    assert found.subject is None
    assert found.never == NEVER[trouble]
    assert found.vain
    assert found.vain.trouble is trouble
    every = [Subject(concern, "methodiek", found.vain.name, 1, 2) for concern in Concern]
    with pytest.raises((CitationsUnresolved, ReportIncomplete)):
        final(decided(source, *every))


def test_a_version_that_nobody_ever_agreed_to_cannot_stay() -> None:
    (found,) = board(a_round(methodiek=STALE)).citations
    assert as_seen(found, agreed_before=True) is found
    unseen = as_seen(found, agreed_before=False)
    assert unseen.subject is None
    assert unseen.never == NEVER[Trouble.STALE]


# Words that look like a name


def test_an_answer_that_only_seems_to_name_itself_comes_in_by_a_decision_on_its_version() -> None:
    source = unnamed_round(methodiek="Er is hersteld [[zeeuws.3a@2]].")
    assert SECRET not in words(compile_report(OUTLINE, source, draft=True, dated=DATED))
    subject = Subject(Concern.ANSWER_NAMES, cited="zeeuws.3a", version=2)
    assert {one.subject for one in board(source).findings} == {subject}
    assert [one.blocks for one in board(source).naming] == [False]
    report = final(decided(source, subject))
    assert "Er is hersteld [een regio]." in words(report)
    with pytest.raises(CitationsUnresolved, match="noemt zelf"):
        final(decided(source, replace(subject, version=1)))


def test_a_paragraph_that_only_seems_to_name_it_is_settled_for_these_words() -> None:
    cleared = Subject(Concern.ANSWER_NAMES, cited="zeeuws.3a", version=2)
    source = unnamed_round(methodiek="De Sluis is hersteld [[zeeuws.3a@2]].")
    subject = the_subject(decided(source, cleared))
    assert (subject.concern, subject.key, subject.cited) == (Concern.PLACE_NAMES, "methodiek", "zeeuws.3a")
    assert final(decided(source, cleared, subject))
    other = unnamed_round(methodiek="De Sluis in Hulst is hersteld [[zeeuws.3a@2]].")
    with pytest.raises(CitationsUnresolved, match="alleen zonder naam"):
        final(decided(other, cleared, subject))


def test_an_organisations_own_name_is_no_false_alarm() -> None:
    given = interview(SLUIS, replace(answer("3a", "Zeeuws-Vlaanderen bouwt bij Sluis."), use=Use.UNNAMED))
    source = a_round(given, methodiek="Er is gebouwd [[zeeuws.3a@2]].")
    source = replace(source, organisations=(*source.organisations, SLUIS))
    assert [one.subject for one in board(source).findings] == [None, None]
    assert board(source).naming[0].never == OWN_NAME
    beside = unnamed_round(methodiek="In Zeeuws-Vlaanderen is hersteld [[zeeuws.3a@2]].")
    cleared = Subject(Concern.ANSWER_NAMES, cited="zeeuws.3a", version=2)
    assert [one.subject for one in board(decided(beside, cleared)).findings] == [None]


def test_an_edition_says_nothing_of_whose_words_a_decision_is_about() -> None:
    stale = Subject(Concern.STALE, "methodiek", "zeeuws.3a", 1, 2)
    cleared = Subject(Concern.ANSWER_NAMES, cited="zeeuws.3a", version=2)
    source = unnamed_round(methodiek="Er is hersteld [[zeeuws.3a@1]].")
    report = final(decided(source, stale, cleared, reason="Bij Zeeuws-Vlaanderen is dat geen naam."))
    facts = edition_facts(report, origin="x", round_name="2018", replaces="", html="", log="")
    assert facts["decisions"] == [
        {"number": 1, "what": NAMELESS, "why": None, "by": "redacteur", "on": "2018-06-04"},
        {"number": 2, "what": NAMELESS, "why": None, "by": "redacteur", "on": "2018-06-04"},
    ]
    assert "2 plaatsen met een antwoord zonder naam." in report.decided
    assert "zeeuws.3a" not in str(facts)


# What an edition says of it


def test_the_report_says_in_one_sentence_what_was_decided() -> None:
    source = a_round(without=[BZK], methodiek=STALE)
    subjects = [one.subject for one in board(source).findings if one.subject]
    report = final(decided(source, *subjects, reason="Afgesproken."))
    facts = edition_facts(report, origin="x", round_name="2018", replaces="", html="", log="")
    assert facts["left_open"] == ["bzk"]
    assert [(one["number"], one["why"]) for one in facts["decisions"]] == [(1, "Afgesproken."), (2, "Afgesproken.")]
    sentence = (
        "Bij naam en met een reden is besloten dat dit publicatie niet tegenhoudt: 1 organisatie zonder volledig"
        " akkoord (Ministerie van Binnenlandse Zaken: nog niet geïnterviewd) en 1 aanhaling bij een eerdere versie"
        " (OD 1 in ‘Methodiek’, geschreven bij versie 1; akkoord is versie 2)."
    )
    assert report.decided == sentence
    assert sentence in " ".join(report_html(report).split())
    assert final(a_round()).decided == ""


def test_many_of_a_kind_are_counted() -> None:
    made = [Decided(Concern.EMPTY, f"s{n}", f"‘{n}’", "Zo.", "redacteur", DATED) for n in range(4)]
    assert in_words(made).endswith("tegenhoudt: 4 teksten van de redactie die ontbreken.")


def test_a_section_page_knows_what_was_decided() -> None:
    source = a_round(methodiek=STALE)
    page = section_page(OUTLINE, decided(source, the_subject(source)), "methodiek", None)
    assert the_subject(source) in page.settled


def test_the_board_names_each_trouble() -> None:
    secret = replace(answer("1", "Geheim.", themes=[("wonen",)]), use=Use.BACKGROUND)
    source = a_round(
        interview(BZK, secret, answer("5", "Reizen.")),
        methodiek="Dit [[bzk.1@2]], dat [[oost-drenthe.1@1]] en wat [[oost-drenthe.8@1]].",
    )
    (row,) = [one for one in board(source).rows if one.key == "methodiek"]
    assert row.stand is Stand.UNKNOWN
    assert row.stale == "1 aanhaling van iets dat er niet is, 1 aanhaling tegen de afspraak, 1 aanhaling verouderd"
    assert [one.heading for one in board(source).citations] == ["1.1 Methodiek"] * 3
