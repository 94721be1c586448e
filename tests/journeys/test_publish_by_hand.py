"""From what was agreed to a published edition by an editor's hands in a browser, and the check of a copy by anybody."""

import re
from io import BytesIO

import pytest
from browsing import DESK, PHONE, Person
from live import Mailbox
from playwright.sync_api import Browser, FilePayload, expect
from pypdf import PdfWriter


@pytest.mark.timeout(400)
def test_write_settle_publish_and_check(chromium: Browser, sample: tuple[str, Mailbox]) -> None:
    base, _ = sample
    edition = _publish(Person(chromium, base, DESK).login("redactie@example.org"))
    _check(Person(chromium, base, PHONE), edition)


def _publish(editor: Person) -> bytes:
    editor.go("/rapport").looks("rapport")
    editor.follow("Indeling wijzigen").looks("indeling")
    editor.go("/rapport/paragraaf/methodiek").looks("paragraaf")
    _synthesise(editor)
    page = editor.go("/rapport").page
    page.get_by_role("link", name="rust op versie 1").click()
    editor.looks("aanhaling-verouderd").press("Bijwerken naar versie 2")
    expect(page.get_by_role("heading", name="Verouderde aanhalingen")).to_be_hidden()
    editor.go("/rapport").follow("1 passage heeft nog geen thema")
    page.locator(".tagged__p").filter(has_not=page.locator("[type=checkbox]:checked")).get_by_label(
        "Geen van deze"
    ).check()
    expect(page.locator("[data-state]")).to_contain_text("Opgeslagen om")
    editor.go("/rapport")
    page.get_by_label("Editie (publiceren)").check()
    expect(page.get_by_label("Wat", exact=True)).to_be_hidden()
    editor.press("PDF maken")
    expect(page.get_by_role("alert")).to_contain_text("Er staat nog iets open.")
    editor.follow("Bekijk wat openstaat")
    for box in page.locator("[name=over]").all():
        box.check()
    page.get_by_label("Reden om toch te publiceren").fill("Deze gesprekken zijn er dit jaar niet geweest.")
    editor.looks("wat-openstaat").press("Toch publiceren")
    editor.go("/rapport")
    page.get_by_label("Editie (publiceren)").check()
    editor.press("PDF maken")
    link = page.locator("a[href^='/rapport/editie/']").first
    expect(link).to_be_visible(timeout=300_000)  # the page tells it by itself
    editor.looks("gepubliceerd")
    return page.request.get(editor.base + (link.get_attribute("href") or "")).body()


def _synthesise(editor: Person) -> None:
    """Two answers side by side are cited at once, where the cursor is, in the text of a section."""
    page = editor.go("/rapport/vraag/regio/2b?paragraaf=leeswijzer").looks("vergelijken").page
    text, state = page.get_by_label("Tekst van Leeswijzer"), page.locator("#save")
    text.press("Control+Home")
    for name in ("oost-drenthe.2b", "achterhoek.2b"):
        page.get_by_label(f"Aanhalen: [{name}]").check()
    editor.page.get_by_role("button", name="Aanhalingen invoegen").click()
    expect(text).to_have_value(re.compile(r"^\[\[oost-drenthe\.2b(@\d+)?\]\] \[\[achterhoek\.2b(@\d+)?\]\]"))
    expect(page.get_by_label("Aanhalen: [achterhoek.2b]")).not_to_be_checked()
    expect(state).to_contain_text("Opgeslagen om")
    expect(page.locator("#antwoord-oost-drenthe")).to_contain_text("Aangehaald in Leeswijzer")


def _check(anybody: Person, edition: bytes) -> None:
    """Somebody without an account holds the PDF, and one that another program saved again."""
    changed = PdfWriter(clone_from=BytesIO(edition))
    changed.add_metadata({"/Title": "Een ander rapport"})
    other = BytesIO()
    changed.write(other)
    page = anybody.go("/rapport-controleren").looks("rapport-controleren").page
    for content, words, picture in (
        (edition, "Dit is editie 1, ongewijzigd.", "rapport-klopt"),
        (other.getvalue(), "Dit is de tekst van editie 1, opgeslagen door een ander programma.", "rapport-klopt-niet"),
    ):
        file: FilePayload = {"name": "rapport.pdf", "mimeType": "application/pdf", "buffer": content}
        page.get_by_label("Rapport", exact=True).set_input_files(file)
        anybody.press("Controleren")
        expect(page.get_by_role("status")).to_contain_text(words)
        anybody.looks(picture, whole=True)
