"""Agreed passages that the report places by theme get one from an editor, or two; the agreement stays."""

from typing import Any

import pytest
from agreed_round import AgreedRound
from checking import Client, words
from report_values import BZK, OUTLINE, a_round, answer, interview
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report.compiling.themes import placed_by_theme, without_theme
from surveyapp.report.rounds import queries

PATH = "/rapport/themas"
TWO = "Er komen woningen.[^1]\n\nEr komt werk.\n\n[^1]: Veel."


@pytest.fixture
def made(session: Session) -> AgreedRound:
    found = AgreedRound.of(session)
    ministry = found.organisation("Ministerie van Sociale Zaken", OrganisationKind.MINISTRY, short="SZW")
    found.agreed(ministry, {"1": TWO, "5": "Er is overlegd."})
    found.agreed(found.organisation("Oost-Drenthe"), {"1": "Gewerkt."})
    return found


@pytest.fixture
def editor(client: Client, staff: MakeUser) -> Client:
    return client.login(staff(RoleName.EDITOR, name="Ed Redacteur"))


def themes(made: AgreedRound) -> tuple[tuple[str, ...], ...]:
    made.session.expire_all()
    source = queries.round_source(made.session, made.round, publisher="")
    return next(one for one in source.interviews if one.organisation.code == "SZW").answers[0].themes


def put(editor: Client, *, status: int = 200, path: str = f"{PATH}/szw/1", revision: int = 1, **sent: Any) -> Any:
    headers = {"X-CSRFToken": editor.csrf_token(), "Accept": "application/json"}
    response = editor.browser.put(path, json={"revision": revision} | sent, headers=headers)
    assert response.status_code == status, response.text
    return response.json


def test_only_agreed_answers_that_a_theme_places_are_listed() -> None:
    given = interview(BZK, answer("1", TWO, themes=[("wonen",), ()]), answer("5", "Zonder thema."))
    (found,) = without_theme(OUTLINE, a_round(given))
    assert (found.key, found.item, found.untagged) == ("bzk", "1", 1)
    assert found.paragraphs == (("Er komen woningen.", ("wonen",)), ("Er komt werk.", ()))
    complete = interview(BZK, answer("1", TWO, themes=[("wonen",), ("wonen", "economie")]))
    assert without_theme(OUTLINE, a_round(complete)) == ()
    assert [one.item for one in placed_by_theme(OUTLINE, a_round(complete))] == ["1"]
    assert placed_by_theme(OUTLINE, a_round(interview(BZK, answer("1", TWO, approved=False)))) == ()
    assert placed_by_theme(OUTLINE, a_round(without=[BZK])) == ()


def test_the_board_leads_to_the_passages_and_a_form_gives_them_themes(editor: Client, made: AgreedRound) -> None:
    assert editor.get("/rapport").links()["2 passages hebben nog geen thema"] == PATH
    page = editor.get(PATH, title="Passages zonder thema")
    assert "Ministerie van Sociale Zaken: " in page.words
    assert "2 van 2 passages nog zonder thema" in page.words
    revision = page.one("input", name="revision_szw-1").get("value", "")
    chosen = {"revision_szw-1": revision, "theme_szw-1_0": ["wonen", "economie"], "theme_szw-1_1": "economie"}
    page = editor.follow(editor.post(PATH, chosen))
    assert "Van elke passage met akkoord is het thema gekozen." in page.words
    assert themes(made) == (("economie", "wonen"), ("economie",))
    for section in ("thema-wonen", "thema-economie"):
        assert "Er komen woningen." in editor.get(f"/rapport/paragraaf/{section}").words
    assert "nog geen thema" not in editor.get("/rapport").words
    assert len(editor.get(f"{PATH}?toon=alle").all("fieldset")) == 2


def test_themes_are_saved_one_by_one_unless_the_words_changed(editor: Client, made: AgreedRound) -> None:
    made.session.commit()
    assert "at" in put(editor, paragraphs=[["wonen"], []])
    assert themes(made) == (("wonen",), ())
    assert "intussen gewijzigd" in put(editor, paragraphs=[[], []], revision=2, status=409)["error"]
    put(editor, paragraphs=[[], []], path=f"{PATH}/szw/5", status=409)
    put(editor, paragraphs=[["nergens"], []], status=409)
    put(editor, paragraphs="nee", status=400)
    assert themes(made) == (("wonen",), ())
    page, answer = editor.get("/rapport/themas"), editor.get(f"{PATH}/token").json
    assert answer["token"]
    assert f'data-user="{answer["user"]}"' in page.text


def test_an_answer_that_changed_in_between_keeps_its_themes(editor: Client, made: AgreedRound) -> None:
    page = editor.follow(editor.post(PATH, {"revision_szw-1": "7", "theme_szw-1_0": "wonen"}))
    assert "Ministerie van Sociale Zaken, vraag 1: intussen gewijzigd." in page.words
    assert themes(made) == ()


def test_an_interviewer_does_not_place_passages(client: Client, made: AgreedRound, staff: MakeUser) -> None:
    client.login(staff(RoleName.INTERVIEWER))
    client.get(PATH, status=403)
    put(client, paragraphs=[["wonen"], []], status=403)
    assert themes(made) == ()


def test_without_a_passage_there_is_nothing_to_do(editor: Client, session: Session) -> None:
    AgreedRound.of(session)
    assert "nog geen antwoord met akkoord" in words(editor.get(PATH).one("main"))
    assert "nog geen antwoord met akkoord" in editor.get(f"{PATH}?toon=alle").words
