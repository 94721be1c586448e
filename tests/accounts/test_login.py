import re
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep

import pytest
import sqlalchemy as sa
from checking import PASSWORD, Client
from flask import Flask
from setting import MakeApp, MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.signing_in import password_links, security
from surveyapp.accounts.signing_in.answer_time import TAKES
from surveyapp.accounts.staff.mails import LINK_DAYS
from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import AuditEvent
from surveyapp.core.db import utcnow
from surveyapp.mail.message.enclosures import EnclosureGone, supply
from surveyapp.mail.outbox.models import MailState, OutboxMail

NEW = "een-nieuw-wachtwoord"
CLOSED = "/wachtwoord"


@pytest.fixture
def user(staff: MakeUser) -> User:
    return staff(RoleName.EDITOR)


def actions(session: Session) -> list[str]:
    return list(session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)))


def test_staff_log_in_and_out(client: Client, user: User, session: Session) -> None:
    client.get("/inloggen", title="Inloggen")
    client.login(user)
    client.get(CLOSED)
    client.logout()
    assert client.get(CLOSED, status=302).location == "/inloggen?next=/wachtwoord"
    assert actions(session) == ["user.login"]


def test_log_in_writes_on_both_databases(any_client: Client, any_staff: MakeUser, any_session: Session) -> None:
    any_client.login(any_staff(RoleName.INTERVIEWER))
    assert actions(any_session) == ["user.login"]


def test_capitals_in_the_address_make_no_difference(client: Client, user: User) -> None:
    client.post("/inloggen", {"email": user.email.upper(), "password": PASSWORD}, status=302)


def test_after_logging_in_you_are_where_you_wanted_to_be(client: Client, user: User) -> None:
    asked = client.get("/wachtwoord?a=1", status=302)
    page = client.follow(asked)
    next_page = page.one("input", name="next").get("value")
    reached = client.post("/inloggen", {"email": user.email, "password": PASSWORD, "next": next_page}, status=302)
    assert reached.location == "/wachtwoord?a=1"


@pytest.mark.parametrize("away", ["https://example.com/", "//example.com", "/\\example.com", "javascript:alert(1)"])
def test_logging_in_never_leads_to_another_site(client: Client, user: User, away: str) -> None:
    page = client.post("/inloggen", {"email": user.email, "password": PASSWORD, "next": away})
    assert re.fullmatch(r"|/|/%5Cexample\.com", page.location)


def test_a_wrong_password_an_unknown_and_an_inactive_account_look_the_same(
    client: Client, user: User, staff: MakeUser, session: Session
) -> None:
    inactive = staff(RoleName.EDITOR, email="weg@example.org")
    inactive.active = False
    never = staff(RoleName.EDITOR, email="nooit@example.org", password=None)
    pages = []
    for email, password in [
        (user.email, "niet dit wachtwoord"),
        ("niemand@example.org", PASSWORD),
        (inactive.email, PASSWORD),
        (never.email, PASSWORD),
    ]:
        page = client.post("/inloggen", {"email": email, "password": password}, title="Inloggen niet gelukt")
        without_token = re.sub(r'name="csrf_token" value="[^"]*"|nonce-\w+', "", page.text)
        pages.append(without_token.replace(email, "EMAIL"))
    assert len(set(pages)) == 1
    assert "Dit e-mailadres en wachtwoord horen niet bij elkaar." in pages[0]
    assert "user.login_failed" in actions(session)


def test_logging_out_takes_a_button_not_a_link(client: Client, user: User) -> None:
    client.login(user)
    client.get("/uitloggen", status=405)


def test_a_form_without_its_token_changes_nothing(client: Client, user: User, session: Session) -> None:
    page = client.post("/inloggen", {"email": user.email, "password": PASSWORD}, csrf=False, status=400)
    assert page.h1 == "De pagina is verlopen"
    assert actions(session) == []


def test_half_an_hour_away_ends_the_session(client: Client, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    start = datetime.now(UTC)
    client.login(user)
    for minutes, status in [(20, 200), (45, 200), (74, 200), (105, 302)]:
        moment = start + timedelta(minutes=minutes)
        monkeypatch.setattr(security, "utcnow", lambda moment=moment: moment)
        client.get(CLOSED, status=status)


def test_ten_hours_end_every_session(client: Client, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    start = datetime.now(UTC)
    client.login(user)
    for minutes in range(25, 625, 25):
        moment = start + timedelta(minutes=minutes)
        monkeypatch.setattr(security, "utcnow", lambda moment=moment: moment)
        client.get(CLOSED, status=200 if minutes < 600 else 302)


def test_a_forgotten_password_is_replaced_through_a_mailed_link(
    app: Flask, client: Client, user: User, session: Session
) -> None:
    client.get("/wachtwoord-vergeten", title="Wachtwoord vergeten")
    page = client.post("/wachtwoord-vergeten", {"email": user.email})
    assert "krijgt u binnen enkele minuten een mail" in page.words
    mail = session.scalars(sa.select(OutboxMail)).one()
    link = supply(session, mail.enclosure, app.config).link
    assert link.startswith("http://wederhoor.example.org/wachtwoord-nieuw/")

    path = link.removeprefix("http://wederhoor.example.org")
    page = client.get(path, title="Kies een wachtwoord")
    assert page.response.headers["Referrer-Policy"] == "no-referrer"
    other = Client(app, session).login(user)
    page = client.post(path, {"password": NEW, "password_confirm": NEW}, status=302)
    assert "Uw nieuwe wachtwoord is opgeslagen" in client.follow(page).words
    assert other.get(CLOSED, status=302).location.startswith("/inloggen")
    client.login(user, NEW)
    assert actions(session) == ["user.login", "user.password_reset", "user.login"]
    assert session.scalars(sa.select(OutboxMail.subject).order_by(OutboxMail.id)).all()[1:] == [
        "Uw wachtwoord is gewijzigd"
    ]
    used = client.get(path, status=302)
    assert "Deze link werkt niet (meer)" in client.follow(used).words


def test_the_link_comes_from_the_configuration_not_from_the_request(
    make_app: MakeApp, staff: MakeUser, session: Session
) -> None:
    user = staff(RoleName.EDITOR)
    app = make_app(BASE_URL="https://wederhoor.example.org/")
    with app.test_request_context(base_url="https://evil.example.com"):
        session.commit()
        found = supply(session, f"password:{user.id}", app.config).link
    assert found.startswith("https://wederhoor.example.org/wachtwoord-nieuw/")


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        (("kort", "kort"), "Gebruik minstens 12 tekens."),
        ((NEW, NEW + "x"), "De twee wachtwoorden zijn niet hetzelfde."),
        (("", ""), "Vul uw wachtwoord in."),
    ],
)
def test_a_new_password_that_is_not_good_is_refused_in_dutch(
    app: Flask, client: Client, user: User, typed: tuple[str, str], error: str
) -> None:
    path = supply(client.session, f"password:{user.id}", app.config).link.removeprefix("http://wederhoor.example.org")
    page = client.post(path, {"password": typed[0], "password_confirm": typed[1]})
    assert error in page.words
    client.login(user)


