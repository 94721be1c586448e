"""A session ends on the server: a copy of its cookie opens nothing afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from checking import Client
from flask import Flask
from sent_record import SentRecord
from setting import MakeApp, MakeUser, session_of
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.sessions import operations, queries
from surveyapp.sessions.models import BrowserSession
from surveyapp.sessions.rules import KEPT

NOW = datetime(2018, 5, 1, 12, 0, tzinfo=UTC)
CLOSED = "/wachtwoord"


@pytest.fixture
def sent(client: Client, staff: MakeUser) -> SentRecord:
    assert client.session
    return SentRecord.of(client.session, by=[staff(RoleName.INTERVIEWER)])


def copy_of(client: Client) -> Client:
    """Return another browser with the same cookies."""
    other = Client(client.app, client.session)
    with client.browser.session_transaction() as held, other.browser.session_transaction() as copied:
        copied.update(held)
    return other


def test_a_key_is_kept_as_a_hash_and_ends(any_session: Session) -> None:
    key = operations.begin(any_session, reading="verification:1", at=NOW)
    other = operations.begin(any_session, reading="verification:1", at=NOW)
    assert queries.is_open(any_session, key)
    assert key not in any_session.scalars(sa.select(BrowserSession.key_hash)).all()
    operations.end(any_session, [key, "unknown"], at=NOW)
    assert (queries.is_open(any_session, key), queries.is_open(any_session, other)) == (False, True)


def test_rows_of_sessions_that_are_long_over_go(any_session: Session) -> None:
    operations.begin(any_session, reading="verification:1", at=NOW)
    operations.begin(any_session, reading="verification:2", at=NOW + KEPT + timedelta(seconds=1))
    assert any_session.scalars(sa.select(BrowserSession.reading)).all() == ["verification:2"]


def test_a_copied_cookie_of_staff_opens_nothing_after_log_out(client: Client, staff: MakeUser) -> None:
    client.login(staff(RoleName.EDITOR))
    copied = copy_of(client)
    copied.get(CLOSED)
    client.logout()
    copied.get(CLOSED, status=302)


def test_log_out_ends_one_browser_and_leaves_the_others(app: Flask, client: Client, staff: MakeUser) -> None:
    user = staff(RoleName.EDITOR)
    laptop = Client(app, client.session).login(user)
    client.login(user)
    client.logout()
    laptop.get(CLOSED)


def test_a_respondent_closes_the_record_and_a_copied_cookie_opens_nothing(app: Flask, sent: SentRecord) -> None:
    phone, laptop = (Client(app, sent.session) for _ in range(2))
    for browser in (phone, laptop):
        browser.post(sent.link(), status=303)
    copied = copy_of(phone)
    assert "Afsluiten" in copied.get("/nakijken").text
    page = phone.post("/afsluiten", title="Afgesloten")
    assert "Afsluiten" not in page.text
    for browser in (phone, copied):
        browser.get("/nakijken", status=401)
    laptop.get("/nakijken")
    phone.post(sent.link(), status=303)
    phone.get("/nakijken")


def test_browsers_behind_one_address_are_limited_each_by_itself(make_app: MakeApp) -> None:
    app = make_app(RATELIMIT_ENABLED=True)
    with session_of(app) as session:
        sent = SentRecord.of(session)
        browsers = [Client(app, session) for _ in range(2)]
        for browser in browsers:
            browser.post(sent.link(), status=303)
            for _ in range(20):
                browser.get("/nakijken/verslag.docx")
            browser.get("/nakijken/verslag.docx", status=429)


def test_log_out_of_staff_closes_the_record_in_that_browser(app: Flask, sent: SentRecord, staff: MakeUser) -> None:
    browser = Client(app, sent.session)
    browser.post(sent.link(), status=303)
    browser.login(staff(RoleName.EDITOR))
    browser.get("/nakijken")
    browser.logout()
    browser.get("/nakijken", status=401)


def test_logging_in_again_ends_the_session_before_it_in_that_browser(client: Client, staff: MakeUser) -> None:
    user = staff(RoleName.EDITOR)
    client.login(user)
    copied = copy_of(client)
    client.logout()
    client.login(user)
    copied.get(CLOSED, status=302)
