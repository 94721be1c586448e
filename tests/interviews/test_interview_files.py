from datetime import UTC, datetime
from pathlib import Path

import pytest
from interview_files import FILES, OWN, file_id
from interview_files import ORGANISATIONS as ORGANISATION_FILE
from recorded import NOW, SYSTEM, Recorded
from sqlalchemy.orm import Session

from surveyapp.core.config import resource_dir
from surveyapp.interviews.files import operations
from surveyapp.interviews.files.operations import FileError
from surveyapp.interviews.organisation_files.operations import import_organisations
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.rules import AnswerStatus, InterviewState
from surveyapp.questionnaires.rules import OrganisationKind

FILE = """\
round: '2018'
questionnaire: regio
organisation: Oost-Drenthe
date: '2018-04-12'
respondents:
- {name: Contactpersoon, role: beleidsadviseur, email: od@example.org}
not_discussed: ['2c']
not_applicable: ['9']
notes: {2b: Navragen.}
themes: {2b: [[wonen], []]}
answers:
  1: Er is gewerkt.
  2b: |
    Er is gesloopt.

    Er is gebouwd.
"""
ORGANISATIONS = """\
provinces: [{name: Drenthe}]
regions: [{name: Oost-Drenthe, province: Drenthe, category: anticipeer, municipalities: [Emmen, Coevorden]}]
ministries: [{name: Ministerie van Binnenlandse Zaken, short: BZK}]
"""


@pytest.fixture
def made(any_session: Session) -> Recorded:
    world = Recorded.of(any_session)
    import_organisations(any_session, SYSTEM, ORGANISATIONS, "organisaties.yaml", at=NOW)
    return world


def read_in(made: Recorded, source: str = FILE, name: str = "od.yaml") -> operations.Imported:
    return operations.import_interview(
        made.session, SYSTEM, source, name, questionnaires=resource_dir("questionnaires"), at=NOW
    )


def problems_of(source: str) -> list[str]:
    with pytest.raises(FileError) as error:
        operations.parse_interview(source, "od.yaml", resource_dir("questionnaires"))
    assert str(error.value) == "\n".join(error.value.problems)
    return list(error.value.problems)


def test_a_file_becomes_an_interview(made: Recorded) -> None:
    done = read_in(made)
    interview = done.interview
    assert (done.created, done.saved) == (True, 5)
    assert interview.held_on is not None
    assert interview.held_on.isoformat() == "2018-04-12"
    assert interview.state is InterviewState.RECORDING
    assert [(one.function, one.email, one.must_agree) for one in interview.respondents] == [
        ("beleidsadviseur", "od@example.org", True)
    ]
    found = queries.newest_revisions(made.session, [interview.id])[interview.id]
    assert {item: (one.status, one.text) for item, one in found.items()} == {
        "1": (AnswerStatus.TEXT, "Er is gewerkt."),
        "2b": (AnswerStatus.TEXT, "Er is gesloopt.\n\nEr is gebouwd."),
        "2c": (AnswerStatus.NOT_DISCUSSED, ""),
        "9": (AnswerStatus.NOT_APPLICABLE, ""),
    }
    assert queries.newest_notes(made.session, interview)["2b"].text == "Navragen."
    assert queries.themes_of(made.session, [found["2b"].id]) == {found["2b"].id: {0: ("wonen",)}}


def test_hours_that_were_planned_for_another_day_go_with_the_date_of_a_file(made: Recorded) -> None:
    interview = read_in(made).interview
    interview.planned_from = datetime(2018, 4, 12, 8, 0, tzinfo=UTC)
    assert read_in(made).interview.planned_from
    read_in(made, FILE.replace("2018-04-12", "2018-04-13"))
    assert interview.planned_from is None


