import json
from datetime import UTC, datetime

import pytest
from agreed_round import NOW, SYSTEM, AgreedRound
from checking import Client
from conftest import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.rules import RoleName
from surveyapp.audit import Actor
from surveyapp.interviews.queries import newest_revisions
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report import operations, queries
from surveyapp.report.models import Build, BuildState


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
    assert any("3.3.1Inzet van de decentralisatie-uitkering Alle antwoorden akkoord Compleet" in row for row in rows)


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
    made.round.outline = "chapters:\n- {key: alles, title: Alles, text: true, feeds: aanpak, of: [region]}\n"
    made.agreed(made.organisation("Oost-Drenthe"), {"1": "Gewerkt."})
    save(made, "Inleiding.", section="alles")
    page = editor.get("/rapport")
    assert "Alles is er. U kunt het rapport definitief maken." in page.words
    assert "Het rapport kan definitief" in page.words


def test_agreed_words_without_a_place_are_named(editor: Client, made: AgreedRound) -> None:
    made.round.outline = "chapters:\n- {key: alles, title: Alles, feeds: aanpak, of: [region]}\n"
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
    made.round.outline = "chapters: nee"
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


def test_a_final_report_asks_what_may_stay_open(editor: Client, made: AgreedRound) -> None:
    made.organisation("Oost-Drenthe")
    wanted = {"kind": "definitief", "chapter": "regios", "leave_open": ["drenthe", "oost-drenthe"]}
    page = editor.post("/rapport/pdf", wanted, status=422)
    assert "Vink hieronder aan wat open mag blijven" in page.words
    boxes = {box.get("value"): box.get("checked") is not None for box in page.all("input", name="leave_open")}
    assert boxes["drenthe"]
    assert not boxes["leefbaarheid"]
    assert page.one("input", name="kind", value="definitief").get("checked") is not None
    editor.post("/rapport/pdf", {**wanted, "leave_open": list(boxes)}, status=302)
    (build,) = queries.builds_of(made.session, made.round)
    assert not build.draft
    assert set(build.left_open) == set(boxes)


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


# A section


def test_an_editor_writes_a_section(editor: Client, made: AgreedRound) -> None:
    made.agreed(made.organisation("Oost-Drenthe"), {"1": "Gewerkt."})
    page = editor.get("/rapport/paragraaf/methodiek", title="1.4 Methodiek")
    assert "Nog geen tekst" in page.words
    assert not page.all("section", class_="sources")
    page = editor.follow(
        editor.post("/rapport/paragraaf/methodiek", {"text": "Er waren {interviews} interviews.", "base": "0"})
    )
    assert text_of(made) == "Er waren {interviews} interviews."
    assert "Er waren 1 interviews." in page.words
    assert ", Ed Redacteur" in page.words
    assert page.one("input", name="base", value="1") is not None


def test_a_look_first_saves_nothing(editor: Client, made: AgreedRound) -> None:
    typed = {"text": "Een *schuin* woord {onbekend}.", "base": "0", "choice": "preview"}
    page = editor.post("/rapport/paragraaf/methodiek", typed)
    assert "Nog niet opgeslagen" in page.words
    assert "{onbekend} staat nergens voor." in page.words
    assert "".join(page.one("em").itertext()) == "schuin"
    assert text_of(made) == ""


def test_the_preview_follows_the_typing(editor: Client, made: AgreedRound) -> None:
    made.agreed(made.organisation("Oost-Drenthe"), {"1": "Gewerkt."})
    answer = editor.post(
        "/rapport/paragraaf/methodiek/voorbeeld", json={"text": "**{regions}** regio <script>alert(1)</script>"}
    )
    assert answer.json == {"html": "<p><strong>1</strong> regio &lt;script&gt;alert(1)&lt;/script&gt;</p>\n"}
    assert editor.post("/rapport/paragraaf/methodiek/voorbeeld", json=["nee"]).json == {"html": ""}
    editor.post("/rapport/paragraaf/nergens/voorbeeld", json={"text": "{regions}"}, status=404)


