"""Time, by hand in a browser: ask for more on a phone without scripts, give it, and send to many at once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from browsing import PHONE, assert_accessible
from live import ELSEWHERE, free_port, served
from playwright.sync_api import Browser, Page, expect
from recorded import ADVISER, Recorded
from setting import PASSWORD, MakeApp, session_of, user_maker

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor
from surveyapp.core.db import db, secrets_of, utcnow
from surveyapp.core.dutch import local
from surveyapp.core.tokens import link_token
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.verification.sending.operations import send_record

EMAIL = "ine@example.org"
READER = RespondentData("Lezer", "jurist", "lezer@example.org", must_agree=False)


@pytest.fixture
def site(make_app: MakeApp) -> Iterator[tuple[str, str]]:
    """One record that was sent, and two interviews to send, behind the real server. And the link."""
    port = free_port()
    app = make_app(BASE_URL=f"{ELSEWHERE}:{port}")
    with session_of(app) as session:
        who = user_maker(session)(RoleName.INTERVIEWER, RoleName.ADMINISTRATOR, email=EMAIL)
        made = Recorded.of(session)
        for name in ("Oost-Drenthe", "Achterhoek", "Parkstad Limburg"):
            made.save(made.interview(name, by=[who], respondents=(ADVISER, READER)), "1", "De voortgang is goed.")
        deadline = local(utcnow() + timedelta(days=14)).date()
        sent = made.interview("Eemsdelta", by=[who])
        made.save(sent, "1", "Goed.")
        record = send_record(session, Actor.system(), sent, deadline=deadline, link_days=28, contact=EMAIL, at=utcnow())
        link = link_token(secrets_of(session).links, record.verifications[0].nonce)
        session.commit()
        session.close()
        db.engine.dispose()
    with served(app, port) as base:
        yield base, f"{base}/v/{link}"


def looks(page: Page, *widths: int) -> None:
    """No fault that can be found by machine."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_load_state("load")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} at {width}"
        assert_accessible(page)


@pytest.mark.timeout(240)
def test_more_time_is_asked_and_given_and_many_are_sent_at_once(chromium: Browser, site: tuple[str, str]) -> None:
    base, link = site
    phone = chromium.new_context(locale="nl-NL", viewport=PHONE, java_script_enabled=False).new_page()  # type: ignore[arg-type]
    phone.goto(link)
    phone.get_by_role("button", name="Verslag openen").click()
    phone.get_by_role("link", name="Meer tijd vragen").click()
    until = local(utcnow() + timedelta(days=30)).date()
    phone.get_by_label("Tot en met welke dag?").fill(until.isoformat())
    phone.get_by_label("Waarom hebt u meer tijd nodig?").fill("Vakantie.")
    phone.get_by_role("button", name="Meer tijd vragen").click()
    expect(phone.get_by_role("heading", name="U hebt om meer tijd gevraagd")).to_be_visible()

    page = chromium.new_context(locale="nl-NL").new_page()
    page.goto(link)
    page.get_by_role("button", name="Verslag openen").click()
    page.get_by_role("link", name="Uw verzoek bekijken").click()
    looks(page, 320)
    page.goto(f"{base}/inloggen")
    page.get_by_label("E-mailadres").fill(EMAIL)
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    page.get_by_role("link", name="Verzoek beantwoorden").click()
    looks(page, 320)
    page.get_by_role("link", name="Verzoek beantwoorden").click()
    looks(page, 1280, 320)
    page.get_by_role("button", name="Tijd geven tot deze dag").click()
    expect(page.get_by_text("heeft nu tot en met")).to_be_visible()
    phone.get_by_role("link", name="Terug naar het verslag").click()
    expect(phone.get_by_text(f"{until.day} ").first).to_be_visible()
    expect(phone.get_by_role("link", name="Meer tijd vragen")).to_be_visible()
    _many_at_once(page, base)
    _readers_first(page, base)


def _many_at_once(page: Page, base: str) -> None:
    page.goto(f"{base}/veldwerk/ronde/2018/termijnen")
    looks(page, 320)
    page.goto(f"{base}/veldwerk")
    page.get_by_label("Stand").select_option("Te versturen")
    page.get_by_role("button", name="Tonen").click()
    page.get_by_role("link", name="Alle 3 kiezen").click()
    looks(page, 1280, 320)
    page.get_by_label("Kies Regio Achterhoek").uncheck()
    page.get_by_role("button", name="Verslagen versturen").click()
    expect(page.get_by_text("2 interviews, 4 verslagen.")).to_be_visible()
    looks(page, 1280, 320)
    page.get_by_role("button", name="4 verslagen versturen").click()
    expect(page.get_by_role("heading", name="Verslagen versturen: 2 van 2 gedaan")).to_be_visible()
    looks(page, 320)


def _readers_first(page: Page, base: str) -> None:
    page.goto(f"{base}/veldwerk?stand=recording")
    page.get_by_role("link", name="Regio Achterhoek").click()
    page.goto(f"{page.url}/verslag")
    page.get_by_label("Eerst de meelezers").check()
    looks(page, 320)
    page.get_by_role("button", name="Verslag 1 versturen").click()
    expect(page.get_by_text("Daarna naar Contactpersoon.")).to_be_visible()
    looks(page, 1280, 320)
    page.get_by_role("button", name="Nu al versturen").click()
    expect(page.get_by_text("Het verslag gaat nu naar Contactpersoon.")).to_be_visible()
