"""The desk of a section: saved while somebody types, two texts to choose between, and words that go in by a button."""

import json
from typing import Any

import pytest
from agreed_round import NOW, SYSTEM, AgreedRound
from checking import Client, words
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor
from surveyapp.interviews.recording import operations as recording
from surveyapp.report.desk import queries as desk_queries
from surveyapp.report.rounds import queries
from surveyapp.report.tables.models import Edition
from surveyapp.report.texts import operations

PATH = "/rapport/paragraaf/methodiek"
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def made(session: Session) -> AgreedRound:
    found = AgreedRound.of(session)
    found.agreed(
        found.organisation("Oost-Drenthe"), {"1": "Er is gewerkt.\n\nEr is overlegd.", "2b": "Er is gesloopt."}
    )
    return found


@pytest.fixture
def ed(staff: MakeUser) -> User:
    return staff(RoleName.EDITOR, name="Ed Redacteur")


@pytest.fixture
def editor(client: Client, ed: User) -> Client:
    return client.login(ed)


def save(made: AgreedRound, text: str, *, base: int = 0, by: User | None = None, section: str = "methodiek") -> None:
    actor = Actor("staff", by.id) if by else SYSTEM
    operations.save_section_text(made.session, actor, made.round, section, text, base=base, at=NOW)


def texts(made: AgreedRound) -> list[str]:
    return [one.text for one in queries.section_revisions(made.session, made.round, "methodiek")]


def put(editor: Client, text: str, *, base: int = 0, status: int = 200, path: str = PATH, **sent: Any) -> Any:
    body = {"text": text, "base": base, "key": sent.pop("key", "k" * 32)} | sent
    headers = {"X-CSRFToken": editor.csrf_token(), **SCRIPT}
    response = editor.browser.put(path, json=body, headers=headers)
    assert response.status_code == status, response.text
    return response.json


# Autosave


def test_a_text_saves_itself_and_comes_back_pinned(editor: Client, made: AgreedRound) -> None:
    made.session.commit()
    assert put(editor, "Getypt. ") | {"at": ""} == {"base": 1, "at": ""}
    saved = put(editor, "Er is gesloopt [oost-drenthe.2b] ", base=1, key="l" * 32)
    assert (saved["base"], saved["text"]) == (2, "Er is gesloopt [[oost-drenthe.2b@1]] ")
    assert put(editor, "Er is gesloopt [oost-drenthe.2b] ", base=1, key="l" * 32)["base"] == 2, "once more is once"
    made.session.expire_all()
    assert texts(made) == ["Er is gesloopt [[oost-drenthe.2b@1]]", "Getypt."]


def test_a_save_of_somebody_else_or_of_another_section_is_refused(
    editor: Client, made: AgreedRound, ed: User, staff: MakeUser
) -> None:
    other, here = staff(RoleName.EDITOR), desk_queries.browser_key(made.round, "methodiek")
    made.session.commit()
    put(editor, "Tekst.", status=403, writer=other.browser_key)
    put(editor, "Tekst.", status=404, interview="elders")
    put(editor, "Tekst.", status=404, path="/rapport/paragraaf/nergens")
    put(editor, "Tekst.", status=400, key="kort")
    assert "te lang" in put(editor, "x" * 100_001, status=413)["error"]
    put(editor, "Tekst.", writer=ed.browser_key, interview=here)
    put(editor, "Een andere tekst.", base=1, status=422)
    found = editor.get(f"{PATH}/token").json
    assert (found["user"], found["interview"], found["name"]) == (ed.browser_key, here, "Ed Redacteur")


def test_an_interviewer_has_no_desk_for_a_section(client: Client, made: AgreedRound, staff: MakeUser) -> None:
    client.login(staff(RoleName.INTERVIEWER))
    put(client, "Tekst.", status=403)
    client.post(f"{PATH}/keuze", {}, status=403)
    client.post(f"{PATH}/invoegen", {}, status=403)
    assert texts(made) == []


def test_what_an_editor_typed_without_network_has_its_page(editor: Client, made: AgreedRound) -> None:
    assert made.round
    editor.get("/interviews/in-deze-browser", title="In deze browser")
    editor.get("/interviews/weer-ingelogd", title="U bent weer ingelogd")


