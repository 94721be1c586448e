"""The synthesis desk by hand: its text saves itself, and a citation goes to the caret or behind the text proper."""

import re
from collections.abc import Iterator

import pytest
from agreed_round import AgreedRound
from browsing import DESK, Person
from live import free_port, served
from playwright.sync_api import Browser, expect
from recorded import NOW, SYSTEM
from setting import MakeApp, session_of, user_maker

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import write_transaction
from surveyapp.report.rounds import queries
from surveyapp.report.texts import operations
from surveyapp.sample.load import PASSWORD

EDITOR = "redactie@example.org"
PATH = "/rapport/vraag/regio/1?paragraaf=methodiek"
NOTED = "De regio’s werken.[^1]\n\n[^1]: Een bron."


@pytest.fixture
def running(make_app: MakeApp) -> Iterator[tuple[str, AgreedRound]]:
    app = make_app()
    with session_of(app) as session:
        user_maker(session)(RoleName.EDITOR, email=EDITOR, name="Redactie", password=PASSWORD)
        made = AgreedRound.of(session)
        made.agreed(made.organisation("Oost-Drenthe"), {"1": "Er is gebouwd."})
        operations.save_section_text(session, SYSTEM, made.round, "methodiek", NOTED, base=0, at=NOW)
        session.commit()
        with served(app, free_port()) as base:
            yield base, made


def stored(made: AgreedRound) -> str:
    with write_transaction(made.session):
        made.session.expire_all()
        return queries.section_revisions(made.session, made.round, "methodiek")[0].text


@pytest.mark.timeout(240)
def test_it_saves_itself_and_a_citation_never_goes_in_a_footnote(
    chromium: Browser, running: tuple[str, AgreedRound]
) -> None:
    base, made = running
    editor = Person(chromium, base, DESK).login(EDITOR).go(PATH)
    page, state = editor.page, editor.page.locator("#save")
    text = page.get_by_label(re.compile("^Tekst van M"))
    page.get_by_label("Aanhalen: [oost-drenthe.1]").check()
    page.get_by_role("button", name="Aanhalingen invoegen").click()
    cited = "De regio’s werken.[^1]\n\n[[oost-drenthe.1@1]]\n\n[^1]: Een bron."
    expect(text).to_have_value(cited)
    expect(state).to_contain_text("Opgeslagen om")
    assert stored(made) == cited
    expect(page.locator("#antwoord-oost-drenthe")).to_contain_text("Aangehaald in M")
    editor.looks("vergelijken-bewaard")

    text.press("Control+Home")
    page.keyboard.type("Kort: ")
    page.get_by_label("Aanhalen: [oost-drenthe.1]").check()
    page.get_by_role("button", name="Aanhalingen invoegen").click()
    expect(text).to_have_value(f"Kort: [[oost-drenthe.1@1]] {cited}")
    page.keyboard.type(" Nog")
    page.goto(f"{base}/rapport")
    editor.go("/rapport/paragraaf/methodiek")
    expect(page.get_by_role("textbox", name="Tekst van de paragraaf")).to_have_value(
        f"Kort: [[oost-drenthe.1@1]] Nog {cited}"
    )
    expect(page.locator("#save")).to_contain_text("Opgeslagen")


@pytest.mark.timeout(240)
def test_without_a_caret_the_section_desk_puts_words_behind_the_text(
    chromium: Browser, running: tuple[str, AgreedRound]
) -> None:
    base, _ = running
    page = Person(chromium, base, DESK).login(EDITOR).go("/rapport/paragraaf/methodiek?bij=regio.1").page
    page.locator("[data-source='[[oost-drenthe.1@1]]']").locator("[data-insert=cite]").first.click()
    expect(page.get_by_role("textbox", name="Tekst van de paragraaf")).to_have_value(
        "De regio’s werken.[^1]\n\n[[oost-drenthe.1@1]]\n\n[^1]: Een bron."
    )


@pytest.mark.timeout(240)
def test_another_page_of_answers_keeps_what_was_ticked_and_typed(
    chromium: Browser, running: tuple[str, AgreedRound]
) -> None:
    base, made = running
    with write_transaction(made.session):
        for number in range(50):
            made.agreed(made.organisation(f"Streek {number:02}"), {"1": "Er is gebouwd."})
    editor = Person(chromium, base, DESK).login(EDITOR).go(PATH)
    page = editor.page
    text = page.get_by_label(re.compile("^Tekst van M"))
    page.get_by_label("Aanhalen: [oost-drenthe.1]").check()
    text.press("Control+Home")
    text.press_sequentially("Samen: ")
    editor.press("Volgende organisaties")
    expect(page.locator("ul.said > li")).to_have_count(1)
    assert "/rapport/vraag/regio/1?" in page.url, "an address that can be read again"
    expect(page.get_by_label("[oost-drenthe.1]", exact=True)).to_be_checked()
    assert text.input_value().startswith("Samen: De regio’s werken.")
    page.get_by_label("Aanhalen: [streek-49.1]").check()
    page.get_by_role("button", name="Aanhalingen invoegen").click()
    expect(page.locator("#save")).to_contain_text("Opgeslagen om")
    expect(text).to_have_value(re.compile(re.escape("[[streek-49.1@1]] [[oost-drenthe.1@1]]")))
    assert stored(made) == text.input_value()
    editor.looks("vergelijken-bladzijde")
