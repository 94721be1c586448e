"""The section's page and the board show which citations are stale, what changed, and how to update them."""

import pytest
from agreed_round import NOW, SYSTEM, AgreedRound
from checking import Client, Page, words
from deciding import overrule_missing
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.interviews.recording.models import Interview
from surveyapp.report.rounds import queries
from surveyapp.report.texts import operations

PATH = "/rapport/paragraaf/methodiek"
STALE = "Er is gesloopt [[oost-drenthe.2b@1]]."


@pytest.fixture
def made(session: Session) -> AgreedRound:
    return AgreedRound.of(session)


@pytest.fixture
def editor(client: Client, staff: MakeUser) -> Client:
    return client.login(staff(RoleName.EDITOR, name="Ed Redacteur"))


@pytest.fixture
def region(made: AgreedRound) -> Interview:
    """Agreed to, cited in a section, and agreed to once more in other words."""
    interview = made.agreed(made.organisation("Oost-Drenthe"), {"1": "Gewerkt.", "2b": "Er is sloop en terugbouw."})
    save(made, STALE)
    agree_anew(made, interview, "Er is sloop en beperkte terugbouw.")
    return interview


def save(made: AgreedRound, text: str, *, base: int = 0, section: str = "methodiek") -> None:
    operations.save_section_text(made.session, SYSTEM, made.round, section, text, base=base, at=NOW)


def agree_anew(made: AgreedRound, interview: Interview, text: str, *, base: int = 1) -> None:
    made.answer(interview, "2b", text, base=base)
    for one in made.send(interview):
        made.agree(one)


def texts(made: AgreedRound) -> list[str]:
    return [one.text for one in queries.section_revisions(made.session, made.round, "methodiek")]


def buttons(page: Page) -> list[str]:
    return [" ".join(words(one).split()) for one in page.all("button", name="cited")]


def test_a_citation_is_pinned_by_saving_and_read_without_the_pin(editor: Client, made: AgreedRound) -> None:
    made.agreed(made.organisation("Oost-Drenthe"), {"2b": "Er is gesloopt."})
    page = editor.follow(editor.post(PATH, {"text": "Er is gesloopt [oost-drenthe.2b].", "base": "0"}))
    assert words(page.one("textarea")).strip() == STALE
    assert "Er is gesloopt OD 2b." in page.words
    assert not page.all("section", class_="stale")
    answer = editor.post(f"{PATH}/voorbeeld", json={"text": "[[oost-drenthe.2b@1]] [[oost-drenthe.1@1]]"})
    assert answer.json["html"].startswith('<p><span class="chip">OD 2b</span> <span class="chip chip--stale">')
    assert 'oost-drenthe.1<span class="vh">, aanhaling van iets dat er niet is</span>' in answer.json["html"]


@pytest.mark.usefixtures("region")
def test_a_stale_citation_is_marked_in_the_running_text_until_it_is_settled(editor: Client) -> None:
    shown = editor.get(PATH).one("div", class_="prev__p")
    assert words(shown).strip() == "Er is gesloopt OD 2b, aanhaling verouderd."
    typed = {"text": "Veel [[oost-drenthe.2b@2]] \ue000[[oost-drenthe.2b]]<b>."}
    html = editor.post(f"{PATH}/voorbeeld", json=typed).json["html"]
    assert "chip--stale" not in html
    assert html.endswith('<span class="chip">OD 2b</span>&lt;b&gt;.</p>\n')


@pytest.mark.usefixtures("region")
def test_a_stale_citation_shows_what_changed_and_one_button(editor: Client) -> None:
    page = editor.get(PATH)
    assert words(page.one("h3", id="stale")) == "Verouderde aanhalingen 1"
    assert "[oost-drenthe.2b] is gewijzigd nadat u hem aanhaalde." in page.words
    assert "U haalt versie 1 aan. Akkoord is nu versie 2. Dit is het verschil:" in page.words
    assert [words(one) for one in page.all("ins")] == ["toegevoegd: beperkte", "Onderstreept"]
    assert buttons(page) == ["Bijwerken naar versie 2: [oost-drenthe.2b]"]


