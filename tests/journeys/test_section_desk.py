"""The desk of a section by hand: words go in by click and key, the text saves itself, and two editors lose nothing."""

from collections.abc import Iterator

import pytest
from browsing import DESK, Person
from live import free_port, served
from playwright.sync_api import Browser, Locator, expect
from recorded import NOW, SYSTEM
from setting import MakeApp, session_of, user_maker
from verified import Verified

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import write_transaction
from surveyapp.interviews.recording.models import Round
from surveyapp.interviews.recording.queries import find_current_round
from surveyapp.report.rounds import queries
from surveyapp.report.texts import operations
from surveyapp.sample.load import PASSWORD

EDITOR = "redactie@example.org"
PATH = "/rapport/paragraaf/methodiek"
ANSWERS = {
    "1": "De vijf gemeenten werken samen aan wonen.\n\nOok de zorg krijgt aandacht in de regio.",
    "2b": "Er is sloop en beperkte terugbouw.",
}


@pytest.fixture
def running(make_app: MakeApp) -> Iterator[tuple[str, Verified]]:
    """A server with one agreed interview."""
    app = make_app()
    with session_of(app) as session:
        user_maker(session)(RoleName.EDITOR, email=EDITOR, name="Redactie", password=PASSWORD)
        made = Verified.of(session)
        interview = made.interview("Oost-Drenthe")
        for item, words in ANSWERS.items():
            made.save(interview, item, words)
        made.send(interview)
        for reader in made.readers(interview):
            made.submit(reader)
        session.commit()
        with served(app, free_port()) as base:
            yield base, made


def texts(made: Verified) -> list[str]:
    with write_transaction(made.session):
        made.session.expire_all()
        return [one.text for one in queries.section_revisions(made.session, current_round(made), "methodiek")]


def current_round(made: Verified) -> Round:
    found = find_current_round(made.session)
    assert found
    return found


def colleague_saves(made: Verified, text: str) -> None:
    with write_transaction(made.session):
        base = len(queries.section_revisions(made.session, current_round(made), "methodiek"))
        operations.save_section_text(made.session, SYSTEM, current_round(made), "methodiek", text, base=base, at=NOW)


@pytest.mark.timeout(300)
def test_a_section_is_written_from_what_was_said(chromium: Browser, running: tuple[str, Verified]) -> None:
    base, made = running
    editor = Person(chromium, base, DESK).login(EDITOR).go(f"{PATH}?bij=regio.1")
    page = editor.page
    text, state = page.get_by_role("textbox", name="Tekst van de paragraaf"), page.locator("#save")
    said = page.locator("[data-source='[[oost-drenthe.1@1]]']")

    text.press_sequentially("Volgens de regio:")
    said.get_by_role("button", name="Citeren").first.click()
    expect(text).to_have_value("Volgens de regio: ‘De vijf gemeenten werken samen aan wonen.’ [[oost-drenthe.1@1]]")
    text.press_sequentially(" Verder is er")
    _select(said.get_by_text("Ook de zorg"))
    page.keyboard.press("Alt+q")
    text.press_sequentially(" en")
    said.locator("[data-passage]").last.focus()
    page.keyboard.press("Alt+a")
    written = (
        "Volgens de regio: ‘De vijf gemeenten werken samen aan wonen.’ [[oost-drenthe.1@1]] Verder is er"
        " ‘Ook de zorg krijgt aandacht in de regio.’ [[oost-drenthe.1@1]] en [[oost-drenthe.1@1]]"
    )
    expect(text).to_have_value(written)
    expect(state).to_contain_text("Opgeslagen om")
    expect(page.get_by_text("hier gebruikt")).to_have_count(2)
    editor.looks()

    text.press_sequentially(" en ‘sloop en terugbouw’ [oost-drenthe.2b]")
    expect(page.get_by_text("Aanhaling klopt niet")).to_be_visible()
    expect(text).to_have_value(f"{written} en ‘sloop en terugbouw’ [[oost-drenthe.2b@1]]")
    editor.looks("paragraaf-schrijven")

    page.context.set_offline(True)
    text.press_sequentially(" Getypt zonder verbinding.")
    expect(state).to_contain_text("Alleen in deze browser, geen verbinding")
    colleague_saves(made, "Van een collega.")
    editor.problems.clear()
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Een collega heeft deze tekst ook gewijzigd")).to_be_visible()
    expect(text).to_be_visible()
    editor.looks()
    page.get_by_role("button", name="Mijn tekst gebruiken").click()
    expect(text).to_be_visible()
    expect(page.get_by_text("De tekst is opgeslagen.")).to_be_visible()
    newest, before, *_ = texts(made)
    assert newest.endswith("Getypt zonder verbinding.")
    assert before == "Van een collega."


def _select(paragraph: Locator) -> None:
    """By the mouse: three clicks select a paragraph."""
    paragraph.click(click_count=3)