# Two texts


def choice(chosen: str, writer: User, **more: Any) -> dict[str, Any]:
    return {
        "base": 1,
        "began": 0,
        "key": "c" * 32,
        "mine": "Van Ed.",
        "merged": "Van Anna en Ed.",
        "choice": chosen,
        "writer": writer.browser_key,
    } | more


@pytest.mark.parametrize(
    ("chosen", "saved"),
    [
        ("mine", ["Van Ed.", "Van Anna."]),
        ("theirs", ["Van Anna.", "Van Ed.", "Van Anna."]),
        ("merged", ["Van Anna en Ed.", "Van Ed.", "Van Anna."]),
    ],
)
def test_two_editors_see_both_texts_and_lose_none(
    editor: Client, made: AgreedRound, ed: User, staff: MakeUser, chosen: str, saved: list[str]
) -> None:
    save(made, "Van Anna.", by=staff(RoleName.EDITOR, name="Anna Ander"))
    page = editor.post(PATH, {"text": "Van Ed.", "base": "0"}, status=409)
    assert "Anna Ander heeft deze tekst ook gewijzigd" in page.words
    areas = ["".join(area.itertext()).strip() for area in page.all("textarea")]
    assert areas == ["Van Ed.", "Van Ed.\n\nVan Anna."]
    assert texts(made) == ["Van Anna."]
    sent = {one.get("name", ""): one.get("value", "") for one in page.one("form", class_="conflict").iter("input")}
    page = editor.follow(editor.post(f"{PATH}/keuze", sent | choice(chosen, ed)))
    assert "De andere tekst blijft bij de versies." in page.words
    assert texts(made) == saved


def test_a_conflict_by_script_brings_the_panel_and_the_choice_what_to_go_on_with(
    editor: Client, made: AgreedRound, ed: User
) -> None:
    save(made, "Van een ander venster.", by=ed)
    made.session.commit()
    panel = put(editor, "Van Ed.", status=409)["panel"]
    assert "U hebt deze tekst ook in een ander venster gewijzigd" in panel
    for _twice in range(2):
        answer = editor.post(f"{PATH}/keuze", choice("theirs", ed), headers=SCRIPT).json
        assert (answer["base"], answer["text"]) == (3, "Van een ander venster.")
    late = editor.post(f"{PATH}/keuze", choice("mine", ed, key="d" * 32, mine="Later."), headers=SCRIPT, status=409)
    assert "versie 3" in late.json["panel"]
    page = editor.post(f"{PATH}/keuze", choice("mine", ed, key="d" * 32, mine="Later."), status=409)
    assert "Later." in page.words


def test_a_choice_is_the_writers_own_and_about_a_text_that_is_there(
    editor: Client, made: AgreedRound, ed: User, staff: MakeUser
) -> None:
    save(made, "Van Anna.")
    editor.post(f"{PATH}/keuze", choice("mine", staff(RoleName.EDITOR)), status=403)
    editor.post(f"{PATH}/keuze", choice("mine", ed, base=9), status=409)
    editor.post(f"{PATH}/keuze", choice("geen", ed), status=409)
    assert texts(made) == ["Van Anna."]


# Words that go in


def test_each_answer_and_passage_goes_behind_the_text_without_a_script(editor: Client, made: AgreedRound) -> None:
    save(made, "Zo ging het [oost-drenthe.1].")
    page = editor.get(PATH)
    assert [one.get("value") for one in page.all("button", name="insert")] == [
        "‘Er is gewerkt.’ [[oost-drenthe.1@1]]",
        "‘Er is overlegd.’ [[oost-drenthe.1@1]]",
        "[[oost-drenthe.1@1]]",
    ]
    button = page.all("button", name="insert")[1]
    typed = {"text": "Zo ging het, net getypt.", "base": "1", "insert": button.get("value", "")}
    page = editor.post(button.get("formaction", ""), typed)
    written = "Zo ging het, net getypt.\n\n‘Er is overlegd.’ [[oost-drenthe.1@1]]"
    assert words(page.one("textarea", id="text")).strip() == written
    assert "Nog niet opgeslagen" in page.words
    assert "Onder uw tekst gezet." in page.words
    assert "[oost-drenthe.1] zegt niet" not in page.words
    assert texts(made) == ["Zo ging het [[oost-drenthe.1@1]]."]


