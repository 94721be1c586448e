"""One link on two devices, and in two tabs: every text is kept or asked about, and nothing is agreed unseen."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from browsing import DESK, PHONE, Person
from live import ELSEWHERE, free_port, served
from playwright.sync_api import Browser, Locator, Page, Route, expect
from recorded import ADVISER
from sent_record import SentRecord
from setting import MakeApp, session_of

from surveyapp.core.db import db

TEXTS = {
    "1": "De voortgang is goed. De regio werkt met één plan en spreekt elke maand met de gemeenten.",
    "2b": "In 2017 zijn 120 woningen gesloopt en 40 gebouwd.",
    "6": "De gemeenten werken samen in een stuurgroep.",
}
SENTENCE = "Er zijn 140 woningen gesloopt, zo blijkt uit de cijfers van de corporaties."


@dataclass
class Site:
    sent: SentRecord
    base: str

    def open(self, chromium: Browser, size: dict[str, int]) -> Person:
        return Person(chromium, self.base, size).go(self.base + self.sent.link()).press("Verslag openen")

    def said(self) -> dict[str, tuple[str, str, str]]:
        self.sent.session.rollback()
        return self.sent.said()

    def approved(self) -> set[str]:
        self.sent.session.rollback()
        return {item for _, item in self.sent.approved()}


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


def card(page: Page, item: str) -> Locator:
    return page.locator(f"[data-item='{item}']")


def saved(page: Page) -> None:
    expect(page.locator("#save")).to_contain_text("Opgeslagen om")


def correct(page: Page, item: str, words: str) -> None:
    answer = card(page, item)
    answer.get_by_text("Aanpassen", exact=True).click()
    answer.get_by_text("Er staat een fout in").click()
    answer.get_by_label("Uw tekst").fill(words)


def send(page: Page) -> None:
    page.get_by_label("Ik heb deze reactie gegeven").check()
    page.get_by_role("button", name="Reactie versturen").click()


def test_a_correction_on_the_laptop_is_not_agreed_away_on_the_phone(chromium: Browser, site: Site) -> None:
    """Entry A1, step by step."""
    phone, laptop = site.open(chromium, PHONE), site.open(chromium, DESK)
    phone.page.get_by_role("button", name="Akkoord met de rest").click()
    expect(phone.page.locator("#inhoud")).to_contain_text("3 keer akkoord erbij")
    correct(laptop.page, "2b", SENTENCE)
    expect(card(laptop.page, "2b").locator("[data-clash]")).to_contain_text("Akkoord")
    card(laptop.page, "2b").get_by_label("Houd wat hier staat").click()
    saved(laptop.page)
    phone.press("Afronden")
    expect(phone.page.locator("#inhoud")).to_contain_text("140 woningen gesloopt")
    assert site.approved() == set()
    card(laptop.page, "2b").get_by_label("Uw tekst").fill(SENTENCE + " Per saldo krimpt de voorraad.")
    card(laptop.page, "2b").get_by_label("Waarom?").first.fill("Cijfers van de corporaties.")
    expect(laptop.page.locator("#save")).to_contain_text("Opgeslagen om")
    laptop.page.wait_for_function("document.querySelector('[name=base_2b]').value >= 3")
    send(phone.page)
    expect(phone.page.locator("#changes")).to_be_visible()
    expect(phone.page.locator("#inhoud")).to_contain_text("Per saldo krimpt de voorraad.")
    phone.looks("twee-apparaten-overzicht", whole=True)
    assert site.approved() == set()
    send(phone.page)
    expect(phone.page.get_by_role("heading", name="Bedankt, uw reactie is ontvangen")).to_be_visible()
    assert site.said()["2b"][1].endswith("Per saldo krimpt de voorraad.")
    assert site.approved() == {"1", "6"}
    laptop.page.reload()
    expect(laptop.page.get_by_role("heading", name="Bedankt, uw reactie is ontvangen")).to_be_visible()
    laptop.problems.clear()


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("Houd wat hier staat", ("question", "", "Welke cijfers?")), ("Neem wat elders staat", ("agree", "", ""))],
)
def test_the_respondent_chooses_in_view_of_both(
    chromium: Browser, site: Site, choice: str, kept: tuple[str, str, str]
) -> None:
    phone, laptop = site.open(chromium, PHONE), site.open(chromium, DESK)
    card(laptop.page, "2b").get_by_text("Akkoord", exact=True).click()
    saved(laptop.page)
    answer = card(phone.page, "2b")
    answer.get_by_text("Vraag stellen").click()
    answer.get_by_label("Uw vraag aan de interviewer").fill("Welke cijfers?")
    panel = answer.locator("[data-clash]")
    expect(panel).to_contain_text("Welke cijfers?")
    expect(phone.page.locator("#save")).to_contain_text("Niet opgeslagen")
    assert answer.get_by_label("Uw vraag aan de interviewer").evaluate("one => one === document.activeElement")
    phone.looks(f"twee-apparaten-{kept[0]}", whole=True)
    assert site.said()["2b"] == ("agree", "", "")
    answer.get_by_label(choice).click()
    saved(phone.page)
    expect(panel).to_have_count(0)
    assert site.said()["2b"] == kept
    chosen = answer.locator("[name=kind_2b]:checked")
    expect(chosen).to_have_value(kept[0])
    phone.problems.clear()


def test_two_tabs_and_the_back_button_lose_nothing(chromium: Browser, site: Site) -> None:
    one = site.open(chromium, DESK)
    two = one.page.context.new_page()
    two.goto(site.base + "/nakijken")
    correct(one.page, "2b", SENTENCE)
    saved(one.page)
    two.get_by_role("button", name="Akkoord met de rest").click()
    expect(card(two, "2b").get_by_label("Uw tekst")).to_have_value(SENTENCE)
    assert site.said()["2b"] == ("correction", SENTENCE, "")
    two.get_by_role("button", name="Afronden").click()
    expect(two.get_by_role("heading", name="Controleer uw reactie")).to_be_visible()
    two.go_back()
    card(two, "6").get_by_text("Vraag stellen").click()
    card(two, "6").get_by_label("Uw vraag aan de interviewer").fill("Welke stuurgroep?")
    saved(two)
    assert card(two, "6").locator("[data-clash]").count() == 0, "nobody saved anything else"
    two.go_forward()
    expect(two.locator("#inhoud")).to_contain_text("Welke stuurgroep?")
    send(two)
    expect(two.get_by_role("heading", name="Bedankt, uw reactie is ontvangen")).to_be_visible()
    assert site.approved() == {"1"}


def unanswered(page: Page) -> Callable[[], int]:
    """Let saves arrive, and lose their answers."""
    lost = []

    def lose(route: Route) -> None:
        if route.request.method != "PUT":
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/nakijken/*", lose)
    return lambda: len(lost)


def test_saves_whose_answers_were_lost_are_the_same_saves(chromium: Browser, site: Site) -> None:
    phone = site.open(chromium, PHONE)
    count = unanswered(phone.page)
    correct(phone.page, "2b", "Eerste woorden.")
    expect(phone.page.locator("#save")).to_contain_text("geen verbinding")
    card(phone.page, "2b").get_by_label("Uw tekst").fill(SENTENCE)
    phone.page.wait_for_timeout(3000)
    assert count() >= 2
    phone.page.unroute("**/nakijken/*")
    expect(phone.page.locator("#save")).to_contain_text("Opgeslagen om", timeout=30_000)
    phone.page.wait_for_function("document.querySelector('[name=base_2b]').value >= 2")
    assert site.said()["2b"] == ("correction", SENTENCE, "")
    assert card(phone.page, "2b").locator("[data-clash]").count() == 0
    phone.problems.clear()


def test_offline_on_one_device_and_then_online_asks_which_text_stays(chromium: Browser, site: Site) -> None:
    phone, laptop = site.open(chromium, PHONE), site.open(chromium, DESK)
    phone.page.context.set_offline(True)
    correct(phone.page, "2b", SENTENCE)
    expect(phone.page.locator("#save")).to_contain_text("geen verbinding")
    correct(laptop.page, "2b", "Er zijn 130 woningen gesloopt.")
    saved(laptop.page)
    phone.page.context.set_offline(False)
    panel = card(phone.page, "2b").locator("[data-clash]")
    expect(panel).to_contain_text("130", timeout=30_000)
    expect(panel).to_contain_text("140")
    assert site.said()["2b"] == ("correction", "Er zijn 130 woningen gesloopt.", "")
    panel.get_by_label("Houd wat hier staat").click()
    saved(phone.page)
    assert site.said()["2b"] == ("correction", SENTENCE, "")
    phone.problems.clear()


def test_without_javascript_both_texts_stand_side_by_side(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    page, laptop = context.new_page(), site.open(chromium, DESK)
    page.goto(site.base + site.sent.link())
    page.get_by_role("button", name="Verslag openen").click()
    correct(laptop.page, "2b", SENTENCE)
    saved(laptop.page)
    card(page, "2b").get_by_text("Akkoord", exact=True).click()
    page.get_by_role("button", name="Afronden").click()
    panel = card(page, "2b").locator("[data-clash]")
    expect(panel).to_contain_text("140 woningen")
    page.get_by_role("link", name="Vraag 2b").click()
    panel.get_by_label("Neem wat elders staat").check()
    page.get_by_role("button", name="Akkoord met de rest").click()
    page.get_by_role("button", name="Afronden").click()
    expect(page.get_by_role("heading", name="Controleer uw reactie")).to_be_visible()
    send(page)
    expect(page.get_by_role("heading", name="Bedankt, uw reactie is ontvangen")).to_be_visible()
    assert site.said()["2b"] == ("correction", SENTENCE, "")
    assert site.approved() == {"1", "6"}
