import io
import json
import sqlite3

import pytest
from checking import Client
from flask import Flask
from recorded import ADVISER, Recorded
from setting import MakeUser
from sqlalchemy import event
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.rules import AnswerStatus
from surveyapp.text import words as texts

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)> [klik](javascript:alert(3))"


def put(client: Client, path: str, body: object, status: int = 200, **headers: str) -> dict[str, str]:
    sent = {"X-CSRFToken": client.csrf_token(), "Content-Type": "application/json"} | headers
    page = client._open(path, method="PUT", data=json.dumps(body), headers=sent)
    assert page.status == status, page.text
    answer: dict[str, str] = page.json
    return answer


def save(text: str, base: int = 0, key: str = "k" * 32, **more: object) -> dict[str, object]:
    return {"text": text, "base": base, "key": key} | more


def newest(session: Session, interview: Interview) -> dict[str, tuple[AnswerStatus, str]]:
    found = queries.newest_revisions(session, [interview.id])[interview.id]
    return {item: (one.status, one.text) for item, one in found.items()}


def test_the_desk_shows_every_item_with_its_wording_hint_and_progress(desk: Client, interview: Interview) -> None:
    page = desk.get(f"/interviews/{interview.id}", title="Regio Oost-Drenthe")
    assert len(page.all("textarea", class_="paper__x")) == 20
    assert "0 van 20" in page.words
    assert "(o.a. sloop, transformatie, herstructurering, herbestemming)" in page.words
    assert "Welke nieuwe acties m.b.t. bevolkingsdaling zijn ingezet in 2017" in page.words


def test_an_autosave_says_which_version_it_became(desk: Client, session: Session, interview: Interview) -> None:
    path = f"/interviews/{interview.id}/antwoorden/2b"
    answer = put(desk, path, save("Er is gesloopt. " * 5))
    assert (answer["base"], answer["progress"]) == (1, "answered")
    assert put(desk, path, save("Er is gesloopt. " * 5))["base"] == 1
    assert put(desk, path, save("Kort.", 1, "b" * 32))["progress"] == "started"
    assert put(desk, path, save("", 2, "c" * 32, status="not_discussed"))["progress"] == "not_discussed"
    assert newest(session, interview)["2b"] == (AnswerStatus.NOT_DISCUSSED, "")


def choice(chosen: str, by: User, **more: object) -> dict[str, object]:
    """What the conflict panel sends."""
    return {"base": 1, "key": "c" * 32, "mine": "Van mij.", "choice": chosen, "writer": by.browser_key} | more


def test_two_tabs_get_both_texts_and_choose(
    desk: Client, session: Session, interview: Interview, interviewer: User
) -> None:
    path = f"/interviews/{interview.id}/antwoorden/2b"
    put(desk, path, save("Van de een."))
    answer = put(desk, path, save("Van de ander.", 0, "b" * 32), 409)
    assert "Van de <ins>" in answer["panel"].replace('<span class="vh">toegevoegd: </span>', "")
    assert "in een ander venster" in answer["panel"]
    chosen = choice("merged", interviewer, mine="Van de ander.", merged="Van beiden.")
    page = desk.post(f"/interviews/{interview.id}/vragen/2b/keuze", chosen)
    assert page.location.endswith(f"/interviews/{interview.id}#v-2b")
    assert [one.text for one in queries.revisions_of(session, interview, "2b")] == [
        "Van beiden.",
        "Van de ander.",
        "Van de een.",
    ]


def test_a_choice_that_is_late_again_asks_again(
    desk: Client, made: Recorded, interview: Interview, interviewer: User
) -> None:
    made.save(interview, "2b", "Eerste.")
    made.save(interview, "2b", "Tweede.", base=1)
    chosen = choice("mine", interviewer, mine="Mijn tekst.")
    page = desk.post(f"/interviews/{interview.id}/vragen/2b/keuze", chosen)
    assert "Tweede." in page.words
    assert "Mijn tekst." in page.words
    assert "ook gewijzigd" in page.words
    del chosen["choice"]
    desk.post(f"/interviews/{interview.id}/vragen/2b/keuze", chosen, status=409)


