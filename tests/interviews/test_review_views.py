"""After the talk, on screen: baseline, versions, themes, reading aloud."""

import json

import pytest
from checking import Client, words
from flask import Flask
from recorded import NOW, SYSTEM, Recorded
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.interviews.history import operations
from surveyapp.interviews.progress.operations import mark_progress
from surveyapp.interviews.recording import operations as recording_operations
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.rules import AnswerStatus, InterviewState, ProgressMark

TEXT = "De gemeenten hebben samen een plan gemaakt voor de woningen in de dorpen van het hele gebied."


@pytest.fixture
def interviewer(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER, name="Interviewer Noord")


@pytest.fixture
def made(session: Session) -> Recorded:
    return Recorded.of(session)


@pytest.fixture
def interview(made: Recorded, interviewer: User) -> Interview:
    """This year's, with a baseline in which 2b has an answer."""
    last = made.interview(by=[interviewer])
    made.save(last, "2b", f"{TEXT}[^1]\n\n[^1]: Noot.")
    made.save(last, "8", "", status=AnswerStatus.NOT_DISCUSSED)
    last.state, last.approved_at = InterviewState.APPROVED, NOW
    later = recording_operations.create_round(
        made.session, SYSTEM, name="2019", title="x", subtitle="", previous=made.round, outline="", at=NOW
    )
    return recording_operations.create_interview(
        made.session,
        SYSTEM,
        round_=later,
        organisation=last.organisation,
        questionnaire=last.questionnaire,
        interviewers=[interviewer],
        respondents=[],
        held_on=None,
        at=NOW,
    )


@pytest.fixture
def desk(client: Client, interview: Interview, interviewer: User) -> Client:
    assert interview.interviewers == [interviewer]
    return client.login(interviewer)


def text_of(session: Session, interview: Interview, item: str) -> str:
    return queries.newest_revisions(session, [interview.id])[interview.id][item].text


# The baseline and what became of it


def test_the_desk_has_the_baseline_beside_each_question(desk: Client, made: Recorded, interview: Interview) -> None:
    made.save(interview, "2b", TEXT)
    page = desk.get(f"/interviews/{interview.id}")
    (beside,) = page.all("section", aria_labelledby="base-2b")
    assert "Nulmeting 12 april 2018" in " ".join(words(beside).split())
    assert "Akkoord op 22 mei 2018." in words(beside)
    assert beside.find(".//details").get("open") is None  # type: ignore[union-attr]
    (beside,) = page.all("section", aria_labelledby="base-8")
    assert "Toen niet besproken." in words(beside)
    (beside,) = page.all("section", aria_labelledby="base-1")
    assert "Deze vraag had toen geen antwoord." in words(beside)
    assert page.words.count("Overnemen uit nulmeting") == 1
    assert "Dit antwoord is woord voor woord dat van 2018." in page.words


def test_an_interview_without_a_baseline_has_nothing_of_it(desk: Client, made: Recorded, interviewer: User) -> None:
    alone = made.interview("Achterhoek", by=[interviewer])
    page = desk.get(f"/interviews/{alone.id}")
    for what in ("Nulmeting", "gevorderd", "Sinds"):
        assert what not in page.words


def test_taking_over_is_deliberate_and_replaces_nothing(desk: Client, made: Recorded, interview: Interview) -> None:
    made.save(interview, "2b", "Van nu.")
    path = f"/interviews/{interview.id}/vragen/2b/nulmeting"
    page = desk.post(path, {"base": 1})
    assert page.location.endswith(f"/interviews/{interview.id}#v-2b")
    assert text_of(made.session, interview, "2b").startswith(f"Van nu.\n\n{TEXT}[^oud-1]")
    made.save(interview, "2b", "Van een collega.", base=2)
    assert "Er is niets overgenomen" in desk.follow(desk.post(path, {"base": 1})).words
    assert text_of(made.session, interview, "2b") == "Van een collega."
    assert (
        "geen nulmeting" in desk.post(f"/interviews/{interview.id}/vragen/1/nulmeting", {"base": 0}, status=409).words
    )
    desk.post(path, {"base": "x"})
    assert text_of(made.session, interview, "2b") == "Van een collega."


def test_a_mark_is_kept_shown_and_taken_back(desk: Client, made: Recorded, interview: Interview) -> None:
    path = f"/interviews/{interview.id}/vragen/2b/voortgang"
    page = desk.follow(desk.post(path, {"mark_2b": "advanced"}))
    assert "De voortgang van vraag 2b is opgeslagen." in page.words
    checked = [one for one in page.all("input", name="mark_2b", value="advanced") if one.get("checked") is not None]
    assert len(checked) == 1
    (rail,) = (one for one in page.all("span", class_="rail__v") if words(one).strip())
    assert words(rail).strip() == ", gevorderd"
    answer = desk.post(path, {"mark_2b": "completed"}, headers={"Accept": "application/json"}, status=200)
    assert set(answer.json) == {"at"}
    assert queries.progress_of_items(made.session, interview)["2b"].mark is ProgressMark.COMPLETED
    desk.post(path, {"mark_2b": ""})
    assert queries.progress_of_items(made.session, interview) == {}
    desk.post(path, {"mark_2b": "beter"}, status=400)
    desk.post(path, {"mark_1": "new"}, status=400)
    desk.post(f"/interviews/{interview.id}/vragen/99/voortgang", {"mark_99": "new"}, status=404)


