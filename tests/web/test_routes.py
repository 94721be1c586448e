"""The whole application: every address is closed, unless it is open on purpose."""

import re

import pytest
from checking import Client
from flask import Flask
from setting import MakeUser
from werkzeug.routing import Rule

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.web.access import is_for_readers, roles_of

OPEN = {
    "report_publishing.check",  # anybody who holds a published report checks it
    "report_publishing.checked",
    "interviews.worker",  # the service worker: a script without data, fetched without a session as well
    "security.change_password",  # Flask-Security asks for log-in by itself
    "security.forgot_password",
    "security.login",
    "security.logout",
    "security.reset_password",
    "static",
    "web.security_txt",
}
"""Endpoints that need no log-in, and why they do not."""


def rules(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def is_open(app: Flask, endpoint: str) -> bool:
    """Return whether no log-in is needed: a page of ``OPEN``, or one for readers, who come with a link."""
    with app.app_context():
        return endpoint in OPEN or is_for_readers(endpoint)


def address(rule: Rule) -> str:
    """An address that the rule matches."""
    return re.sub(r"<(?:(\w+)[^:>]*:)?\w+>", lambda found: "1" if found[1] == "int" else "x", rule.rule)


def test_every_route_names_its_roles_or_is_open_on_purpose(app: Flask) -> None:
    with app.app_context():
        for rule in rules(app):
            roles = roles_of(rule.endpoint)
            if roles is None:
                assert is_open(app, rule.endpoint), f"{rule.endpoint} is open: list it here, or name its roles"
            else:
                assert roles, f"{rule.endpoint} names no roles: nobody can use it"
                assert roles <= set(RoleName)


def test_no_closed_page_answers_a_visitor(app: Flask, client: Client) -> None:
    for rule in rules(app):
        if is_open(app, rule.endpoint):
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"}):
            response = client.browser.open(address(rule), method=method, headers={"X-CSRFToken": client.csrf_token()})
            assert response.status_code == 302, f"{method} {rule.rule}: {response.status_code}"
            assert response.headers["Location"].startswith("/inloggen?next="), rule.rule


@pytest.mark.parametrize("role", list(RoleName))
def test_a_role_opens_only_its_own_pages(app: Flask, client: Client, staff: MakeUser, role: RoleName) -> None:
    client.login(staff(role))
    with app.app_context():
        closed = [rule for rule in rules(app) if (roles := roles_of(rule.endpoint)) and role not in roles]
    for rule in closed:
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            headers = {"X-CSRFToken": client.csrf_token()}
            response = client.browser.open(address(rule), method=method, headers=headers)
            assert response.status_code == 403, f"{method} {rule.rule}: {response.status_code}"


def test_an_empty_post_never_acts(app: Flask, client: Client, staff: MakeUser) -> None:
    client.login(staff(*RoleName))
    for rule in rules(app):
        if "POST" in (rule.methods or set()):
            for form in ({}, {"csrf_token": client.csrf_token()}):
                headers = {"X-CSRFToken": client.csrf_token()}
                response = client.browser.post(address(rule), data=form, headers=headers)
                assert response.status_code == 400, f"{rule.rule}: {response.status_code}"


def test_nothing_that_changes_is_a_get(app: Flask) -> None:
    with app.app_context():
        for rule in rules(app):
            assert not ({"PUT", "DELETE", "PATCH"} & (rule.methods or set()) and "GET" in (rule.methods or set()))


def test_who_finds_a_weak_spot_knows_whom_to_tell(client: Client) -> None:
    lines = client.get("/.well-known/security.txt").text.splitlines()
    assert [line.split(":")[0] for line in lines] == ["Contact", "Expires", "Preferred-Languages", "Canonical"]


def test_every_answer_carries_the_headers_that_protect_it(client: Client, app: Flask) -> None:
    for path in ("/inloggen", "/niet-hier", "/v/x", "/static/icon.svg"):
        response = client.browser.get(path)
        response.close()
        found = response.headers
        assert "default-src 'none'" in found["Content-Security-Policy"], path
        assert found["X-Content-Type-Options"] == "nosniff"
        assert found["Referrer-Policy"] in {"same-origin", "no-referrer"}
    secure = client.browser.get("/inloggen")
    assert secure.headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in secure.headers
    assert not app.config["SESSION_COOKIE_SECURE"]


def test_a_style_sheet_is_kept_and_carries_no_policies_for_documents(client: Client) -> None:
    kept = client.browser.get("/static/web/base.css?v=1")
    again = client.browser.get("/static/web/base.css")
    assert kept.headers["X-Content-Type-Options"] == "nosniff"
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in again.headers["Cache-Control"], "scripts that scripts import have no version"
    assert "Content-Security-Policy" not in kept.headers
    kept.close()
    again.close()


def test_only_pages_for_readers_hide_their_address(client: Client) -> None:
    """Pages for staff on the same blueprint as pages for readers do not."""
    for path in ("/v/x", "/nakijken", "/nakijken/bewijs.pdf", "/rapporttekst", "/gegevens"):
        assert client.browser.get(path).headers["Referrer-Policy"] == "no-referrer", path
    for path in ("/interviews/1/reacties", "/controleren", "/rapport/afstemmen"):
        assert client.browser.get(path).headers["Referrer-Policy"] == "same-origin", path