def test_a_note_saves_apart_and_a_clash_gives_the_other_note_back(desk: Client, interview: Interview) -> None:
    path = f"/interviews/{interview.id}/notities/2b"
    assert put(desk, path, save("Navragen."))["base"] == 1
    answer = put(desk, path, save("Bellen.", 0, "b" * 32), 409)
    assert (answer["merged"], answer["base"]) == ("Bellen.\n\nNavragen.", 1)


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        save(1),  # type: ignore[arg-type]
        save("x", -1),
        save("x", True),
        save("x", "0"),  # type: ignore[arg-type]
        save("x", 0, "kort"),
        save("x", 0, "k" * 65),
        save("x", status="misschien"),
    ],
)
def test_what_no_page_sends_is_refused(desk: Client, interview: Interview, body: object) -> None:
    put(desk, f"/interviews/{interview.id}/antwoorden/2b", body, 400)


def test_a_status_that_no_page_sends_is_refused_with_the_whole_desk(desk: Client, interview: Interview) -> None:
    path = f"/interviews/{interview.id}"
    desk.get(path)
    page = desk.post(path, {"answer_2b": "Getypt.", "status_2b": "misschien", "submitted": "yes"}, status=400)
    assert "Getypt." in page.text


def test_a_save_needs_the_token_a_login_and_the_own_interview(
    app: Flask, session: Session, desk: Client, interview: Interview, staff: MakeUser
) -> None:
    path = f"/interviews/{interview.id}/antwoorden/2b"
    assert "laad de pagina opnieuw" in put(desk, path, save("x"), 400, **{"X-CSRFToken": "vals"})["error"]
    assert "Log opnieuw in" in put(Client(app, session), path, save("x"), 401)["error"]
    put(Client(app, session).login(staff(RoleName.INTERVIEWER)), path, save("x"), 404)
    put(Client(app, session).login(staff(RoleName.EDITOR)), path, save("x"), 403)
    put(Client(app, session).login(staff(RoleName.ADMINISTRATOR)), path, save("x"))


def test_an_unknown_item_is_not_found(desk: Client, interview: Interview) -> None:
    put(desk, f"/interviews/{interview.id}/antwoorden/3", save("x"), 404)
    desk.get(f"/interviews/{interview.id}/vragen/99/versies", status=404)


def test_a_key_is_for_one_text(desk: Client, interview: Interview) -> None:
    path = f"/interviews/{interview.id}/antwoorden/2b"
    put(desk, path, save("Eerste."))
    assert "al gebruikt" in put(desk, path, save("Tweede.", 1), 422)["error"]


def test_too_much_text_is_refused_and_nothing_changes(desk: Client, session: Session, interview: Interview) -> None:
    path = f"/interviews/{interview.id}/antwoorden/2b"
    assert "te lang" in put(desk, path, save("x" * 600_000), 413)["error"]
    page = desk.post(
        f"/interviews/{interview.id}", {"answer_1": "kort", "base_1": "0", "answer_2b": "y" * 100_001}, status=422
    )
    assert page.title == "Fout: Een tekst is te lang"
    assert page.one("textarea", id="kept-1").text == "kort"
    assert newest(session, interview) == {}


def test_control_characters_go_and_curly_quotes_stay(desk: Client, session: Session, interview: Interview) -> None:
    put(desk, f"/interviews/{interview.id}/antwoorden/2b", save("a\x00b\x1b[31m ‘Fryslân’\u202e €"))
    assert newest(session, interview)["2b"][1] == "ab[31m ‘Fryslân’ €"


def test_script_in_any_field_is_only_text(desk: Client, made: Recorded, interview: Interview) -> None:
    made.save(interview, "2b", SCRIPT)
    made.save(interview, "2b", SCRIPT + "!", base=1)
    put(desk, f"/interviews/{interview.id}/notities/2b", save(SCRIPT))
    desk.post(
        f"/interviews/{interview.id}/respondenten", {"name": SCRIPT, "function": SCRIPT, "email": "x@example.org"}
    )
    for path in ("", "/vragen/2b/versies", "/themas", "/gegevens"):
        page = desk.get(f"/interviews/{interview.id}{path}")
        assert not [one for one in page.all("script") if not one.get("src")]
        assert not page.all("img")
        assert not [one for one in page.all("a") if (one.get("href") or "").startswith("javascript")]


