"""The page with everything that is open: solved by a link, or published all the same with a reason."""

import json
from io import BytesIO

import pytest
from agreed_round import NOW, SYSTEM, AgreedRound
from checking import Client, Page, words
from deciding import overrule_in_browser
from flask import Flask
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.report.building import jobs
from surveyapp.report.editions import queries as edition_queries
from surveyapp.report.overruling import queries as overruling_queries
from surveyapp.report.texts import operations

PATH = "/rapport/openstaand"
SMALL = """
chapters:
- {key: inleiding, title: Inleiding, text: true}
- {key: slot, title: Slot, text: true}
- {key: regios, title: Regio’s, feeds: aanpak, of: [region], headings: true}
"""


@pytest.fixture
def made(session: Session) -> AgreedRound:
    """A section with a stale citation and one of nothing, an empty section, and a region that nobody spoke to."""
    made = AgreedRound.of(session)
    made.begin_with(SMALL)
    made.organisation("Eemsdelta", province="Groningen")
    interview = made.agreed(made.organisation("Oost-Drenthe"), {"1": "Er is sloop en terugbouw."})
    text = "Er is gesloopt [oost-drenthe.1], en meer [[oost-drenthe.8@1]]."
    operations.save_section_text(session, SYSTEM, made.round, "inleiding", text, base=0, at=NOW)
    made.answer(interview, "1", "Er is sloop en beperkte terugbouw.", base=1)
    for one in made.send(interview):
        made.agree(one)
    return made


@pytest.fixture
def editor(client: Client, staff: MakeUser) -> Client:
    return client.login(staff(RoleName.EDITOR, name="Ed Redacteur"))


def box_of(page: Page, *said: str) -> str:
    """The value of the tick box whose label says this."""
    labels = {" ".join(words(one).split()): one for one in page.all("label", class_="check")}
    (found,) = [one for label, one in labels.items() if all(each in label for each in said)]
    return next(found.iter("input")).get("value", "")


@pytest.mark.usefixtures("made")
def test_each_thing_has_its_way_out_and_a_decision_where_one_is_allowed(editor: Client) -> None:
    page = editor.get(PATH, title="Wat openstaat")
    assert "Een definitief rapport wacht op 4 dingen." in page.words
    assert [words(one) for one in page.all("ins")] == ["toegevoegd: beperkte"]
    links = page.links()
    assert links["Oplossen: ‘Slot’ heeft nog geen tekst."] == "/rapport/paragraaf/slot"
    assert links["Oplossen: Regio Eemsdelta: nog niet geïnterviewd."] == "/rapport/paragraaf/regios"
    assert box_of(page, "versie 2 is akkoord")
    assert "[oost-drenthe.8] is geen antwoord met akkoord." in page.words
    assert "Wat er niet is, kan niet worden gepubliceerd." in page.words
    assert len(page.all("input", name="over")) == 3


def test_a_decision_is_taken_shown_and_withdrawn(editor: Client, made: AgreedRound) -> None:
    token = box_of(editor.get(PATH), "‘Slot’")
    page = editor.follow(editor.post(PATH, {"over": [token], "reason": "Dit jaar geen slot."}))
    assert "1 besluit vastgelegd." in page.words
    assert "‘Slot’: zonder tekst Dit jaar geen slot. Ed Redacteur, redacteur," in page.words
    assert "wacht op 3 dingen" in page.words
    board = editor.get("/rapport")
    assert "Er geldt 1 besluit om toch te publiceren." in board.words
    assert "Toch publiceren besloten" in board.words
    (one,) = overruling_queries.overrulings_of(made.session, made.round)
    page = editor.follow(editor.post(f"{PATH}/{one.id}/intrekken"))
    assert "1 besluit is ingetrokken" in page.words
    assert "door Ed Redacteur" in page.words
    assert "wacht op 4 dingen" in page.words
    editor.post(f"{PATH}/99/intrekken", status=404)


