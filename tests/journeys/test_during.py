"""While somebody talks: one interview by keyboard alone, two interviewers at one desk, the clock, on every screen."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from browsing import DESK, PHONE, Person
from live import ELSEWHERE, free_port, served, wait_for
from playwright.sync_api import Browser, Locator, Page, expect
from recorded import Recorded
from setting import MakeApp, session_of, user_maker

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.sample.load import PASSWORD

WITHIN_SECONDS = 20_000
"""Milliseconds: a desk alone looks every seven seconds, and this machine may be busy."""
LONG = "De gemeente heeft dit jaar met de provincie en de corporaties een plan gemaakt."


@pytest.fixture
def address(make_app: MakeApp) -> Iterator[str]:
    """The address of an interview of two interviewers, on a running server."""
    port = free_port()
    app = make_app(BASE_URL=f"{ELSEWHERE}:{port}")
    with session_of(app) as session:
        people = user_maker(session)
        writers = [
            people(RoleName.INTERVIEWER, email=f"{name.lower()}@example.org", name=name, password=PASSWORD)
            for name in ("Noor", "Bregje")
        ]
        made = Recorded.of(session)
        interview = made.interview(by=writers)
        made.save(interview, "2b", "Er is gesloopt.")
        path = f"/interviews/{interview.id}"
        session.commit()
        session.close()
    with served(app, port) as base:
        yield base + path


def at_desk(chromium: Browser, address: str, name: str, size: dict[str, int] = DESK, *, item: str = "") -> Person:
    """Somebody who opened the desk."""
    base = address.split("/interviews", maxsplit=1)[0]
    person = Person(chromium, base, size).login(f"{name.lower()}@example.org")
    person.go(f"{address}#v-{item}" if item else address)
    expect(person.page.locator("#tools")).to_be_visible()
    return person


def answer(person: Person, item: str) -> Locator:
    return person.page.locator(f"#answer-{item}")


def server_says(person: Person, address: str, item: str) -> dict[str, Any]:
    found: dict[str, Any] = person.page.request.get(f"{address}/vragen/{item}/nu").json()
    return found


def look_now(person: Person) -> None:
    """As when the network comes back: the page looks at once, instead of within seconds."""
    person.page.evaluate("dispatchEvent(new Event('online'))")


def press(page: Page, *keys: str) -> None:
    """Keys, or words that are typed; nothing else touches the page."""
    for one in keys:
        if "+" in one or one in {"Enter", "Escape", "Tab"}:
            page.keyboard.press(one)
        else:
            page.keyboard.type(one)


def test_a_whole_interview_by_keyboard_alone(chromium: Browser, address: str) -> None:
    noor = at_desk(chromium, address, "Noor", item="1")
    page, news, talk = noor.page, noor.page.locator("#news"), noor.page.locator("[data-talk]")
    press(page, "Alt+m")
    expect(talk).to_contain_text("Gesprek sinds")
    expect(news).to_have_text("Het gesprek loopt.")
    press(page, "Alt+a", LONG, "Control+Enter")
    expect(answer(noor, "2")).to_be_focused()
    press(page, "Alt+0")
    expect(news).to_have_text("Vraag 2: niet besproken.")
    press(page, "Control+Enter", "Drie dingen:", "Enter", "Alt+l", "scholen", "Enter", "sport", "Enter", "Enter")
    press(page, "Verder:", "Enter", "1. eerst", "Enter", "dan", "Enter", "Enter", "Klaar.")
    expect(answer(noor, "2a")).to_have_value("Drie dingen:\n- scholen\n- sport\n\nVerder:\n1. eerst\n2. dan\n\nKlaar.")
    press(page, "Alt+t", "hoort elders")
    expect(answer(noor, "2a")).to_have_value(re.compile(r"\nKlaar\. \d\d:\d\d hoort elders$"))
    _park_and_take(noor)
    _jump(noor)
    for _ in range(20):
        if page.url.endswith("#v-9"):
            break
        press(page, "Control+Enter")
        if page.evaluate("document.activeElement.value") == "":
            press(page, "Alt+0")
    press(page, "Alt+m")
    expect(talk).to_contain_text("Gesprek van")
    expect(page.locator("#save")).to_contain_text("Opgeslagen om")
    assert server_says(noor, address, "1")["answer"]["text"] == LONG
    assert server_says(noor, address, "2a")["answer"]["text"].endswith("2. dan\n\nKlaar.")
    assert server_says(noor, address, "5b")["answer"]["text"].endswith("hoort elders")
    assert server_says(noor, address, "5b")["note"]["text"] == "Bellen."
    assert server_says(noor, address, "9")["answer"]["status"] == "not_discussed"
    assert noor.problems == []


def _park_and_take(noor: Person) -> None:
    page, news = noor.page, noor.page.locator("#news")
    for _ in "Xhoort elders":
        press(page, "Shift+ArrowLeft")
    for _ in "14:03":
        press(page, "Shift+ArrowLeft")
    press(page, "Alt+p", "Enter")
    expect(page.locator("#park-error")).to_have_text("Typ bij welke vraag.")
    press(page, "2a", "Enter")
    expect(page.locator("#park-error")).to_have_text("Dat is deze vraag zelf.")
    press(page, "Escape", "Alt+p")
    expect(page.locator("#park-words")).to_have_value(re.compile(r"^\d\d:\d\d hoort elders$"))
    noor.looks()
    press(page, "Control+a", "5b", "Enter")
    expect(news).to_have_text("Geparkeerd bij vraag 5b.")
    expect(answer(noor, "2a")).to_be_focused()
    expect(answer(noor, "2a")).to_have_value(re.compile(r"\nKlaar\. ?$"))
    expect(page.locator("[data-rail='5b']")).to_contain_text("1 geparkeerd")
    assert _beside_each_other(page, "5b")
    press(page, "Alt+p", "5b", "Tab", "En dit ook.", "Enter")
    press(page, "Alt+g", "5B", "Enter")
    expect(answer(noor, "5b")).to_be_focused()
    expect(page.locator("#note-5b")).to_have_value(
        re.compile(r"^\[Geparkeerd bij vraag 2a om \d\d:\d\d\]\n\d\d:\d\d hoort elders\n\n\[Gep.*\]\nEn dit ook\.$")
    )
    noor.looks()
    press(page, *["Shift+Tab"] * 4, "Enter")
    expect(answer(noor, "5b")).to_have_value(re.compile(r"^\d\d:\d\d hoort elders$"))
    expect(answer(noor, "5b")).to_be_focused()
    press(page, "Shift+Tab", "Enter")
    expect(page.locator("#v-5b .parked")).to_have_count(0)
    expect(page.locator("#note-5b")).to_have_value("En dit ook.")
    press(page, "Alt+n", "Control+a", "Bellen.", "Escape")
    expect(answer(noor, "5b")).to_be_focused()


def _beside_each_other(page: Page, item: str) -> bool:
    """Whether a question's title still begins behind its number, with something said beneath it."""
    row = page.locator(f"[data-rail='{item}']")
    number, title = (row.locator(part).bounding_box() for part in (".rail__n", ".rail__t"))
    assert number
    assert title
    return title["x"] >= number["x"] + number["width"] and title["y"] < number["y"] + number["height"]


