"""Three rounds and a reopened answer, by hand: two who must agree, one of them on a phone, and one who reads along.

At the end the report holds exactly the words that were agreed last, and the receipt says so to whoever holds it.
"""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from browsing import DESK, PHONE, Person
from live import ELSEWHERE, Mailbox, free_port, here, served, smtp_server, wait_for
from playwright.sync_api import Browser, Locator, expect
from recorded import SYSTEM
from sent_record import SentRecord
from setting import MakeApp, session_of
from tampering import verdict_on

from surveyapp.accounts.staff.operations import add_user
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import utcnow
from surveyapp.core.dutch import local
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.report.compiling.compile import compile_report
from surveyapp.report.formats.html import render_report
from surveyapp.report.rounds.queries import outline_of, round_source
from surveyapp.sample.load import PASSWORD

JAN = RespondentData("Jan de Boer", "beleidsadviseur", "jan@example.org")
WIES = RespondentData("Wies Mulder", "wethouder", "wies@example.org")
MIA = RespondentData("Mia Smit", "strateeg", "mia@example.org", must_agree=False)
ANSWERS = {
    "1": "De woonvisie is vastgesteld in 2016.",
    "2b": "Er zijn 120 woningen gesloopt.",
    "6": "De gemeenten werken samen.",
    "9": "Het fonds betaalt de programmamanager.",
}
ADDED = "Sinds mei rijdt er een buurtbus."


@dataclass
class Site:
    """A sent record behind the real server, with a real worker and mail server."""

    sent: SentRecord
    base: str
    mailbox: Mailbox

    def links(self, address: str) -> list[str]:
        """Every link that somebody was mailed, the newest last."""
        texts = [mail.get_body(("plain",)) for mail in self.mailbox.to(address)]
        return [here(link) for text in texts if text for link in re.findall(r"http\S+/v/[\w-]+", text.get_content())]


@pytest.fixture
def site(make_app: MakeApp) -> Iterator[Site]:
    port = free_port()
    with smtp_server() as (smtp_url, mailbox):
        app = make_app(BASE_URL=f"{ELSEWHERE}:{port}", SMTP_URL=smtp_url)
        with session_of(app) as session:
            noord = add_user(
                session,
                SYSTEM,
                email="noord@example.org",
                name="Interviewer Noord",
                roles=[RoleName.INTERVIEWER],
                password=PASSWORD,
                at=utcnow(),
            )
            sent = SentRecord.of(session, by=[noord], respondents=(JAN, WIES, MIA), answers=ANSWERS)
            with served(app, port) as base:
                yield Site(sent, base, mailbox)


def opened(chromium: Browser, site: Site, address: str, size: dict[str, int], mails: int) -> Person:
    """Through the newest link in the mail, when that many have come."""
    wait_for(lambda: len(site.links(address)) >= mails, f"mail {mails} to {address}")
    return Person(chromium, site.base, size).go(site.links(address)[-1]).press("Verslag openen")


def card(person: Person, item: str) -> Locator:
    return person.page.locator(f"[data-item='{item}']")


def agree(person: Person, *items: str) -> None:
    for item in items:
        card(person, item).get_by_text("Akkoord", exact=True).click()


def propose(person: Person, item: str, label: str, words: str, field: str = "Uw tekst") -> None:
    card(person, item).get_by_text("Aanpassen", exact=True).click()
    card(person, item).get_by_label(label).check()
    card(person, item).get_by_label(field).fill(words)


def send(person: Person, confirm: str = "Ik heb deze reactie gegeven") -> None:
    expect(person.page.locator("#save")).to_contain_text("Opgeslagen om")
    person.press("Afronden")
    person.page.get_by_label(confirm).check()
    person.looks().page.get_by_role("button", name=re.compile("ersturen$")).click()
    expect(person.page.get_by_role("heading", name="Bedankt, uw reactie is ontvangen")).to_be_visible()