def test_two_editors_see_both_texts_and_lose_none(editor: Client, made: AgreedRound, staff: MakeUser) -> None:
    other = staff(RoleName.EDITOR, name="Anna Ander")
    save(made, "Tekst van Anna.", by=other.id)
    page = editor.post("/rapport/paragraaf/methodiek", {"text": "Tekst van Ed.", "base": "0"}, status=409)
    assert "Anna Ander heeft deze tekst ook gewijzigd" in page.words
    assert "Er is niets verloren." in page.words
    assert text_of(made) == "Tekst van Anna."
    areas = ["".join(area.itertext()).strip() for area in page.all("textarea")]
    assert areas == ["Tekst van Ed.", "Tekst van Ed."]
    editor.post("/rapport/paragraaf/methodiek", {"text": "Samen.", "base": "1"}, status=302)
    assert text_of(made) == "Samen."


def test_who_goes_on_with_the_other_text_finds_their_own_in_the_versions(editor: Client, made: AgreedRound) -> None:
    save(made, "Tekst van Anna.")
    chosen = {"text": "Tekst van Ed.", "base": "1", "choice": "theirs"}
    editor.post("/rapport/paragraaf/methodiek", chosen, status=302)
    assert text_of(made) == "Tekst van Anna."
    page = editor.get("/rapport/paragraaf/methodiek/versies", title="Versies van Methodiek")
    titles = ["".join(heading.itertext()) for heading in page.all("h2")]
    assert [title.split(" staat")[0] for title in titles] == ["Versie 3", "Versie 2", "Versie 1"]
    assert [" ".join("".join(one.itertext()).split()) for one in page.all("ins")][:1] == ["toegevoegd: Anna"]


def test_a_text_that_is_too_long_stays_on_the_page(editor: Client, made: AgreedRound) -> None:
    page = editor.post("/rapport/paragraaf/methodiek", {"text": "x" * 100_001, "base": "0"}, status=422)
    assert "De tekst is te lang: 100001 tekens." in page.words
    assert "x" * 100_001 in page.words
    assert text_of(made) == ""


def test_a_province_shows_the_agreed_answers_as_the_report_will(editor: Client, made: AgreedRound) -> None:
    made.agreed(made.organisation("Oost-Drenthe"), {"2b": "Er is gesloopt.", "5a": "Er is overlegd."})
    page = editor.get("/rapport/paragraaf/provincie/drenthe", title="3.3.2 Drenthe")
    headings = [" ".join("".join(one.itertext()).split()) for one in page.all("h3")]
    assert headings == [
        "Provincie Drenthe",
        "Regio Oost-Drenthe Ontwikkelingen aanpak krimpopgaven",
        "Regio Oost-Drenthe Samenwerking en integraliteit op krimpopgaven",
    ]
    assert "Provincie Drenthe: nog niet geïnterviewd." in page.words
    assert "OD 2b Er is gesloopt. Akkoord 22 mei, versie 1" in page.words
    assert page.links()["2bWonen"] == "/rapport/vraag/regio/2b"
    assert not page.all("textarea")


def test_a_section_with_text_and_answers_shows_both(editor: Client, made: AgreedRound) -> None:
    ministry = made.organisation("Ministerie van Sociale Zaken", OrganisationKind.MINISTRY, short="SZW")
    made.agreed(ministry, {"5": "Er is samengewerkt.", "1": "Er is beleid."})
    page = editor.get("/rapport/paragraaf/rijksbreed")
    assert "Er is samengewerkt." in page.words
    assert "Er is beleid." not in page.words
    assert len(page.all("textarea")) == 1