def _jump(noor: Person) -> None:
    page = noor.page
    press(page, "Alt+g", "99", "Enter")
    expect(page.locator("#go-error")).to_have_text("Vraag 99 is er niet.")
    press(page, "Escape")
    expect(answer(noor, "5b")).to_be_focused()
    press(page, "Alt+o")
    expect(page.locator("#news")).to_have_text(re.compile(r"^\d+ open vragen in de lijst\.$"))
    expect(page.locator("[data-rail='1']")).to_be_hidden()
    expect(page.locator("[data-rail='2c']")).to_be_visible()
    press(page, "Alt+k")
    expect(page.locator("#keys summary")).to_be_focused()
    noor.looks()
    press(page, "Alt+k", "Alt+o")
    press(page, "Alt+g", "3", "Enter")
    expect(answer(noor, "3a")).to_be_focused()
    press(page, "Control+Shift+Enter")
    expect(answer(noor, "2f")).to_be_focused()
    press(page, "Alt+0", "Alt+g", "2b", "Enter")


def test_two_interviewers_see_each_other_and_lose_nothing(chromium: Browser, address: str) -> None:
    noor = at_desk(chromium, address, "Noor", item="2b")
    bregje = at_desk(chromium, address, "Bregje", item="4a")
    here, news = noor.page.locator("[data-people]"), noor.page.locator("#news")
    expect(here).to_have_text("Bregje is bij vraag 4a.", timeout=WITHIN_SECONDS)
    expect(noor.page.locator("[data-rail='4a']")).to_contain_text("Bregje")
    expect(bregje.page.locator("[data-people]")).to_have_text("Noor is bij vraag 2b.", timeout=WITHIN_SECONDS)

    bregje.page.keyboard.press("Alt+m")
    answer(bregje, "4a").fill(LONG)
    bregje.page.locator("#note-4a").fill("Navragen.")
    expect(answer(noor, "4a")).to_have_value(LONG, timeout=WITHIN_SECONDS)
    expect(noor.page.locator("#note-4a")).to_have_value("Navragen.", timeout=WITHIN_SECONDS)
    expect(noor.page.locator("[data-changed]")).to_contain_text("vraag 4a door Bregje")
    expect(noor.page.locator("[data-talk]")).to_contain_text("Gesprek sinds")
    expect(noor.page.locator("[data-rail='4a']")).to_contain_text("beantwoord")

    bregje.page.keyboard.press("Alt+g")
    press(bregje.page, "2b", "Enter")
    answer(noor, "2b").focus()
    answer(noor, "2b").evaluate("field => field.setSelectionRange(6, 6)")
    bregje.page.wait_for_timeout(1500)
    look_now(noor)
    expect(here).to_have_text("Bregje is ook bij deze vraag.", timeout=WITHIN_SECONDS)
    answer(bregje, "2b").fill("Vorig jaar is er gesloopt. En gebouwd.")
    expect(bregje.page.locator("#v-2b [data-version]")).to_contain_text("Versie 2")
    look_now(noor)
    expect(answer(noor, "2b")).to_have_value("Vorig jaar is er gesloopt. En gebouwd.", timeout=WITHIN_SECONDS)
    expect(news).to_contain_text("Het antwoord op vraag 2b is gewijzigd door Bregje.")
    caret = answer(noor, "2b").evaluate("field => field.selectionStart")
    assert "Vorig jaar is er gesloopt."[caret:] == "gesloopt."
    expect(noor.page.locator("#v-2b [data-version]")).to_contain_text("Versie 2 van Bregje")
    _both_type(noor, bregje)
    bregje.go("/interviews")
    bregje.page.wait_for_timeout(300)
    look_now(noor)
    expect(here).to_have_text("", timeout=45_000)  # a beat that was under way when she left counts for 35 seconds
    assert bregje.problems == []


