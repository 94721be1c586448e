"""The main job by a person's hands in a browser: interviewer, and respondent on a phone."""

import re

import pytest
from browsing import DESK, PHONE, Person
from live import Mailbox, here, wait_for
from playwright.sync_api import Browser, expect

from surveyapp.sample.load import PASSWORD

STAFF = ("noord@example.org", "zuid@example.org")


def newest_link(mailbox: Mailbox, address: str, subject: str) -> str:
    def find() -> str:
        for mail in reversed(mailbox.to(address)):
            plain = mail.get_body(("plain",))
            if subject in str(mail["subject"]) and plain:
                return here(re.findall(r"http:\S+/v/\S+", plain.get_content())[0])
        return ""

    return wait_for(find, f"{subject} for {address}", 120)


@pytest.mark.timeout(300)
def test_record_send_react_decide_and_agree(chromium: Browser, sample: tuple[str, Mailbox]) -> None:
    base, mailbox = sample
    chief = Person(chromium, base, DESK).go("/inloggen").looks("inloggen").login("beheer@example.org")
    chief.go("/veldwerk").looks("veldwerk")
    noord = Person(chromium, base, DESK).login("noord@example.org")
    zuid = Person(chromium, base, DESK).login("zuid@example.org").looks()
    _compare(_owner("Regio Kop van Noord-Holland", noord, zuid))
    owner = _owner("Regio Schouwen-Duiveland", noord, zuid).looks("mijn-interviews")
    _record(owner)
    _send(owner)
    address = "schouwen-duiveland@example.net"
    guest = Person(chromium, base, PHONE)
    _react(guest, newest_link(mailbox, address, "Wilt u het verslag"))
    _decide(owner)
    guest.go(newest_link(mailbox, address, "Wilt u het aangepaste verslag")).press("Verslag openen")
    expect(guest.page.get_by_text("Uw voorstel is overgenomen.")).to_be_visible()
    guest.looks("nakijken-tweede-verslag").press("Akkoord met de rest")
    guest.press("Afronden")
    guest.page.get_by_label("Ik heb deze reactie gegeven").check()
    guest.press("Reactie versturen")
    expect(guest.page.get_by_role("heading", name="Bedankt, uw reactie is ontvangen")).to_be_visible()
    owner.go("/interviews")
    expect(owner.page.locator("#g-done + *, #g-done").first).to_be_visible()
    assert "Regio Schouwen-Duiveland" in owner.page.locator("section[aria-labelledby=g-done]").inner_text()
    assert noord.problems == zuid.problems == []


def _owner(organisation: str, *people: Person) -> Person:
    """Whose interview it is, at their list."""
    return next(one for one in people if one.go("/interviews").page.get_by_text(organisation).count())


def _compare(writer: Person) -> None:
    """Last year's answer is beside the question when it is asked for."""
    writer.follow("Regio Kop van Noord-Holland").page.locator("[data-rail='2b']").click()
    beside = writer.page.locator("#v-2b [data-baseline]")
    expect(beside.locator("blockquote")).to_be_hidden()
    beside.get_by_role("heading", name="Nulmeting").click()
    expect(beside.locator("blockquote")).to_be_visible()
    writer.looks("opnemen")


def _record(owner: Person) -> None:
    owner.follow("Regio Schouwen-Duiveland")
    page = owner.page
    page.locator("[data-rail='2b']").click()
    answer = page.get_by_label("Antwoord op vraag 2b")
    expect(answer).to_be_focused()
    answer.press("Control+End")
    page.keyboard.type(" De gemeente volgt dit ieder jaar.")
    expect(page.locator("#save")).to_contain_text("Opgeslagen om")
    expect(page.locator("#v-2b [data-version]")).to_contain_text("Versie 2")
    owner.looks("opnemen-opgeslagen")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#v-2c")).to_be_visible()
    expect(page.locator("#v-2b")).to_be_hidden()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    owner.looks("opnemen-telefoon")
    page.set_viewport_size(DESK)  # type: ignore[arg-type]


def _send(owner: Person) -> None:
    owner.follow("Verslag nakijken").looks("nakijken-en-versturen").press("Verslag 1 versturen")
    expect(owner.page.get_by_text("Verslag 1 gaat naar")).to_be_visible()
    owner.looks("verslag")


