"""Alignment by hand: an editor puts a section before its readers, one reacts on a phone, and reads what was done."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from aligned_round import AlignedRound
from browsing import DESK, PHONE, Person
from checking import PASSWORD
from live import ELSEWHERE, free_port, served
from playwright.sync_api import Browser, expect
from setting import MakeApp, session_of, user_maker

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import utcnow, write_transaction
from surveyapp.core.dutch import local

TEXT = """\
Leegstand beperkt zich niet tot woningen. Ook winkels, scholen en kerken verliezen hun functie.

In Oost-Drenthe is in 2015 begonnen met slopen en bouwen [[oost-drenthe.2b@1]]. Dat gebeurt dorp voor dorp.

Andere regio’s kiezen voor verbouwen.
"""
WORDS = "Het begon in 2016, niet in 2015."


@pytest.fixture
def site(make_app: MakeApp) -> Iterator[tuple[AlignedRound, str]]:
    port = free_port()
    app = make_app(BASE_URL=f"{ELSEWHERE}:{port}")
    with session_of(app) as session:
        user_maker(session)(RoleName.EDITOR, email="redactie@example.org", name="Ed Redacteur")
        aligned = AlignedRound.of(session)
        aligned.write(TEXT, base=1)
        session.commit()
        with served(app, port) as base:
            yield aligned, base


def editor_of(chromium: Browser, base: str) -> Person:
    editor = Person(chromium, base, DESK).go("/inloggen")
    editor.page.get_by_label("E-mailadres").fill("redactie@example.org")
    editor.page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    return editor.press("Inloggen")


def test_a_section_is_put_before_its_reader_and_what_they_say_is_settled(
    site: tuple[AlignedRound, str], chromium: Browser
) -> None:
    aligned, base = site
    editor = editor_of(chromium, base).go("/rapport/paragraaf/methodiek").follow("Afstemmen").looks()
    editor.press("Nakijken wie wat krijgt").looks().press("Voorleggen aan 1 persoon").looks()
    aligned.session.rollback()

    reader = Person(chromium, base, PHONE).go(aligned.link()).looks().press("Passages openen").looks()
    page = reader.page
    reader.follow("Meer tijd vragen").looks()
    page.get_by_label("Tot en met welke dag?").fill(local(utcnow() + timedelta(days=60)).date().isoformat())
    reader.press("Meer tijd vragen").looks().follow("Terug naar de tekst")
    editor.go("/rapport/afstemmen/1").follow("Verzoek beantwoorden").looks()
    editor.press("Tijd geven tot deze dag").looks("afstemmen-lezer")
    page.get_by_text("Feitelijke fout", exact=True).click()
    page.get_by_label("Wat klopt er niet, en wat is juist?").fill(WORDS)
    expect(page.get_by_text("Opgeslagen om")).to_be_visible()
    reader.looks("afstemmen-reageren").press("Afronden").looks()
    page.get_by_role("checkbox").check()
    reader.press("Reactie versturen").looks()
    expect(page.get_by_role("heading", name="Bedankt, uw reactie is ontvangen")).to_be_visible()

    with write_transaction(aligned.session):
        aligned.write(TEXT.replace("2015", "2016"), base=2)
    editor.go("/rapport/afstemmen/1").looks("afstemmen-verwerken")
    editor.page.get_by_label("Overgenomen", exact=True).check()
    editor.press("Besluit opslaan").press("Terugmelden aan 1 lezer").looks()
    editor.go("/rapport/afstemmen/tabel").looks()
    reader.go("/rapporttekst/bewijs").looks()
    expect(page.get_by_text("Overgenomen.")).to_be_visible()