def test_the_page_works_as_a_plain_form(desk: Client, session: Session, interview: Interview) -> None:
    sent = {
        "answer_1": "Er is gewerkt.\r\n\r\nHard.",
        "base_1": "0",
        "answer_2b": "wordt genegeerd",
        "status_2b": "not_applicable",
        "base_2b": "0",
        "answer_2c": "",
        "base_2c": "0",
        "note_1": "Bellen.",
        "notebase_1": "0",
    }
    page = desk.post(f"/interviews/{interview.id}", sent)
    assert "Opgeslagen om" in desk.follow(page).words
    assert newest(session, interview) == {
        "1": (AnswerStatus.TEXT, "Er is gewerkt.\n\nHard."),
        "2b": (AnswerStatus.NOT_APPLICABLE, ""),
    }
    assert queries.newest_notes(session, interview)["1"].text == "Bellen."


def test_a_stale_form_keeps_what_a_colleague_saved_and_asks(desk: Client, made: Recorded, interview: Interview) -> None:
    made.save(interview, "1", "Van een collega.")
    made.save(interview, "2", "Van een collega.")
    page = desk.post(
        f"/interviews/{interview.id}", {"answer_1": "Van mij.", "base_1": "0", "answer_2b": "Nieuw.", "base_2b": "0"}
    )
    assert "Er is niets verloren" in page.words
    assert newest(made.session, interview)["2b"][1] == "Nieuw."
    assert newest(made.session, interview)["1"][1] == "Van een collega."
    stale_note = {"note_1": "x", "notebase_1": "0"}
    desk.post(f"/interviews/{interview.id}", stale_note)
    page = desk.post(f"/interviews/{interview.id}", stale_note | {"note_1": "y"})
    assert "notitie gewijzigd" in desk.follow(page).words


def test_versions_show_what_changed(desk: Client, made: Recorded, interview: Interview) -> None:
    made.save(interview, "2b", "Er is gesloopt.")
    made.save(interview, "2b", "Er is gebouwd.", base=1)
    made.save(interview, "2b", "", base=2, status=AnswerStatus.NOT_DISCUSSED)
    page = desk.get(f"/interviews/{interview.id}/vragen/2b/versies", title="Versies van vraag 2b")
    assert "".join(page.all("del")[0].itertext()) == "vervallen: gesloopt"
    assert "Niet besproken." in page.words
    assert "nog niets opgeslagen" in desk.get(f"/interviews/{interview.id}/vragen/1/versies").words


def test_themes_are_kept_per_paragraph(desk: Client, made: Recorded, interview: Interview) -> None:
    assert "nog geen antwoord" in desk.get(f"/interviews/{interview.id}/themas").words
    revision = made.save(interview, "2b", "Over wonen.\n\nOver vervoer.")
    other = made.save(interview, "1", "Iets.")
    sent = {"revision_2b": revision.id, "theme_2b_1": ["bereikbaarheid", "wonen"], "revision_1": other.id}
    page = desk.post(f"/interviews/{interview.id}/themas", sent)
    assert "zijn opgeslagen" in desk.follow(page).words
    assert queries.themes_of(made.session, [revision.id]) == {revision.id: {1: ("bereikbaarheid", "wonen")}}
    made.save(interview, "2b", "Anders.", base=1)
    page = desk.post(f"/interviews/{interview.id}/themas", sent)
    assert "Vraag 2b is intussen gewijzigd" in desk.follow(page).words


def plan(interview: Interview, **values: object) -> dict[str, object]:
    """What the form with date and persons sends."""
    people = [one.id for one in interview.interviewers]
    return {"held_on": "2018-05-01", "minutes": "60", "place": "Assen", "interviewers": people} | values


def test_date_place_and_persons(desk: Client, session: Session, interview: Interview) -> None:
    path = f"/interviews/{interview.id}"
    desk.post(f"{path}/gegevens", plan(interview))
    session.refresh(interview)
    assert (str(interview.held_on), interview.place, interview.planned_from) == ("2018-05-01", "Assen", None)
    page = desk.post(f"{path}/gegevens", plan(interview, held_on="1 mei", begins="half elf"), status=422)
    assert "Datum van het interview: Ongeldige datum." in page.words
    assert "Begintijd: Ongeldige waarde voor tijd." in page.words
    person = interview.respondents[0]
    desk.post(f"{path}/respondenten/{person.id}", {"name": "Anders", "function": "wethouder", "email": ADVISER.email})
    session.refresh(person)
    assert (person.name, person.function, person.must_agree) == ("Anders", "wethouder", False)
    page = desk.post(f"{path}/respondenten", {"name": "", "function": "x", "email": "geen adres"}, status=422)
    assert "Vul een naam in." in page.words
    assert "Dit is geen e-mailadres." in page.words
    desk.post(f"{path}/respondenten/{person.id}", {"name": "", "function": "x", "email": "a@example.org"}, status=422)
    desk.post(f"{path}/respondenten/9999", {"name": "x"}, status=404)
    desk.get("/interviews/9999/gegevens", status=404)


