"""Sources, colleagues and files by a person's hands: cite by keyboard, comment, upload, hand over."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import DESK, PHONE, Person
from live import ELSEWHERE, Mailbox, free_port, served, smtp_server, wait_for
from playwright.sync_api import Browser, Page, expect
from recorded import Recorded
from setting import MakeApp, session_of, user_maker
from test_by_hand import newest_link

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.sample.load import PASSWORD

NORTH, SOUTH, EDITOR = "noord@example.org", "zuid@example.org", "redactie@example.org"
CITATION = "Actieplan Bevolkingsdaling, Kamerstukken II 2017/18, 29697, nr. 42."
SMALL = {"width": 320, "height": 640}


@pytest.fixture
def running(make_app: MakeApp) -> Iterator[tuple[str, str, Mailbox]]:
    """A server with a round of one interview: its address, the interview's, and the mail that goes out."""
    port = free_port()
    with smtp_server() as (smtp_url, mailbox):
        app = make_app(BASE_URL=f"{ELSEWHERE}:{port}", SMTP_URL=smtp_url)
        with session_of(app) as session:
            people = user_maker(session)
            north = people(RoleName.INTERVIEWER, email=NORTH, name="Noord", password=PASSWORD)
            people(RoleName.INTERVIEWER, email=SOUTH, name="Zuid", password=PASSWORD)
            people(RoleName.EDITOR, email=EDITOR, name="Redactie", password=PASSWORD)
            made = Recorded.of(session)
            interview = made.interview(by=[north])
            made.save(interview, "2b", "Het plan is vastgesteld. Daarna is er gesloopt.")
            path = f"/interviews/{interview.id}"
            session.commit()
            session.close()
        with served(app, port) as base:
            yield base, path, mailbox


@pytest.mark.timeout(300)
def test_cite_comment_upload_and_hand_over(
    chromium: Browser, running: tuple[str, str, Mailbox], tmp_path: Path
) -> None:
    base, path, mailbox = running
    north = Person(chromium, base, DESK).login(NORTH).go(f"{path}#v-2b")
    _cite_a_new_source(north)
    _cite_by_keyboard(north)
    editor = Person(chromium, base, SMALL).login(EDITOR)
    _comment(editor)
    _answer(north, path)
    _upload(north, path, tmp_path)
    _send(north, path, chromium, mailbox)
    _hand_over(north, path, Person(chromium, base, DESK).login(SOUTH), mailbox)
    assert north.problems == editor.problems == []


def _words(page: Page) -> str:
    return page.get_by_label("Antwoord op vraag 2b").input_value()


def _cite_a_new_source(north: Person) -> None:
    page = north.page
    answer = page.get_by_label("Antwoord op vraag 2b")
    answer.press("Control+Home")
    for _ in "Het plan is vastgesteld.":
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Alt+c")
    expect(page.get_by_text("Er zijn nog geen bronnen.")).to_be_visible()
    page.get_by_text("Staat de bron er niet bij?").click()
    page.get_by_label("Kamerstuknummer").fill("29697, nr. 42")
    page.get_by_label("Titel", exact=True).fill("Actieplan Bevolkingsdaling")
    north.press("Toevoegen en aanhalen")
    expect(page.get_by_text("Vul ook het vergaderjaar in")).to_be_visible()
    north.looks("bron-aanhalen")
    page.get_by_label("Datum", exact=True).fill("1 maart 2018")
    north.press("Toevoegen en aanhalen")
    expect(page.get_by_text("Aangehaald: Actieplan Bevolkingsdaling")).to_be_visible()
    expect(answer).to_be_focused()
    page.keyboard.insert_text(" Dat is zeker.")  # at once: what is typed slowly is undone in parts
    assert _words(page) == (
        f"Het plan is vastgesteld.[^kst-29697-42] Dat is zeker. Daarna is er gesloopt.\n\n[^kst-29697-42]: {CITATION}"
    )
    page.keyboard.press("Control+z")
    assert _words(page).startswith("Het plan is vastgesteld.[^kst-29697-42] Daarna")


def _cite_by_keyboard(north: Person) -> None:
    """A second time the footnote is there already; Esc puts nothing in."""
    page = north.page
    before = _words(page)
    page.keyboard.press("Alt+c")
    page.keyboard.type("iets anders")
    expect(page.get_by_text("Geen bron gevonden.")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert _words(page) == before
    page.keyboard.press("Control+End")
    page.keyboard.press("Alt+c")
    page.keyboard.type("ACTIEPLAN 29697")
    page.keyboard.press("Enter")
    assert _words(page) == (
        f"Het plan is vastgesteld.[^kst-29697-42] Daarna is er gesloopt.[^kst-29697-42]\n\n[^kst-29697-42]: {CITATION}"
    )
    expect(page.locator("#save")).to_contain_text("Opgeslagen om")


def _comment(editor: Person) -> None:
    page = editor.page
    editor.go("/bronnen").looks("bronnen-telefoon").follow("Actieplan Bevolkingsdaling").looks()
    expect(page.get_by_text("[^kst-29697-42]: Actieplan")).to_be_visible()
    editor.follow("Regio Oost-Drenthe, vraag 2b").looks("meelezen-telefoon")
    page.locator("#v-2b").get_by_text("Opmerking maken").click()
    page.get_by_label("Uw opmerking bij vraag 2b").fill("Om hoeveel woningen gaat het?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#v-2b .thread__w")).to_have_text("Om hoeveel woningen gaat het?")
    editor.looks().go("/veldwerk")
    expect(page.get_by_text("Opmerkingen open bij 1 vraag")).to_be_visible()