def next_record(noord: Person, site: Site, number: int) -> None:
    noord.go(f"/interviews/{site.sent.interview.id}/verslag").looks()
    noord.press(f"Verslag {number} versturen")
    expect(noord.page.get_by_text(f"Verslag {number} gaat naar")).to_be_visible()


def refuse(noord: Person, item: str, who: str, reason: str) -> None:
    box = noord.page.locator(f"#c-{item} .reacted:not(.reacted--done)").filter(has_text=who)
    box.locator("summary", has_text="Niet overnemen").click()
    box.get_by_label("Waarom neemt u het niet over?").fill(reason)
    box.get_by_role("button", name="Niet overnemen").click()
    decided(noord, item, reason)


def take_over(noord: Person, item: str, who: str) -> None:
    noord.page.locator(f"#c-{item} .reacted:not(.reacted--done)").filter(has_text=who).get_by_role(
        "button", name="Overnemen"
    ).click()
    decided(noord, item, "Overgenomen")


def decided(noord: Person, item: str, words: str) -> None:
    """It is there, and the page no longer moves to where it is: a click would miss."""
    expect(noord.page.locator(f"#c-{item} .reacted--done").filter(has_text=words).first).to_be_visible()
    noord.page.wait_for_load_state("load")


@pytest.mark.timeout(300)
def test_three_rounds_a_reopened_answer_and_the_report(chromium: Browser, site: Site, tmp_path: Path) -> None:
    noord = Person(chromium, site.base, DESK).login("noord@example.org")
    _first_round(chromium, site, noord)
    _second_round(chromium, site, noord)
    _third_round(chromium, site)
    _reopened(chromium, site, noord)
    _published(site, tmp_path)


def _first_round(chromium: Browser, site: Site, noord: Person) -> None:
    """The reader comments, the adviser corrects and adds on a phone, the alderman asks."""
    mia = opened(chromium, site, MIA.email, DESK, 1)
    propose(mia, "6", "Ik wil het duidelijker zeggen", "De gemeenten werken nauw samen.")
    send(mia, "Ik las mee")
    jan = opened(chromium, site, JAN.email, PHONE, 1)
    expect(card(jan, "6").locator(".comment")).to_contain_text("Mia Smit, strateeg, leest mee")
    propose(jan, "2b", "Er staat een fout in", "Er zijn 112 woningen gesloopt.")
    expect(card(jan, "2b").locator("[data-difference] del")).to_contain_text("120")
    propose(jan, "1", "Ik heb nieuwe informatie", ADDED, "Uw nieuwe informatie")
    agree(jan, "6", "9")
    send(jan.looks())
    wies = opened(chromium, site, WIES.email, DESK, 1)
    card(wies, "9").get_by_text("Vraag stellen", exact=True).click()
    card(wies, "9").get_by_label("Uw vraag aan de interviewer").fill("Welk fonds is dit?")
    agree(wies, "1", "2b", "6")
    send(wies)
    noord.go(f"/interviews/{site.sent.interview.id}/reacties").looks()
    take_over(noord, "2b", "beleidsadviseur")
    take_over(noord, "1", "beleidsadviseur")
    refuse(noord, "6", "strateeg", "Zo is het in het gesprek niet gezegd.")
    question = noord.page.locator("#c-9 .reacted:not(.reacted--done)")
    question.get_by_label("Uw antwoord").fill("Het Gemeentefonds.")
    question.get_by_role("button", name="Antwoord opslaan").click()
    decided(noord, "9", "Gemeentefonds")
    next_record(noord, site, 2)


