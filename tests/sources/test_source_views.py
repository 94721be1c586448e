"""The pages of a round's sources, and what the desk asks for."""

import io

import pytest
from checking import Client
from flask import Flask
from recorded import NOW, SYSTEM, Recorded
from setting import MakeUser
from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.sources.managing import operations
from surveyapp.sources.managing.pages import entry_of
from surveyapp.sources.register.models import Source
from surveyapp.sources.register.rules import SourceData

PLAN = {"source-title": "Actieplan Bevolkingsdaling", "source-number": "29697, nr. 42", "source-dated": "1 maart 2018"}
CITATION = "Actieplan Bevolkingsdaling, Kamerstukken II 2017/18, 29697, nr. 42."
JSON = {"Accept": "application/json"}


@pytest.fixture
def made(session: Session) -> Recorded:
    return Recorded.of(session)


@pytest.fixture
def source(made: Recorded) -> Source:
    data = SourceData.of(title="Agenda Achterhoek 2020", publisher="Regio Achterhoek", dated="2014")
    return operations.add_source(made.session, SYSTEM, made.round, data, at=NOW)


@pytest.fixture
def editor(client: Client, made: Recorded, staff: MakeUser) -> Client:
    assert made.round
    return client.login(staff(RoleName.EDITOR))


def test_a_source_is_added_and_shows_the_text_to_copy(editor: Client) -> None:
    page = editor.follow(editor.post("/bronnen/nieuw?ronde=2018", PLAN), title="Actieplan Bevolkingsdaling")
    assert [code.text for code in page.all("code")] == ["[^kst-29697-42]", f"[^kst-29697-42]: {CITATION}"]
    assert "Nog geen antwoord haalt deze bron aan." in page.words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Vul een titel in."),
        ({"source-title": "X", "source-number": "42"}, "Schrijf het nummer zo"),
        ({"source-title": "X", "source-number": "29697-42"}, "vergaderjaar"),
        ({"source-title": "X", "source-dated": "ooit"}, "Schrijf de datum zo"),
        ({"source-title": "X", "source-link": "javascript:alert(1)"}, "Dit is geen webadres."),
        ({"source-title": "x" * 301}, "300"),
        (
            {"source-title": "agenda achterhoek 2020", "source-publisher": "Regio Achterhoek", "source-dated": "2014"},
            "Deze bron is er al",
        ),
    ],
)
def test_what_is_no_source_yet_says_what_to_do(
    editor: Client, source: Source, fields: dict[str, str], words: str
) -> None:
    assert source.id
    page = editor.post("/bronnen/nieuw?ronde=2018", fields, status=422)
    assert words in page.words
    answer = editor.post("/bronnen/nieuw?ronde=2018", fields, status=422, headers=JSON)
    assert words in answer.json["form"]


def test_the_desk_gets_a_new_source_ready_to_cite(editor: Client) -> None:
    answer = editor.post("/bronnen/nieuw?ronde=2018", PLAN, status=201, headers=JSON)
    assert f'data-definition="[^kst-29697-42]: {CITATION}"' in answer.json["option"]
    assert 'data-call="[^kst-29697-42]"' in answer.json["option"]


def test_the_list_is_searched_and_counts_where_a_source_is_cited(
    editor: Client, made: Recorded, source: Source
) -> None:
    editor.post("/bronnen/nieuw?ronde=2018", PLAN)
    entry = entry_of(source)
    interview = made.interview()
    made.save(interview, "1", f"Zie.{entry.call}\n\n{entry.definition}")
    made.save(interview, "2b", f"Zie.{entry.call}\n\n[^{entry.key}]: Zoals het was.")
    page = editor.get("/bronnen", title="Bronnen")
    assert "2 antwoorden, 1 met oudere tekst" in page.words
    found = editor.get("/bronnen?ronde=2018&zoek=achterhoek")
    assert "1 bron gevonden" in found.words
    assert "Actieplan" not in found.words
    assert "0 bronnen gevonden" in editor.get("/bronnen?zoek=<script>").words
    one = editor.get(f"/bronnen/{source.id}")
    assert "In 1 antwoord staat een oudere tekst van deze bron." in one.words
    assert "Zoals het was." in one.words
    assert one.links()["Regio Oost-Drenthe, vraag 1"] == f"/interviews/{interview.id}/meelezen#v-1"
    page = editor.post(f"/bronnen/{source.id}/verwijderen", {"edition": source.edition}, status=409)
    assert "Deze bron wordt aangehaald." in page.words


