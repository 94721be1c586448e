"""A respondent closes the page: what the server has goes from the browser, and what it has not is told and kept."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from browsing import PHONE, Person
from live import ELSEWHERE, free_port, served
from playwright.sync_api import Browser, Page, Route, expect
from recorded import ADVISER
from sent_record import SentRecord
from setting import MakeApp, session_of

from surveyapp.core.db import db

TEXTS = {
    "1": "De voortgang is goed. De regio werkt met één plan en spreekt elke maand met de gemeenten.",
    "2b": "In 2017 zijn 120 woningen gesloopt en 40 gebouwd.",
}
WORDS = "Er zijn 140 woningen gesloopt, zo blijkt uit de cijfers van de corporaties."
KEPT = """() => new Promise((resolve) => {
  const request = indexedDB.open("wederhoor", 1);
  request.onsuccess = () => {
    const texts = request.result.transaction("texts").objectStore("texts").getAll();
    texts.onsuccess = () => { request.result.close(); resolve(texts.result.map((one) => JSON.stringify(one)).join()); };
  };
})"""


@dataclass
class Site:
    sent: SentRecord
    base: str

    def open(self, reader: Person) -> Page:
        page = reader.go(self.base + self.sent.link()).press("Verslag openen").page
        expect(page.locator("html")).to_have_attribute("data-unsent", "ready")
        return page


@pytest.fixture
def site(make_app: MakeApp) -> Iterator[Site]:
    port = free_port()
    app = make_app(BASE_URL=f"{ELSEWHERE}:{port}")
    with session_of(app) as session:
        sent = SentRecord.of(session, respondents=(ADVISER,), answers=TEXTS)
        with served(app, port) as base:
            yield Site(sent, base)
        session.close()
        db.engine.dispose()


def correct(page: Page) -> None:
    answer = page.locator("[data-item='2b']")
    answer.get_by_text("Aanpassen", exact=True).click()
    answer.get_by_text("Er staat een fout in").click()
    answer.get_by_label("Uw tekst").fill(WORDS)


def close(page: Page) -> None:
    page.get_by_role("button", name="Afsluiten").click()
    expect(page.get_by_role("heading", name="U hebt de pagina afgesloten")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-closed", "ready")


def test_what_was_typed_just_before_closing_is_saved_and_nothing_stays(chromium: Browser, site: Site) -> None:
    page = site.open(Person(chromium, site.base, PHONE))
    correct(page)
    close(page)
    expect(page.locator("[data-left=nothing]")).to_be_visible()
    assert page.evaluate(KEPT) == ""
    site.sent.session.rollback()
    assert site.sent.said()["2b"] == ("correction", WORDS, "")


def test_what_the_server_did_not_get_is_told_comes_back_and_can_be_wiped(chromium: Browser, site: Site) -> None:
    reader = Person(chromium, site.base, PHONE)
    page = site.open(reader)

    def fails(route: Route) -> None:
        if route.request.method == "PUT":
            route.fulfill(status=503, body="{}", content_type="application/json")
        else:
            route.continue_()

    page.route("**/nakijken/*", fails)
    correct(page)
    close(page)
    expect(page.get_by_text("iets dat wij niet hebben gekregen")).to_be_visible()
    assert WORDS in page.evaluate(KEPT)
    reader.problems.clear()  # the browser tells of each 503
    reader.looks("afgesloten-niet-verstuurd")
    site.sent.session.rollback()
    page = site.open(reader)
    expect(page.locator("[data-item='2b']").get_by_label("Uw tekst")).to_have_value(WORDS)
    close(page)
    page.get_by_role("button", name="Tekst wissen").click()
    expect(page.get_by_text("De tekst is gewist.")).to_be_visible()
    assert page.evaluate(KEPT) == ""
