import json
from datetime import UTC, datetime

import pytest
from agreed_round import NOW, SYSTEM, AgreedRound
from checking import Client
from deciding import overrule_in_browser
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report.rounds import queries
from surveyapp.report.tables.models import Build, BuildState
from surveyapp.report.texts import operations


@pytest.fixture
def made(session: Session) -> AgreedRound:
    return AgreedRound.of(session)


@pytest.fixture
def editor(client: Client, staff: MakeUser) -> Client:
    return client.login(staff(RoleName.EDITOR, name="Ed Redacteur"))


def build_of(made: AgreedRound, *, done: bool = False, chapter: str = "") -> Build:
    build = operations.request_build(made.session, SYSTEM, made.round, draft=True, chapter=chapter, at=NOW)
    if done:
        operations.claim_next_build(made.session, at=NOW)
        operations.finish_build(made.session, build.id, content=b"%PDF-1.7 words", pages=12, at=NOW)
    return build


def text_of(made: AgreedRound, section: str = "methodiek") -> str:
    found = queries.newest_section_texts(made.session, made.round).get(section)
    return found.text if found else ""


def save(made: AgreedRound, text: str, *, base: int = 0, section: str = "methodiek", by: int | None = None) -> None:
    actor = Actor("staff", by) if by else SYSTEM
    operations.save_section_text(made.session, actor, made.round, section, text, base=base, at=NOW)


# Who may come in


@pytest.mark.parametrize(
    "path",
    [
        "/rapport",
        "/rapport/paragraaf/methodiek",
        "/rapport/paragraaf/methodiek/versies",
        "/rapport/vraag/regio/1",
        "/rapport/pdf/1",
        "/rapport/pdf/1.json",
    ],
)
def test_only_editors_and_administrators_come_in(client: Client, staff: MakeUser, made: AgreedRound, path: str) -> None:
    made.agreed(made.organisation("Oost-Drenthe"), {"1": "Gewerkt."})
    build_of(made, done=True)
    client.get(path, status=302)
    client.login(staff(RoleName.INTERVIEWER))
    client.get(path, status=403)


def test_an_administrator_has_the_report_in_the_menu(client: Client, staff: MakeUser) -> None:
    page = client.login(staff(RoleName.ADMINISTRATOR)).get("/rapport")
    assert page.links()["Rapport"] == "/rapport"


# The board


def test_without_a_round_the_page_says_what_comes_here(editor: Client) -> None:
    assert "Er is nog geen ronde" not in editor.get("/rapport", title="Nog geen rapport").h1
    editor.get("/rapport/paragraaf/methodiek", status=404)


def test_the_board_begins_with_how_far_the_report_is(editor: Client, made: AgreedRound) -> None:
    made.agreed(made.organisation("Oost-Drenthe"), {"1": "Gewerkt."})
    made.agreed(made.organisation("Drenthe", OrganisationKind.PROVINCE), {"1": "Beleid."})
    save(made, "Er is gesproken.")
    page = editor.get("/rapport", title="Rapport")
    assert "zijn er drie klaar. Het rapport wacht nog op 15 teksten van de redactie." in page.words
    rows = [" ".join("".join(row.itertext()).split()) for row in page.all("tr", class_="lv2")]
    assert "1.4Methodiek Geschreven" in rows
    assert any("3.3.2Drenthe Alle antwoorden akkoord Compleet" in row for row in rows)
    assert any(
        "3.3.1Inzet van de decentralisatie-uitkering Geen antwoorden voor deze paragraaf Geen antwoorden" in row
        for row in rows
    )


def test_a_section_names_those_it_waits_for(editor: Client, made: AgreedRound) -> None:
    made.agreed(made.organisation("Oost-Drenthe"), {"1": "Gewerkt."})
    for name in ("Eemsdelta", "Oost-Groningen", "De Marne"):
        made.organisation(name, province="Groningen")
    made.organisation("Ministerie van Sociale Zaken", OrganisationKind.MINISTRY, short="SZW")
    save(made, "Er waren {gesprekken} gesprekken.")
    words = editor.get("/rapport").words
    assert "Drenthe Wacht op de provincie Onvolledig" in words
    assert "Groningen Wacht op 4 van 4 organisaties Leeg" in words
    assert "Nog geen tekst. Wacht op SZW Leeg" in words
    assert "Methodiek {gesprekken} staat nergens voor. Onvolledig" in words


