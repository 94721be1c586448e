"""``round``, ``organisation``, ``interview``, ``record`` and ``questionnaire``: from an empty round to a record."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from command_line import INTERVIEW, ORGANISATIONS, PASSWORD, Program

from surveyapp.core.config import resource_dir
from surveyapp.core.db import utcnow
from surveyapp.core.dutch import local
from surveyapp.core.workdays import after_working_days

OUTLINE_WITHOUT_CHAPTERS = "chapters: []\n"


def in_days(days: int) -> str:
    return (local(datetime.now(UTC)).date() + timedelta(days=days)).isoformat()


def test_a_round_is_created_once(program: Program) -> None:
    assert program.ok("round", "create", "2017", "--title", "Eerste") == "Ronde 2017 is aangemaakt.\n"
    program.ok("round", "create", "2018", "--title", "Tweede", "--previous", "2017")
    assert "al een ronde ‘2018’" in program.refuses(2, "round", "create", "2018", "--title", "Derde")


def test_a_round_names_the_rounds_that_could_be_its_baseline(program: Program) -> None:
    program.ok("round", "create", "2017", "--title", "Eerste")
    assert "Bekend: 2017" in program.refuses(1, "round", "create", "2018", "--title", "Tweede", "--previous", "2016")


def test_a_round_with_an_outline_of_its_own_must_have_a_good_one(program: Program) -> None:
    outline = program.write("indeling.yaml", OUTLINE_WITHOUT_CHAPTERS)
    ran = program("round", "create", "2018", "--title", "Tweede", "--outline", outline)
    assert (ran.code, "indeling.yaml" in ran.err) == (1, True)
    program.ok("round", "create", "2018", "--title", "Tweede")


def test_organisations_are_read_in_and_brought_up_to_date(program: Program) -> None:
    file = program.write("organisaties.yaml", ORGANISATIONS)
    assert program.ok("organisation", "import", file) == "organisaties.yaml: 4 organisaties\n"
    assert program.ok("organisation", "import", file) == "organisaties.yaml: 4 organisaties\n"


def test_a_wrong_organisation_file_names_file_line_and_key(program: Program) -> None:
    file = program.write("organisaties.yaml", ORGANISATIONS.replace("province: Drenthe", "province: Atlantis", 1))
    line = program.refuses(1, "organisation", "import", file)
    assert line.startswith("organisaties.yaml, regel 4")
    assert "Drenthe" in line
    assert "Atlantis" in line


def test_an_interview_file_is_read_in_and_again_changes_nothing(fielded: Program) -> None:
    file = fielded.write("oost-drenthe.yaml", INTERVIEW)
    again = fielded.ok("interview", "import", file)
    assert again == "oost-drenthe.yaml: bestaand interview 1, Regio Oost-Drenthe, niets gewijzigd\n"


def test_interviewers_of_a_new_interview_are_named_by_address(fielded: Program) -> None:
    fielded.ok(
        "user",
        "add",
        "noord@example.org",
        "--name",
        "Noord",
        "--role",
        "interviewer",
        "--password-stdin",
        stdin=PASSWORD,
    )
    file = fielded.write("marne.yaml", INTERVIEW.replace("Oost-Drenthe", "De Marne"))
    assert "zuid@example.org" in fielded.refuses(1, "interview", "import", file, "--interviewer", "zuid@example.org")
    fielded.ok("interview", "import", file, "--interviewer", "noord@example.org")
    assert json.loads(fielded.ok("interview", "show", "2", "--json"))["interviewers"] == ["Noord"]


def test_somebody_named_for_an_interview_of_another_reads_nothing_in(fielded: Program) -> None:
    for name in ("noord", "zuid"):
        fielded.ok(
            "user",
            "add",
            f"{name}@example.org",
            "--name",
            name.capitalize(),
            "--role",
            "interviewer",
            "--password-stdin",
            stdin=PASSWORD,
        )
    words = INTERVIEW.replace("Oost-Drenthe", "De Marne")
    fielded.ok("interview", "import", fielded.write("marne.yaml", words), "--interviewer", "noord@example.org")
    other = fielded.write("anders.yaml", words.replace("Er is een woonvisie vastgesteld.", "Er is niets vastgesteld."))
    line = fielded.refuses(1, "interview", "import", other, "--interviewer", "zuid@example.org")
    assert "is van Noord" in line
    assert "Er is een woonvisie vastgesteld." in fielded.ok("interview", "show", "2")
    assert "1 nieuwe tekst" in fielded.ok("interview", "import", other)


def test_one_wrong_file_keeps_all_others_out_and_every_mistake_is_named(fielded: Program) -> None:
    good = fielded.write("marne.yaml", INTERVIEW.replace("Oost-Drenthe", "De Marne"))
    unknown = fielded.write("atlantis.yaml", INTERVIEW.replace("Oost-Drenthe", "Atlantis"))
    wrong = fielded.write("vraag.yaml", INTERVIEW.replace("2a:", "9z:"))
    ran = fielded("interview", "import", good, unknown, wrong)
    assert ran.code == 1
    first, second = ran.err.splitlines()
    assert first.startswith("atlantis.yaml, organisation")
    assert second.startswith("vraag.yaml, regel 11")
    assert len(json.loads(fielded.ok("interview", "list", "--json"))) == 1


def test_a_file_that_is_not_there_or_not_text_is_named(fielded: Program) -> None:
    missing = fielded.instance / "missing.yaml"
    assert str(missing) in fielded.refuses(1, "interview", "import", missing)
    latin = fielded.instance / "latin.yaml"
    latin.write_bytes("é".encode("latin-1"))
    assert "UTF-8" in fielded.refuses(1, "interview", "import", latin)
    assert "gelezen" in fielded.refuses(1, "interview", "import", fielded.instance)


def test_interviews_are_listed_to_read_and_for_scripts(fielded: Program) -> None:
    table = fielded.ok("interview", "list", "--round", "2018")
    assert table.splitlines() == [
        "nr  organisatie         gehouden    stand",
        "1   Regio Oost-Drenthe  2018-05-17  Te versturen",
    ]
    assert json.loads(fielded.ok("interview", "list", "--json")) == [
        {
            "id": 1,
            "round": "2018",
            "organisation": "oost-drenthe",
            "name": "Regio Oost-Drenthe",
            "kind": "region",
            "questionnaire": "regio",
            "state": "recording",
            "stand": "Te versturen",
            "held_on": "2018-05-17",
            "approved_at": None,
        }
    ]


def test_an_empty_round_lists_nothing(program: Program) -> None:
    assert "nog geen ronde" in program.refuses(1, "interview", "list")
    program.ok("round", "create", "2018", "--title", "Tweede")
    assert program.ok("interview", "list") == "Deze ronde heeft nog geen interviews.\n"
    assert json.loads(program.ok("interview", "list", "--json")) == []
    assert "Bekend: 2018" in program.refuses(1, "interview", "list", "--round", "2019")


def test_one_interview_is_shown_to_read_and_for_scripts(fielded: Program) -> None:
    page = fielded.ok("interview", "show", "1")
    assert page.startswith("Regio Oost-Drenthe, ronde 2018: Te versturen\n")
    assert "2a " in page
    assert "[versie 1]\nEr is een woonvisie vastgesteld." in page
    found = json.loads(fielded.ok("interview", "show", "1", "--json"))
    answers = {answer["item"]: answer for answer in found["answers"]}
    assert (answers["2a"]["revision"], answers["2a"]["text"]) == (1, "Er is een woonvisie vastgesteld.")
    assert (answers["3a"]["revision"], answers["3a"]["status"]) == (0, None)
    assert found["respondents"][0]["email"] == "contact@example.org"
    assert "geen interview met nummer 9" in fielded.refuses(1, "interview", "show", "9")


def test_a_record_is_sent_once_until_something_changes(fielded: Program) -> None:
    assert fielded.ok("record", "send", "1", "--deadline", in_days(10)).startswith(
        "Verslag 1 van Regio Oost-Drenthe gaat naar de respondenten"
    )
    assert "niets veranderd" in fielded.refuses(2, "record", "send", "1", "--deadline", in_days(10))
    found = json.loads(fielded.ok("interview", "show", "1", "--json"))
    assert (found["state"], found["records"][0]["deadline"]) == ("waiting", in_days(10))


def test_without_a_deadline_the_round_counts(fielded: Program) -> None:
    today = local(utcnow()).date()
    fielded.ok("record", "send", "1")
    (sent,) = json.loads(fielded.ok("interview", "show", "1", "--json"))["records"]
    assert sent["deadline"] in {after_working_days(today + timedelta(days=more), 10).isoformat() for more in (0, 1)}


@pytest.mark.parametrize(
    ("deadline", "code", "words"),
    [("2001-01-01", 2, "in het verleden"), ("17 mei", 1, "een datum als 2018-05-17")],
)
def test_a_deadline_must_be_a_day_to_come(fielded: Program, deadline: str, code: int, words: str) -> None:
    assert words in fielded.refuses(code, "record", "send", "1", "--deadline", deadline)


def test_the_questionnaires_are_checked_without_a_database(bare: Program) -> None:
    assert [line.split(":")[0] for line in bare.ok("questionnaire", "check").splitlines()] == [
        "provincie.yaml",
        "regio.yaml",
        "rijk.yaml",
    ]
    assert not bare.instance.exists()


def test_a_questionnaire_is_held_against_the_one_of_the_round_before(bare: Program) -> None:
    source = (resource_dir("questionnaires") / "regio.yaml").read_text("utf-8")
    old = bare.write("oud.yaml", source)
    new = bare.write("nieuw.yaml", source.replace("number: '7'\n", "number: '7'\n    formerly: [6, 9c]\n"))
    assert bare.ok("questionnaire", "check", new).startswith("nieuw.yaml: ")
    ran = bare("questionnaire", "check", new, "--previous", old)
    assert ran.code == 1
    assert "nieuw.yaml, vraag 7, formerly: Vragenlijst Regio heeft geen vraag 9c. Bekend: 1, 2, 2a" in ran.err
    assert bare.ok("questionnaire", "check", old, "--previous", old)


def test_a_wrong_questionnaire_names_file_line_and_key(bare: Program) -> None:
    file = bare.write("mijn.yaml", "key: mijn\ntitle: Mijn\nkind: planeet\nthemes: {}\nquestions: []\n")
    ran = bare("questionnaire", "check", file)
    assert ran.code == 1
    assert "mijn.yaml, regel 3, kind" in ran.err