@pytest.mark.usefixtures("region")
def test_the_button_updates_the_citation_and_nothing_else(editor: Client, made: AgreedRound) -> None:
    page = editor.get(PATH)
    button = page.one("button", name="cited")
    form = page.one("form", id=button.get("form", ""))
    sent = {one.get("name", ""): one.get("value", "") for one in form.iter("input")}
    sent |= {"text": words(page.one("textarea", id="text")).lstrip("\n"), "cited": button.get("value", "")}
    page = editor.follow(editor.post(button.get("formaction", ""), sent))
    assert not page.all("section", class_="stale")
    assert texts(made) == ["Er is gesloopt [[oost-drenthe.2b@2]].", STALE]


@pytest.mark.usefixtures("region")
def test_what_was_typed_meanwhile_is_kept_with_the_update(editor: Client, made: AgreedRound) -> None:
    typed = {"text": "Veel gesloopt [[oost-drenthe.2b@1]].", "base": "1", "cited": "oost-drenthe.2b"}
    editor.post(f"{PATH}/aanhaling", typed, status=302)
    assert texts(made)[0] == "Veel gesloopt [[oost-drenthe.2b@2]]."


@pytest.mark.usefixtures("region")
def test_updating_after_a_colleague_shows_both_texts(editor: Client, made: AgreedRound) -> None:
    save(made, "Van een ander.", base=1)
    sent = {"text": STALE, "base": "1", "cited": "oost-drenthe.2b"}
    page = editor.post(f"{PATH}/aanhaling", sent, status=409)
    assert "heeft deze tekst ook gewijzigd" in page.words
    assert not buttons(page), "first choose between the two texts"
    assert texts(made)[0] == "Van een ander."


def test_what_cannot_be_updated_any_more_stays_as_it_was_typed(
    editor: Client, made: AgreedRound, region: Interview
) -> None:
    made.answer(region, "2b", "Er wordt nog over gesproken.", base=2)
    sent = {"text": "Getypt [[oost-drenthe.2b@1]].", "base": "1", "cited": "oost-drenthe.2b"}
    page = editor.post(f"{PATH}/aanhaling", sent, status=422)
    assert "[oost-drenthe.2b] is geen antwoord met akkoord." in page.words
    assert words(page.one("textarea")).strip() == "Getypt [[oost-drenthe.2b@1]]."
    page = editor.post(f"{PATH}/aanhaling", sent | {"cited": "zomaar"}, status=422)
    assert "Deze tekst haalt [.zomaar] niet aan." in page.words
    assert texts(made) == [STALE]


def test_words_that_nobody_agreed_to_are_not_shown_as_the_older_version(
    editor: Client, made: AgreedRound, region: Interview
) -> None:
    made.answer(region, "2b", "Niet te lezen.", base=2)
    agree_anew(made, region, "Er is sloop.", base=3)
    save(made, "Gesloopt [[oost-drenthe.2b@3]] en [[oost-drenthe.2b@9]].", base=1)
    page = editor.get(PATH)
    assert "Niet te lezen" not in page.text
    assert "Op versie 3 is nooit akkoord gegeven." in page.words
    assert (
        "[oost-drenthe.2b] rust op een versie die er niet is. U haalt versie 9 aan. Akkoord is nu versie 4."
        in page.words
    )
    assert not page.all("p", class_="legend-diff")


def test_a_text_from_before_the_pins_asks_to_be_saved_once_more(editor: Client, made: AgreedRound) -> None:
    interview = made.interview(made.organisation("Oost-Drenthe"), {"2b": "Er is gesloopt."})
    save(made, "Gesloopt [oost-drenthe.2b].")
    for one in made.send(interview):
        made.agree(one)
    page = editor.get(PATH)
    assert "[oost-drenthe.2b] is nog niet aan een versie vastgezet." in page.words
    assert "Dan rust de aanhaling op versie 1." in page.words
    typed = {"text": "Anders [oost-drenthe.2b].", "base": "1", "choice": "preview"}
    assert "vastgezet" not in editor.post(PATH, typed).words, "saving what is typed will pin it"


@pytest.mark.usefixtures("region")
def test_only_editors_update_and_only_with_a_token(client: Client, staff: MakeUser, made: AgreedRound) -> None:
    sent = {"text": STALE, "base": "1", "cited": "oost-drenthe.2b"}
    client.login(staff(RoleName.INTERVIEWER))
    client.post(f"{PATH}/aanhaling", sent, status=403)
    client.logout().login(staff(RoleName.EDITOR, name="Ed Redacteur"))
    client.post(f"{PATH}/aanhaling", sent, csrf=False, status=400)
    client.post("/rapport/paragraaf/nergens/aanhaling", sent, status=404)
    assert texts(made) == [STALE]