def _react(guest: Person, link: str) -> None:
    guest.go(link).looks("link").press("Verslag openen")
    page = guest.page
    guest.looks("nakijken")
    card = page.locator("[data-item='2b']")
    card.get_by_text("Aanpassen", exact=True).click()
    card.get_by_label("Ik wil het duidelijker zeggen").check()
    proposal = card.get_by_label("Uw tekst")
    proposal.fill(proposal.input_value().replace("ieder jaar", "elk voorjaar"))
    expect(card.locator("[data-difference] ins")).to_contain_text("elk voorjaar")
    guest.looks("nakijken-voorstel")
    page.reload()
    assert "elk voorjaar" in page.locator("[data-item='2b'] textarea").first.input_value()
    guest.press("Akkoord met de rest")
    guest.press("Afronden").looks("overzicht")
    page.get_by_label("Ik heb deze reactie gegeven").check()
    guest.press("Reactie versturen")
    expect(page.get_by_role("heading", name="Bedankt, uw reactie is ontvangen")).to_be_visible()
    guest.looks("bewijs")


def _decide(owner: Person) -> None:
    owner.go("/interviews")
    row = owner.page.locator("section[aria-labelledby=g-react] li", has_text="Schouwen-Duiveland").first
    row.get_by_role("link", name="Verwerken").click()
    owner.looks("reacties")
    owner.page.locator("#c-2b button[value=accepted]").click()
    owner.looks().follow("Verslag 2 nakijken en versturen").press("Verslag 2 versturen")
    expect(owner.page.get_by_text("Verslag 2 gaat naar")).to_be_visible()


def test_nothing_is_too_wide_for_a_small_phone_or_400_percent(chromium: Browser, sample: tuple[str, Mailbox]) -> None:
    base, _ = sample
    narrow = Person(chromium, base, {"width": 320, "height": 480}).login("beheer@example.org")
    for address in (
        "/interviews",
        "/veldwerk",
        "/veldwerk/inlezen",
        "/interviews/11",
        "/interviews/11/reacties",
        "/interviews/11/verslag",
        "/interviews/11/gegevens",
        "/rapport",
        "/rapport/paragraaf/methodiek",
        "/rapport/indeling",
        "/rapport/indeling/plaats/thema-wonen",
        "/mensen",
        "/postvak",
        "/postvak/binnengekomen",
        "/mailteksten/2",
        "/mailteksten/2/record",
        "/interviews/11/mails",
        "/account",
    ):
        narrow.go(address).looks()


def test_no_word_is_lost_without_network_without_session_or_beside_a_colleague(
    chromium: Browser, sample: tuple[str, Mailbox]
) -> None:
    base, _ = sample
    writer = _owner("Regio Schouwen-Duiveland", *(Person(chromium, base, DESK).login(one) for one in STAFF))
    writer.follow("Regio Schouwen-Duiveland")
    page, context = writer.page, writer.page.context
    page.locator("[data-rail='2b']").click()
    answer, state = page.get_by_label("Antwoord op vraag 2b"), page.locator("#save")
    page.wait_for_load_state("load")

    context.set_offline(True)
    answer.fill("Zonder netwerk getypt.")
    expect(state).to_contain_text("Alleen in deze browser, geen verbinding")
    context.set_offline(False)
    expect(state).to_contain_text("Opgeslagen om", timeout=20_000)

    context.clear_cookies()
    answer.fill("Na het verlopen van de sessie getypt.")
    expect(state).to_contain_text("Alleen in deze browser, sessie verlopen")
    other = context.new_page()
    other.goto(f"{base}/inloggen")
    other.get_by_label("E-mailadres").fill(writer.email)
    other.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    other.get_by_role("button", name="Inloggen").click()
    expect(state).to_contain_text("Opgeslagen om", timeout=40_000)

    other.goto(page.url)
    other.get_by_label("Antwoord op vraag 2b").fill("Van een collega.")
    expect(other.locator("#save")).to_contain_text("Opgeslagen om")
    answer.fill("Van mij.")
    expect(state).to_contain_text("Twee versies, kies hieronder")
    page.get_by_role("button", name="Mijn tekst gebruiken").click()
    expect(page.get_by_text("De andere tekst blijft bij de versies.")).to_be_visible()
    assert page.get_by_label("Antwoord op vraag 2b").input_value() == "Van mij."
    page.locator("#v-2b").get_by_role("link", name="Eerdere versies").click()
    for words in ("Zonder netwerk", "Na het verlopen", "collega"):
        expect(page.get_by_text(words).first).to_be_visible()
