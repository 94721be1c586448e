"""Two people in one text: who types goes on typing, key by key, and every word of both is in the proposal."""

from collections.abc import Iterator

import pytest
from browsing import DESK, Person
from live import free_port, served
from playwright.sync_api import Browser, Locator, Page, Route, expect
from recorded import NOW, SYSTEM, Recorded
from setting import MakeApp, session_of, user_maker

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import write_transaction
from surveyapp.interviews.recording import queries
from surveyapp.interviews.recording.models import Interview
from surveyapp.report.rounds import queries as report_queries
from surveyapp.report.texts import operations as report_operations
from surveyapp.sample.load import PASSWORD

NOOR, EDITOR = "noor@example.org", "redactie@example.org"
BASE = "De gemeenten werken samen."
MINE = " Ook de zorg doet mee, en dat is nog niet alles wat er over te zeggen valt in dit gesprek"
THEIRS = f"{BASE} Er is geld van de provincie."
MERGED = f"{BASE}{MINE} Er is geld van de provincie."
SECTION = "methodiek"

Running = tuple[str, Recorded, Interview]


@pytest.fixture
def running(make_app: MakeApp) -> Iterator[Running]:
    app = make_app()
    with session_of(app) as session:
        people = user_maker(session)
        noor = people(RoleName.INTERVIEWER, email=NOOR, name="Noor", password=PASSWORD)
        people(RoleName.EDITOR, email=EDITOR, name="Redactie", password=PASSWORD)
        made = Recorded.of(session)
        interview = made.interview("Oost-Drenthe", by=[noor])
        made.save(interview, "2b", BASE, base=0)
        session.commit()
        with served(app, free_port()) as base:
            yield base, made, interview


def revisions(made: Recorded, interview: Interview) -> list[str]:
    with write_transaction(made.session):
        made.session.expire_all()
        return [one.text for one in reversed(queries.revisions_of(made.session, interview, "2b"))]


def colleague_saves(made: Recorded, interview: Interview, text: str) -> None:
    base = len(revisions(made, interview))
    with write_transaction(made.session):
        made.save(interview, "2b", text, base=base)


def keys(field: Locator, text: str) -> None:
    """Press keys without looking: they go wherever the focus is."""
    for place in range(0, len(text), 8):
        field.page.keyboard.type(text[place : place + 8], delay=12)
        assert field.evaluate("field => field === document.activeElement")


def panel(page: Page) -> Locator:
    return page.locator("form.conflict")


def begin(field: Locator) -> None:
    field.focus()
    field.press("Control+End")


@pytest.mark.timeout(240)
def test_no_key_is_lost_when_a_colleague_saves_the_same_answer(chromium: Browser, running: Running) -> None:
    base, made, interview = running
    noor = Person(chromium, base, DESK).login(NOOR).go(f"/interviews/{interview.id}#v-2b")
    page, merged = noor.page, noor.page.get_by_label("Of voeg ze samen")
    field = page.get_by_role("textbox", name="Antwoord op vraag 2b")
    begin(field)
    colleague_saves(made, interview, THEIRS)
    keys(field, MINE[:10])
    expect(panel(page)).to_be_visible()
    keys(field, MINE[10:])
    expect(field).to_be_visible()
    expect(field).to_have_value(BASE + MINE)
    expect(merged).to_have_value(MERGED)
    expect(panel(page).locator(".versus .words").first).to_contain_text("in dit gesprek")
    noor.looks("twee-teksten")

    slow: list[Route] = []
    page.route("**/keuze", lambda route: slow.append(route))  # noqa: PLW0108  (Playwright marks it)
    page.get_by_role("button", name="Samengevoegde tekst opslaan").click()
    begin(field)
    keys(field, " en verder.")
    slow[0].continue_()
    expect(merged).to_have_value(f"{BASE}{MINE} en verder. Er is geld van de provincie.", timeout=20_000)
    assert revisions(made, interview) == [BASE, THEIRS, BASE + MINE, MERGED]
    page.unroute("**/keuze")
    page.get_by_role("button", name="Mijn tekst gebruiken").click()
    expect(page.get_by_text("De andere tekst blijft bij de versies.")).to_be_visible()
    assert revisions(made, interview)[-1] == f"{BASE}{MINE} en verder."
    expect(field).to_be_focused()


@pytest.mark.timeout(240)
def test_what_was_typed_during_a_choice_for_mine_is_saved_behind_it(chromium: Browser, running: Running) -> None:
    base, made, interview = running
    page = Person(chromium, base, DESK).login(NOOR).go(f"/interviews/{interview.id}#v-2b").page
    field = page.get_by_role("textbox", name="Antwoord op vraag 2b")
    begin(field)
    colleague_saves(made, interview, THEIRS)
    keys(field, " Zorg.")
    slow: list[Route] = []
    page.route("**/keuze", lambda route: slow.append(route))  # noqa: PLW0108  (Playwright marks it)
    page.get_by_role("button", name="Mijn tekst gebruiken").click()
    begin(field)
    keys(field, " Werk.")
    slow[0].continue_()
    expect(page.locator("#v-2b [data-version]")).to_contain_text("Versie 4", timeout=20_000)
    expect(panel(page)).to_have_count(0)
    assert revisions(made, interview) == [BASE, THEIRS, f"{BASE} Zorg.", f"{BASE} Zorg. Werk."]


@pytest.mark.timeout(240)
def test_no_key_is_lost_when_a_colleague_saves_the_same_section(chromium: Browser, running: Running) -> None:
    base, made, _interview = running
    round_ = made.round

    def colleague(text: str, number: int) -> None:
        with write_transaction(made.session):
            report_operations.save_section_text(made.session, SYSTEM, round_, SECTION, text, base=number, at=NOW)

    colleague(BASE, 0)
    editor = Person(chromium, base, DESK).login(EDITOR).go(f"/rapport/paragraaf/{SECTION}")
    page, field = editor.page, editor.page.get_by_role("textbox", name="Tekst van de paragraaf")
    begin(field)
    colleague(THEIRS, 1)
    keys(field, MINE[:10])
    expect(panel(page)).to_be_visible()
    keys(field, MINE[10:])
    expect(field).to_have_value(BASE + MINE)
    expect(page.get_by_label("Of voeg ze samen")).to_have_value(MERGED)
    editor.looks("twee-teksten-paragraaf")
    page.get_by_role("button", name="Samengevoegde tekst opslaan").click()
    expect(page.get_by_text("De andere tekst blijft bij de versies.")).to_be_visible()
    expect(field).to_have_value(MERGED)
    with write_transaction(made.session):
        made.session.expire_all()
        found = [one.text for one in report_queries.section_revisions(made.session, round_, SECTION)]
    assert set(found) == {BASE, THEIRS, BASE + MINE, MERGED}