def test_a_source_is_removed_as_it_stood_on_the_page_and_by_no_interviewer(
    app: Flask, editor: Client, made: Recorded, source: Source, staff: MakeUser
) -> None:
    address = f"/bronnen/{source.id}"
    interviewer = Client(app, made.session).login(staff(RoleName.INTERVIEWER))
    assert not interviewer.get(address).all("form", action=f"{address}/verwijderen")
    interviewer.post(f"{address}/verwijderen", {"edition": source.edition}, status=403)
    (form,) = editor.get(address).all("form", action=f"{address}/verwijderen")
    fields = {field.get("name", ""): field.get("value", "") for field in form.iter("input")}
    assert fields["edition"] == "1"
    for stale in ({}, {"edition": "0"}, {"edition": "2"}, {"edition": "x"}):
        editor.post(f"{address}/verwijderen", stale, status=409)
    editor.post(f"{address}/verwijderen", {"edition": "1"}, status=302)
    editor.get(address, status=404)


def test_a_colleague_sees_where_a_source_is_cited_and_opens_only_what_is_agreed(
    client: Client, made: Recorded, source: Source, staff: MakeUser
) -> None:
    interview, entry = made.interview(by=[staff(RoleName.INTERVIEWER)]), entry_of(source)
    older = entry.definition.replace(entry.citation, "Zoals het was.")
    made.save(interview, "1", f"Zie.{entry.call}\n\n{older}")
    page = client.login(staff(RoleName.INTERVIEWER)).get(f"/bronnen/{source.id}")
    assert "Regio Oost-Drenthe, vraag 1" in page.words
    assert "Regio Oost-Drenthe, vraag 1" not in page.links()
    assert "Zoals het was." not in page.words


def test_the_link_leads_to_the_desk_for_whoever_works_on_the_interview(
    client: Client, made: Recorded, source: Source, staff: MakeUser
) -> None:
    interviewer = staff(RoleName.INTERVIEWER)
    interview, entry = made.interview(by=[interviewer]), entry_of(source)
    made.save(interview, "1", f"Zie.{entry.call}\n\n{entry.definition}")
    page = client.login(interviewer).get(f"/bronnen/{source.id}")
    assert page.links()["Regio Oost-Drenthe, vraag 1"] == f"/interviews/{interview.id}#v-1"


def test_a_source_is_corrected_and_a_second_correction_looks_again(editor: Client, source: Source) -> None:
    form = editor.get(f"/bronnen/{source.id}/wijzigen", title="Bron wijzigen")
    fields = {field.get("name", ""): field.get("value", "") for field in form.all("input") if field.get("name")}
    assert fields["source-title"] == "Agenda Achterhoek 2020"
    fields = {name: value for name, value in fields.items() if name.startswith("source-") and name != "source-file"}
    changed = fields | {"source-dated": "2016"}
    page = editor.follow(editor.post(f"/bronnen/{source.id}/wijzigen", changed))
    assert "Regio Achterhoek, Agenda Achterhoek 2020, 2016." in page.words
    late = editor.post(f"/bronnen/{source.id}/wijzigen", fields | {"source-title": "Anders"}, status=422)
    assert "Een collega heeft deze bron intussen gewijzigd." in late.words
    editor.post(f"/bronnen/{source.id}/wijzigen", {"source-title": "X", "source-edition": "twee"}, status=422)


def test_the_file_of_a_source_is_for_all_staff_and_checked(editor: Client, session: Session) -> None:
    bad = PLAN | {"source-file": (io.BytesIO(b"MZ"), "plan.pdf")}
    page = editor.post("/bronnen/nieuw?ronde=2018", bad, status=422, content_type="multipart/form-data")
    assert "Dit soort bestand kan niet worden bewaard." in page.words
    good = PLAN | {"source-file": (io.BytesIO(b"%PDF-1.7 plan"), "../plan.pdf")}
    page = editor.follow(editor.post("/bronnen/nieuw?ronde=2018", good, content_type="multipart/form-data"))
    address = f"/bronnen/{session.scalars(select(Source)).one().id}"
    response = editor.get(f"{address}/bestand").response
    assert response.data == b"%PDF-1.7 plan"
    assert response.headers["Content-Disposition"] == "attachment; filename=plan.pdf"
    editor.post(f"{address}/verwijderen", {"edition": "1"})
    editor.get(f"{address}/bestand", status=404)
    editor.get(address, status=404)


def test_without_a_round_there_is_nothing_to_add_to(client: Client, staff: MakeUser) -> None:
    client.login(staff(RoleName.EDITOR))
    client.get("/bronnen", title="Nog geen ronde")
    client.get("/bronnen/nieuw", status=404)


def test_a_source_without_a_file_has_none_to_fetch(editor: Client, source: Source) -> None:
    editor.get(f"/bronnen/{source.id}/bestand", status=404)


def test_the_desk_offers_the_sources_of_the_interviews_own_round(
    client: Client, made: Recorded, source: Source, staff: MakeUser
) -> None:
    interviewer = staff(RoleName.INTERVIEWER)
    interview = made.interview(by=[interviewer])
    page = client.login(interviewer).get(f"/interviews/{interview.id}")
    assert f'data-call="[^{source.key}]"' in page.text
    assert {link for link in page.links().values() if link.startswith("/bronnen")} >= {"/bronnen?ronde=2018"}