def test_hours_are_on_a_dutch_clock_and_a_link_is_checked(desk: Client, session: Session, interview: Interview) -> None:
    path = f"/interviews/{interview.id}/gegevens"
    link = "https://video.example.org/kamer?naam=a%20b"
    desk.post(path, plan(interview, begins="10:30", minutes="45", video_url=f" {link} "))
    session.refresh(interview)
    assert str(interview.planned_from) == "2018-05-01 08:30:00+00:00"
    assert str(interview.planned_until) == "2018-05-01 09:15:00+00:00"
    assert interview.video_url == link
    page = desk.get(path)
    assert [page.one("input", id=name).get("value") for name in ("begins", "minutes")] == ["10:30", "45"]
    assert "Vul ook een datum in." in desk.post(path, plan(interview, held_on="", begins="10:30"), status=422).words
    page = desk.post(path, plan(interview, video_url="http://video.example.org"), status=422)
    assert "Een videolink begint met https://." in page.words
    assert "van 5 tot 600" in desk.post(path, plan(interview, minutes="0"), status=422).words
    assert "van 5 tot 600" in desk.post(path, plan(interview, minutes=""), status=422).words
    session.refresh(interview)
    assert (interview.planned_minutes, interview.video_url) == (45, link)


def test_an_interviewer_adds_a_colleague_and_may_step_back(
    app: Flask, desk: Client, session: Session, interview: Interview, staff: MakeUser
) -> None:
    path = f"/interviews/{interview.id}/gegevens"
    first, colleague = interview.interviewers[0], staff(RoleName.INTERVIEWER, name="Collega")
    editor = staff(RoleName.EDITOR, name="Redacteur")
    other = Client(app, session).login(colleague)
    other.get(path, status=404)
    assert "Redacteur" not in desk.get(path).words
    desk.post(path, plan(interview, interviewers=[editor.id]), status=422)
    assert "Kies minstens één interviewer." in desk.post(path, plan(interview, interviewers=[]), status=422).words
    page = desk.post(path, plan(interview, interviewers=[first.id, colleague.id]))
    assert page.location == path
    other.get(path)
    page = desk.post(path, plan(interview, interviewers=[colleague.id]))
    assert page.location == "/interviews"
    assert "U bent geen interviewer meer van Regio Oost-Drenthe." in desk.follow(page).words
    desk.get(path, status=404)


def test_a_page_that_stayed_open_hears_who_is_logged_in_and_in_which_interview(
    desk: Client, interview: Interview, interviewer: User
) -> None:
    answer = desk.get(f"/interviews/{interview.id}/token").json
    assert answer.pop("token")
    assert answer == {
        "user": interviewer.browser_key,
        "name": "Interviewer Noord",
        "interview": interview.browser_key,
    }
    desk.get(f"/interviews/{interview.id + 1}/token", status=404)


def test_own_interviews_come_in_groups_and_the_start_page_leads_there(desk: Client, interview: Interview) -> None:
    assert desk.get("/", status=302).location == "/interviews"
    page = desk.get("/interviews", title="Mijn interviews")
    assert "Te plannen" in page.words
    assert "Regio Oost-Drenthe" in page.links()
    assert interview.id


def test_fieldwork_shows_every_interview_and_opens_one_s_own(
    app: Flask, session: Session, desk: Client, interview: Interview, made: Recorded, staff: MakeUser
) -> None:
    made.interview("Achterhoek")
    page = desk.get("/veldwerk", title="Veldwerk")
    assert "Regio Oost-Drenthe" in page.links()
    assert "Regio Achterhoek" not in page.links()
    assert "Regio Achterhoek" in page.words
    chief = Client(app, session).login(staff(RoleName.ADMINISTRATOR))
    assert "Regio Achterhoek" in chief.get("/veldwerk").links()
    assert interview.id


