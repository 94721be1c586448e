"""The desk without network, in a real browser behind a wire that is really cut: no word lost, none doubled."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from browsing import PICTURES, assert_accessible, program
from checking import PASSWORD
from live import free_port, served
from playwright.sync_api import BrowserContext, Error, Page, Playwright, Route, expect
from recorded import NOW, SYSTEM, Recorded
from setting import MakeApp, session_of, user_maker
from wire import Wire, wire_to

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import write_transaction
from surveyapp.interviews.deletion import operations
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import Interview

DESK = {"width": 1280, "height": 900}
LOCAL = "Alleen in deze browser, geen verbinding"
SAVED = "Opgeslagen om"
NOORD, ZUID = "noord@example.org", "zuid@example.org"


@dataclass
class Server:
    """The application behind the wire, and what its database says."""

    make: Callable[..., Recorded]
    wire: Wire
    drenthe: int
    twente: int

    def revisions(self, interview: int, item: str = "2b") -> list[str]:
        """Every revision of an answer, the oldest first."""
        made = self.make()
        with write_transaction(made.session):
            found = queries.revisions_of(made.session, queries.get_interview(made.session, SYSTEM, interview), item)
            return [one.text for one in reversed(found)]

    def note(self, interview: int, item: str = "2b") -> str:
        made = self.make()
        with write_transaction(made.session):
            found = queries.newest_notes(made.session, queries.get_interview(made.session, SYSTEM, interview))
            return found[item].text

    def colleague_saves(self, text: str, base: int) -> None:
        made = self.make()
        with write_transaction(made.session):
            made.save(queries.get_interview(made.session, SYSTEM, self.drenthe), "2b", text, base=base)

    def delete(self, interview: int) -> None:
        made = self.make()
        with write_transaction(made.session):
            found = made.session.get_one(Interview, interview)
            operations.delete_interview(made.session, SYSTEM, found, at=NOW)


@pytest.fixture
def server(make_app: MakeApp) -> Iterator[Server]:
    port = free_port()
    app = make_app()
    with session_of(app) as session:
        people = user_maker(session)
        noord = people(RoleName.INTERVIEWER, email=NOORD, name="Interviewer Noord")
        zuid = people(RoleName.INTERVIEWER, email=ZUID, name="Interviewer Zuid")
        made = Recorded.of(session)
        interviews = [made.interview(name, by=[noord, zuid]) for name in ("Oost-Drenthe", "Twente")]
        ids = [one.id for one in interviews]
        session.commit()
        with served(app, port), wire_to(port) as wire:
            yield Server(lambda: made, wire, *ids)


class Laptop:
    """A browser with a profile on disk, as somebody has it: it can be killed and started again."""

    def __init__(self, playwright: Playwright, folder: Path, base: str) -> None:
        self.playwright, self.folder, self.base = playwright, folder, base
        self.problems: list[str] = []
        self.start()

    def start(self) -> None:
        self.context: BrowserContext = self.playwright.chromium.launch_persistent_context(
            self.folder,
            executable_path=program(),
            args=["--no-sandbox"],
            viewport=DESK,  # type: ignore[arg-type]
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
        )
        self.context.on("weberror", lambda error: self.problems.append(str(error.error)))
        self.page: Page = self.context.pages[0]

    def kill(self) -> None:
        """The browser process dies at once."""
        with suppress(Error):
            os.kill(self._pid(), signal.SIGKILL)
            self.context.close()

    def _pid(self) -> int:
        """Of the browser itself: its helpers have a type."""
        for found in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):
                line = found.read_text()
                if f"--user-data-dir={self.folder}" in line and "--type=" not in line and "chromium" in line:
                    return int(found.parent.name)
        raise AssertionError("no browser")

    def login(self, email: str, page: Page | None = None) -> "Laptop":
        page = page or self.page
        if "/inloggen" not in page.url:
            page.goto(f"{self.base}/inloggen")
        page.get_by_label("E-mailadres").fill(email)
        page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Inloggen").click()
        page.wait_for_url(lambda url: "/inloggen" not in url)
        return self

    def open(self, interview: int, item: str = "2b", page: Page | None = None) -> Page:
        """The desk at one question, kept by this browser."""
        page = page or self.page
        page.goto(f"{self.base}/interviews/{interview}#v-{item}")
        expect(page.locator(f"#v-{item}")).to_be_visible()
        return page

    def keeps(self, interview: int) -> None:
        """Wait until the browser holds the page of an interview and what it is made of."""
        self.page.wait_for_function(
            """async (path) => {
              const kept = [path, "/interviews/in-deze-browser", "/static/web/line.js", "/static/interviews/kept.js"];
              return (await Promise.all(kept.map((one) => caches.match(one, { ignoreSearch: true })))).every(Boolean);
            }""",
            arg=f"/interviews/{interview}",
        )

    def looks(self, picture: str = "", page: Page | None = None) -> None:
        """Nothing wrong that a machine can find, on a desk and on a small phone."""
        page = page or self.page
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} is too wide"
            if PICTURES and picture:
                page.screenshot(path=f"{PICTURES}/{picture}-{width}.png", full_page=True)
        assert_accessible(page)
        assert self.problems == []


@pytest.fixture
def laptop(server: Server, playwright: Playwright, tmp_path: Path) -> Iterator[Laptop]:
    found = Laptop(playwright, tmp_path / "profile", server.wire.base)
    yield found
    found.context.close()


def answer(page: Page, item: str = "2b"):  # type: ignore[no-untyped-def]
    return page.get_by_label(f"Antwoord op vraag {item}")


def state(page: Page):  # type: ignore[no-untyped-def]
    return page.locator("#save")


def add(page: Page, words: str) -> None:
    answer(page).press("Control+End")
    page.keyboard.insert_text(words)


def test_a_cut_a_reload_and_a_crash_lose_no_word_and_double_none(server: Server, laptop: Laptop) -> None:
    laptop.login(NOORD)
    laptop.open(server.twente)
    laptop.keeps(server.twente)
    page = laptop.open(server.drenthe)
    laptop.keeps(server.drenthe)
    add(page, "Online.")
    expect(state(page)).to_contain_text(SAVED)

    server.wire.cut()
    add(page, " Zonder net.")
    page.get_by_label("Eigen notities bij vraag 2b").fill("Navragen.")
    expect(state(page)).to_contain_text(LOCAL)
    expect(page.locator("#desk-said")).to_contain_text("Geen verbinding")
    expect(page.locator("#v-2b [data-waiting]")).to_contain_text("Alleen in deze browser, sinds")
    expect(page.locator("[data-rail='2b']")).to_contain_text("alleen in deze browser")
    laptop.looks("zonder-verbinding")

    page.reload()
    expect(page.get_by_text("U ziet de pagina zoals deze browser haar bewaarde")).to_be_visible()
    expect(answer(page)).to_have_value("Online. Zonder net.")
    add(page, " Na herladen.")
    expect(state(page)).to_contain_text(LOCAL)
    laptop.looks("herladen")
    page.wait_for_timeout(300)
    laptop.kill()

    laptop.start()
    page = laptop.open(server.twente)
    expect(answer(page)).to_have_value("")
    page.goto(f"{laptop.base}/interviews")
    expect(page.get_by_role("heading", name="In deze browser")).to_be_visible()
    expect(page.locator(".kept__x").first).to_have_value("Online. Zonder net. Na herladen.")
    laptop.looks("in-deze-browser")
    page = laptop.open(server.drenthe)
    expect(answer(page)).to_have_value("Online. Zonder net. Na herladen.")
    assert server.revisions(server.drenthe) == ["Online."]

    server.wire.mend()
    expect(page.get_by_text("Uw sessie is verlopen.", exact=True)).to_be_visible(timeout=20_000)
    laptop.looks("sessie-verlopen")
    with laptop.context.expect_page() as opened:
        page.get_by_role("link", name="Log opnieuw in").click()
    laptop.login(NOORD, opened.value)
    expect(opened.value.get_by_role("heading", name="U bent weer ingelogd")).to_be_visible()
    expect(state(page)).to_contain_text(SAVED, timeout=20_000)
    typed = ["Online.", "Online. Zonder net.", "Online. Zonder net. Na herladen."]
    assert server.revisions(server.drenthe) == typed
    assert server.revisions(server.twente) == []
    assert server.note(server.drenthe) == "Navragen."


def test_a_save_whose_answer_was_lost_is_one_save(server: Server, laptop: Laptop) -> None:
    page = laptop.login(NOORD).open(server.drenthe)
    server.wire.swallow_answers()
    add(page, "Eén keer.")
    expect(state(page)).to_contain_text(LOCAL)
    add(page, " En verder.")
    page.wait_for_timeout(300)
    assert server.revisions(server.drenthe) == ["Eén keer."]
    laptop.kill()
    server.wire.mend()
    laptop.start()
    laptop.login(NOORD).page.goto(f"{laptop.base}/interviews")
    laptop.page.wait_for_function("async () => (await indexedDB.databases()).length > 0")
    page = laptop.open(server.drenthe)
    expect(answer(page)).to_have_value("Eén keer. En verder.")
    expect(state(page)).to_contain_text(SAVED)
    assert server.revisions(server.drenthe) == ["Eén keer.", "Eén keer. En verder."]


def test_two_on_one_laptop_never_see_or_send_each_others_text(server: Server, laptop: Laptop) -> None:
    page = laptop.login(NOORD).open(server.drenthe)
    laptop.keeps(server.drenthe)
    laptop.context.clear_cookies()
    add(page, "Van Noord.")
    expect(page.get_by_text("Uw sessie is verlopen.", exact=True)).to_be_visible()
    other = laptop.context.new_page()
    laptop.login(ZUID, other)
    expect(page.get_by_text("In deze browser is nu iemand anders ingelogd: Interviewer Zuid.")).to_be_visible()
    laptop.looks("iemand-anders")
    other.goto(f"{laptop.base}/interviews")
    expect(other.get_by_text("In deze browser staat ook 1 tekst van Interviewer Noord")).to_be_visible()
    laptop.looks("tekst-van-iemand-anders", other)
    laptop.open(server.drenthe, page=other)
    expect(answer(other)).to_have_value("")
    page.close()
    other.reload()
    expect(answer(other)).to_have_value("")
    assert server.revisions(server.drenthe) == []

    laptop.page = other
    other.get_by_role("button", name="Uitloggen").click()
    other.wait_for_url("**/inloggen")
    assert other.evaluate("caches.keys().then((names) => names.filter((name) => name !== 'desk-assets'))") == []
    laptop.login(NOORD)
    other.goto(f"{laptop.base}/interviews")
    other.wait_for_function(_waiting(0))
    assert server.revisions(server.drenthe) == ["Van Noord."]


def _waiting(number: int) -> str:
    """How many texts in the browser wait, as a script."""
    return f"""async () => {{
      const opened = await new Promise((resolve) => {{
        const request = indexedDB.open("wederhoor");
        request.onsuccess = () => resolve(request.result);
      }});
      const all = opened.objectStoreNames.length ? await new Promise((resolve) => {{
        const request = opened.transaction("texts").objectStore("texts").getAll();
        request.onsuccess = () => resolve(request.result);
      }}) : [];
      opened.close();
      return all.filter((record) => record.waiting).length === {number};
    }}"""


def test_logging_out_warns_of_what_waits_and_clears_the_browser(server: Server, laptop: Laptop) -> None:
    page = laptop.login(NOORD).open(server.drenthe)
    laptop.keeps(server.drenthe)
    answer(page).fill("x" * 100_001)
    expect(state(page)).to_contain_text("Niet opgeslagen bij vraag 2b. De tekst is te lang")
    expect(page.locator("#v-2b [data-waiting]")).to_contain_text("De tekst is te lang")
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_text("U wilt uitloggen, maar deze tekst staat alleen in deze browser.")).to_be_visible()
    laptop.looks("uitloggen-met-tekst")
    with page.expect_download() as downloaded:
        page.get_by_role("button", name="Downloaden").click()
    assert "x" * 100_001 in downloaded.value.path().read_text()
    page.get_by_role("button", name="Toch uitloggen en wissen").click()
    page.wait_for_url("**/inloggen")
    assert page.evaluate("indexedDB.databases()") == []
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


def test_a_clash_after_the_cut_shows_both_texts_and_begins_with_both_changes(server: Server, laptop: Laptop) -> None:
    server.colleague_saves("Er is gesloopt.\n\nEr is gebouwd.", 0)
    page = laptop.login(NOORD).open(server.drenthe)
    laptop.keeps(server.drenthe)
    server.wire.cut()
    add(page, "\n\nVan mij erbij.")
    expect(state(page)).to_contain_text(LOCAL)
    server.colleague_saves("Er is veel gesloopt.\n\nEr is gebouwd.", 1)
    laptop.kill()
    server.wire.mend()
    laptop.start()
    page = laptop.login(NOORD).open(server.drenthe, "1")
    expect(state(page)).to_contain_text("Twee versies, kies bij vraag 2b")
    state(page).get_by_role("link").click()
    expect(page.locator(".versus ins").first).to_contain_text("Van mij erbij.")
    expect(page.locator(".versus ins").last).to_contain_text("veel")
    merged = page.get_by_label("Of voeg ze samen")
    expect(merged).to_have_value("Er is veel gesloopt.\n\nEr is gebouwd.\n\nVan mij erbij.")
    laptop.looks("twee-versies")
    merged.press("Control+End")
    page.keyboard.insert_text(" Samen.")
    server.wire.cut()
    page.get_by_role("button", name="Samengevoegde tekst opslaan").click()
    expect(page.get_by_text("Uw keuze is nog niet opgeslagen")).to_be_visible()
    server.wire.mend()
    page.reload()
    expect(merged).to_have_value("Er is veel gesloopt.\n\nEr is gebouwd.\n\nVan mij erbij. Samen.")
    page.get_by_role("button", name="Samengevoegde tekst opslaan").click()
    expect(page.get_by_text("De andere tekst blijft bij de versies.")).to_be_visible()
    expect(answer(page)).to_be_focused()
    add(page, " Verder.")
    expect(page.locator("#v-2b [data-version]")).to_contain_text("Versie 5")
    final = "Er is veel gesloopt.\n\nEr is gebouwd.\n\nVan mij erbij. Samen."
    assert server.revisions(server.drenthe)[2:] == [
        "Er is gesloopt.\n\nEr is gebouwd.\n\nVan mij erbij.",
        final,
        f"{final} Verder.",
    ]


def test_two_tabs_keep_two_texts(server: Server, laptop: Laptop) -> None:
    page = laptop.login(NOORD).open(server.drenthe)
    laptop.keeps(server.drenthe)
    second = laptop.open(server.drenthe, page=laptop.context.new_page())
    server.wire.cut()
    for one, words in ((page, "Eerste tab."), (second, "Tweede tab.")):
        one.bring_to_front()
        add(one, words)
        expect(state(one)).to_contain_text(LOCAL)
    laptop.kill()
    server.wire.mend()
    laptop.start()
    page = laptop.login(NOORD).open(server.drenthe)
    expect(page.get_by_text("ook in een ander venster gewijzigd")).to_be_visible()
    expect(page.get_by_label("Of voeg ze samen")).to_have_value("Tweede tab.\n\nEerste tab.")
    page.get_by_role("button", name="De andere tekst gebruiken").click()
    expect(state(page)).to_contain_text(SAVED)
    assert server.revisions(server.drenthe) == ["Eerste tab.", "Tweede tab.", "Eerste tab."]


def test_text_of_a_deleted_interview_can_be_taken_along(server: Server, laptop: Laptop) -> None:
    page = laptop.login(NOORD).open(server.drenthe)
    laptop.keeps(server.drenthe)
    server.wire.cut()
    add(page, "Nog niet verstuurd.")
    expect(state(page)).to_contain_text(LOCAL)
    server.delete(server.drenthe)
    server.wire.mend()
    expect(page.get_by_text("Dit interview is verwijderd, of het is niet meer van u.")).to_be_visible(timeout=10_000)
    laptop.looks("verwijderd")
    page.goto(f"{laptop.base}/interviews/{server.drenthe}")
    held: list[Route] = []
    page.route("**/antwoorden/*", lambda route: held.append(route))  # noqa: PLW0108  (Playwright marks it)
    page.get_by_role("link", name="Bekijken en versturen").click()
    expect(page.get_by_text("Download de tekst als u haar nodig hebt.")).to_be_visible()
    expect(page.locator(".kept__x")).to_have_value("Nog niet verstuurd.")
    assert page.evaluate(f"caches.match('/interviews/{server.drenthe}')") is None
    page.get_by_role("button", name="Wissen uit deze browser").click()
    page.wait_for_timeout(500)
    for one in held:
        one.continue_()
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Ja, wissen").click()
    expect(page.get_by_text("Alles wat u hier hebt getypt, staat op de server.")).to_be_visible()
    page.wait_for_function(_waiting(0))


def test_a_browser_that_keeps_nothing_says_so_and_still_saves(server: Server, laptop: Laptop) -> None:
    laptop.page.add_init_script("Object.defineProperty(self, 'indexedDB', { value: undefined })")
    page = laptop.login(NOORD).open(server.drenthe)
    expect(page.get_by_text("omdat dit een privévenster is")).to_be_visible()
    add(page, "Toch opgeslagen.")
    expect(state(page)).to_contain_text(SAVED)
    assert server.revisions(server.drenthe) == ["Toch opgeslagen."]


def test_a_full_browser_says_so_and_still_saves(server: Server, laptop: Laptop) -> None:
    page = laptop.login(NOORD).open(server.drenthe)
    laptop.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", {"origin": laptop.base, "quotaSize": 1})
    answer(page).fill("Vol. " * 20_000)
    expect(page.get_by_text("De opslag van deze browser is vol.")).to_be_visible()
    laptop.looks("vol")
    expect(state(page)).to_contain_text(SAVED)
    assert server.revisions(server.drenthe) == [("Vol. " * 20_000).strip()]


def test_an_answer_that_is_not_the_servers_is_no_save(server: Server, laptop: Laptop) -> None:
    """A network that asks to log in answers everything itself; a server in trouble says so."""
    page = laptop.login(NOORD).open(server.drenthe)
    page.route(
        "**/antwoorden/**", lambda route: route.fulfill(status=200, body="<h1>Wifi</h1>", content_type="text/html")
    )
    add(page, "Niet van ons.")
    expect(state(page)).to_contain_text(LOCAL)
    page.unroute("**/antwoorden/**")
    page.route("**/antwoorden/**", lambda route: route.fulfill(status=503, json={"error": "Vol."}))
    expect(state(page)).to_contain_text("Alleen in deze browser, de server kan nu niet opslaan", timeout=10_000)
    page.unroute("**/antwoorden/**")
    expect(state(page)).to_contain_text(SAVED, timeout=10_000)
    assert server.revisions(server.drenthe) == ["Niet van ons."]