def test_a_decision_that_nothing_needs_any_more_says_so(editor: Client, made: AgreedRound) -> None:
    editor.post(PATH, {"over": [box_of(editor.get(PATH), "‘Slot’")], "reason": "Geen slot."}, status=302)
    operations.save_section_text(made.session, SYSTEM, made.round, "slot", "Toch een slot.", base=0, at=NOW)
    assert "Niet meer nodig" in editor.get(PATH).words


@pytest.mark.usefixtures("made")
def test_without_a_reason_nothing_is_decided_and_nothing_is_lost(editor: Client) -> None:
    token = box_of(editor.get(PATH), "‘Slot’")
    page = editor.post(PATH, {"over": [token], "reason": " "}, status=422)
    assert "Er is nog niets besloten. Vul de reden in." in page.words
    assert [one.get("value") for one in page.all("input", name="over") if one.get("checked") is not None] == [token]
    page = editor.post(PATH, {"over": [token, "verzonnen"], "reason": "Toch."}, status=422)
    assert "intussen veranderd" in page.words
    assert words(page.one("textarea")).strip() == "Toch."


def test_the_section_offers_it_and_is_silent_once_decided(editor: Client, made: AgreedRound) -> None:
    section = editor.get("/rapport/paragraaf/inleiding")
    page = editor.get(section.links()["Toch bij versie 1 blijven: [oost-drenthe.1]"])
    (ticked,) = [one for one in page.all("input", name="over") if one.get("checked") is not None]
    editor.post(PATH, {"over": [ticked.get("value", "")], "reason": "Klopt nog."}, status=302)
    section = editor.get("/rapport/paragraaf/inleiding")
    assert "Verouderde aanhalingen" not in section.words
    assert "[oost-drenthe.8] is geen antwoord met akkoord." in section.words
    assert made.round


def test_only_editors_decide(client: Client, staff: MakeUser, made: AgreedRound) -> None:
    client.login(staff(RoleName.INTERVIEWER))
    client.get(PATH, status=403)
    client.post(PATH, {"over": ["x"], "reason": "Toch."}, status=403)
    client.post(f"{PATH}/1/intrekken", status=403)
    assert overruling_queries.overrulings_of(made.session, made.round) == ()


def test_an_edition_records_each_decision_and_any_reader_is_told(
    app: Flask, editor: Client, made: AgreedRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "render_edition", lambda *_given: b"%PDF-1.7")
    text = "Er is gesloopt [[oost-drenthe.1@1]]."
    operations.save_section_text(made.session, SYSTEM, made.round, "inleiding", text, base=1, at=NOW)
    overrule_in_browser(editor, "De stuurgroep wacht hier niet op.")
    editor.post("/rapport/pdf", {"kind": "editie"}, status=302)
    made.session.commit()
    jobs.run_next_build(app)
    made.session.expire_all()
    newest = edition_queries.find_newest_edition(made.session, made.round)
    assert newest
    edition = edition_queries.get_edition(made.session, newest.id)
    facts = json.loads(edition.manifest)
    assert facts["left_open"] == ["eemsdelta", "slot"]
    assert {one["why"] for one in facts["decisions"]} == {"De stuurgroep wacht hier niet op."}
    assert "Ed" not in edition.manifest
    assert [one["by"] for one in facts["decisions"] if "OD 1 in ‘Inleiding’" in one["what"]] == ["redacteur"]
    page = _checked(Client(app, made.session), edition.manifest)
    assert "Dit is editie 1, ongewijzigd." in page.words
    assert "Reden: De stuurgroep wacht hier niet op." in page.words
    assert "functie: redacteur" in page.words
    page = _checked(Client(app, made.session), edition.manifest.replace("De stuurgroep wacht", "De minister wacht"))
    assert "Besluit 1 is anders dan gepubliceerd." in page.words


def _checked(anybody: Client, manifest: str) -> Page:
    return anybody.post("/rapport-controleren", {"file": (BytesIO(manifest.encode()), "rapport.json")})