def test_a_group_of_regions_has_a_page(editor: Client, made: AgreedRound) -> None:
    made.agreed(made.organisation("Parkstad Limburg", province="Limburg"), {"1": "Parkstad werkt."})
    made.organisation("Westelijke Mijnstreek", province="Limburg")
    page = editor.get("/rapport/paragraaf/zuid-limburg", title="Zuid-Limburg")
    assert "Parkstad werkt." in page.words
    assert len(page.all("textarea")) == 1


@pytest.mark.parametrize("key", ["nergens", "aanpak", "provincie", "provincie/nergens", "conclusie"])
def test_what_is_no_section_is_not_found(editor: Client, made: AgreedRound, key: str) -> None:
    made.organisation("Oost-Drenthe")
    editor.get(f"/rapport/paragraaf/{key}", status=404)
    editor.post(f"/rapport/paragraaf/{key}", {"text": "Tekst.", "base": "0"}, status=404)


def test_a_section_of_answers_takes_no_text(editor: Client, made: AgreedRound) -> None:
    made.organisation("Oost-Drenthe")
    editor.post("/rapport/paragraaf/provincie/drenthe", {"text": "Tekst.", "base": "0"}, status=404)


# One question


def test_one_question_over_all_organisations(editor: Client, made: AgreedRound) -> None:
    made.agreed(made.organisation("Oost-Drenthe"), {"2b": "Er is *gesloopt*."})
    waiting = made.interview(made.organisation("Eemsdelta", province="Groningen"), {"2b": "Niet te lezen."})
    made.send(waiting)
    made.interview(made.organisation("De Marne", province="Groningen"), {"2b": "Ook niet te lezen."})
    made.interview(made.organisation("Achterhoek", province="Gelderland"), {"2b": "", "1": "Iets."})
    made.interview(made.organisation("Hoeksche Waard", province="Zuid-Holland"), {"1": "Iets."})
    made.organisation("Noord-Limburg", province="Limburg")
    page = editor.get("/rapport/vraag/regio/2b", title="Vraag 2b vergeleken")
    assert "Regio Oost-Drenthe Akkoord 22 mei, versie 1 Er is gesloopt." in page.words
    assert "1 van de 6 organisaties heeft akkoord gegeven op zijn antwoord." in page.words
    stands = {
        "Eemsdelta": "Nog geen akkoord",
        "De Marne": "Verslag nog niet verstuurd",
        "Achterhoek": "Niet besproken",
        "Hoeksche Waard": "Nog geen antwoord",
        "Noord-Limburg": "Nog niet geïnterviewd",
    }
    for name, stand in stands.items():
        assert f"Regio {name} {stand}" in page.words
    assert "te lezen" not in page.words
    assert page.links()["2a Leefbaarheid en voorzieningen"] == "/rapport/vraag/regio/2a"
    assert "2. Welke nieuwe acties" in page.words


def test_words_that_changed_after_the_agreement_are_not_shown(editor: Client, made: AgreedRound) -> None:
    interview = made.agreed(made.organisation("Oost-Drenthe"), {"1": "Gewerkt."})
    made.answer(interview, "1", "Niet te lezen.", base=1)
    assert newest_revisions(made.session, [interview.id])[interview.id]["1"].number == 2
    page = editor.get("/rapport/vraag/regio/1")
    assert "Nog geen akkoord" in page.words
    assert "Niet te lezen" not in page.words
    assert "Gewerkt" not in page.words


@pytest.mark.parametrize("path", ["regio/99", "nergens/1", "rijk/1"])
def test_a_question_that_nobody_was_asked_is_not_found(editor: Client, made: AgreedRound, path: str) -> None:
    made.agreed(made.organisation("Oost-Drenthe"), {"1": "Gewerkt."})
    editor.get(f"/rapport/vraag/{path}", status=404)


def test_the_json_is_for_the_script_alone(editor: Client, made: AgreedRound) -> None:
    build = build_of(made, done=True)
    response = editor.get(f"/rapport/pdf/{build.id}.json").response
    assert response.mimetype == "application/json"
    assert "<form" not in json.loads(response.text)["panel"]