def test_answers_to_a_question_are_fetched_beside_what_is_typed(editor: Client, made: AgreedRound) -> None:
    assert made.round
    page = editor.post(f"{PATH}/invoegen", {"text": "Net getypt.", "base": "0", "asked": "regio.2b"})
    assert words(page.one("textarea", id="text")).strip() == "Net getypt."
    assert "Er is gesloopt." in page.words
    assert "Beleidsadviseur, via de link. Mag met naam worden gebruikt." in page.words
    assert page.one("option", value="regio.2b").get("selected") is not None
    assert "Er is gesloopt." in editor.get(f"{PATH}?bij=regio.2b").words


def test_passages_show_whether_they_are_used_here_and_elsewhere(editor: Client, made: AgreedRound) -> None:
    save(made, "Er is gewerkt [oost-drenthe.1].")
    save(made, "Er is overlegd [oost-drenthe.1].", section="leeswijzer")
    page = editor.get(PATH)
    worked, talked = (" ".join(words(one).split()) for one in page.all("div", class_="use"))
    assert worked == "hier gebruikt Staat ook in 3.3.2 Drenthe."
    assert talked == "hier nog niet gebruikt Ook aangehaald in 1.5 Leeswijzer. Staat ook in 3.3.2 Drenthe."
    assert page.links()["1.5 Leeswijzer"] == "/rapport/paragraaf/leeswijzer"
    assert "Nog niet gebruikt" not in page.words, "they belong elsewhere"


# What still holds


def test_an_editor_says_that_a_text_still_holds(editor: Client, made: AgreedRound) -> None:
    save(made, "Er is gesloopt [oost-drenthe.2b].")
    interview = queries.interviews.interviews_in(made.session, made.round)[0]
    made.answer(interview, "2b", "Er is veel gesloopt.", base=1)
    for one in made.send(interview):
        made.agree(one)
    button = editor.get(PATH).one("button", name="holds")
    sent = {"text": "Er is gesloopt [[oost-drenthe.2b@1]].", "base": "1", "holds": button.get("value", "")}
    page = editor.follow(editor.post(button.get("formaction", ""), sent))
    assert not page.all("section", class_="stale")
    assert "Klopt nog met de nieuwe versie van [oost-drenthe.2b]" in editor.get(f"{PATH}/versies").words


# The round before


def test_the_same_section_of_the_round_before_stands_below_the_text(editor: Client, made: AgreedRound) -> None:
    before = AgreedRound.of(made.session, "2017")
    made.round.previous = before.round
    before.round.created_at = NOW.replace(year=2017)
    assert "Deze paragraaf in" not in editor.get(f"{PATH}?ronde=2018").words
    save(before, "Zo deden wij het *toen*.")
    page = editor.get(f"{PATH}?ronde=2018")
    assert "Deze paragraaf in 2017 Zo deden wij het toen." in page.words
    manifest = {
        "sections": [
            {"key": "methodiek", "blocks": [{"kind": "text", "markdown": "Zo stond het in de editie."}]},
            {"key": "leeg", "blocks": []},
        ]
    }
    made.session.add(
        Edition(
            round_id=before.round.id,
            number=1,
            erratum="",
            published_at=NOW,
            pages=1,
            hash="h" * 64,
            manifest=json.dumps(manifest),
            content=b"%PDF",
        )
    )
    assert "Deze paragraaf in 2017 editie 1 Zo stond het in de editie." in editor.get(f"{PATH}?ronde=2018").words


def test_links_of_a_section_stay_in_its_round(editor: Client, made: AgreedRound) -> None:
    recording.create_round(
        made.session, SYSTEM, name="2019", title="x", subtitle="", previous=made.round, outline="", at=NOW
    )
    page = editor.get(f"{PATH}?ronde=2018")
    desk = page.one("div", id="desk")
    assert desk.get("data-save") == f"{PATH}?ronde=2018"
    assert desk.get("data-token") == f"{PATH}/token?ronde=2018"