def test_an_unknown_address_gets_the_same_answer(client: Client, user: User, session: Session) -> None:
    known, unknown = (
        client.post("/wachtwoord-vergeten", {"email": email}).words.replace(email, "")
        for email in (user.email, "niemand@example.org")
    )
    assert known == unknown
    assert len(session.scalars(sa.select(OutboxMail)).all()) == 1


def test_an_unknown_address_is_answered_as_late_as_a_known_one(client: Client, user: User) -> None:
    client.get("/wachtwoord-vergeten")
    for email in (user.email, "niemand@example.org"):
        begun = monotonic()
        client.post("/wachtwoord-vergeten", {"email": email})
        assert monotonic() - begun >= TAKES


def test_an_address_that_is_none_is_told_so(client: Client) -> None:
    client.post("/wachtwoord-vergeten", {"email": "geen adres"}, status=200)


def test_no_link_for_whoever_is_out_of_service(app: Flask, user: User, session: Session) -> None:
    user.active = False
    with pytest.raises(EnclosureGone, match="kan niet inloggen"):
        supply(session, f"password:{user.id}", app.config)


def test_a_link_expires(
    app: Flask, client: Client, user: User, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = supply(session, f"password:{user.id}", app.config).link.removeprefix("http://wederhoor.example.org")
    monkeypatch.setitem(app.config, "SECURITY_RESET_PASSWORD_WITHIN", timedelta(seconds=-1))
    assert "Deze link is verlopen" in client.follow(client.get(path, status=302)).words


def test_a_link_that_was_seen_to_expire_stays_closed_when_the_clock_is_set_back(
    any_app: Flask, any_client: Client, any_staff: MakeUser, any_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = any_staff(RoleName.EDITOR)
    any_client.post("/wachtwoord-vergeten", {"email": user.email})
    mail = any_session.scalars(sa.select(OutboxMail)).one()
    path = supply(any_session, mail.enclosure, any_app.config).link.removeprefix("http://wederhoor.example.org")
    mail.state, mail.sent_at = MailState.SENT, utcnow()
    any_session.commit()
    for days, title in ((LINK_DAYS - 1, "Kies een wachtwoord"), (LINK_DAYS, "")):
        with monkeypatch.context() as patch:
            patch.setattr(password_links, "utcnow", lambda days=days: mail.sent_at + timedelta(days=days))
            password_links.end_what_expired(any_app)
        any_session.expire_all()
        page = any_client.get(path, status=200 if title else 302, title=title or None)
    assert "Deze link is verlopen" in any_client.follow(page).words
    any_client.post(path, {"password": NEW, "password_confirm": NEW}, status=302)
    assert actions(any_session) == []
    sleep(1.1)  # a token holds its moment in whole seconds
    path = supply(any_session, mail.enclosure, any_app.config).link.removeprefix("http://wederhoor.example.org")
    any_client.get(path, title="Kies een wachtwoord")


def test_staff_change_their_password(app: Flask, client: Client, user: User, session: Session) -> None:
    client.login(user)
    other = Client(app, session).login(user)
    client.get("/wachtwoord", title="Wachtwoord wijzigen")
    data = {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW}
    page = client.post("/wachtwoord", data | {"password": "iets anders dan dat"})
    assert "Dit is niet uw huidige wachtwoord." in page.words
    client.post("/wachtwoord", data, status=302)
    client.get(CLOSED)
    assert other.get(CLOSED, status=302).location.startswith("/inloggen")
    Client(app, session).login(user, NEW)
    assert session.scalars(sa.select(OutboxMail.subject)).all() == ["Uw wachtwoord is gewijzigd"]


def test_passwords_are_for_those_who_are_logged_in(client: Client) -> None:
    client.get("/wachtwoord", status=302)


def test_json_is_no_way_in(client: Client, user: User) -> None:
    page = client.post("/inloggen", json={"email": user.email, "password": PASSWORD}, status=(200, 302, 400, 415))
    assert "auth_token" not in page.text


def test_every_sentence_of_flask_security_that_we_meet_is_dutch(app: Flask) -> None:
    english = re.compile(r"\b(the|your|you|must|password|please|invalid)\b", re.IGNORECASE)
    from surveyapp.accounts.signing_in.messages import MESSAGES  # noqa: PLC0415

    for key in MESSAGES:
        text, _category = app.config[f"SECURITY_MSG_{key}"]
        assert not english.search(text), key
