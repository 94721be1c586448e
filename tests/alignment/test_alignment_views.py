"""The pages of editors and readers, and who sees what."""

import io

import openpyxl
import pytest
from aligned_round import SECTION, AlignedRound
from checking import Client
from flask import Flask
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.alignment.passages.rules import Opinion
from surveyapp.alignment.receipts import facts as receipts_facts
from surveyapp.evidence.checking import operations
from surveyapp.evidence.documents import reader as documents_reader
from surveyapp.mail.message.enclosures import supply

HERE = "/rapport/afstemmen"
CHOSEN = f"{HERE}/nakijken?paragraaf={SECTION}"


@pytest.fixture
def aligned(session: Session) -> AlignedRound:
    return AlignedRound.of(session)


@pytest.fixture
def editor(client: Client, staff: MakeUser) -> Client:
    return client.login(staff(RoleName.EDITOR, name="Ed Redacteur"))


@pytest.fixture
def reader(app: Flask, session: Session) -> Client:
    return Client(app, session)


def send(editor: Client) -> None:
    page = editor.get(CHOSEN)
    seen = page.one("input", name="seen").get("value", "")
    editor.post(f"{HERE}/nakijken", {"paragraaf": SECTION, "seen": seen, "deadline": "2099-06-05"}, status=303)


def test_an_editor_sees_who_gets_what_and_the_mail_before_it_goes(editor: Client, aligned: AlignedRound) -> None:
    page = editor.get(HERE, title="Afstemmen")
    assert "1.4 Methodiek 2 passages met een antwoord" in page.words
    assert "er staat nog geen antwoord in" in page.words
    page = editor.get(CHOSEN)
    assert "Twee personen" in page.words or "2 personen krijgen" in page.words
    assert "oost-drenthe@example.org" in page.words
    assert "[persoonlijke link]" in page.words
    send(editor)
    assert len(aligned.readings()) == 2
    page = editor.get(f"{HERE}/1", title="Afstemming 1")
    assert "Door niemand geopend." in page.words
    assert "Nog geen reacties." in page.words


@pytest.mark.usefixtures("aligned")
def test_what_changed_meanwhile_or_is_wrong_is_said_and_nothing_goes(editor: Client) -> None:
    page = editor.post(f"{HERE}/nakijken", {"paragraaf": SECTION, "seen": "x", "deadline": "2099-06-05"}, status=422)
    assert "intussen gewijzigd" in page.words
    page = editor.post(f"{HERE}/nakijken", {"paragraaf": SECTION, "seen": "x", "deadline": ""}, status=422)
    assert "Vul een datum in." in page.words
    assert editor.get(f"{HERE}/nakijken", status=302).location.endswith(HERE)
    editor.get(f"{HERE}/1", status=404)


@pytest.mark.usefixtures("aligned")
def test_only_editors_come_in(client: Client, staff: MakeUser) -> None:
    assert "/inloggen" in client.get(HERE, status=302).location
    client.login(staff(RoleName.INTERVIEWER))
    for path in (HERE, CHOSEN, f"{HERE}/tabel", f"{HERE}/tabel.csv"):
        client.get(path, status=403)


def test_a_link_shows_nothing_and_opens_only_its_own(editor: Client, reader: Client, aligned: AlignedRound) -> None:
    send(editor)
    right, wrong = reader.get(aligned.link()), reader.get("/v/rapport/not-a-link")
    assert right.words == wrong.words
    assert aligned.readings()[0].opened_at is None
    reader.post("/v/rapport/not-a-link", status=404)
    reader.post(aligned.link().replace("/rapport/", "/"), status=404)
    reader.get("/v/elders/not-a-link", status=404)
    reader.get("/rapporttekst", status=401)
    reader.get("/nakijken", status=401)


def test_a_reader_sees_their_passages_marked_with_what_stands_around(
    editor: Client, reader: Client, aligned: AlignedRound
) -> None:
    send(editor)
    page = aligned.open(reader, 1).get("/rapporttekst", title="Klopt wat het rapport zegt?")
    assert len(page.all("article")) == 1
    assert "Elders wordt gebouwd [EA 2b] en gesloopt [OD 2b]." in page.words
    assert "Dat loopt door." in page.words
    assert "Een inleiding." not in page.words
    assert "Wij bouwen." in page.words, "their own answer"
    assert "gesloopt en gebouwd" not in page.words, "nobody else's"


