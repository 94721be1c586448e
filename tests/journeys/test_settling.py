"""Settling by a person's hands: reactions of every kind, all at once and back, and an answer that is locked."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from browsing import DESK, PHONE, Person
from live import free_port, served
from playwright.sync_api import Browser, expect
from recorded import ADVISER, SYSTEM
from setting import MakeApp, session_of
from verified import Verified

from surveyapp.accounts.staff.operations import add_user
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor
from surveyapp.core.db import utcnow, write_transaction
from surveyapp.interviews.recording.operations import RespondentData
from surveyapp.interviews.recording.queries import get_interview, newest_revisions
from surveyapp.sample.load import PASSWORD
from surveyapp.verification.agreeing import operations
from surveyapp.verification.records.rules import Channel, ReactionKind, Use

ALDERMAN = RespondentData("Wethouder Wonen", "wethouder", "wethouder@example.org")
READER = RespondentData("Jurist", "jurist", "jurist@example.org", must_agree=False)
ANSWERS = {
    "1": "De regio heeft vorig jaar een woonvisie vastgesteld. Het draagvlak in de dorpen is groot.",
    "2b": "Er zijn 120 woningen gesloopt en 80 woningen teruggebouwd. De corporaties betalen de helft.",
    "2d": "Twee basisscholen zijn samengegaan. Het nieuwe gebouw staat in het grootste dorp.",
    "3a": "De gemeenten werken samen in één programmabureau.",
    "6": "De wethouders hebben hierover nog geen besluit genomen.",
    "9": "Het fonds betaalt de programmamanager.",
}


@dataclass
class Place:
    """Where the application answers, and its one interview."""

    base: str
    made: Verified
    interview: int

    def agree(self, item: str) -> None:
        """The wethouder, who was the last one, agrees to an answer while somebody has the desk open."""
        with write_transaction(self.made.session):
            interview = get_interview(self.made.session, SYSTEM, self.interview)
            reader = self.made.readers(interview)[1]
            (revision,) = [one.revision for one in reader.record.entries if one.revision.answer.item == item]
            operations.approve(
                self.made.session,
                Actor("respondent", reader.respondent_id),
                reader.respondent,
                revision,
                channel=Channel.LINK,
                use=Use.NAMED,
                at=utcnow(),
                verification=reader,
            )

    def text(self, item: str) -> str:
        with write_transaction(self.made.session):
            return newest_revisions(self.made.session, [self.interview])[self.interview][item].text


@pytest.fixture
def place(make_app: MakeApp) -> Iterator[Place]:
    app, port = make_app(), free_port()
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
        made = Verified.of(session)
        interview = made.interview(by=[noord], respondents=(ADVISER, ALDERMAN, READER))
        for item, text in ANSWERS.items():
            made.save(interview, item, text)
        made.send(interview)
        _react(made, interview.id)
        session.commit()
        with served(app, port) as base:
            yield Place(base, made, interview.id)


def _react(made: Verified, interview_id: int) -> None:
    interview = get_interview(made.session, SYSTEM, interview_id)
    adviser, alderman, reader = made.readers(interview)
    correct, clear, more = ReactionKind.CORRECTION, ReactionKind.CLARIFICATION, ReactionKind.ADDITION
    made.react(adviser, "1", clear, proposal=ANSWERS["1"].replace("De regio heeft", "De zes gemeenten hebben"))
    made.react(alderman, "1", more, proposal="In mei is ook de uitvoeringsagenda klaar.", use=Use.UNNAMED)
    made.react(adviser, "2b", correct, proposal=ANSWERS["2b"].replace("120", "112"), remark="Zie het jaarverslag.")
    made.react(alderman, "2b", correct, proposal=ANSWERS["2b"].replace("120", "118"))
    made.react(alderman, "6", ReactionKind.WITHDRAWAL, remark="Dit is nog vertrouwelijk.", use=Use.BACKGROUND)
    made.react(adviser, "9", ReactionKind.QUESTION, remark="Gaat dit over het gemeentefonds?")
    made.react(reader, "3a", correct, proposal="De gemeenten werken samen in één regiobureau.")
    for one in (adviser, reader):
        made.submit(one)
    for item in ("3a", "9"):
        made.react(alderman, item, ReactionKind.AGREE)
    made.react(alderman, "2d", ReactionKind.QUESTION, remark="Welk dorp is dit?")
    made.submit(alderman)


@pytest.mark.timeout(240)
def test_reactions_of_every_kind_are_settled_and_an_agreed_answer_is_reopened(chromium: Browser, place: Place) -> None:
    noord = Person(chromium, place.base, DESK).login("noord@example.org")
    page, desk = noord.page, f"/interviews/{place.interview}"
    noord.go(f"{desk}/reacties").looks("reacties-soorten")
    expect(page.get_by_text("Deze reacties spreken elkaar tegen.")).to_be_visible()
    noord.follow("Neem alles over (3)").looks("reacties-alles").press("3 voorstellen overnemen")
    expect(page.get_by_text("3 voorstellen zijn overgenomen.")).to_be_visible()
    assert place.text("1").startswith("De zes gemeenten hebben")
    assert place.text("6") == ""
    noord.looks("reacties-verwerkt").follow("Maak alles ongedaan").looks().press("3 besluiten ongedaan maken")
    assert place.text("6") == ANSWERS["6"]
    page.locator("#c-2b button[value=accepted]").first.click()
    expect(page.locator("#c-2b .reacted--done").first).to_be_visible()
    page.wait_for_load_state("load")  # until then the page moves to where that is, and a click would miss
    assert "112" in place.text("2b")
    second = page.locator("#c-2b .reacted:not(.reacted--done)")
    second.locator("summary", has_text="Niet overnemen").click()
    second.get_by_role("button", name="Niet overnemen").click()
    expect(page.get_by_text("Vul een reden in.").first).to_be_visible()
    noord.looks()
    page.get_by_label("Waarom neemt u het niet over?").and_(page.locator("[aria-invalid=true]")).fill(
        "Zie het jaarverslag."
    )
    page.locator("#c-2b .reacted:not(.reacted--done)").get_by_role("button", name="Niet overnemen").click()
    expect(page.locator("#c-2b")).to_contain_text("Zie het jaarverslag.")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    noord.looks()
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    _reopen_from_a_reader(noord, place)
    _locked_while_typing(noord, place)


def _reopen_from_a_reader(noord: Person, place: Place) -> None:
    """A reader proposes other words for an answer that has agreement."""
    page = noord.page
    noord.go(f"/interviews/{place.interview}/reacties")
    page.locator("#c-3a").get_by_role("link", name="Heropen het eerst").click()
    noord.looks("heropenen")
    page.get_by_label("Waarom heropent u dit antwoord?").fill("De naam van het bureau klopt niet.")
    noord.press("Heropenen en laten weten")
    page.locator("#c-3a button[value=accepted]").click()
    expect(page.locator("#c-3a .reacted--done")).to_be_visible()
    assert "regiobureau" in place.text("3a")


def _locked_while_typing(noord: Person, place: Place) -> None:
    """Agreement comes in while somebody types: nothing is lost, and after reopening it is saved."""
    page = noord.page
    noord.go(f"/interviews/{place.interview}#v-2d")
    answer = page.get_by_label("Antwoord op vraag 2d")
    expect(answer).to_be_editable()
    place.agree("2d")
    answer.press("Control+End")
    page.keyboard.insert_text(" Het dorp heet Borger.")
    expect(page.get_by_role("heading", name="Niet opgeslagen: vraag 2d heeft akkoord")).to_be_visible()
    expect(answer).to_have_value(f"{ANSWERS['2d']} Het dorp heet Borger.")
    noord.looks("vergrendeld")
    assert place.text("2d") == ANSWERS["2d"]
    page.reload()
    expect(page.get_by_role("heading", name="Niet opgeslagen: vraag 2d heeft akkoord")).to_be_visible()
    noord.follow("Heropen het antwoord")
    page.get_by_label("Waarom heropent u dit antwoord?").fill("De naam van het dorp hoort erbij.")
    noord.press("Heropenen en laten weten")
    expect(page.locator("#v-2d [data-version]")).to_contain_text("Versie 2")
    assert place.text("2d") == f"{ANSWERS['2d']} Het dorp heet Borger."
