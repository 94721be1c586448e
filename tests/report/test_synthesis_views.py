"""The synthesis desk: choose, filter, mark, cite many answers at once and save one text; on both databases."""

import json

import pytest
import sqlalchemy as sa
from agreed_round import NOW, SYSTEM, AgreedRound
from checking import Client, Page, words
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import AuditEvent
from surveyapp.core.errors import NotFound
from surveyapp.interviews.recording.models import Organisation
from surveyapp.report.material.apart import MAX_NOTE, Apart
from surveyapp.report.rounds import queries
from surveyapp.report.synthesis import queries as synthesis_queries
from surveyapp.report.synthesis.operations import NoteTooLong, mark_apart, unmark_apart
from surveyapp.report.texts import operations

PATH = "/rapport/vraag/regio/1"
SMALL = """
chapters:
- {key: slot, title: Slot, text: true}
- {key: regios, title: Regio’s, text: true, feeds: aanpak, of: [region]}
"""
CITED = ("oost-drenthe", "1")


def region_round(session: Session) -> AgreedRound:
    made = AgreedRound.of(session)
    made.begin_with(SMALL)
    made.agreed(made.organisation("Oost-Drenthe"), {"1": "Er is gewerkt."})
    made.agreed(made.organisation("Eemsdelta", province="Groningen"), {"1": "Er is gebouwd."})
    return made


@pytest.fixture
def made(session: Session) -> AgreedRound:
    return region_round(session)


@pytest.fixture
def anywhere(any_session: Session) -> AgreedRound:
    return region_round(any_session)


@pytest.fixture
def editor(client: Client, staff: MakeUser) -> Client:
    return client.login(staff(RoleName.EDITOR, name="Ed Redacteur"))


def save(made: AgreedRound, text: str, section: str = "slot", base: int = 0) -> None:
    operations.save_section_text(made.session, SYSTEM, made.round, section, text, base=base, at=NOW)


def text_of(made: AgreedRound, section: str = "slot") -> str:
    found = queries.newest_section_texts(made.session, made.round).get(section)
    return found.text if found else ""


def shown(page: Page) -> list[str]:
    return [words(one) for one in page.one("ul", class_="said").iter("h2")]


# Choosing and filtering


@pytest.mark.usefixtures("made")
def test_the_choice_leads_to_the_question_and_keeps_the_filters(editor: Client) -> None:
    page = editor.get("/rapport/vergelijken?wat=regio/2b&provincie=drenthe&gebruik=nieuw&categorie=", status=302)
    assert page.location == "/rapport/vraag/regio/2b?provincie=drenthe&gebruik=nieuw"
    assert editor.get("/rapport/vergelijken", status=302).location == PATH
    page = editor.get("/rapport/vergelijken?wat=thema/wonen&paragraaf=slot", status=302)
    assert page.location == "/rapport/thema/wonen?paragraaf=slot"


def test_filters_leave_the_rest_out_and_stay_in_the_links(editor: Client, made: AgreedRound) -> None:
    save(made, "Zo [oost-drenthe.1].")
    made.session.execute(sa.update(Organisation).where(Organisation.key == "eemsdelta").values(category="krimp"))
    page = editor.get(PATH)
    assert shown(page) == ["Regio Oost-Drenthe", "Regio Eemsdelta"]
    assert "Van 2 antwoorden is er 1 in een tekst aangehaald en 1 nog niet." in page.words
    assert page.links()["Slot"] == "/rapport/paragraaf/slot"
    page = editor.get(f"{PATH}?provincie=drenthe")
    assert shown(page) == ["Regio Oost-Drenthe"]
    following = page.all("a", rel="next")[0]
    assert following.get("href") == "/rapport/vraag/regio/2?provincie=drenthe"
    assert shown(editor.get(f"{PATH}?gebruik=nieuw")) == ["Regio Eemsdelta"]
    page = editor.get(f"{PATH}?provincie=drenthe&gebruik=nieuw")
    assert "Met deze filters blijft er niets over." in page.words


