"""After the talk, in a browser: baseline and progress, themes by keyboard, versions, reading aloud, the check."""

from collections.abc import Iterator

import pytest
from browsing import DESK, PHONE, Person
from live import ELSEWHERE, free_port, served
from playwright.sync_api import Browser, Locator, expect
from recorded import NOW, SYSTEM, Recorded
from setting import MakeApp, session_of, user_maker

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.interviews.recording import operations
from surveyapp.interviews.recording.rules import InterviewState
from surveyapp.sample.load import PASSWORD

SMALL = {"width": 320, "height": 480}
THEN = "De corporaties slopen oude huizen en bouwen er minder terug. Voor koopwoningen is er nog geen aanpak."
NOW_SAID = "De gemeente en de corporaties bouwen nu ook zelf nieuwe huizen voor ouderen in de dorpen."


@pytest.fixture
def address(make_app: MakeApp) -> Iterator[str]:
    """The address of an interview with a baseline, on a running server."""
    port = free_port()
    app = make_app(BASE_URL=f"{ELSEWHERE}:{port}")
    with session_of(app) as session:
        writer = user_maker(session)(RoleName.INTERVIEWER, email="bregje@example.org", name="Bregje", password=PASSWORD)
        made = Recorded.of(session)
        last = made.interview(by=[writer])
        made.save(last, "2b", THEN)
        last.state, last.approved_at = InterviewState.APPROVED, NOW
        later = operations.create_round(
            session, SYSTEM, name="2019", title="x", subtitle="", previous=made.round, outline="", at=NOW
        )
        person = operations.RespondentData("Contactpersoon", "adviseur", "contact@example.org")
        interview = operations.create_interview(
            session,
            SYSTEM,
            round_=later,
            organisation=last.organisation,
            questionnaire=last.questionnaire,
            interviewers=[writer],
            respondents=[person],
            held_on=None,
            at=NOW,
        )
        made.save(interview, "2a", f"{NOW_SAID}\n\nOver de bus.\n\nOver de school.")
        made.save(interview, "6", "Bel 06-12345678. Nog invullen.")
        operations.save_note(session, SYSTEM, interview, "2a", text="Geheim.", base=0, at=NOW)
        path = f"/interviews/{interview.id}"
        session.commit()
        session.close()
    with served(app, port) as base:
        yield base + path


def bregje(chromium: Browser, address: str, size: dict[str, int] = DESK) -> Person:
    return Person(chromium, address.split("/interviews", maxsplit=1)[0], size).login("bregje@example.org")


def section(person: Person, item: str) -> Locator:
    return person.page.locator(f"#v-{item}")


def test_the_baseline_is_there_on_demand_and_what_became_of_it_is_chosen(chromium: Browser, address: str) -> None:
    person = bregje(chromium, address).go(f"{address}#v-2b")
    _baseline(person)
    _progress(person)


def _baseline(person: Person) -> None:
    page, item = person.page, section(person, "2b")
    quote = item.get_by_text(THEN[:40], exact=False).first
    expect(quote).to_be_hidden()
    page.keyboard.press("Alt+u")
    expect(quote).to_be_visible()
    person.looks("nulmeting")
    page.reload()
    expect(quote).to_be_visible()

    item.get_by_role("button", name="Overnemen uit nulmeting").click()
    answer = page.get_by_label("Antwoord op vraag 2b")
    expect(answer).to_have_value(THEN)
    expect(answer).to_be_focused()
    expect(item.get_by_text("Dit antwoord is woord voor woord dat van 2018.")).to_be_visible()
    expect(item.locator("[data-version]")).to_contain_text("Versie 1")
    person.looks("gelijk-aan-nulmeting")
    answer.press("End")
    page.keyboard.type(" Dat is veranderd.")
    expect(item.get_by_text("Dit antwoord is woord voor woord")).to_be_hidden()
    expect(item.locator("[data-version]")).to_contain_text("Versie 2")


def _progress(person: Person) -> None:
    page, item = person.page, section(person, "2b")
    page.keyboard.press("Alt+v")
    expect(item.get_by_label("niet gekozen")).to_be_focused()
    with page.expect_response(lambda answer: "/voortgang" in answer.url):
        page.keyboard.press("ArrowRight")
    expect(item.get_by_label("nieuw")).to_be_checked()
    with page.expect_response(lambda answer: "/voortgang" in answer.url):
        item.get_by_text("gevorderd", exact=True).click()
    expect(item.locator("[data-marks] [role=status]")).to_contain_text("Opgeslagen om")
    expect(page.locator("[data-rail-since='2b']")).to_have_text(", gevorderd")
    expect(page.locator("[data-since-count=advanced]")).to_have_text("1")
    person.looks("voortgang")

    page.context.set_offline(True)
    item.get_by_text("afgerond", exact=True).click()
    expect(item.locator("[data-marks] [role=status]")).to_contain_text("Niet opgeslagen: geen verbinding")
    with page.expect_response(lambda answer: "/voortgang" in answer.url):
        page.context.set_offline(False)
    expect(item.locator("[data-marks] [role=status]")).to_contain_text("Opgeslagen om")
    page.reload()
    expect(item.get_by_label("afgerond")).to_be_checked()
    person.problems.clear()  # the browser's own words on the network that was cut