def test_agreed_answers_count_before_the_whole_interview_is_agreed(editor: Client, made: AgreedRound) -> None:
    interview = made.agreed(made.organisation("Oost-Drenthe"), {"1": "Gewerkt.", "9": "Besteed."})
    made.agreed(made.organisation("Drenthe", OrganisationKind.PROVINCE), {"1": "Beleid."})
    made.answer(interview, "1", "Hard gewerkt.", base=1)
    words = editor.get("/rapport").words
    assert "Inzet van de decentralisatie-uitkering Alle antwoorden akkoord Compleet" in words
    assert "Drenthe Wacht op Oost-Drenthe Onvolledig" in words


def test_what_a_final_report_waits_for_links_to_where_it_is_solved(editor: Client, made: AgreedRound) -> None:
    made.interview(made.organisation("Oost-Drenthe"), {"1": "Gewerkt.", "2b": "Gesloopt."})
    page = editor.get("/rapport")
    links = page.links()
    assert links["Regio Oost-Drenthe: verslag nog niet verstuurd."] == "/rapport/paragraaf/provincie/drenthe"
    assert links["‘Methodiek’ heeft nog geen tekst."] == "/rapport/paragraaf/methodiek"
    assert "2 organisaties zonder akkoord" in page.words
    assert "Definitief kan nog niet" in page.words


def test_when_all_is_there_the_board_says_so(editor: Client, made: AgreedRound) -> None:
    made.begin_with("chapters:\n- {key: alles, title: Alles, text: true, feeds: aanpak, of: [region]}\n")
    made.agreed(made.organisation("Oost-Drenthe"), {"1": "Gewerkt."})
    save(made, "Inleiding.", section="alles")
    page = editor.get("/rapport")
    assert "Alles is er. U kunt het rapport definitief maken." in page.words
    assert "Het rapport kan definitief" in page.words


def test_agreed_words_without_a_place_are_named(editor: Client, made: AgreedRound) -> None:
    made.begin_with("chapters:\n- {key: alles, title: Alles, feeds: aanpak, of: [region]}\n")
    made.agreed(made.organisation("Oost-Drenthe"), {"1": "Gewerkt.", "9": "Besteed."})
    page = editor.get("/rapport")
    assert "1 antwoord heeft geen plaats in het rapport" in page.words
    assert "Regio Oost-Drenthe, vraag 9" in page.words
    page = editor.post("/rapport/pdf", {"kind": "concept"}, status=422)
    assert "Deze antwoorden met akkoord hebben geen plaats" in page.words


def test_another_round_stays_in_the_links(editor: Client, made: AgreedRound) -> None:
    made.at = datetime(2019, 1, 1, tzinfo=UTC)
    later = AgreedRound.of(made.session, "2019")
    later.round.created_at = made.at
    save(made, "Uit 2018.")
    assert "Ronde 2019" in editor.get("/rapport").words
    page = editor.get("/rapport?ronde=2018")
    assert "Ronde 2018" in page.words
    address = page.links()["1.4Methodiek"]
    assert address == "/rapport/paragraaf/methodiek?ronde=2018"
    form = editor.get(address).one("form", data_section="/rapport/paragraaf/methodiek/voorbeeld?ronde=2018")
    editor.post(form.get("action", ""), {"text": "Nieuw in 2018.", "base": "1"})
    assert text_of(made) == "Nieuw in 2018."
    editor.get("/rapport?ronde=1066", status=404)


def test_an_outline_that_is_none_says_where_it_is_wrong(editor: Client, made: AgreedRound) -> None:
    made.begin_with("chapters: nee")
    assert "indeling van ronde 2018" in editor.get("/rapport", status=409).words


# PDFs