def test_what_is_compared_is_for_editors(client: Client, staff: MakeUser, made: AgreedRound) -> None:
    client.login(staff(RoleName.INTERVIEWER))
    for path in (PATH, "/rapport/vergelijken", "/rapport/thema/wonen"):
        client.get(path, status=403)
    client.post("/rapport/vergelijken/tekst?wat=regio/1&paragraaf=slot", {"text": "x", "base": "0"}, status=403)
    client.post("/rapport/vergelijken/apart?wat=regio/1", {"cited": "oost-drenthe.1", "kind": "apart"}, status=403)
    assert text_of(made) == ""


@pytest.mark.parametrize("path", ["thema/vuurwerk", "vergelijken?wat=thema/vuurwerk"])
def test_a_theme_that_is_not_there_is_not_found(editor: Client, made: AgreedRound, path: str) -> None:
    assert made.round
    page = editor.get(f"/rapport/{path}", status=(404, 302))  # type: ignore[arg-type]
    if page.status == 302:
        editor.get(page.location, status=404)


def test_the_words_of_the_round_before_can_be_folded_out(editor: Client, made: AgreedRound) -> None:
    before = AgreedRound.of(made.session, "2017")
    before.agreed(made.organisation("Oost-Drenthe"), {"1": "Er werd begonnen."})
    made.round.previous = before.round
    page = editor.get(f"{PATH}?ronde=2018")
    assert "Er werd begonnen." in words(page.one("details", class_="piece__b"))


# Writing


def test_ticked_answers_are_inserted_and_saved_as_the_sections_text(editor: Client, made: AgreedRound) -> None:
    page = editor.get(f"{PATH}?paragraaf=slot")
    assert [one.get("value") for one in page.all("input", name="cite")] == ["oost-drenthe.1", "eemsdelta.1"]
    address = page.one("form", id="synthese-f").get("action", "")
    sent = {"text": "Overal is gewerkt.", "base": "0", "cite": ["oost-drenthe.1", "eemsdelta.1"]}
    page = editor.post(address, {**sent, "choice": "insert"}, status=200)
    typed = words(page.one("textarea", id="text")).strip()
    assert typed == "Overal is gewerkt.\n\n[[oost-drenthe.1]] [[eemsdelta.1]]"
    assert text_of(made) == ""
    page = editor.follow(editor.post(address, {"text": typed, "base": "0"}))
    assert text_of(made) == "Overal is gewerkt.\n\n[[oost-drenthe.1@1]] [[eemsdelta.1@1]]"
    assert page.words.count("Aangehaald in Slot") == 2
    assert "Versie 1, opgeslagen op" in words(page.one("section", id="synthese"))


def test_who_saves_second_keeps_both_texts(editor: Client, made: AgreedRound) -> None:
    save(made, "Van een collega.")
    address = "/rapport/vergelijken/tekst?wat=regio/1&paragraaf=slot&provincie=drenthe"
    page = editor.post(address, {"text": "Van mij.", "base": "0"}, status=409)
    assert "heeft deze tekst ook gewijzigd." in page.words
    assert words(page.one("textarea", id="text")).strip() == "Van mij."
    assert shown(page) == ["Regio Oost-Drenthe"]
    base = page.one("form", id="synthese-f").find("input[@name='base']")
    assert base is not None
    editor.post(address, {"text": "Van ons.", "base": base.get("value")}, status=302)
    assert [one.text for one in queries.section_revisions(made.session, made.round, "slot")] == [
        "Van ons.",
        "Van een collega.",
    ]


def test_a_text_that_does_not_fit_stays_in_the_box(editor: Client, made: AgreedRound) -> None:
    address = "/rapport/vergelijken/tekst?wat=regio/1&paragraaf=slot"
    page = editor.post(address, {"text": "x" * 100_001, "base": "0"}, status=422)
    assert "De tekst is te lang" in page.words
    editor.post("/rapport/vergelijken/tekst?wat=regio/1&paragraaf=nergens", {"text": "x", "base": "0"}, status=404)
    editor.post("/rapport/vergelijken/tekst", {"text": "x", "base": "0"}, status=404)
    assert text_of(made) == ""


