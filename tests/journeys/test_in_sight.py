"""What somebody looks for on a long page is in sight: list marks, rows, the next answer, the next step, the focus."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from browsing import PHONE, Person
from live import free_port, served
from playwright.sync_api import Browser, Locator, Page, expect
from recorded import ADVISER, SYSTEM
from setting import MakeApp, session_of
from verified import Verified

from surveyapp.accounts.staff.operations import add_user
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import db, utcnow, write_transaction
from surveyapp.core.dutch import local
from surveyapp.interviews.recording.queries import get_interview
from surveyapp.sample.load import PASSWORD
from surveyapp.verification.records.rules import ReactionKind

LAPTOP = {"width": 1366, "height": 768}
LOW = {"width": 1280, "height": 720}
TALL = {"width": 1280, "height": 900}
NESTED = "Er zijn drie dingen gedaan:\n\n- gesloopt\n    - in het dorp\n    - aan de rand\n- gebouwd\n- verkocht"
LONG = "De gemeenten werken samen aan wonen, zorg en bereikbaarheid. " * 40
ANSWERS = {"1": LONG, "2a": NESTED, "2b": LONG, "3a": LONG, "6": LONG, "9": LONG}
OTHERS = ("Hoeksche Waard", "Eemsdelta", "Kop van Drenthe", "Parkstad", "Achterhoek", "Zuid-Limburg", "Noord-Limburg")
MARGIN = "one => one.getBoundingClientRect().left - one.closest('.words').getBoundingClientRect().left"
HIDDEN = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  if (one === document.body || one.matches(".skip")) return false;
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return !(top && (one.contains(top) || top.contains(one)));
}"""
"""Whether the middle of what has the focus is out of sight, or under a bar."""

IN_SIGHT = """one => {
  const box = one.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return box.top >= 0 && box.bottom <= innerHeight && one.contains(top);
}"""


@dataclass
class Place:
    """Where the application answers, its interview with a sent record, and the link to that."""

    base: str
    made: Verified
    interview: int
    link: str


@pytest.fixture
def place(make_app: MakeApp) -> Iterator[Place]:
    app, port = make_app(), free_port()
    with session_of(app) as session:
        roles = [RoleName.INTERVIEWER, RoleName.ADMINISTRATOR]
        noord = add_user(
            session, SYSTEM, email="noord@example.org", name="Noord", roles=roles, password=PASSWORD, at=utcnow()
        )
        made = Verified.of(session)
        interview = made.interview(by=[noord], respondents=(ADVISER,))
        for item, text in ANSWERS.items():
            made.save(interview, item, text)
        now = utcnow()
        made.send(interview, now, local(now + timedelta(days=14)).date())
        (reader,) = made.readers(interview)
        link = f"/v/{made.token(reader, app.config['SECRET_KEY'])}"
        for name in OTHERS:
            made.interview(name, by=[noord])
        session.commit()
        with served(app, port) as base:
            yield Place(base, made, interview.id, link)
        session.close()
        db.engine.dispose()


def in_sight(one: Locator) -> bool:
    """Whether all of an element stands within the window, and nothing over its middle."""
    return bool(one.evaluate(IN_SIGHT))


def hidden_with_the_focus(page: Page, presses: int, key: str = "Tab") -> list[str]:
    """Walk over a page by keyboard, and return what has the focus where nobody sees it."""
    found = []
    for _press in range(presses):
        page.keyboard.press(key)
        if page.evaluate(HIDDEN):
            found.append(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
    return found


def test_lists_on_a_phone_keep_their_marks_and_are_indented(chromium: Browser, place: Place) -> None:
    page = Person(chromium, place.base, PHONE).go(place.link).press("Verslag openen").page
    outer, inner = (page.locator(".words").get_by_text(words, exact=True) for words in ("gebouwd", "in het dorp"))
    assert outer.evaluate(MARGIN) >= 14, "there is room for the mark"
    assert inner.evaluate(MARGIN) - outer.evaluate(MARGIN) >= 14, "what is nested stands further in"


def test_a_half_done_record_leads_to_what_is_left(chromium: Browser, place: Place) -> None:
    guest = Person(chromium, place.base, PHONE).go(place.link).press("Verslag openen")
    for item in ("1", "2a"):
        guest.page.locator(f"[data-item='{item}'] input[value=agree]").check()
        expect(guest.page.locator("#save")).to_contain_text("Opgeslagen om")
    guest.press("Later verder").go(place.link).press("Verslag openen")
    expect(guest.page.locator("[data-item='2b'] .answer__q")).to_be_in_viewport(ratio=1)


def test_the_last_decision_shows_the_next_step_beside_it(chromium: Browser, place: Place) -> None:
    session = place.made.session
    with write_transaction(session):
        (reader,) = place.made.readers(get_interview(session, SYSTEM, place.interview))
        for item in ("1", "9"):
            place.made.react(reader, item, ReactionKind.CORRECTION, proposal=f"{LONG}Nu klopt het.")
        place.made.submit(reader, utcnow())
    page = Person(chromium, place.base, LAPTOP).login("noord@example.org").page
    page.goto(f"{place.base}/interviews/{place.interview}/reacties")
    following = page.get_by_role("link", name="Alles is verwerkt")
    for item, left in (("1", 0), ("9", 1)):
        page.locator(f"#c-{item} button[value=accepted]").click()
        expect(page.locator(f"#c-{item} .reacted--done")).to_be_visible()
        expect(following).to_have_count(left)
    expect(following).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("size", [LAPTOP, LOW])
def test_rows_of_veldwerk_stay_in_sight_when_a_choice_is_refused(
    chromium: Browser, place: Place, size: dict[str, int]
) -> None:
    noord = Person(chromium, place.base, size).login("noord@example.org").go("/veldwerk")
    noord.press("Herinneren")
    expect(noord.page.locator(".refused")).to_be_focused()
    assert in_sight(noord.page.locator(".refused"))
    assert in_sight(noord.page.locator("tbody tr").first), "a row to choose is in sight beside what is wrong"
    noord.looks()


def test_no_bar_hides_what_has_the_focus(chromium: Browser, place: Place) -> None:
    noord = Person(chromium, place.base, TALL).login("noord@example.org").go("/veldwerk")
    assert hidden_with_the_focus(noord.page, 45) == []
    assert hidden_with_the_focus(noord.page, 30, "Shift+Tab") == []
    guest = Person(chromium, place.base, PHONE).go(place.link).press("Verslag openen")
    assert hidden_with_the_focus(guest.page, 30) == []
    assert hidden_with_the_focus(guest.page, 25, "Shift+Tab") == []
