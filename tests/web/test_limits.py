import pytest
from checking import Client
from flask import Flask
from setting import MakeApp, MakeUser

from surveyapp.accounts.rules import RoleName


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app(RATELIMIT_ENABLED=True, PROXIES=1)


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


def test_looking_at_the_page_is_not_an_attempt(client: Client) -> None:
    for _ in range(12):
        client.get("/inloggen", headers=from_("10.0.0.4"))


def test_a_second_application_counts_for_itself(make_app: MakeApp, client: Client) -> None:
    make_app(RATELIMIT_ENABLED=True)
    for _ in range(10):
        client.post("/inloggen", {"email": "a@example.org", "password": "x"}, headers=from_("10.0.0.5"))