def test_the_same_file_again_changes_nothing_and_a_new_text_is_a_new_version(made: Recorded) -> None:
    read_in(made)
    again = read_in(made)
    assert (again.created, again.saved) == (False, 0)
    later = read_in(made, FILE.replace("Er is gewerkt.", "Er is hard gewerkt."))
    assert (later.created, later.saved) == (False, 1)
    versions = queries.revisions_of(made.session, later.interview, "1")
    assert [one.text for one in versions] == ["Er is hard gewerkt.", "Er is gewerkt."]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  1: Er", "  3: Er", "od.yaml, regel 12, answers.3: verwacht een vraag van Vragenlijst Regio (1, 2, 2a,"),
        (
            "questionnaire: regio",
            "questionnaire: gemeente",
            "od.yaml, regel 2, questionnaire: verwacht een vragenlij",
        ),
        ("'2018-04-12'", "12 april", "od.yaml, regel 4, date: verwacht een datum als 2018-05-17, kreeg '12 april'"),
        ("od@example.org", "nergens", "od.yaml, regel 6, respondents[0].email: verwacht een e-mailadres"),
        ("role: beleidsadviseur, ", "", "od.yaml, regel 6, respondents[0]: verwacht de sleutel role"),
        (
            "['2c']",
            "['1']",
            "od.yaml, regel 7, not_discussed[0]: verwacht elke vraag op één plaats, kreeg '1'",
        ),
        ("[[wonen], []]", "[[visserij]]", "od.yaml, regel 10, themes.2b[0][0]: verwacht een van de thema’s wonen,"),
        ("Er is gewerkt.", "''", "od.yaml, regel 12, answers.1: verwacht een tekst, kreeg een lege tekst"),
        ("Er is gewerkt.", "[a]", "od.yaml, regel 12, answers.1: verwacht een tekst"),
        ("Er is gewerkt.", "x" * 100_001, "od.yaml, regel 12, answers.1: verwacht een kortere tekst"),
        ("notes:", "opmerkingen:", "od.yaml, regel 9, opmerkingen: verwacht een van de sleutels round,"),
        ("round: '2018'\n", "", "od.yaml, regel 1: verwacht de sleutel round"),
        ("answers:", "answers: [", "od.yaml, regel"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_key(old: str, new: str, expected: str) -> None:
    assert any(line.startswith(expected) for line in problems_of(FILE.replace(old, new, 1))), problems_of(
        FILE.replace(old, new, 1)
    )


def test_all_mistakes_come_at_once() -> None:
    assert len(problems_of(FILE.replace("2b: |", "2z: |").replace("od@example.org", "x").replace("2018-04", "18"))) == 3


def test_an_unknown_round_or_organisation_names_those_there_are(made: Recorded) -> None:
    with pytest.raises(FileError, match=r"od.yaml, round: Er is geen ronde ‘2019’. Bekend: 2018"):
        read_in(made, FILE.replace("'2018'", "'2019'"))
    with pytest.raises(FileError, match=r"organisation: verwacht een regio, kreeg 'Veluwe'. Bekend: Oost-Drenthe"):
        read_in(made, FILE.replace("Oost-Drenthe", "Veluwe"))
    assert queries.interviews_in(made.session, made.round) == []


def test_an_interview_keeps_the_questionnaire_that_it_was_made_with(made: Recorded, tmp_path: Path) -> None:
    read_in(made)
    edited = (resource_dir("questionnaires") / "regio.yaml").read_text("utf-8")
    edited += "  - {number: '10', title: Nog iets, text: 'Verder nog iets?', feeds: aanpak}\n"
    (tmp_path / "regio.yaml").write_text(edited, "utf-8")
    source = FILE.replace("  1: Er is gewerkt.", "  '10': Ja.")
    with pytest.raises(FileError, match="dit interview heeft geen vraag 10"):
        operations.import_interview(made.session, SYSTEM, source, "od.yaml", questionnaires=tmp_path, at=NOW)


def test_organisations_come_in_the_reports_order_and_again_without_doubles(made: Recorded) -> None:
    import_organisations(made.session, SYSTEM, ORGANISATIONS, "organisaties.yaml", at=NOW)
    found = queries.organisations(made.session)
    assert [(one.key, one.code, one.label) for one in found] == [
        ("drenthe", "Drenthe", "Provincie Drenthe"),
        ("oost-drenthe", "OD", "Regio Oost-Drenthe"),
        ("bzk", "BZK", "Ministerie van BZK"),
    ]
    assert found[1].municipalities == "Emmen, Coevorden"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (ORGANISATIONS.replace("province: Drenthe", "province: Groningen"), "verwacht een provincie uit dit bestand"),
        (ORGANISATIONS.replace("{name: Drenthe}", "{naam: Drenthe}"), "provinces[0]: verwacht de sleutel name"),
        ("provinces: x\nregions: []\nministries: []\n", "provinces: verwacht een lijst"),
        ("- a\n", "verwacht sleutels met waarden"),
        ("", "het bestand is leeg"),
    ],
)
def test_a_wrong_list_of_organisations_is_refused_whole(made: Recorded, source: str, expected: str) -> None:
    before = [one.key for one in queries.organisations(made.session)]
    with pytest.raises(FileError) as error:
        import_organisations(made.session, SYSTEM, source, "o.yaml", at=NOW)
    assert expected in str(error.value)
    assert [one.key for one in queries.organisations(made.session)] == before


def test_the_organisations_of_a_whole_round_can_be_read_in(made: Recorded) -> None:
    source = ORGANISATION_FILE.read_text("utf-8")
    assert import_organisations(made.session, SYSTEM, source, "organisations.yaml", at=NOW) == 32
    found = queries.organisations(made.session)
    assert len({one.code for one in found}) == len(found)
    assert {one.province.name for one in found if one.kind is OrganisationKind.REGION and one.province} >= {"Limburg"}


def test_there_is_a_file_for_every_organisation_of_a_round() -> None:
    assert len(OWN) == 32


@pytest.mark.parametrize("path", FILES, ids=file_id)
def test_a_file_of_real_length_is_read_in_word_for_word(session: Session, path: Path) -> None:
    made = Recorded.of(session)
    import_organisations(session, SYSTEM, ORGANISATION_FILE.read_text("utf-8"), "o.yaml", at=NOW)
    source = path.read_text("utf-8")
    done = read_in(made, source, path.name)
    stored = queries.newest_revisions(session, [done.interview.id])[done.interview.id]
    given = operations.parse_interview(source, path.name, resource_dir("questionnaires")).answers
    assert {item: (one.status, one.text) for item, one in stored.items()} == given
    assert given