def upload(*files: tuple[str, bytes], kind: str = "interviews") -> dict[str, object]:
    return {"kind": kind, "files": [(io.BytesIO(content), name) for name, content in files]}


def test_files_are_uploaded_whole_or_not_at_all(desk: Client, session: Session, interview: Interview) -> None:
    good = b"round: '2018'\nquestionnaire: regio\norganisation: Oost-Drenthe\nanswers: {1: Ja.}\n"
    page = desk.post("/veldwerk/inlezen", upload(("goed.yaml", good), ("fout.yaml", b"answers: [")), status=422)
    assert "fout.yaml" in page.words
    assert "Er is niets ingelezen" in page.words
    assert newest(session, interview) == {}
    desk.post("/veldwerk/inlezen", upload(("x.yaml", b"\xff\xfe")), status=422)
    desk.post("/veldwerk/inlezen", upload(), status=422)
    desk.post("/veldwerk/inlezen", upload(("o.yaml", b"provinces: []"), kind="organisations"), status=422)
    page = desk.post("/veldwerk/inlezen", upload(("goed.yaml", good)))
    assert "1 interview ingelezen, 1 nieuwe versie." in desk.follow(page).words
    assert newest(session, interview) == {"1": (AnswerStatus.TEXT, "Ja.")}


def test_an_administrator_sets_up_a_round(app: Flask, session: Session, client: Client, staff: MakeUser) -> None:
    chief, writer = staff(RoleName.ADMINISTRATOR), staff(RoleName.INTERVIEWER)
    client.login(chief)
    assert client.get("/", status=302).location == "/veldwerk"
    client.get("/veldwerk", title="Nog geen ronde")
    client.get("/interviews", title="Nog geen ronde")
    client.get("/veldwerk/interview", status=404)
    client.get("/veldwerk/ronde", title="Nieuwe ronde")
    client.post("/veldwerk/ronde", {"name": "twee woorden", "title": ""}, status=422)
    client.post("/veldwerk/ronde", {"name": "2018", "title": "Rapport 2018"})
    client.post("/veldwerk/ronde", {"name": "2018", "title": "Rapport 2018"}, status=422)
    client.post("/veldwerk/ronde", {"name": "2019", "title": "Rapport 2019", "previous": "2018"})
    client.get("/veldwerk?ronde=2017", status=404)
    organisations = b"provinces: [{name: Drenthe}]\nregions: []\nministries: []\n"
    page = client.post("/veldwerk/inlezen", upload(("o.yaml", organisations), kind="organisations"))
    assert "1 organisatie ingelezen." in client.follow(page).words
    province = queries.organisations(session)[0]
    sent = {"organisation": province.id, "questionnaire": "regio", "interviewers": [writer.id]}
    assert "past niet bij" in client.post("/veldwerk/interview", sent, status=422).words
    page = client.post("/veldwerk/interview", sent | {"questionnaire": "provincie"})
    assert client.follow(page).title.startswith("Datum en personen")
    assert "al een interview" in client.get("/veldwerk/interview").words
    assert "Provincie Drenthe" in Client(app, session).login(writer).get("/interviews").links()


def test_the_limit_of_a_text_is_said_where_it_is_typed() -> None:
    assert str(texts.MAX_CHARACTERS) in str(texts.TextTooLong(600_000))


def test_a_full_disk_refuses_a_save_and_keeps_what_was_there(
    desk: Client, session: Session, interview: Interview
) -> None:
    path = f"/interviews/{interview.id}/antwoorden/2b"
    put(desk, path, save("Er is gesloopt."))
    session.rollback()

    def no_more_pages(connection: sqlite3.Connection, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(db.engine, "connect", no_more_pages)
    db.engine.dispose()
    answer = put(desk, path, save("Er is gebouwd. " * 6000, 1, "b" * 32), 503)
    assert "Er is niets opgeslagen" in answer["error"]
    event.remove(db.engine, "connect", no_more_pages)
    db.engine.dispose()
    assert newest(session, interview)["2b"][1] == "Er is gesloopt."
    assert put(desk, path, save("Er is gebouwd. " * 6000, 1, "b" * 32))["base"] == 2