def _answer(north: Person, path: str) -> None:
    """The remark stands beside the question; answering it leaves what was typed where it is."""
    page = north.go(path).page
    expect(page.locator("[data-rail='2b']")).to_contain_text("1 opmerking")
    north.go(f"{path}#v-2b").looks("opmerking-bij-vraag")
    thread = page.locator("#v-2b [data-thread]")
    thread.get_by_label("Uw opmerking bij vraag 2b").fill("Twaalf woningen.")
    thread.get_by_role("button", name="Reageren").click()
    expect(thread.locator(".thread__w").last).to_have_text("Twaalf woningen.")
    thread.get_by_role("button", name="Afgehandeld").click()
    expect(thread.get_by_text("Afgehandeld door Noord")).to_be_visible()
    expect(page.locator("[data-rail='2b']")).not_to_contain_text("opmerking")


def _upload(north: Person, path: str, folder: Path) -> None:
    page = north.go(f"{path}/gegevens").follow("Bijlagen bekijken of toevoegen").page
    program, report = folder / "rapport.pdf", folder / "Woonvisie 2018.pdf"
    program.write_bytes(b"MZ\x90\x00 a program")
    report.write_bytes(b"%PDF-1.7 woonvisie")
    for file, words in ((program, "Dit soort bestand kan niet worden bewaard."), (report, "is bewaard.")):
        page.get_by_label("Bestand", exact=True).set_input_files(file)
        north.press("Bestand toevoegen")
        expect(page.get_by_text(words).first).to_be_visible()
    north.looks("bijlagen")
    with page.expect_download() as download:
        page.get_by_role("link", name="Woonvisie 2018.pdf").click()
    assert Path(download.value.path()).read_bytes() == report.read_bytes()


def _send(north: Person, path: str, chromium: Browser, mailbox: Mailbox) -> None:
    """The respondent reads the footnote's words, agrees, and sees nothing of what stays inside."""
    north.go(f"{path}/verslag").press("Verslag 1 versturen")
    guest = Person(chromium, north.base, PHONE)
    guest.go(newest_link(mailbox, "contact@example.org", "Wilt u het verslag")).press("Verslag openen")
    expect(guest.page.locator("[data-item='2b'] .fnotes")).to_contain_text(CITATION)
    for words in ("Twaalf woningen", "hoeveel woningen", "Woonvisie"):
        assert words not in guest.page.content()
    guest.looks("nakijken-voetnoot").press("Akkoord met de rest").press("Afronden")
    guest.page.get_by_label("Ik heb deze reactie gegeven").check()
    guest.press("Reactie versturen")
    expect(guest.page.get_by_role("heading", name="Bedankt, uw reactie is ontvangen")).to_be_visible()


def _hand_over(north: Person, path: str, south: Person, mailbox: Mailbox) -> None:
    page = north.go(f"{path}/gegevens").follow("Overdragen aan een collega").looks("overdragen").page
    north.press("Overdragen")
    expect(page.get_by_text("Kies een collega.").first).to_be_visible()
    page.get_by_label("Aan wie").select_option(label="Zuid")
    page.get_by_label("Toelichting").fill("Bel de gemeente nog.")
    north.press("Overdragen")
    expect(page.get_by_text("is overgedragen aan Zuid")).to_be_visible()
    south.go("/interviews")
    expect(south.page.get_by_text("Regio Oost-Drenthe").first).to_be_visible()
    (mail,) = wait_for(lambda: mailbox.to(SOUTH), "the mail to the colleague")
    plain = mail.get_body(("plain",))
    assert plain
    assert "Bel de gemeente nog." in plain.get_content()


def test_nothing_of_it_is_too_wide_for_a_small_phone_or_400_percent(
    chromium: Browser, running: tuple[str, str, Mailbox]
) -> None:
    base, path, _ = running
    north = Person(chromium, base, SMALL).login(NORTH)
    for address in (
        path,
        f"{path}/meelezen",
        f"{path}/bijlagen",
        f"{path}/overdragen",
        f"{path}/gegevens",
        "/bronnen/nieuw",
    ):
        north.go(address).looks()
    north.go(f"{path}#v-2b").page.get_by_role("button", name="Bron aanhalen").click()
    north.page.get_by_text("Staat de bron er niet bij?").click()
    north.looks()
