"""Before the talk, by hand in a browser: plan it, invite, print the questions, find it back on the list."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from browsing import assert_accessible
from icalendar import Calendar
from invited import Invited
from live import ELSEWHERE, Mailbox, free_port, served, smtp_server, wait_for
from playwright.sync_api import Browser, Page, expect
from setting import PASSWORD, MakeApp, session_of, user_maker

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db, utcnow
from surveyapp.core.dutch import local

WIDTHS = (1280, 390, 320)
EMAIL = "ine@example.org"


@pytest.fixture
def site(make_app: MakeApp) -> Iterator[tuple[str, Mailbox]]:
    """One interview of one interviewer, behind the real server, with a real worker and mail server."""
    port = free_port()
    with smtp_server() as (smtp_url, mailbox):
        app = make_app(BASE_URL=f"{ELSEWHERE}:{port}", SMTP_URL=smtp_url)
        with session_of(app) as session:
            writer = user_maker(session)(RoleName.INTERVIEWER, email=EMAIL)
            Invited.of(session, by=[writer]).plan(None, None, place="", link="")
            session.commit()
            session.close()
            db.engine.dispose()
        with served(app, port) as base:
            yield base, mailbox


def looks(page: Page) -> None:
    """No fault that can be found by machine, at any width."""
    page.wait_for_load_state("load")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} at {width}"
    assert_accessible(page)
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.timeout(240)
def test_plan_invite_print_and_find_it_back(chromium: Browser, site: tuple[str, Mailbox]) -> None:
    base, mailbox = site
    page = chromium.new_context(locale="nl-NL", timezone_id="America/New_York").new_page()
    page.goto(f"{base}/inloggen")
    page.get_by_label("E-mailadres").fill(EMAIL)
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()

    page.get_by_role("link", name="Plannen").click()
    day = local(utcnow()).date() + timedelta(days=7)
    page.get_by_label("Datum van het interview").fill(day.isoformat())
    page.get_by_label("Begintijd").fill("10:30")
    page.get_by_label("Plaats of telefonisch").fill("Stadhuis, kamer 2")
    looks(page)
    page.get_by_role("button", name="Opslaan", exact=True).click()

    page.get_by_role("link", name="Uitnodiging bekijken en versturen").click()
    expect(page.frame_locator("iframe").get_by_text("Beste Contactpersoon,")).to_be_visible()
    looks(page)
    page.get_by_role("button", name="Uitnodiging versturen").click()
    expect(page.get_by_text("Iedereen is uitgenodigd.")).to_be_visible()
    looks(page)

    mail = wait_for(lambda: mailbox.to("zoe@example.org"), "the invitation", 120)[0]
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    (event,) = Calendar.from_ical(part.get_content()).walk("VEVENT")
    assert local(event["DTSTART"].dt).isoformat()[:16] == f"{day}T10:30"

    page.goto(f"{base}/interviews")
    expect(page.get_by_role("heading", name="Gepland")).to_be_visible()
    looks(page)
    page.get_by_role("link", name="Regio Oost-Drenthe").first.click()
    page.get_by_role("link", name="Datum en personen").click()
    with page.expect_download(timeout=120_000) as download:
        page.get_by_role("button", name="Vragenlijst afdrukken").click()
    assert download.value.suggested_filename == "vragenlijst-oost-drenthe.pdf"
    expect(page.get_by_text("De pdf is klaar.")).to_be_visible()
    looks(page)