def _second_round(chromium: Browser, site: Site, noord: Person) -> None:
    """Only what changed is asked again, beside what was agreed before."""
    wies = opened(chromium, site, WIES.email, DESK, 2)
    assert [one.get_attribute("data-item") for one in wies.page.locator("[data-item]").all()] == ["1", "2b", "9"]
    expect(card(wies, "2b").locator(".differs ins").first).to_contain_text("112")
    expect(card(wies, "9")).to_contain_text("Het Gemeentefonds.")
    expect(wies.page.locator(".earlier")).to_contain_text("1 antwoord waarmee u al akkoord ging")
    propose(wies, "2b", "Ik wil het duidelijker zeggen", "Er zijn 112 huizen gesloopt.")
    agree(wies, "1", "9")
    send(wies)
    jan = opened(chromium, site, JAN.email, PHONE, 2)
    assert [one.get_attribute("data-item") for one in jan.page.locator("[data-item]").all()] == ["1", "2b"]
    expect(card(jan, "1")).to_contain_text("Aanvulling van")
    agree(jan, "1", "2b")
    card(jan, "1").locator(".use summary").click()
    card(jan, "1").get_by_label("Alleen als achtergrond").check()
    send(jan)
    noord.go(f"/interviews/{site.sent.interview.id}/reacties")
    refuse(noord, "2b", "wethouder", "In het rapport heet dit overal een woning.")
    next_record(noord, site, 3)


def _third_round(chromium: Browser, site: Site) -> None:
    """The refusal is read with its reason, and then agreed to."""
    wies = opened(chromium, site, WIES.email, DESK, 3)
    expect(card(wies, "2b")).to_contain_text("In het rapport heet dit overal een woning.")
    agree(wies, "2b")
    send(wies)
    wies.looks()
    with wies.page.expect_download() as receipt:
        wies.follow("Bewijs bewaren (PDF)")
    site.sent.session.rollback()
    verdict = verdict_on(site.sent.session, Path(receipt.value.path()).read_bytes())
    assert verdict.matches, verdict
    site.sent.session.rollback()
    wait_for(lambda: [mail for mail in site.mailbox.to(JAN.email) if "Alles is akkoord" in mail["subject"]], "the end")


def _reopened(chromium: Browser, site: Site, noord: Person) -> None:
    """An agreed answer is locked; opening it says why, and asks everybody again."""
    noord.go(f"/interviews/{site.sent.interview.id}#v-6")
    answer = noord.page.get_by_label("Antwoord op vraag 6")
    expect(answer).not_to_be_editable()
    noord.page.locator("#v-6").get_by_role("link", name="Heropen").click()
    noord.page.get_by_label("Waarom heropent u dit antwoord?").fill("Er is een gemeente bijgekomen.")
    noord.looks().press("Heropenen en laten weten")
    for address in (JAN.email, WIES.email):
        wait_for(
            lambda to=address: [one for one in site.mailbox.to(to) if "opnieuw bekeken" in one["subject"]],  # type: ignore[misc]
            "why",
        )
    answer = noord.page.get_by_label("Antwoord op vraag 6")
    answer.fill("De zes gemeenten werken samen.")
    expect(noord.page.locator("#v-6 [data-version]")).to_contain_text("Versie 2")
    next_record(noord, site, 4)
    for address, size, mails in ((JAN.email, PHONE, 3), (WIES.email, DESK, 4)):
        person = opened(chromium, site, address, size, mails)
        assert [one.get_attribute("data-item") for one in person.page.locator("[data-item]").all()] == ["6"]
        agree(person, "6")
        send(person)
        assert person.problems == []


def _published(site: Site, folder: Path) -> None:
    """What was agreed last, word for word; nothing that was replaced, refused or meant as background."""
    session, sent = site.sent.session, site.sent
    session.rollback()
    assert sent.interview.state.value == "approved"
    source = round_source(session, sent.made.round, publisher="Programma")
    report = compile_report(outline_of(sent.made.round), source, draft=True, dated=local(utcnow()).date())
    file = folder / "rapport.pdf"
    file.write_bytes(render_report(report))
    printed = subprocess.run(["pdftotext", "-q", str(file), "-"], capture_output=True, text=True, check=True).stdout
    words = " ".join(printed.split())
    for agreed in ("112 woningen gesloopt", "De zes gemeenten werken samen.", "Het fonds betaalt de programmamanager."):
        assert agreed in words
    for other in ("120 woningen", "112 huizen", "nauw samen", "buurtbus", "woonvisie is vastgesteld in 2016"):
        assert other not in words
