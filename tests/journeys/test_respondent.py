"""A respondent's side by hand: on a phone, at 320 pixels, without JavaScript, and what it weighs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from browsing import DESK, PHONE, Person
from interview_files import LONGEST_REGION, written
from live import ELSEWHERE, Mailbox, free_port, served, smtp_server, wait_for
from playwright.sync_api import Browser, Locator, Page, expect
from recorded import ADVISER, SYSTEM
from sent_record import COLLEAGUE, SentRecord
from setting import MakeApp, session_of, user_maker

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import Base, db, utcnow, write_transaction
from surveyapp.mail.outbox.models import MailState, OutboxMail
from surveyapp.verification.decisions import operations
from surveyapp.verification.records import queries
from surveyapp.verification.records.rules import DecisionKind

LIMIT = 60_000  # bytes, as they come over the line
READER = replace(COLLEAGUE, name="Mia Smit", function="strateeg", must_agree=False)
APPROVER = replace(ADVISER, name="Jan de Boer")
NARROW = {"width": 320, "height": 640}


@dataclass
class Site:
    """A sent record behind the real server, with a real worker and mail server."""

    sent: SentRecord
    base: str
    mailbox: Mailbox

    def link(self, place: int = 0) -> str:
        return self.base + self.sent.link(place)

    def all_sent(self) -> bool:
        """Whether the worker has written down that every mail left."""
        states = self.sent.session.scalars(sa.select(OutboxMail.state)).all()
        self.sent.session.rollback()
        return all(state is MailState.SENT for state in states)

    def rows(self) -> dict[str, list[object]]:
        """Every row of every table."""
        session = self.sent.session
        found = {
            name: [tuple(row) for row in session.execute(sa.select(t))] for name, t in Base.metadata.tables.items()
        }
        session.rollback()
        return found


@pytest.fixture
def site(make_app: MakeApp) -> Iterator[Site]:
    port = free_port()
    with smtp_server() as (smtp_url, mailbox):
        app = make_app(BASE_URL=f"{ELSEWHERE}:{port}", SMTP_URL=smtp_url)
        with session_of(app) as session:
            answers = written(LONGEST_REGION).answers
            team = user_maker(session)(RoleName.INTERVIEWER, name="Ine")
            sent = SentRecord.of(session, by=[team], respondents=(APPROVER, READER), answers=answers)
            with served(app, port) as base:
                yield Site(sent, base, mailbox)
            session.close()
            db.engine.dispose()


def opened(chromium: Browser, link: str, size: dict[str, int] = PHONE) -> Person:
    return Person(chromium, link.split("/v/", maxsplit=1)[0], size).go(link).press("Verslag openen")


def card(page: Page, item: str) -> Locator:
    return page.locator(f"[data-item='{item}']")


def saved(page: Page) -> None:
    expect(page.locator("#save")).to_contain_text("Opgeslagen om")


def send(person: Person, words: str = "Ik heb deze reactie gegeven") -> None:
    person.page.get_by_label(words).check()
    person.page.get_by_role("button", name=re.compile("ersturen$")).click()
    expect(person.page.get_by_role("heading", name="Bedankt, uw reactie is ontvangen")).to_be_visible()


def test_the_first_visit_weighs_less_than_sixty_kilobytes(chromium: Browser, site: Site) -> None:
    page = chromium.new_context(viewport=PHONE).new_page()  # type: ignore[arg-type]
    network, sizes = page.context.new_cdp_session(page), list[int]()
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(site.link(), wait_until="networkidle")
    page.get_by_role("button", name="Verslag openen").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("[data-item]").count() >= 8
    assert len(sizes) >= 6, "two pages, three style sheets and a script"
    assert sum(sizes) < LIMIT, sizes


def test_a_browser_that_runs_scripts_opens_no_record_by_visiting(chromium: Browser, site: Site) -> None:
    wait_for(site.all_sent, "both mails")
    before = site.rows()
    for place in (0, 1, 0, 1):
        page = chromium.new_context().new_page()
        page.goto(site.link(place), wait_until="networkidle")
        page.mouse.move(200, 300)
        page.mouse.wheel(0, 2000)
        page.keyboard.press("End")
        assert "Oost-Drenthe" not in page.content()
        assert page.context.request.get(f"{site.base}/nakijken").status == 401
        page.context.close()
    assert site.rows() == before


def test_on_a_phone_with_a_colleague_who_reads_along(chromium: Browser, site: Site) -> None:
    first, second, third, fourth = [entry.revision.answer.item for entry in site.sent.record.entries][:4]
    jan = opened(chromium, site.link())
    _say_four_things(jan, first, second, third)
    _pass_on(jan, site)
    vera = _with_code(chromium, site)
    _read_along(vera, fourth)
    jan.go("/nakijken")
    said = card(jan.page, fourth).locator(".comment")
    expect(said).to_contain_text("Vera de Wit, planoloog, leest mee")
    _show(said)
    jan.looks("nakijken-meelezer")
    said.get_by_role("button", name="Dit voorstel overnemen").click()
    assert "elk jaar" in card(jan.page, fourth).get_by_label("Uw tekst").input_value()
    jan.press("Akkoord met de rest").press("Afronden").looks("overzicht-soorten", whole=True)
    send(jan)
    jan.looks("bewijs-gebruik")
    _settle(site)
    again = opened(chromium, site.link())
    expect(card(again.page, second).locator(".differs ins").first).to_be_visible()
    card(again.page, second).get_by_text("Eerder over dit antwoord").click()
    _show(card(again.page, second).locator(".differs"))
    again.looks("nakijken-verschil")
    assert not card(again.page, third).count(), "what was withdrawn is not asked again"
    assert jan.problems == vera.problems == again.problems == []


def _show(place: Locator) -> None:
    """In the middle of the screen, clear of the bar."""
    place.evaluate("place => place.scrollIntoView({ block: 'center' })")


def _say_four_things(jan: Person, first: str, second: str, third: str) -> None:
    page = jan.looks("nakijken-begin").page
    _agree_where_a_network_answers(page, first)
    card(page, first).locator(".use summary").click()
    card(page, first).get_by_label("Zonder de naam").check()
    expect(card(page, first).locator(".use")).to_contain_text("zonder de naam van uw organisatie")
    _show(card(page, first).locator(".use__f"))
    jan.looks("nakijken-gebruik")
    card(page, second).get_by_text("Aanpassen", exact=True).click()
    _show(card(page, second).locator(".which"))
    jan.looks("nakijken-soorten")
    card(page, second).get_by_label("Ik heb nieuwe informatie").check()
    card(page, second).get_by_label("Uw nieuwe informatie").fill("Sinds mei 2018 is er ook een dorpsbus.")
    expect(card(page, second).locator("[data-addition]")).to_contain_text("Aanvulling van")
    _show(card(page, second).locator("[data-adding]"))
    jan.looks("nakijken-aanvulling")
    card(page, third).get_by_text("Aanpassen", exact=True).click()
    card(page, third).get_by_label("Ik trek dit antwoord in").check()
    _show(card(page, third).locator(".more--withdrawal"))
    jan.looks("nakijken-intrekken")
    page.reload()
    expect(card(page, third).get_by_label("Ik trek dit antwoord in")).to_be_checked()
    expect(card(page, first).get_by_label("Zonder de naam")).to_be_checked()


def _agree_where_a_network_answers(page: Page, item: str) -> None:
    """A network that asks to log in answers everything itself, and that is no save."""
    page.route("**/nakijken/*", lambda route: route.fulfill(status=200, body="<h1>Wifi</h1>", content_type="text/html"))
    card(page, item).get_by_text("Akkoord", exact=True).click()
    expect(page.locator("#save")).to_have_text("Niet opgeslagen: geen verbinding")
    page.unroute("**/nakijken/*")
    saved(page)


def _pass_on(jan: Person, site: Site) -> None:
    jan.follow("Iemand laten meelezen")
    page = jan.page
    page.get_by_label("Naam").fill("Vera de Wit")
    page.get_by_label("Functie").fill("planoloog")
    page.get_by_label("E-mailadres").fill("vera@example.org")
    jan.looks("meelezen").press("Link versturen")
    expect(page.get_by_text("Vera de Wit krijgt een mail met een eigen link.")).to_be_visible()
    jan.looks("meelezen-gevraagd")
    assert wait_for(lambda: site.mailbox.to(site.sent.interview.interviewers[0].email), "the interviewer's mail")


def _with_code(chromium: Browser, site: Site) -> Person:
    """Who may not open links types the code from the mail."""
    mail: EmailMessage = wait_for(lambda: site.mailbox.to("vera@example.org"), "Vera's mail")[0]
    body = mail.get_body(("plain",))
    assert body
    (code,) = re.findall(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", body.get_content())
    vera = Person(chromium, site.base, DESK).go("/code")
    vera.page.get_by_label("Code").fill(code.lower().replace("-", " "))
    vera.looks("code").press("Openen")
    expect(vera.page.get_by_text("U leest mee.")).to_be_visible()
    return vera


def _read_along(vera: Person, item: str) -> None:
    box = card(vera.page, item)
    box.get_by_text("Aanpassen", exact=True).click()
    box.get_by_label("Ik wil het duidelijker zeggen").check()
    words = box.get_by_label("Uw tekst")
    words.fill(words.input_value() + " Dit gebeurt elk jaar.")
    expect(box.locator("[data-difference] ins")).to_contain_text("elk jaar")
    vera.looks("meelezer").press("Afronden")
    send(vera.looks(), "Ik las mee")


def _settle(site: Site) -> None:
    """The interviewer takes everything over and sends the next record."""
    session, sent = site.sent.session, site.sent
    with write_transaction(session):
        for reaction in queries.to_decide(session, sent.record):
            if reaction.verification.respondent.must_agree:
                base = reaction.revision.number
                operations.decide(
                    session, SYSTEM, sent.interview, reaction, DecisionKind.ACCEPTED, base=base, at=utcnow()
                )
            else:
                operations.decide(
                    session,
                    SYSTEM,
                    sent.interview,
                    reaction,
                    DecisionKind.REFUSED,
                    base=0,
                    reason="Al gedaan.",
                    at=utcnow(),
                )
    with write_transaction(session):
        sent.send()


def test_at_320_pixels_nothing_is_too_wide(chromium: Browser, site: Site) -> None:
    items = [entry.revision.answer.item for entry in site.sent.record.entries]
    guest = opened(chromium, site.link(), NARROW).looks()
    for item, kind in zip(items, ("correction", "addition", "withdrawal"), strict=False):
        box = card(guest.page, item)
        box.get_by_text("Aanpassen", exact=True).click()
        box.locator(f"[value='{kind}']").check()
    box.get_by_label("Waarom?").last.fill("x" * 300)
    saved(guest.page)
    guest.looks()
    for address in ("/nakijken/meelezen", "/code", "/gegevens", "/toegankelijkheid", "/v/x"):
        guest.go(address).looks()


def test_without_javascript_everything_works(chromium: Browser, site: Site) -> None:
    items = [entry.revision.answer.item for entry in site.sent.record.entries]
    page = chromium.new_context(viewport=NARROW, java_script_enabled=False).new_page()  # type: ignore[arg-type]
    page.goto(site.link())
    page.get_by_role("button", name="Verslag openen").click()
    box = card(page, items[0])
    expect(box.get_by_label("Er staat een fout in")).to_be_hidden()
    box.get_by_text("Aanpassen", exact=True).click()
    box.get_by_label("Er staat een fout in").check()
    words = box.get_by_label("Uw tekst")
    words.fill("Anders: " + words.input_value())
    box = card(page, items[1])
    box.get_by_text("Aanpassen", exact=True).click()
    box.get_by_label("Ik trek dit antwoord in").check()
    page.locator(".ways summary").click()
    page.locator(".ways").get_by_label("Alleen als achtergrond").check()
    page.get_by_role("button", name="Akkoord met de rest").click()
    expect(page.get_by_text("keer akkoord erbij")).to_be_visible()
    page.get_by_role("button", name="Afronden").click()
    expect(page.get_by_text("1 keer een andere tekst")).to_be_visible()
    expect(page.get_by_text("1 antwoord trekt u in")).to_be_visible()
    page.get_by_label("Ik heb deze reactie gegeven").check()
    page.get_by_role("button", name="Reactie versturen").click()
    expect(page.get_by_role("heading", name="Bedankt, uw reactie is ontvangen")).to_be_visible()
    expect(page.get_by_text("alleen achtergrond").first).to_be_visible()
