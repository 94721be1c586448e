"""Words typed in an ordinary form, in a real browser: another button, a cut, an ended session, another person."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import DESK, Person
from live import free_port, served
from playwright.sync_api import Browser, Page, expect
from setting import MakeApp
from wire import Wire, wire_to

from surveyapp.sample.load import PASSWORD

NOORD, ZUID = "noord@example.org", "zuid@example.org"
BACK = "Wat u hier typte, staat er weer."
WAITING = """async () => {
  const opened = await new Promise((done) => {
    const opening = indexedDB.open("wederhoor");
    opening.onsuccess = () => done(opening.result);
  });
  const count = await new Promise((done) => {
    const asking = opened.transaction("texts").objectStore("texts").count();
    asking.onsuccess = () => done(asking.result);
  });
  opened.close();
  return count;
}"""

Place = tuple[str, Wire]


@pytest.fixture
def place(make_app: MakeApp, tmp_path: Path, sample_file: Path) -> Iterator[Place]:
    instance, port = tmp_path / "sample", free_port()
    instance.mkdir()
    shutil.copy(sample_file, instance)
    with served(make_app(INSTANCE=instance), port), wire_to(port) as wire:
        yield wire.base, wire


def ready(page: Page) -> None:
    page.locator("html[data-unsent=ready]").wait_for(state="attached")


def handling(somebody: Person) -> str:
    """The address of reactions that wait for a decision."""
    links = somebody.page.locator("a[href$='/reacties']")
    return str(links.first.get_attribute("href"))


@pytest.mark.timeout(240)
def test_another_button_of_the_page_throws_nothing_away(chromium: Browser, place: Place) -> None:
    noor = Person(chromium, place[0], DESK).login(NOORD)
    page = noor.page
    address = handling(noor)
    noor.go(address)
    ready(page)
    refusals = page.locator("form:has(input[name=kind][value=refused]) textarea[name=reason]")
    assert refusals.count() >= 2
    name = str(refusals.last.get_attribute("id"))
    refusals.last.evaluate("field => { field.closest('details').open = true; }")
    refusals.last.press_sequentially("Dit nemen wij niet over, want")
    taken = page.get_by_role("button", name="Overnemen", exact=False).first
    taken.click()
    page.wait_for_load_state("load")
    ready(page)
    expect(page.locator(f"#{name}")).to_have_value("Dit nemen wij niet over, want")
    expect(page.locator(f"#{name}")).to_be_visible()
    expect(page.get_by_text(BACK)).to_be_visible()
    noor.looks("woorden-terug")

    mine = page.locator("form:has(.unsent)")
    mine.get_by_role("button", name="Niet overnemen").click()
    page.wait_for_load_state("load")
    ready(page)
    assert page.evaluate(WAITING) == 0, "what the server accepted is forgotten"


@pytest.mark.timeout(240)
def test_words_come_back_after_a_cut_and_after_the_session_to_the_same_person_only(
    chromium: Browser, place: Place
) -> None:
    base, wire = place
    noor = Person(chromium, base, DESK).login(NOORD)
    page, context = noor.page, noor.page.context
    noor.follow("Bronnen").go("/bronnen/nieuw")
    ready(page)
    title = page.get_by_label("Titel")
    title.press_sequentially("Actieplan bevolkingsdaling")
    wire.cut()
    page.get_by_role("button", name="bewaren").or_(page.get_by_role("button", name="oevoegen")).first.click()
    page.wait_for_timeout(500)
    wire.mend()
    noor.go("/bronnen/nieuw")
    expect(title).to_have_value("Actieplan bevolkingsdaling")
    noor.problems.clear()
    noor.looks("woorden-terug-formulier")

    context.clear_cookies()
    page.get_by_role("button", name="bewaren").or_(page.get_by_role("button", name="oevoegen")).first.click()
    expect(page.get_by_role("heading", name="Log opnieuw in")).to_be_visible()
    noor.looks("sessie-voorbij")
    page.get_by_role("link", name="Naar inloggen").click()
    _log_in(page, ZUID)
    expect(page.get_by_role("heading", name="Bron toevoegen")).to_be_visible()
    ready(page)
    expect(title).to_have_value("")
    expect(page.get_by_text(BACK)).to_have_count(0)
    page.get_by_role("button", name="Uitloggen").click()
    page.wait_for_url("**/inloggen")
    _log_in(page, NOORD)
    noor.go("/bronnen/nieuw")
    expect(title).to_have_value("Actieplan bevolkingsdaling")
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_text("U wilt uitloggen, maar deze tekst staat alleen in deze browser.")).to_be_visible()
    expect(page.locator(".kept__x")).to_have_value("Titel: Actieplan bevolkingsdaling")
    page.get_by_role("button", name="Toch uitloggen en wissen").click()
    page.wait_for_url("**/inloggen")
    assert page.evaluate("indexedDB.databases()") == []


def _log_in(page: Page, email: str) -> None:
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    page.wait_for_url(lambda url: "/inloggen" not in url)


@pytest.mark.timeout(240)
def test_what_a_colleague_changed_meanwhile_is_not_written_over(chromium: Browser, place: Place) -> None:
    base, _ = place
    noor = Person(chromium, base, DESK).login(NOORD)
    page = noor.page
    address = handling(noor).removesuffix("/reacties")
    noor.go(f"{address}/gegevens")
    ready(page)
    there = page.locator("[name=place]")
    there.fill("Het gemeentehuis")
    page.wait_for_timeout(300)
    other = page.context.new_page()
    other.goto(f"{base}{address}/gegevens")
    other.locator("[name=place]").fill("Het provinciehuis")
    other.locator("form:has([name=place]) button").first.click()
    other.wait_for_load_state("load")
    other.close()
    page.reload()
    ready(page)
    expect(there).to_have_value("Het provinciehuis")
    expect(page.locator(".unsent textarea")).to_have_value("Het gemeentehuis")
    noor.looks("woorden-ernaast")
    page.get_by_role("button", name="Dit gebruiken").click()
    expect(there).to_have_value("Het gemeentehuis")


@pytest.mark.timeout(240)
def test_words_that_wait_for_a_confirmation_are_kept_until_it_came(chromium: Browser, place: Place) -> None:
    noor = Person(chromium, place[0], DESK).login(NOORD)
    page, address = noor.page, handling(noor).removesuffix("/reacties")

    def asks(email: str = "") -> None:
        noor.go(f"{address}/gegevens")
        ready(page)
        field = page.locator("form[action*='/respondenten/'] [name=email]").first
        if email:
            field.fill(email)
        expect(field).to_have_value("nieuw@example.org")
        field.press("Enter")
        expect(page.locator("input[type=hidden][name=email]")).to_have_value("nieuw@example.org")
        ready(page)
        assert page.evaluate(WAITING) == 1

    asks("nieuw@example.org")
    asks()
    page.locator("main form button").first.click()
    page.wait_for_url("**/gegevens*")
    ready(page)
    assert page.evaluate(WAITING) == 0
    expect(page.get_by_text(BACK)).to_have_count(0)
