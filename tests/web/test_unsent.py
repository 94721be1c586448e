"""Words of a form that was not accepted: shown with the refusal, and never forgotten by the browser."""

import re

import pytest
from checking import Client, Page
from flask import Flask
from recorded import Recorded
from setting import MakeUser
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.interviews.recording import operations
from surveyapp.interviews.recording.models import Interview
from surveyapp.web.access import roles_of

NAME = "0123456789abcdef" * 2
WORDS = "Graag overnemen, want ik ben met verlof."


@pytest.fixture
def made(session: Session) -> Recorded:
    return Recorded.of(session)


@pytest.fixture
def interview(made: Recorded, client: Client, staff: MakeUser) -> Interview:
    somebody = staff(RoleName.INTERVIEWER, name="Noor")
    client.login(somebody)
    return made.interview(by=[somebody])


def details(interview: Interview) -> str:
    return f"/interviews/{interview.id}/gegevens"


def cookies(page: Page) -> list[str]:
    return [one for one in page.response.headers.getlist("Set-Cookie") if one.startswith("unsent=")]


def echoed(page: Page) -> list[str]:
    return ["".join(one.itertext()).strip() for one in page.all("textarea") if one.get("readonly") is not None]


def sent(client: Client, address: str, values: dict[str, str], *, status: int, token: str | None = None) -> Page:
    csrf = client.csrf_token() if token is None else token
    headers = {"Referer": f"http://localhost{details_of(address)}?ronde=2018"}
    return client.post(address, {**values, "csrf_token": csrf}, status=status, csrf=False, headers=headers)


def details_of(address: str) -> str:
    return address.removesuffix("/respondenten") + ("/gegevens" if address.endswith("/respondenten") else "")


PERSON = {"name": "Jan de Vries", "function": "beleidsadviseur", "email": "jan@example.org", "unsent": NAME}


def test_a_form_sent_after_the_session_ended_is_shown_and_not_executed(client: Client, interview: Interview) -> None:
    address = f"/interviews/{interview.id}/respondenten"
    with client.browser.session_transaction() as held:
        held["seen"] -= 31 * 60
    page = sent(client, address, PERSON, status=401)
    assert page.h1 == "Log opnieuw in"
    assert echoed(page) == ["Jan de Vries", "jan@example.org"]
    assert page.links()["Naar inloggen"] == f"/inloggen?next={details(interview)}?ronde%3D2018"
    assert cookies(page) == []
    assert len(interview.respondents) == 1


def test_no_route_of_staff_drops_words_without_a_session(client: Client, app: Flask) -> None:
    with app.app_context():
        closed = [
            one for one in app.url_map.iter_rules() if roles_of(one.endpoint) and "POST" in (one.methods or set())
        ]
    assert len(closed) > 90
    for rule in closed:
        address = re.sub(r"<(?:(\w+)[^:>]*:)?\w+>", lambda found: "1" if found[1] == "int" else "x", rule.rule)
        page = client.post(address, {"text": WORDS, "unsent": NAME}, status=401)
        assert echoed(page) == [WORDS], rule.rule
        assert cookies(page) == [], rule.rule


def test_the_same_when_the_browser_lost_its_whole_session(client: Client, interview: Interview) -> None:
    client.browser.delete_cookie(client.app.config["SESSION_COOKIE_NAME"])
    page = sent(client, f"/interviews/{interview.id}/respondenten", PERSON, status=401, token="gone")
    assert page.h1 == "Log opnieuw in"
    assert "Jan de Vries" in echoed(page)


def test_a_token_of_before_shows_the_words_and_the_way_back(client: Client, interview: Interview) -> None:
    page = sent(client, f"/interviews/{interview.id}/respondenten", PERSON, status=400, token="old")
    assert page.h1 == "De pagina is verlopen"
    assert "Jan de Vries" in echoed(page)
    assert page.links()["Terug naar de pagina"] == f"{details(interview)}?ronde=2018"
    assert cookies(page) == []


def test_only_what_was_accepted_is_forgotten(client: Client, interview: Interview) -> None:
    address = f"/interviews/{interview.id}/respondenten"
    assert cookies(sent(client, address, PERSON | {"email": "geen adres"}, status=422)) == []
    found = cookies(sent(client, address, PERSON, status=303))
    assert len(found) == 1
    assert found[0].startswith(f"unsent={NAME};")
    assert "HttpOnly" not in found[0], "the script of the next page reads it"
    other = NAME[::-1]
    more = {"name": "Els Smit", "function": "adviseur", "email": "els@example.org", "unsent": other}
    assert cookies(sent(client, address, more, status=303))[0].startswith(f"unsent={NAME}.{other};")


def test_a_name_that_the_browser_did_not_make_is_not_sent_back(client: Client, interview: Interview) -> None:
    address = f"/interviews/{interview.id}/respondenten"
    assert cookies(sent(client, address, PERSON | {"unsent": "x; Path=/"}, status=303)) == []


def test_a_redirect_that_says_that_it_did_not_work_is_not_accepted(client: Client, staff: MakeUser) -> None:
    client.login(staff(RoleName.INTERVIEWER))
    page = sent(client, "/account", {"notices": "nooit", "unsent": NAME}, status=303)
    assert cookies(page) == []


def test_an_error_shows_what_was_typed(client: Client, interview: Interview, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(operations, "change_interview", full)
    values = {"held_on": "2018-05-01", "place": "Het gemeentehuis", "interviewers": str(interview.interviewers[0].id)}
    page = sent(client, details(interview), values | {"begins": "10:00", "minutes": "60"}, status=503)
    assert "Het gemeentehuis" in echoed(page)
    assert page.links()["Terug naar de pagina"].startswith(details(interview))


def test_a_password_is_never_shown_again(client: Client, staff: MakeUser) -> None:
    client.login(staff(RoleName.INTERVIEWER))
    secret = "Mijn Geheime Wachtwoord"
    page = sent(client, "/account", {"new_password": secret, "words": WORDS}, status=400, token="old")
    assert echoed(page) == [WORDS]
    assert not re.search(secret, page.text)