def test_a_draft_is_asked_for_and_followed(editor: Client, made: AgreedRound) -> None:
    page = editor.follow(editor.post("/rapport/pdf", {"kind": "concept", "chapter": "inleiding"}))
    assert "Concept, hoofdstuk 1: Wacht op zijn beurt" in page.words
    assert "U kunt doorwerken." in page.words
    (build,) = queries.builds_of(made.session, made.round)
    assert (build.draft, build.chapter) == (True, "inleiding")
    found = editor.get(f"/rapport/pdf/{build.id}.json").json
    assert found == {"state": "queued", "progress": "Wacht op zijn beurt", "page": 0, "about": None}


def test_a_final_report_asks_for_a_decision_on_what_is_open(editor: Client, made: AgreedRound) -> None:
    made.organisation("Oost-Drenthe")
    wanted = {"kind": "definitief", "chapter": "regios"}
    page = editor.post("/rapport/pdf", wanted, status=422)
    assert "Los het op, of besluit met een reden om toch te publiceren." in page.words
    assert page.one("input", name="kind", value="definitief").get("checked") is not None
    overrule_in_browser(editor)
    editor.post("/rapport/pdf", wanted, status=302)
    (build,) = queries.builds_of(made.session, made.round)
    assert not build.draft


def test_what_does_not_exist_is_refused(editor: Client, made: AgreedRound) -> None:
    page = editor.post("/rapport/pdf", {"kind": "concept", "chapter": "nergens"}, status=422)
    assert "Hoofdstuk: nergens bestaat niet." in page.words
    assert queries.builds_of(made.session, made.round) == []


def test_the_page_tells_how_far_a_pdf_is(editor: Client, made: AgreedRound) -> None:
    build_of(made, done=True)
    build = build_of(made)
    operations.claim_next_build(made.session, at=NOW)
    operations.store_progress(made.session, build.id, stage="Bladzijden opmaken", page=5, pages=None, at=NOW)
    found = editor.get(f"/rapport/pdf/{build.id}.json").json
    assert found["progress"] == "Bladzijden opmaken, bladzijde 5 van ongeveer 12"
    assert (found["state"], found["page"], found["about"]) == ("running", 5, 12)
    page = editor.get("/rapport")
    assert page.one("progress").get("max") == "12"
    assert "Concept van 22 mei, 12:00" in page.words


def test_a_pdf_that_is_ready_opens_under_its_own_name(editor: Client, made: AgreedRound) -> None:
    build = build_of(made, done=True, chapter="regios")
    panel = editor.get(f"/rapport/pdf/{build.id}.json").json["panel"]
    assert f'href="/rapport/pdf/{build.id}"' in panel
    assert "12 bladzijden, 1 kB" in panel
    response = editor.get(f"/rapport/pdf/{build.id}").response
    assert response.mimetype == "application/pdf"
    assert response.data == b"%PDF-1.7 words"
    assert response.headers["Content-Disposition"] == "inline; filename=rapport-2018-regios-concept.pdf"


def test_a_pdf_that_is_not_there_is_not_found(editor: Client, made: AgreedRound) -> None:
    build = build_of(made)
    editor.get(f"/rapport/pdf/{build.id}", status=404)
    editor.get("/rapport/pdf/99", status=404)
    editor.get("/rapport/pdf/99.json", status=404)
    editor.post("/rapport/pdf/99/annuleren", status=404)


def test_a_pdf_can_be_stopped(editor: Client, made: AgreedRound) -> None:
    build = build_of(made)
    page = editor.follow(editor.post(f"/rapport/pdf/{build.id}/annuleren"))
    assert "Wacht op zijn beurt" not in page.words
    assert build.state is BuildState.CANCELLED


def test_why_a_pdf_failed_is_shown_until_there_is_another(editor: Client, made: AgreedRound) -> None:
    build = build_of(made)
    operations.claim_next_build(made.session, at=NOW)
    operations.fail_build(made.session, build.id, error="Pango ontbreekt.", at=NOW)
    words = editor.get("/rapport").words
    assert "Concept maken is niet gelukt." in words
    assert "Pango ontbreekt." in words
    build_of(made, done=True)
    assert "niet gelukt" not in editor.get("/rapport").words


def test_the_json_is_for_the_script_alone(editor: Client, made: AgreedRound) -> None:
    build = build_of(made, done=True)
    response = editor.get(f"/rapport/pdf/{build.id}.json").response
    assert response.mimetype == "application/json"
    assert "<form" not in json.loads(response.text)["panel"]