def test_a_reader_reacts_stops_comes_back_and_sends_without_javascript(
    editor: Client, reader: Client, aligned: AlignedRound
) -> None:
    send(editor)
    aligned.open(reader)
    reader.post("/rapporttekst", aligned.form("save", kind_1="error", error_1="Het was 2016."), title="Bewaard")
    assert "Nog niet klaar" in reader.post("/rapporttekst", aligned.form("finish")).words
    reader.post("/rapporttekst", aligned.form("rest"), status=303)
    page = reader.follow(reader.post("/rapporttekst", aligned.form("finish"), status=303))
    assert "Het was 2016." in page.words
    hash_ = page.one("input", name="hash").get("value", "")
    reader.post("/rapporttekst/overzicht", aligned.form("", hash=hash_), status=422)
    sent = aligned.form("", hash=hash_, confirm="yes")
    for _ in range(2):
        page = reader.follow(reader.post("/rapporttekst/overzicht", sent, status=303))
        assert page.h1 == "Bedankt, uw reactie is ontvangen"
    assert reader.get("/rapporttekst", status=302).location == "/rapporttekst/bewijs"


def test_what_is_typed_saves_itself(editor: Client, reader: Client, aligned: AlignedRound) -> None:
    send(editor)
    aligned.open(reader)
    sent = {"kind": "wording", "wording": "Er is veel gesloopt [OD 2b].", "reader": aligned.form("")["reader"]}
    headers = {"X-CSRFToken": reader.csrf_token()}

    def put(place: int, status: int, **other: str) -> dict[str, object]:
        answer = reader._open(f"/rapporttekst/{place}", method="PUT", json=sent | other, headers=headers)
        assert answer.status == status
        return dict(answer.json)

    saved = put(1, 200)
    assert (saved["done"], saved["untouched"], saved["whole"]) == (1, 1, True)
    assert "veel" in str(saved["difference"])
    put(3, 409)
    put(1, 409, reader="0")


def test_an_editor_settles_tells_and_the_reader_reads_it(editor: Client, reader: Client, aligned: AlignedRound) -> None:
    send(editor)
    aligned.submit(aligned.readings()[0], (Opinion.ERROR, "Het was 2016."))
    aligned.write("Er is in 2016 gesloopt [[oost-drenthe.2b@1]].", base=1)
    reaction = aligned.readings()[0].reactions[0].id
    page = editor.get(f"{HERE}/1")
    assert "Het was 2016." in page.words
    assert "toegevoegd: in 2016" in page.words
    path = f"{HERE}/1/reacties/{reaction}"
    assert "Schrijf op waarom" in editor.post(path, {"settled": "refused", "reason": ""}, status=422).words
    editor.post(path, {"settled": "", "reason": ""}, status=422)
    editor.post(path, {"settled": "partly", "reason": "Het jaar staat erin."}, status=303)
    assert "Het jaar staat erin." not in aligned.open(reader).get("/rapporttekst/bewijs").words
    editor.post(f"{HERE}/1/terugmelden", status=303)
    page = reader.get("/rapporttekst/bewijs", title="Wat er met uw reactie is gedaan")
    assert "Deels overgenomen. Het jaar staat erin." in page.words
    editor.post(path, {"settled": "taken", "reason": ""}, status=422)
    editor.post(f"{HERE}/1/reacties/0", {"settled": "taken"}, status=404)


def test_the_table_has_functions_and_hides_who_is_used_without_name(editor: Client, session: Session) -> None:
    aligned = AlignedRound.of(session, unnamed=True)
    send(editor)
    first, second = aligned.readings()
    assert aligned.alignment().passages[4].text.startswith("Elders wordt gebouwd [een regio]")
    aligned.submit(first, (Opinion.CONTEXT, "Alleen in de dorpen."))
    aligned.submit(second, (Opinion.ERROR, "=1+1"))
    page = editor.get(f"{HERE}/tabel")
    assert "beleidsadviseur, Regio Oost-Drenthe" in page.words
    assert "een regio" in page.words
    content = editor.get(f"{HERE}/tabel.csv").response.data.decode("utf-8-sig")
    assert "Een Ander" not in content + page.words
    assert "A. Respondent" not in content + page.words
    assert "'=1+1" in content
    book = openpyxl.load_workbook(io.BytesIO(editor.get(f"{HERE}/tabel.xlsx").response.data))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert [row[3] for row in rows[1:]] == ["beleidsadviseur, Regio Oost-Drenthe", "een regio"]
    assert rows[2][5] == "=1+1"


def test_the_receipt_can_be_checked_and_a_changed_one_is_found(
    editor: Client, app: Flask, session: Session, aligned: AlignedRound
) -> None:
    send(editor)
    aligned.submit(aligned.readings()[0], (Opinion.ERROR, "Het was 2016."))
    (file,) = supply(session, f"alignment_receipt:{aligned.readings()[0].id}", app.config).files
    verdict = operations.check(session, documents_reader.read(file.content))
    assert verdict.matches, verdict
    facts = receipts_facts.receipt_facts(session, aligned.readings()[0])
    facts["passages"][0]["reaction"]["words"] = "Het was 2017."
    assert not operations.check(session, documents_reader.Brought(facts)).matches