def _both_type(noor: Person, bregje: Person) -> None:
    saves = re.compile(r"/antwoorden/2b$")
    noor.page.route(saves, lambda route: route.abort())
    answer(noor, "2b").fill("Van Noor.")
    answer(bregje, "2b").fill("Van Bregje.")
    expect(bregje.page.locator("#v-2b [data-version]")).to_contain_text("Versie 3")
    look_now(noor)
    both = noor.page.locator("#v-2b [data-both]")
    expect(both).to_contain_text("Bregje heeft dit antwoord ook gewijzigd", timeout=WITHIN_SECONDS)
    expect(answer(noor, "2b")).to_have_value("Van Noor.")
    assert [one for one in noor.problems if "ERR_FAILED" not in one] == []
    noor.problems.clear()
    noor.looks()
    noor.page.unroute(saves)
    look_now(noor)
    expect(noor.page.locator("#save")).to_contain_text("Twee versies", timeout=40_000)
    expect(both).to_be_hidden()
    noor.problems.clear()
    noor.looks().press("Mijn tekst gebruiken")
    expect(noor.page.locator("#answer-2b")).to_have_value("Van Noor.")
    look_now(bregje)
    expect(answer(bregje, "2b")).to_have_value("Van Noor.", timeout=WITHIN_SECONDS)
    noor.page.locator("#v-2b").get_by_role("link", name="Eerdere versies").click()
    expect(noor.page.get_by_text("Van Bregje").or_(noor.page.locator("del", has_text="Bregje")).first).to_be_visible()
    noor.page.go_back()
    expect(noor.page.locator("#tools")).to_be_visible()


