"""What the server does for a desk that was without it."""

import json

from checking import Client
from flask import Flask
from recorded import NOW, SYSTEM, Recorded
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.interviews.deletion import operations
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.rules import AnswerStatus


def put(client: Client, desk: Interview, *, status: int, **sent: object) -> dict[str, str]:
    body = {"text": "Er is gesloopt.", "base": 0, "key": "k" * 32} | sent
    headers = {"X-CSRFToken": client.csrf_token(), "Content-Type": "application/json"}
    path = f"/interviews/{desk.id}/antwoorden/2b"
    page = client._open(path, method="PUT", data=json.dumps(body), headers=headers)
    assert page.status == status, page.text
    answer: dict[str, str] = page.json
    return answer


def saved(made: Recorded, interview: Interview) -> list[tuple[AnswerStatus, str]]:
    return [(one.status, one.text) for one in reversed(queries.revisions_of(made.session, interview, "2b"))]


def test_nothing_is_saved_under_another_name_or_in_another_interview(
    desk: Client, made: Recorded, interview: Interview, interviewer: User, staff: MakeUser
) -> None:
    other, another = staff(RoleName.INTERVIEWER), made.interview("Twente", by=[interviewer])
    put(desk, interview, status=403, writer=other.browser_key)
    put(desk, another, status=404, writer=interviewer.browser_key, interview=interview.browser_key)
    assert saved(made, interview) == saved(made, another) == []
    put(desk, interview, status=200, writer=interviewer.browser_key, interview=interview.browser_key)


def test_an_interview_with_a_number_that_was_used_before_is_another_one(made: Recorded, interview: Interview) -> None:
    number, key = interview.id, interview.browser_key
    operations.delete_interview(made.session, SYSTEM, interview, at=NOW)
    later = made.interview("Twente")
    later.id = number
    made.session.flush()
    assert later.browser_key != key


def test_a_save_from_before_a_backup_was_put_back_begins_anew(
    desk: Client, made: Recorded, interview: Interview
) -> None:
    assert put(desk, interview, status=200, base=4)["base"] == 1
    assert "panel" in put(desk, interview, status=409, base=7, text="Anders.", key="b" * 32)
    assert saved(made, interview) == [(AnswerStatus.TEXT, "Er is gesloopt.")]


def choice(chosen: str, interviewer: User, **more: object) -> dict[str, object]:
    return {"base": 1, "key": "c" * 32, "mine": "Van mij.", "choice": chosen, "writer": interviewer.browser_key} | more


def test_a_choice_by_script_answers_what_the_page_goes_on_with(
    desk: Client, made: Recorded, interview: Interview, interviewer: User
) -> None:
    made.save(interview, "2b", "", status=AnswerStatus.NOT_DISCUSSED)
    panel = put(desk, interview, status=409, text="Van mij.")["panel"]
    assert "Niet besproken." in panel
    path, asked = f"/interviews/{interview.id}/vragen/2b/keuze", {"Accept": "application/json"}
    for _twice in range(2):
        answer = desk.post(path, choice("theirs", interviewer), headers=asked).json
        assert (answer["base"], answer["text"], answer["status"]) == (3, "", "not_discussed")
    assert saved(made, interview) == [
        (AnswerStatus.NOT_DISCUSSED, ""),
        (AnswerStatus.TEXT, "Van mij."),
        (AnswerStatus.NOT_DISCUSSED, ""),
    ]
    late = desk.post(path, choice("mine", interviewer, key="d" * 32), headers=asked, status=409).json
    assert "Niet besproken." in late["panel"]
    desk.post(path, choice("mine", interviewer, base=9, key="e" * 32), status=409)


def test_a_choice_is_the_writers_own(desk: Client, made: Recorded, interview: Interview, staff: MakeUser) -> None:
    made.save(interview, "2b", "Van een collega.")
    other = staff(RoleName.INTERVIEWER)
    desk.post(f"/interviews/{interview.id}/vragen/2b/keuze", choice("mine", other), status=403)
    assert saved(made, interview) == [(AnswerStatus.TEXT, "Van een collega.")]


def test_the_service_worker_may_serve_the_list_and_the_desks(client: Client) -> None:
    page = client.get("/interviews/worker.js")
    assert page.response.headers["Service-Worker-Allowed"] == "/"
    assert page.response.mimetype == "text/javascript"
    page.response.close()
    assert "worker-src 'self'" in page.response.headers["Content-Security-Policy"]


def test_the_pages_for_what_waits_and_for_after_a_log_in(desk: Client) -> None:
    desk.get("/interviews/in-deze-browser", title="In deze browser")
    desk.get("/interviews/weer-ingelogd", title="U bent weer ingelogd")


def test_logging_out_clears_the_browser_but_not_what_another_has_to_send(
    app: Flask, session: Session, desk: Client, interviewer: User
) -> None:
    header = "Clear-Site-Data"
    page = desk.post("/uitloggen", {"nothing_waits": "yes"}, status=302)
    assert page.response.headers[header] == '"cache", "storage"'
    again = Client(app, session).login(interviewer)
    assert again.post("/uitloggen", status=302).response.headers[header] == '"cache"'
    assert header not in again.get("/inloggen").response.headers
