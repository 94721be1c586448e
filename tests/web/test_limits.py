import pytest
from checking import PASSWORD, Client
from flask import Flask
from sent_record import SentRecord
from setting import MakeApp, MakeUser

from surveyapp.accounts.staff.rules import RoleName


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(RATELIMIT_ENABLED=True, PROXIES=1)


@pytest.fixture
def sent(client: Client, staff: MakeUser) -> SentRecord:
    assert client.session
    return SentRecord.of(client.session, by=[staff(RoleName.INTERVIEWER)])


def from_(address: str) -> dict[str, str]:
    return {"X-Forwarded-For": f"6.6.6.6, {address}"}


@pytest.mark.parametrize("path", ["/inloggen", "/wachtwoord-vergeten", "/wachtwoord-nieuw/x"])
def test_the_eleventh_attempt_in_a_minute_waits(client: Client, path: str) -> None:
    data = {"email": "a@example.org", "password": "x"}
    for _ in range(10):
        client.post(path, data, headers=from_("10.0.0.1"))
    page = client.post(path, data, headers=from_("10.0.0.1"), status=429)
    assert page.h1 == "Te veel pogingen"


def test_others_are_not_held_up_and_nobody_is_locked_out(client: Client, staff: MakeUser) -> None:
    user = staff(RoleName.EDITOR)
    wrong = {"email": user.email, "password": "niet dit"}
    for _ in range(11):
        page = client.post("/inloggen", wrong, headers=from_("10.0.0.2"), status=(200, 429))
    assert page.status == 429
    right = {"email": user.email, "password": "correct-paard-batterij"}
    client.post("/inloggen", right, headers=from_("10.0.0.3"), status=302)


def test_an_office_of_sixty_logs_in_behind_one_address(app: Flask, client: Client, staff: MakeUser) -> None:
    user = staff(RoleName.EDITOR)
    for _ in range(60):
        right = {"email": user.email, "password": PASSWORD}
        Client(app, client.session).post("/inloggen", right, headers=from_("10.0.0.6"), status=302)


def test_guesses_for_one_account_wait_from_whatever_address_and_its_own_browser_does_not(
    app: Flask, client: Client, staff: MakeUser
) -> None:
    user = staff(RoleName.EDITOR)
    own = Client(app, client.session).login(user)
    own.logout()
    wrong = {"email": user.email.upper(), "password": "niet dit"}
    for number in range(30):
        client.post("/inloggen", wrong, headers=from_(f"10.1.0.{number}"), status=200)
    client.post("/inloggen", wrong, headers=from_("10.1.0.200"), status=429)
    client.post("/inloggen", wrong | {"email": "b@example.org"}, headers=from_("10.1.0.200"), status=200)
    right = {"email": user.email, "password": PASSWORD}
    own.post("/inloggen", right, headers=from_("10.1.0.201"), status=302)


def test_the_thirty_first_respondent_of_an_office_opens_a_link(app: Flask, sent: SentRecord) -> None:
    for _ in range(40):
        Client(app, sent.session).post(sent.link(), headers=from_("10.0.0.7"), status=303)
    other = Client(app, sent.session)
    for _ in range(30):
        other.post("/v/nothing", headers=from_("10.0.0.7"), status=404)
    other.post("/v/nothing", headers=from_("10.0.0.7"), status=429)


def test_wrong_codes_from_many_addresses_close_the_page_to_nobody(client: Client) -> None:
    for number in range(150):
        client.post("/code", {"code": "AAAA-BBBB-CCCC"}, headers=from_(f"10.2.0.{number}"), status=404)


def test_looking_at_the_page_is_not_an_attempt(client: Client) -> None:
    for _ in range(12):
        client.get("/inloggen", headers=from_("10.0.0.4"))


def test_a_second_application_counts_for_itself(make_app: MakeApp, client: Client) -> None:
    make_app(RATELIMIT_ENABLED=True)
    for _ in range(10):
        client.post("/inloggen", {"email": "a@example.org", "password": "x"}, headers=from_("10.0.0.5"))
