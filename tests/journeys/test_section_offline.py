"""A section's page without network: it can be reloaded, keeps what was typed, and is nobody else's."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from browsing import DESK, Person, assert_accessible
from live import free_port, served, wait_for
from playwright.sync_api import Browser, Error, Locator, Page, expect
from setting import MakeApp, session_of, user_maker
from verified import Verified

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import write_transaction
from surveyapp.interviews.recording.queries import find_current_round
from surveyapp.report.rounds import queries
from surveyapp.sample.load import PASSWORD

EDITOR, COLLEAGUE = "redactie@example.org", "collega@example.org"
PATH = "/rapport/paragraaf/methodiek"
LOCAL = "Alleen in deze browser, geen verbinding"
KEPT = "U ziet de pagina zoals deze browser haar bewaarde"
PAGES = """async () => {
  const names = (await caches.keys()).filter((name) => name !== "desk-assets");
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return kept.flat().map((one) => new URL(one.url)).map(({ pathname, search }) => pathname + search).sort();
}"""

FILES = """async (files) =>
  (await Promise.all(files.map((one) => caches.match(one, { ignoreSearch: true })))).every(Boolean)"""


@pytest.fixture
def running(make_app: MakeApp) -> Iterator[tuple[str, Verified]]:
    """A server with one agreed interview and two editors."""
    app = make_app()
    with session_of(app) as session:
        people = user_maker(session)
        for email, name in ((EDITOR, "Redactie"), (COLLEAGUE, "Collega")):
            people(RoleName.EDITOR, email=email, name=name, password=PASSWORD)
        made = Verified.of(session)
        interview = made.interview("Oost-Drenthe")
        made.save(interview, "1", "De vijf gemeenten werken samen aan wonen.")
        made.send(interview)
        for reader in made.readers(interview):
            made.submit(reader)
        session.commit()
        with served(app, free_port()) as base:
            yield base, made


def saved(made: Verified) -> list[str]:
    with write_transaction(made.session):
        round_ = find_current_round(made.session)
        assert round_
        made.session.expire_all()
        return [one.text for one in queries.section_revisions(made.session, round_, "methodiek")]


def text(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Tekst van de paragraaf")


def keeps(page: Page, *paths: str) -> None:
    """Wait until the browser holds these pages and what they are made of."""
    wanted = {*paths, "/interviews/in-deze-browser"}
    wait_for(lambda: wanted <= set(page.evaluate(PAGES)), f"{wanted} in the browser")
    files = ["/static/web/line.js", "/static/report/section.js", "/static/interviews/kept.js"]
    wait_for(lambda: page.evaluate(FILES, files), "the scripts in the browser")


@pytest.mark.timeout(300)
def test_it_is_reloaded_with_what_was_typed_and_sends_it_later(
    chromium: Browser, running: tuple[str, Verified]
) -> None:
    base, made = running
    editor = Person(chromium, base, DESK).login(EDITOR).go(f"{PATH}?bij=regio.1")
    page, state = editor.page, editor.page.locator("#save")
    keeps(page, PATH)
    text(page).press_sequentially("Met verbinding.")
    expect(state).to_contain_text("Opgeslagen om")

    page.context.set_offline(True)
    text(page).press_sequentially(" Zonder.")
    expect(state).to_contain_text(LOCAL)
    page.reload()
    expect(page.get_by_text(KEPT)).to_be_visible()
    expect(text(page)).to_have_value("Met verbinding. Zonder.")
    text(page).press("Control+End")
    page.keyboard.insert_text(" Na herladen.")
    expect(state).to_contain_text(LOCAL)
    page.goto(f"{base}{PATH}?bij=regio.1")
    expect(text(page)).to_have_value("Met verbinding. Zonder. Na herladen.")
    assert_accessible(page)
    assert [one for one in editor.problems if "ERR_INTERNET_DISCONNECTED" not in one] == []
    page.goto(f"{base}/rapport/paragraaf/inleiding")
    expect(page.get_by_role("heading", name="In deze browser")).to_be_visible()
    expect(page.locator(f"#kept-links a[href='{PATH}']")).to_be_visible()
    page.goto(base + PATH)
    expect(text(page)).to_have_value("Met verbinding. Zonder. Na herladen.")
    assert saved(made) == ["Met verbinding."]

    page.context.set_offline(False)
    expect(state).to_contain_text("Opgeslagen om", timeout=20_000)
    expect(page.get_by_text("Er is weer verbinding.")).to_be_visible()
    assert saved(made) == [
        "Met verbinding. Zonder. Na herladen.",
        "Met verbinding. Zonder.",
        "Met verbinding.",
    ]


@pytest.mark.timeout(300)
def test_of_each_round_it_is_another_page_and_nothing_else_is_kept(
    chromium: Browser, running: tuple[str, Verified]
) -> None:
    base, made = running
    with write_transaction(made.session):
        round_ = find_current_round(made.session)
        assert round_
        name = round_.name
    editor = Person(chromium, base, DESK).login(EDITOR).go(PATH)
    page = editor.page
    keeps(page, PATH)
    for path in (f"{PATH}?ronde={name}&bij=regio.1", f"{PATH}/versies", "/rapport", "/rapport/figuren"):
        editor.go(path)
    keeps(page, PATH, f"{PATH}?ronde={name}")
    assert page.evaluate(PAGES) == ["/interviews/in-deze-browser", PATH, f"{PATH}?ronde={name}"]
    scopes = "navigator.serviceWorker.getRegistrations().then((all) => all.map(({ scope }) => new URL(scope).pathname))"
    assert page.evaluate(scopes) == ["/rapport/paragraaf/"]
    page.context.set_offline(True)
    page.goto(f"{base}/rapport/paragraaf/methodiek?ronde=2009")
    expect(page.get_by_role("heading", name="In deze browser")).to_be_visible()


@pytest.mark.timeout(300)
def test_after_a_log_out_nobody_sees_it(chromium: Browser, running: tuple[str, Verified]) -> None:
    base, _ = running
    editor = Person(chromium, base, DESK).login(EDITOR).go(PATH)
    page = editor.page
    keeps(page, PATH)
    text(page).press_sequentially("Van de redactie.")
    expect(page.locator("#save")).to_contain_text("Opgeslagen om")
    page.get_by_role("button", name="Uitloggen").click()
    page.wait_for_url("**/inloggen")
    assert page.evaluate(PAGES) == []
    page.context.set_offline(True)
    with suppress(Error):  # no page at all, or that of the service worker without any
        page.goto(base + PATH)
    assert text(page).count() == 0
    assert "Van de redactie." not in page.content()

    page.context.set_offline(False)
    editor.login(COLLEAGUE).go(PATH)
    keeps(page, PATH)
    expect(text(page)).to_have_value("Van de redactie.")  # from the server: the report is of all editors
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_text(KEPT)).to_be_visible()
    assert page.locator("body").get_attribute("data-name") == "Collega"


@pytest.mark.timeout(300)
def test_another_log_in_without_a_log_out_leaves_nothing_of_the_first(
    chromium: Browser, running: tuple[str, Verified]
) -> None:
    base, made = running
    editor = Person(chromium, base, DESK).login(EDITOR).go(PATH)
    page = editor.page
    keeps(page, PATH)
    page.context.set_offline(True)
    text(page).press_sequentially("Nooit verstuurd.")
    expect(page.locator("#save")).to_contain_text(LOCAL)
    page.context.clear_cookies()
    page.goto("about:blank")
    page.context.set_offline(False)
    editor.login(COLLEAGUE).go("/rapport")
    wait_for(lambda: page.evaluate(PAGES) == [], "no page of the first in the browser")
    page.context.set_offline(True)
    editor.go(PATH)
    expect(page.get_by_text("Geen verbinding.")).to_be_visible()
    assert "Nooit verstuurd." not in page.content()
    page.context.set_offline(False)
    editor.go(PATH)
    expect(text(page)).to_have_value("")
    assert saved(made) == []
