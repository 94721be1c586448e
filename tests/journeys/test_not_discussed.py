"""A key that takes an answer out of the record says so, and gives the words back."""

from collections.abc import Iterator

import pytest
from browsing import Person
from live import ELSEWHERE, free_port, served
from playwright.sync_api import Browser, expect
from recorded import ADVISER, Recorded
from setting import MakeApp, session_of, user_maker

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.sample.load import PASSWORD

WORDS = "In 2017 zijn er 120 woningen gesloopt en 40 nieuwe gebouwd, vooral voor ouderen."
LAPTOP = {"width": 1366, "height": 768}


@pytest.fixture
def address(make_app: MakeApp) -> Iterator[str]:
    port = free_port()
    app = make_app(BASE_URL=f"{ELSEWHERE}:{port}")
    with session_of(app) as session:
        noor = user_maker(session)(RoleName.INTERVIEWER, email="noor@example.org", name="Noor", password=PASSWORD)
        made = Recorded.of(session)
        interview = made.interview(by=[noor], respondents=[ADVISER])
        made.save(interview, "1", "De voortgang is goed en de regio werkt met één plan voor alle gemeenten samen.")
        made.save(interview, "2b", WORDS)
        path = f"/interviews/{interview.id}"
        session.commit()
        session.close()
    with served(app, port) as base:
        yield base + path


def test_not_discussed_by_key_tells_and_is_taken_back_after_a_reload(chromium: Browser, address: str) -> None:
    base = address.split("/interviews", maxsplit=1)[0]
    noor = Person(chromium, base, LAPTOP).login("noor@example.org").go(f"{address}#v-2b")
    page = noor.page
    here, answer = page.locator("#v-2b [data-left-out]"), page.locator("#answer-2b")
    expect(page.locator("#tools")).to_be_visible()
    expect(here).to_be_hidden()
    page.keyboard.press("Alt+Digit0")
    expect(here).to_be_visible()
    expect(here).to_contain_text("gaat niet mee in het verslag")
    expect(page.locator("#save")).to_contain_text("Opgeslagen om")
    noor.looks("niet-besproken")
    page.reload()
    expect(here).to_be_visible()
    expect(answer).to_have_value("")
    noor.go(f"{address}/verslag")
    expect(page.locator("#not-sent")).to_contain_text("Vraag 2b staat op niet besproken")
    noor.looks("niet-besproken-versturen")
    page.get_by_role("link", name="Vraag 2b").click()
    expect(page.locator("#tools")).to_be_visible()
    here.get_by_role("button", name="Tekst terugzetten").click()
    expect(answer).to_have_value(WORDS)
    expect(here).to_be_hidden()
    expect(page.locator("#save")).to_contain_text("Opgeslagen om")
    page.keyboard.press("Alt+Digit0")
    expect(here).to_be_visible()
    page.keyboard.press("Alt+Digit0")
    expect(answer).to_have_value(WORDS)
    expect(page.locator("#save")).to_contain_text("Opgeslagen om")
    noor.go(f"{address}/verslag")
    expect(page.locator("#not-sent")).to_have_count(0)


def test_words_typed_just_before_the_key_are_not_lost(chromium: Browser, address: str) -> None:
    base = address.split("/interviews", maxsplit=1)[0]
    noor = Person(chromium, base, LAPTOP).login("noor@example.org").go(f"{address}#v-2b")
    page = noor.page
    expect(page.locator("#tools")).to_be_visible()
    page.locator("#answer-2b").press("Control+End")
    page.keyboard.type(" En in 2018 nog eens 30.")
    page.keyboard.press("Alt+Digit0")
    expect(page.locator("#save")).to_contain_text("Opgeslagen om")
    expect(page.locator("#v-2b [data-version]")).to_contain_text("Versie 3")
    page.reload()
    page.locator("#v-2b").get_by_role("button", name="Tekst terugzetten").click()
    expect(page.locator("#answer-2b")).to_have_value(f"{WORDS} En in 2018 nog eens 30.")
