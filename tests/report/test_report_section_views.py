from datetime import timedelta

import pytest
from agreed_round import NOW, SYSTEM, AgreedRound
from checking import Client
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor
from surveyapp.interviews.progress.operations import mark_progress
from surveyapp.interviews.recording import operations as recording
from surveyapp.interviews.recording.queries import newest_revisions
from surveyapp.interviews.recording.rules import ProgressMark
from surveyapp.questionnaires.rules import OrganisationKind
from surveyapp.report.rounds import queries
from surveyapp.report.texts import operations


@pytest.fixture
def made(session: Session) -> AgreedRound:
    return AgreedRound.of(session)


@pytest.fixture
def editor(client: Client, staff: MakeUser) -> Client:
    return client.login(staff(RoleName.EDITOR, name="Ed Redacteur"))


def text_of(made: AgreedRound, section: str = "methodiek") -> str:
    found = queries.newest_section_texts(made.session, made.round).get(section)
    return found.text if found else ""


def save(made: AgreedRound, text: str, *, base: int = 0, section: str = "methodiek", by: int | None = None) -> None:
    actor = Actor("staff", by) if by else SYSTEM
    operations.save_section_text(made.session, actor, made.round, section, text, base=base, at=NOW)


# A section


def test_an_editor_writes_a_section(editor: Client, made: AgreedRound) -> None:
    made.agreed(made.organisation("Oost-Drenthe"), {"1": "Gewerkt."})
    page = editor.get("/rapport/paragraaf/methodiek", title="1.4 Methodiek")
    assert "Nog geen tekst" in page.words
    assert "Deze paragraaf heeft geen eigen antwoorden." in page.words
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


def test_a_text_cites_only_agreed_answers(editor: Client, made: AgreedRound) -> None:
    made.agreed(made.organisation("Oost-Drenthe"), {"1": "Gewerkt."})
    save(made, "Er is gewerkt [oost-drenthe.1] en gesloopt [oost-drenthe.2b].")
    page = editor.get("/rapport/paragraaf/methodiek")
    assert "[oost-drenthe.2b] is geen antwoord met akkoord." in page.words
    assert "Er is gewerkt OD 1 en gesloopt oost-drenthe.2b, aanhaling van iets dat er niet is." in page.words


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
    assert "[oost-drenthe.2b] Er is gesloopt. Akkoord 22 mei, versie 1" in page.words
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


def test_a_question_shows_what_became_of_it_since_the_round_before(editor: Client, made: AgreedRound) -> None:
    made.round.previous = recording.create_round(
        made.session, SYSTEM, name="2017", title="x", subtitle="", previous=None, outline="", at=NOW - timedelta(400)
    )
    agreed = made.agreed(made.organisation("Oost-Drenthe"), {"2b": "Er is gesloopt."})
    mark_progress(made.session, SYSTEM, agreed, "2b", ProgressMark.COMPLETED, at=NOW)
    mark_progress(made.session, SYSTEM, agreed, "1", ProgressMark.NEW, at=NOW)
    page = editor.get("/rapport/vraag/regio/2b")
    assert "[oost-drenthe.2b] Sinds 2017 afgerond" in page.words
    assert page.words.count("Sinds 2017") == 1
    assert "Sinds" not in editor.get("/rapport/vraag/regio/6").words


def test_one_question_over_all_organisations(editor: Client, made: AgreedRound) -> None:
    made.agreed(made.organisation("Oost-Drenthe"), {"2b": "Er is *gesloopt*."})
    waiting = made.interview(made.organisation("Eemsdelta", province="Groningen"), {"2b": "Niet te lezen."})
    made.send(waiting)
    made.interview(made.organisation("De Marne", province="Groningen"), {"2b": "Ook niet te lezen."})
    made.interview(made.organisation("Achterhoek", province="Gelderland"), {"2b": "", "1": "Iets."})
    made.interview(made.organisation("Hoeksche Waard", province="Zuid-Holland"), {"1": "Iets."})
    made.organisation("Noord-Limburg", province="Limburg")
    page = editor.get("/rapport/vraag/regio/2b", title="Vraag 2b vergeleken")
    assert "Regio Oost-Drenthe Akkoord 22 mei, versie 1[oost-drenthe.2b] Er is gesloopt." in page.words
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