def test_the_answers_say_how_often_they_are_cited(editor: Client, made: AgreedRound) -> None:
    made.begin_with("chapters:\n- {key: alles, title: Alles, text: true, feeds: aanpak, of: [region]}\n")
    interview = made.agreed(made.organisation("Oost-Drenthe"), {"1": "Gewerkt.", "2b": "Gesloopt."})
    save(made, "Dit [oost-drenthe.2b], dat [oost-drenthe.2b].", section="alles")
    page = editor.get("/rapport/paragraaf/alles")
    assert "2 keer aangehaald" in words(page.one("article", data_source="[[oost-drenthe.2b@1]]"))
    assert page.words.count("keer aangehaald") == 1
    assert page.words.count("nog niet aangehaald") == 1
    assert not page.all("article", class_="source--stale")
    agree_anew(made, interview, "Veel gesloopt.")
    page = editor.get("/rapport/paragraaf/alles")
    assert "Veel gesloopt" in words(page.one("article", class_="source--stale"))


@pytest.mark.usefixtures("region")
def test_the_board_shows_which_section_is_stale_and_what_the_report_waits_for(
    editor: Client, made: AgreedRound
) -> None:
    save(made, "Er is gewerkt [oost-drenthe.1].", section="leeswijzer")
    page = editor.get("/rapport")
    rows = [" ".join(words(row).split()) for row in page.all("tr", class_="lv2")]
    assert "1.4Methodiek 1 aanhaling verouderd Verouderd" in rows
    assert "1.5Leeswijzer Geschreven" in rows
    links = page.links()
    assert links["‘Methodiek’: [oost-drenthe.2b] rust op versie 1; versie 2 is akkoord."] == PATH
    assert "1 aanhaling klopt niet meer" in page.words
    assert "Elke aanhaling rust op" not in page.words
    editor.post(f"{PATH}/aanhaling", {"text": STALE, "base": "1", "cited": "oost-drenthe.2b"}, status=302)
    page = editor.get("/rapport")
    assert "Verouderd" not in page.words
    assert "Elke aanhaling rust op een antwoord met akkoord" in page.words


@pytest.mark.usefixtures("region")
def test_a_final_report_is_refused_with_what_is_stale(editor: Client, made: AgreedRound) -> None:
    overrule_missing(made.session, made.round)
    page = editor.post("/rapport/pdf", {"kind": "definitief"}, status=422)
    assert "Er staat nog iets open." in page.words
    assert page.links()["Bekijk wat openstaat"] == "/rapport/openstaand"


def test_a_quotation_that_does_not_match_shows_the_nearest_words(editor: Client, made: AgreedRound) -> None:
    made.agreed(made.organisation("Oost-Drenthe"), {"2b": "Er is sloop en beperkte terugbouw."})
    save(made, "‘Er is sloop en terugbouw’ [oost-drenthe.2b].")
    page = editor.get(PATH)
    assert "Aanhaling klopt niet: ‘Er is sloop en terugbouw’ [oost-drenthe.2b]" in page.words
    assert [words(one) for one in page.all("del")] == ["vervallen: beperkte"]
    assert "1 aanhaling klopt niet Aanhaling klopt niet" in editor.get("/rapport").words
    assert "Aanhaling klopt niet, in 1.4 Methodiek" in editor.get("/rapport/openstaand").words
    save(made, "‘Er is sloop en … terugbouw’ [oost-drenthe.2b].", base=1)
    assert "klopt niet" not in editor.get(PATH).words


def test_a_quotation_of_nothing_and_one_in_another_order_say_so(editor: Client, made: AgreedRound) -> None:
    made.agreed(made.organisation("Oost-Drenthe"), {"2b": "Eerst sloop, daarna bouw."})
    save(made, "‘Daar gaat het niet over’ [oost-drenthe.2b] of ‘daarna bouw … Eerst sloop’ [oost-drenthe.2b].")
    page = editor.get(PATH)
    assert "In dit antwoord staat niets dat hierop lijkt." in page.words
    assert "Deze woorden staan in het antwoord in een andere volgorde." in page.words