def _times_when_over(page: Page, address: str) -> dict[str, str]:
    times: dict[str, str] = page.request.get(address).json()
    return times if times["ended_at"] else {}


def test_a_conversation_that_begins_without_network_keeps_its_moment(chromium: Browser, address: str) -> None:
    noor = at_desk(chromium, address, "Noor")
    page, talk = noor.page, noor.page.locator("[data-talk]")
    page.context.set_offline(True)
    noor.press("Begin gesprek")
    expect(talk).to_contain_text("net begonnen, wordt nog vastgelegd")
    expect(page.get_by_role("button", name="Einde gesprek")).to_be_focused()
    page.wait_for_timeout(1500)
    noor.press("Einde gesprek")
    expect(page.get_by_role("button", name="Gesprek hervatten")).to_be_focused()
    page.context.set_offline(False)
    expect(talk).not_to_contain_text("wordt nog", timeout=WITHIN_SECONDS)
    assert all("ERR_INTERNET_DISCONNECTED" in one for one in noor.problems)
    noor.problems.clear()
    found = wait_for(lambda: _times_when_over(page, f"{address}/nu"), "the end of the conversation")
    assert (
        timedelta(seconds=1)
        <= datetime.fromisoformat(found["ended_at"]) - datetime.fromisoformat(found["started_at"])
        <= timedelta(seconds=5)
    )
    page.reload()
    expect(talk).to_contain_text("1 min.")
    noor.press("Gesprek hervatten")
    expect(talk).to_contain_text("Gesprek sinds")
    noor.press("Einde gesprek")
    expect(page.get_by_role("button", name="Gesprek hervatten")).to_be_visible()
    noor.follow("Tijden").looks()
    page.get_by_label("Einde van het gesprek").fill("2018-04-12T10:00")
    noor.press("Tijden opslaan")
    expect(page.locator(".error")).to_contain_text("Het einde ligt voor het begin.")
    noor.looks()


def test_the_desk_fits_a_phone_and_400_percent(chromium: Browser, address: str) -> None:
    noor = at_desk(chromium, address, "Noor", PHONE, item="2b")
    page = noor.page
    expect(page.locator(".rail__s")).to_contain_text("Vraag 2b")
    page.get_by_role("button", name="Parkeren").click()
    page.locator("#park-number").fill("3a")
    page.locator("#park-words").fill("Een opmerking die ergens anders hoort. " * 4)
    noor.looks()
    page.locator("#park-words").press("Enter")
    page.keyboard.press("Alt+g")
    page.locator("#rail-full").check()
    page.reload()
    expect(page.locator("#rail-full")).to_be_checked()
    press(page, "Alt+g", "3a", "Enter")
    expect(page.locator("#v-3a .parked")).to_be_visible()
    page.locator("#keys summary").click()
    for size in (PHONE, {"width": 320, "height": 640}, {"width": 320, "height": 256}):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.locator(".rail__d").evaluate("rail => { rail.open = true; }")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), size
    noor.looks()