# Versions


def test_versions_tell_who_typed_what_and_one_can_go_back(desk: Client, made: Recorded, interview: Interview) -> None:
    made.save(interview, "2b", "Er is gesloopt.")
    made.save(interview, "2b", "Er is gebouwd.", base=1)
    path = f"/interviews/{interview.id}/vragen/2b/versies"
    page = desk.get(path, title="Versies van vraag 2b")
    assert "Ingelezen, 22 mei 2018 om 12:00, 1 woord erbij, 1 eraf" in page.words
    assert len([one for one in page.all("button") if "Terugzetten" in words(one)]) == 1
    page = desk.follow(desk.post(path, {"number": 1, "base": 2}))
    assert "De tekst van versie 1 staat er weer, als versie 3." in page.words
    assert "Interviewer Noord" in page.words
    assert text_of(made.session, interview, "2b") == "Er is gesloopt."


def test_going_back_over_a_colleague_is_asked_again(desk: Client, made: Recorded, interview: Interview) -> None:
    for base, text in enumerate(("Oud.", "Nieuw.", "Van een collega.")):
        made.save(interview, "2b", text, base=base)
    path = f"/interviews/{interview.id}/vragen/2b/versies"
    page = desk.post(path, {"number": 1, "base": 2}, status=409)
    assert "Een collega heeft intussen opgeslagen." in page.words
    assert "Van een collega." in page.words
    assert text_of(made.session, interview, "2b") == "Van een collega."
    desk.post(path, {"number": 9, "base": 3}, status=404)
    desk.post(path, {"number": "x"}, status=409)
    desk.post(f"/interviews/{interview.id}/vragen/99/versies", {"number": 1, "base": 1}, status=404)


def test_notes_have_a_history_of_their_own(desk: Client, made: Recorded, interview: Interview) -> None:
    made.save(interview, "2b", "Het antwoord.")
    for base, text in enumerate(("Navragen bij Jan.", "Gebeld met Jan.")):
        recording_operations.save_note(made.session, SYSTEM, interview, "2b", text=text, base=base, at=NOW)
    path = f"/interviews/{interview.id}/notities/2b/versies"
    page = desk.get(path, title="Eigen notities bij vraag 2b")
    assert "Wordt nooit verstuurd" in page.words
    assert "Het antwoord." not in page.words
    assert "Jan" not in desk.get(f"/interviews/{interview.id}/vragen/2b/versies").words
    assert "De notitie van versie 1 staat er weer" in desk.follow(desk.post(path, {"number": 1, "base": 2})).words
    assert queries.newest_notes(made.session, interview)["2b"].text == "Navragen bij Jan."
    assert "intussen opgeslagen" in desk.post(path, {"number": 2, "base": 2}, status=409).words
    assert "Eerdere notities" in desk.get(f"/interviews/{interview.id}").words
    assert "nog geen notitie" in desk.get(f"/interviews/{interview.id}/notities/1/versies").words


def test_older_versions_are_a_page_further(
    desk: Client, made: Recorded, interview: Interview, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "PAGE", 2)
    for base in range(3):
        made.save(interview, "2b", f"Tekst {base}", base=base)
    path = f"/interviews/{interview.id}/vragen/2b/versies"
    page = desk.get(path)
    assert "Versie 1" not in page.words
    older = desk.get(page.links()["Oudere versies"])
    assert "Versie 1 " in older.words
    assert "Oudere versies" not in older.links()


# Themes


def put(client: Client, path: str, body: object, status: int = 200) -> dict[str, str]:
    headers = {"X-CSRFToken": client.csrf_token(), "Content-Type": "application/json", "Accept": "application/json"}
    page = client._open(path, method="PUT", data=json.dumps(body), headers=headers)
    assert page.status == status, page.text
    answer: dict[str, str] = page.json
    return answer