def test_themes_versions_reading_aloud_and_the_check(chromium: Browser, address: str) -> None:
    person = bregje(chromium, address)
    _tag(person.go(f"{address}#v-2a"))
    _go_back(person.go(f"{address}#v-2a"))
    _read_aloud(person.go(address))
    _check(person.go(address))


def _tag(person: Person) -> None:
    page = person.page
    section(person, "2a").get_by_role("link", name="Thema’s").click()
    state, open_ones = page.locator("[data-state]"), page.locator("[data-untagged]")
    expect(open_ones).to_have_text("4")
    expect(page.locator("[data-paragraph]").first).to_be_focused()
    with page.expect_response(lambda answer: "/themas/2a" in answer.url):
        page.keyboard.press("1")
        page.keyboard.press("3")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("4")
    expect(open_ones).to_have_text("2")
    expect(state).to_contain_text("Opgeslagen om")
    page.keyboard.press("4")
    page.keyboard.press("2")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    person.looks("themas")
    page.keyboard.press("5")
    page.keyboard.press("9")
    expect(open_ones).to_have_text("1")
    expect(page.locator("[data-answer$='/2a'] .tagged__c")).to_have_text("1 zonder thema")
    expect(state).to_contain_text("Opgeslagen om")
    page.reload()
    chosen = page.locator("[data-answer] :checked").evaluate_all("found => found.map((one) => one.name + one.value)")
    assert chosen == ["theme_2a_0wonen", "theme_2a_0economie", "theme_2a_1vastgoed", "theme_6_0voorzieningen"]


def _go_back(person: Person) -> None:
    page, item = person.page, section(person, "2a")
    page.get_by_label("Antwoord op vraag 2a").fill("Per ongeluk alles gewist.")
    expect(item.locator("[data-version]")).to_contain_text("Versie 2")
    item.get_by_role("link", name="Eerdere versies").click()
    expect(page.get_by_text("Bregje, ").first).to_contain_text("4 woorden erbij, 22 eraf")
    person.looks("versies").press("Terugzetten")
    expect(page.get_by_text("De tekst van versie 1 staat er weer, als versie 3.")).to_be_visible()
    expect(page.get_by_role("heading", name="Versie 2")).to_be_visible()
    person.follow("Regio Oost-Drenthe")
    assert page.get_by_label("Antwoord op vraag 2a").input_value().startswith(NOW_SAID)


def _read_aloud(person: Person) -> None:
    page = person.follow("Voorlezen").page
    expect(page.get_by_text(NOW_SAID)).to_be_visible()
    page.wait_for_load_state("load")
    size = page.locator("#v-2a .read__w").evaluate("place => parseFloat(getComputedStyle(place).fontSize)")
    assert 22 <= size <= 28
    person.looks("voorlezen")
    assert "Geheim" not in page.content()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#q-6")).to_be_focused()
    expect(page.get_by_text(NOW_SAID)).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Voorlezen is geen akkoord.")).to_be_visible()
    person.looks("voorlezen-einde")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Antwoord op vraag 6")).to_be_visible()
    assert page.url.endswith("#v-6")


def _check(person: Person) -> None:
    page = person.follow("Verslag nakijken").page
    check = page.get_by_role("region", name="Kijk hier nog even naar")
    for words in ("telefoonnummer 06-12345678", "Nog invullen.", "Nog leeg"):
        expect(check).to_contain_text(words)
    person.looks("nakijken-controle")
    check.get_by_role("link", name="6", exact=True).first.click()
    page.get_by_label("Antwoord op vraag 6").fill(f"{NOW_SAID} Dat gaat goed.")
    expect(page.locator("#v-6 [data-version]")).to_contain_text("Versie 2")
    person.follow("Verslag nakijken")
    expect(check).not_to_contain_text("telefoonnummer")
    person.press("Verslag 1 versturen")
    expect(page.get_by_text("Verslag 1 gaat naar")).to_be_visible()


def test_it_fits_a_phone_and_400_percent(chromium: Browser, address: str) -> None:
    person = bregje(chromium, address, SMALL)
    for path in ("/vragen/2a/versies", "/notities/2a/versies", "/themas", "/voorlezen#v-2a", "/verslag", "#v-2b"):
        person.go(f"{address}{path}").looks()
    section(person, "2b").locator("[data-baseline] summary").click()
    person.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    person.looks("nulmeting-telefoon", whole=True)