# Marks


def test_a_mark_stands_on_the_desk_and_on_the_board_until_it_is_cited(editor: Client, made: AgreedRound) -> None:
    page = editor.get(PATH)
    form = next(one for one in page.all("form") if "vergelijken/apart" in one.get("action", ""))
    sent = {"cited": "oost-drenthe.1", "kind": "minority", "note": "Als enige."}
    page = editor.follow(editor.post(form.get("action", ""), sent))
    assert "Minderheidsstandpunt: Als enige. Ed Redacteur," in page.words
    assert "Nog in geen tekst: raakt zo zoek" in page.words
    board = editor.get("/rapport")
    assert "Apart te noemen" in board.words
    assert board.links()["Regio Oost-Drenthe, vraag 1"] == f"{PATH}?bij=oost-drenthe#antwoord-oost-drenthe"
    save(made, "Zo [oost-drenthe.1].")
    assert "Apart te noemen" not in editor.get("/rapport").words
    editor.post("/rapport/vergelijken/apart?wat=regio/1", {"cited": "oost-drenthe.1", "kind": ""}, status=302)
    assert synthesis_queries.marks_of(made.session, made.round) == {}


def test_a_note_that_is_too_long_and_an_answer_that_is_not_there_are_refused(editor: Client, made: AgreedRound) -> None:
    path = "/rapport/vergelijken/apart?wat=regio/1"
    page = editor.post(path, {"cited": "oost-drenthe.1", "kind": "apart", "note": "x" * 501}, status=422)
    assert "De toelichting is te lang: 501 tekens." in page.words
    editor.post(path, {"cited": "oost-drenthe.8", "kind": "apart"}, status=404)
    assert synthesis_queries.marks_of(made.session, made.round) == {}


def events(made: AgreedRound) -> list[tuple[str, object]]:
    marked = sa.select(AuditEvent).where(AuditEvent.subject == "apart_mark").order_by(AuditEvent.id)
    return [(one.action, json.loads(one.detail).get("kind")) for one in made.session.scalars(marked)]


def test_a_mark_changes_and_goes_and_each_is_an_event(anywhere: AgreedRound) -> None:
    def put(kind: Apart, note: str = "") -> None:
        mark_apart(anywhere.session, SYSTEM, anywhere.round, CITED, kind, note=note, at=NOW)

    put(Apart.MINORITY, " Als enige. ")
    put(Apart.MINORITY, "Als enige.")
    put(Apart.APART)
    (mark,) = synthesis_queries.marks_of(anywhere.session, anywhere.round).values()
    assert (mark.kind, mark.note) == (Apart.APART, "")
    unmark_apart(anywhere.session, SYSTEM, anywhere.round, CITED, at=NOW)
    unmark_apart(anywhere.session, SYSTEM, anywhere.round, CITED, at=NOW)
    assert events(anywhere) == [
        ("answer.mark_apart", "minority"),
        ("answer.mark_apart", "apart"),
        ("answer.unmark_apart", None),
    ]
    with pytest.raises(NoteTooLong):
        put(Apart.APART, "x" * (MAX_NOTE + 1))
    with pytest.raises(NotFound):
        mark_apart(anywhere.session, SYSTEM, anywhere.round, ("nergens", "1"), Apart.APART, note="", at=NOW)


def test_a_mark_belongs_to_its_round(anywhere: AgreedRound) -> None:
    mark_apart(anywhere.session, SYSTEM, anywhere.round, CITED, Apart.APART, note="", at=NOW)
    other = AgreedRound.of(anywhere.session, "2019")
    assert synthesis_queries.marks_of(anywhere.session, other.round) == {}


def test_a_theme_shows_the_answers_to_questions_that_are_about_it(editor: Client, made: AgreedRound) -> None:
    made.agreed(made.organisation("Zeeuws-Vlaanderen", province="Zeeland"), {"2b": "Er is gesloopt."})
    page = editor.get("/rapport/thema/wonen")
    assert "Er is gesloopt." in page.words
