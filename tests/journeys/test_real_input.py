"""Interviews of real length, from their files to a final PDF, through the real web server, worker and SMTP server."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from interview_files import ORGANISATIONS, SETS, written
from live import ELSEWHERE, Mailbox, PlainBrowser, free_port, here, served, smtp_server, wait_for
from read_back import sentences, squeezed, stands_in, words_of
from setting import PASSWORD, MakeApp, session_of, user_maker

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.db import utcnow
from surveyapp.core.dutch import local
from surveyapp.interviews.recording import queries

FIFTEEN = 15
DISPUTED = ("regio-noordwest-fryslan.yaml", "2b")
"""The one answer that its respondent does not agree to."""


@pytest.fixture(scope="module", params=SETS)
def input_files(request: pytest.FixtureRequest) -> list[Path]:
    """Fifteen files: of provinces, regions and ministries, the disputed answer among them."""
    files = SETS[request.param]
    return files if len(files) == FIFTEEN else files[::2][:FIFTEEN]


@pytest.fixture
def journey(make_app: MakeApp) -> Iterator[tuple[PlainBrowser, Mailbox, str]]:
    port = free_port()
    with smtp_server() as (smtp_url, mailbox):
        app = make_app(BASE_URL=f"{ELSEWHERE}:{port}", SMTP_URL=smtp_url)
        with session_of(app) as session:
            user_maker(session)(*RoleName, email="team@example.org", name="Team")
        with served(app, port) as base:
            browser = PlainBrowser(base)
            browser.open("/inloggen").submit("Inloggen", email="team@example.org", password=PASSWORD)
            yield browser, mailbox, base
        with session_of(app) as session:
            for interview in queries.interviews_in(session, queries.get_round(session, "2018")):
                assert interview.state.value in {"approved", "reacted"}


def link_for(mailbox: Mailbox, address: str) -> str:
    def find() -> str:
        for mail in mailbox.to(address):
            plain = mail.get_body(("plain",))
            if plain and (found := re.search(r"http:\S+/v/\S+", plain.get_content())):
                return here(found[0])
        return ""

    return wait_for(find, f"a link for {address}")


def react(base: str, link: str, disputed: str) -> str:
    """Open the link, agree to everything but ``disputed``, send it; gives the receipt's words."""
    guest = PlainBrowser(base).open(link)
    assert "Verslag openen" in guest.words
    guest.submit("Verslag openen")
    if disputed:
        proposal = {f"kind_{disputed}": "correction", f"proposal_{disputed}": "Dit is anders gegaan."}
        guest.submit("Later verder", **proposal).open("/nakijken")
    guest.submit("Akkoord met de rest")
    guest.submit("Afronden").submit("Reactie versturen", confirm="yes")
    assert guest.url.endswith("/nakijken/bewijs"), guest.words[:500]
    return guest.words


@pytest.mark.timeout(400)
def test_from_fifteen_files_to_a_final_report(
    journey: tuple[PlainBrowser, Mailbox, str], input_files: list[Path], tmp_path: Path
) -> None:
    team, mailbox, base = journey
    team.open("/veldwerk/ronde").submit("Ronde beginnen", name="2018", title="Voortgangsrapportage 2018")
    team.open("/veldwerk/inlezen").submit("Inlezen", files={"files": [ORGANISATIONS]}, kind="organisations")
    assert "32 organisaties ingelezen" in team.words
    team.open("/veldwerk/inlezen").submit("Inlezen", files={"files": input_files}, kind="interviews")
    assert "15 interviews ingelezen" in team.words
    links = {a.get("href", "") for a in team.tree.iter("a") if re.fullmatch(r"/interviews/\d+", a.get("href", ""))}
    assert len(links) == 15

    deadline = local(utcnow() + timedelta(days=14)).date().isoformat()
    for link in sorted(links):
        team.open(f"{link}/verslag").submit("Verslag 1 versturen", deadline=deadline)
        assert "Verslag 1 gaat naar" in team.words

    for path in input_files:
        for address in written(path).addresses:
            disputed = DISPUTED[1] if path.name == DISPUTED[0] else ""
            receipt = react(base, link_for(mailbox, address), disputed)
            assert ("Uw voorstellen en vragen" in receipt) is bool(disputed)
    wait_for(lambda: sum("Bewijs" in str(one["subject"]) for one in mailbox.messages) >= 15, "the receipts")
    attached = [part.get_content() for part in mailbox.messages[0].iter_attachments()]
    assert attached[0][:5] == b"%PDF-"

    printed = final_report(team, tmp_path)
    for path in input_files:
        for item, text in written(path).answers.items():
            if (path.name, item) == DISPUTED:
                continue
            for sentence in sentences(text):
                assert stands_in(sentence, printed), f"{path.name} {item}: {sentence}"
    (disputed_file,) = (path for path in input_files if path.name == DISPUTED[0])
    for sentence in sentences(written(disputed_file).answers[DISPUTED[1]]):
        assert sentence[:60] not in printed
    assert squeezed("Dit is anders gegaan") not in printed


def final_report(team: PlainBrowser, folder: Path) -> str:
    """Ask for a final report, decide by name to leave open what is missing, and read it back; squeezed."""
    team.open("/rapport").submit("PDF maken", kind="definitief")
    assert team.status == 422
    without_themes(team)
    team.open("/rapport/openstaand")
    open_ones = [one.get("value", "") for one in team.tree.iter("input") if one.get("name") == "over"]
    assert open_ones
    team.submit("Toch publiceren", over=open_ones, reason="Deze gesprekken zijn er dit jaar niet geweest.")
    team.open("/rapport").submit("PDF maken", kind="definitief")
    address = wait_for(lambda: _finished(team), "the PDF", 240)
    (folder / "rapport.pdf").write_bytes(team.open(address).content)
    printed = words_of(folder / "rapport.pdf")
    assert "CONCEPT" not in printed
    return squeezed(printed)


def without_themes(team: PlainBrowser) -> None:
    """Say of each passage that it belongs to none of the themes: the files name none."""
    while True:
        team.open("/rapport/themas")
        boxes = {one.get("name", "") for one in team.tree.iter("input") if one.get("value") == "geen"}
        if not boxes:
            break
        team.submit("Thema’s opslaan", **dict.fromkeys(boxes, "geen"))


def _finished(team: PlainBrowser) -> str:
    team.open("/rapport")
    for a in team.tree.iter("a"):
        if re.fullmatch(r"/rapport/pdf/\d+", a.get("href", "").split("?")[0]):
            return a.get("href", "")
    return ""