def test_themes_of_one_answer_are_saved_at_once(desk: Client, made: Recorded, interview: Interview) -> None:
    revision = made.save(interview, "2b", "Over wonen[^1].\n\nOver vervoer.\n\n[^1]: Noot.")
    page = desk.get(f"/interviews/{interview.id}/themas", title="Thema’s")
    assert "2 van 2 alinea’s nog zonder thema" in page.words
    assert "[^1]" not in page.words
    path = f"/interviews/{interview.id}/themas/2b"
    assert "at" in put(desk, path, {"revision": revision.id, "paragraphs": [["wonen"], []]})
    assert "1 van 2 alinea’s nog zonder thema" in desk.get(f"/interviews/{interview.id}/themas").words
    assert queries.themes_of(made.session, [revision.id]) == {revision.id: {0: ("wonen",)}}
    made.save(interview, "2b", "Over wonen.\n\nAnders.", base=1)
    refused = put(desk, path, {"revision": revision.id, "paragraphs": [[], []]}, 409)
    assert "intussen gewijzigd" in refused["error"]


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"revision": "1", "paragraphs": []},
        {"revision": True, "paragraphs": []},
        {"revision": 1, "paragraphs": ["wonen"]},
        {"revision": 1, "paragraphs": [[1]]},
    ],
)
def test_themes_in_another_shape_are_refused(desk: Client, interview: Interview, body: object) -> None:
    assert "error" in put(desk, f"/interviews/{interview.id}/themas/2b", body, 400)


def test_unknown_themes_and_answers_that_are_not_there(desk: Client, made: Recorded, interview: Interview) -> None:
    revision = made.save(interview, "2b", "Over wonen.")
    path = f"/interviews/{interview.id}/themas"
    put(desk, f"{path}/2b", {"revision": revision.id, "paragraphs": [["visserij"]]}, 409)
    put(desk, f"{path}/1", {"revision": revision.id, "paragraphs": [["wonen"]]}, 409)
    put(desk, f"{path}/99", {"revision": revision.id, "paragraphs": []}, 404)


# Reading aloud


def test_reading_aloud_shows_the_record_and_nothing_private(desk: Client, made: Recorded, interview: Interview) -> None:
    made.save(interview, "2b", "Er wordt **gebouwd**.")
    made.save(interview, "8", "", status=AnswerStatus.NOT_DISCUSSED)
    recording_operations.save_note(made.session, SYSTEM, interview, "2b", text="Geheime notitie.", base=0, at=NOW)
    mark_progress(made.session, SYSTEM, interview, "2b", ProgressMark.LAPSED, at=NOW)
    page = desk.get(f"/interviews/{interview.id}/voorlezen", title="Voorlezen, Regio Oost-Drenthe")
    assert "Er wordt gebouwd." in page.words
    assert "(o.a. sloop, transformatie, herstructurering, herbestemming)" in page.words
    assert "Niet besproken of niet van toepassing: vraag 8." in page.words
    assert "Voorlezen is geen akkoord." in page.words
    for private in ("Geheime", "notitie", "Nulmeting", TEXT[:20], "vervallen", "Veldwerk"):
        assert private not in page.text
    assert "Interviewer Noord" not in page.words
    assert page.links()["Vraag 2b aanpassen"].endswith(f"/interviews/{interview.id}#v-2b")


def test_an_empty_record_can_be_read_aloud_too(desk: Client, interview: Interview) -> None:
    assert "nog geen antwoord om voor te lezen" in desk.get(f"/interviews/{interview.id}/voorlezen").words


def test_none_of_it_is_for_others(app: Flask, session: Session, interview: Interview, staff: MakeUser) -> None:
    other = Client(app, session).login(staff(RoleName.INTERVIEWER))
    path = f"/interviews/{interview.id}"
    for page in ("vragen/2b/versies", "notities/2b/versies", "themas", "voorlezen"):
        other.get(f"{path}/{page}", status=404)
    for page in ("vragen/2b/versies", "notities/2b/versies", "vragen/2b/nulmeting", "vragen/2b/voortgang", "themas"):
        other.post(f"{path}/{page}", {"number": 1, "base": 1, "mark_2b": "new"}, status=404)
    put(other, f"{path}/themas/2b", {"revision": 1, "paragraphs": []}, 404)


# The check before sending


def test_the_check_names_what_is_not_ready_and_lets_go_on(desk: Client, made: Recorded, interview: Interview) -> None:
    person = recording_operations.RespondentData("Contactpersoon", "adviseur", "c@example.org")
    recording_operations.add_respondent(made.session, SYSTEM, interview, person, at=NOW)
    made.save(interview, "1", f"{TEXT} Bel 06-12345678. Nog invullen.")
    made.save(interview, "2", "Kort.")
    made.save(interview, "2b", TEXT)
    made.save(interview, "6", f"{TEXT}[^1]")
    page = desk.get(f"/interviews/{interview.id}/verslag")
    (check,) = page.all("section", aria_labelledby="checkup")
    said = " ".join(words(check).split())
    for line in (
        "Vraag 1: telefoonnummer 06-12345678",
        "Vraag 1: … Bel 06-12345678. Nog invullen.",
        "Gelijk aan de nulmeting van 2018 Vraag 2b: woord voor woord hetzelfde",
        "Vraag 6: [^1] heeft geen tekst",
        "Heel kort Vraag 2",
        "Nog leeg Vraag 2a, 2c",
    ):
        assert line in said
    assert {one.get("href") for one in check.iter("a")} >= {f"/interviews/{interview.id}#v-2b"}
    desk.post(f"/interviews/{interview.id}/verslag", {"deadline": "2099-01-01"}, status=303)
