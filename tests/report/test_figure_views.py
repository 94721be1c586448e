"""The pages on which editors put figures in the report."""

from io import BytesIO
from typing import Any

import pytest
from agreed_round import NOW, SYSTEM, AgreedRound
from checking import Client, Page
from drawn import image
from PIL import Image
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.interviews.recording import operations as recording
from surveyapp.report.figure_editing import operations as figure_operations
from surveyapp.report.figures.image_reader import cleaned
from surveyapp.report.material.figures import FigureData
from surveyapp.report.texts import operations

URL = "/rapport/figuren"
TYPED = {"name": "Kaart krimp", "caption": "Krimp", "alternative": "In Drenthe daalt de bevolking.", "source": "CBS"}


@pytest.fixture
def made(session: Session) -> AgreedRound:
    return AgreedRound.of(session)


@pytest.fixture
def editor(client: Client, staff: MakeUser) -> Client:
    return client.login(staff(RoleName.EDITOR, name="Ed Redacteur"))


def send(editor: Client, content: bytes | None, *, to: str = URL, status: Any = 302, **changed: str) -> Page:
    file = {"image": (BytesIO(content), "C:\\kaart.png")} if content is not None else {}
    return editor.post(to, TYPED | changed | file, status=status, content_type="multipart/form-data")


def put(made: AgreedRound, name: str = "kaart-krimp") -> str:
    data = FigureData("Krimp", "In Drenthe daalt de bevolking.")
    saved = figure_operations.add_figure(made.session, SYSTEM, made.round, name, data, cleaned(image()), at=NOW)
    return saved.file.hash


def write(made: AgreedRound, text: str) -> None:
    operations.save_section_text(made.session, SYSTEM, made.round, "methodiek", text, base=0, at=NOW)


@pytest.mark.usefixtures("made")
def test_an_editor_puts_a_figure_in(editor: Client) -> None:
    assert URL in editor.get("/rapport").links()["Figuren"]
    assert "Er zijn nog geen eigen figuren" in editor.get(URL, title="Figuren").words
    page = editor.follow(send(editor, image("JPEG")))

    assert "{figuur-kaart-krimp}" in page.words
    assert "Bron: CBS" in page.words
    assert "Staat nog in geen tekst. Versie 1, " in page.words
    shown = page.one("img", alt="In Drenthe daalt de bevolking.").get("src", "")
    answer = editor.get(shown).response
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert Image.open(BytesIO(answer.data)).size == (640, 400)


@pytest.mark.parametrize(
    ("content", "changed", "said"),
    [
        (None, {}, "Afbeelding: Kies een afbeelding."),
        (b"<svg/>", {}, "Afbeelding: Dit is geen PNG- of JPEG-bestand."),
        (image(), {"alternative": "kaart"}, "Wie de figuur niet kan zien, heeft alleen deze tekst"),
        (image(), {"alternative": "kaart"}, "Afbeelding: Kies de afbeelding opnieuw"),
        (image(), {"name": "themas"}, "Naam: {figuur-themas} maakt Wederhoor zelf."),
        (image(), {"caption": "", "alternative": "kaart"}, "Beschrijving voor wie de figuur niet ziet: Beschrijf in"),
        (image(), {"caption": ""}, "Bijschrift: Schrijf in één zin wat de figuur laat zien."),
    ],
)
@pytest.mark.usefixtures("made")
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    editor: Client, content: bytes | None, changed: dict[str, str], said: str
) -> None:
    page = send(editor, content, status=422, **changed)

    assert said in page.words
    assert page.one("input", name="source", value="CBS") is not None
    assert page.one("input", name="name").get("value") == (TYPED | changed)["name"]
    assert "Er zijn nog geen eigen figuren" in page.words


def test_a_name_that_is_taken_is_refused_at_its_field(editor: Client, made: AgreedRound) -> None:
    put(made)
    assert "Naam: Er is al een figuur ‘kaart-krimp’." in send(editor, image(), status=422).words


def test_a_figure_is_changed_with_or_without_another_image(editor: Client, made: AgreedRound) -> None:
    before = put(made)
    page = editor.get(f"{URL}/kaart-krimp", title="Figuur kaart-krimp")
    assert page.one("input", name="caption", value="Krimp") is not None
    editor.follow(send(editor, None, to=f"{URL}/kaart-krimp", caption="Minder mensen", base="1"))
    page = editor.follow(send(editor, image("JPEG"), to=f"{URL}/kaart-krimp", caption="Minder mensen", base="2"))
    assert "Versie 3" in page.words
    page = editor.get(f"{URL}/kaart-krimp")
    assert page.h1 == "Minder mensen"
    assert "Zelfde afbeelding" in page.words
    assert page.one("img", alt="Afbeelding van versie 1").get("src", "").endswith(before)


def test_whoever_saves_second_sees_both_and_chooses(editor: Client, made: AgreedRound) -> None:
    put(made)
    send(editor, None, to=f"{URL}/kaart-krimp", caption="Van een collega", base="1")
    page = send(editor, None, to=f"{URL}/kaart-krimp", caption="Van mij", base="1", status=409)

    assert "Nu staat er: ‘Van een collega’" in page.words
    assert page.one("input", name="caption", value="Van mij") is not None
    assert page.one("input", name="base", value="2") is not None


def test_a_figure_in_a_text_stays_until_it_is_out(editor: Client, made: AgreedRound) -> None:
    put(made)
    write(made, "Eerst.\n\n{figuur-kaart-krimp}")
    page = editor.get(f"{URL}/kaart-krimp")
    assert "Deze figuur staat in een tekst." in page.words
    page = editor.follow(editor.post(f"{URL}/kaart-krimp/verwijderen"))
    assert "staat in ‘Methodiek’. Haal haar daar eerst uit de tekst." in page.words


def test_a_figure_that_no_text_calls_goes(editor: Client, made: AgreedRound) -> None:
    hash_ = put(made)
    assert "Er zijn nog geen eigen figuren" in editor.follow(editor.post(f"{URL}/kaart-krimp/verwijderen")).words
    editor.get(f"{URL}/beeld/{hash_}", status=404)
    editor.get(f"{URL}/kaart-krimp", status=404)


def test_a_figure_that_is_not_there_is_named_where_it_is_solved(editor: Client, made: AgreedRound) -> None:
    write(made, "Eerst.\n\n{figuur-kaart-krimp} en {interviews}")
    assert "Onbekende figuur {figuur-kaart-krimp} in Methodiek." in editor.get(URL).words
    page = editor.get("/rapport/paragraaf/methodiek")
    assert "{figuur-kaart-krimp} is een onbekende figuur." in page.words
    assert page.links()["Voeg een eigen figuur toe"].startswith(URL)
    assert "{figuur-kaart-krimp} is een onbekende figuur." in editor.get("/rapport").words


def test_the_desk_names_the_figures_and_shows_their_captions(editor: Client, made: AgreedRound) -> None:
    put(made)
    write(made, "Eerst.\n\n{figuur-kaart-krimp}")
    page = editor.get("/rapport/paragraaf/methodiek")

    assert "Figuur: Krimp" in page.words
    assert "onbekende figuur" not in page.words
    assert "{figuur-kaart-krimp}" in [code.text for code in page.all("code")]


@pytest.mark.parametrize("form", ["docx", "html", "md"])
def test_a_download_has_the_figures(editor: Client, made: AgreedRound, form: str) -> None:
    put(made)
    write(made, "Eerst.\n\n{figuur-kaart-krimp}")
    answer = editor.post("/rapport/downloaden", {"kind": "concept", "form": form}).response

    if form == "docx":
        assert b"word/media/" in answer.data
    else:
        assert b"data:image/png;base64," in answer.data


def test_only_editors_see_the_figures(client: Client, staff: MakeUser, made: AgreedRound) -> None:
    hash_ = put(made)
    client.login(staff(RoleName.INTERVIEWER))
    client.get(URL, status=403)
    client.get(f"{URL}/beeld/{hash_}", status=403)
    send(client, image(), status=403)


def test_a_figure_of_the_round_before_is_looked_over_and_taken_over(editor: Client, made: AgreedRound) -> None:
    data = FigureData("Krimp in 2017", "In Drenthe daalt de bevolking.", "CBS, 2017")
    figure_operations.add_figure(made.session, SYSTEM, made.round, "kaart-krimp", data, cleaned(image()), at=NOW)
    recording.create_round(
        made.session, SYSTEM, name="2020", title="", subtitle="", previous=made.round, outline="", at=NOW
    )
    made.session.commit()
    assert "Van vorige ronde" not in editor.get(f"{URL}?ronde={made.round.name}").words
    page = editor.get(f"{URL}?ronde=2020")
    assert f"Van vorige ronde ({made.round.name})" in page.words
    assert "Er zijn nog geen eigen figuren in deze ronde." in page.words
    page = editor.get(f"{URL}/van_vorige_ronde/kaart-krimp?ronde=2020")
    assert "Kijk na of het nog klopt" in page.words
    assert "De woorden noemen 2017." in page.words
    assert page.one("input", name="caption").get("value") == "Krimp in 2017"

    to = f"{URL}/van_vorige_ronde/kaart-krimp?ronde=2020"
    wrong = send(editor, None, to=to, status=422, caption="", alternative="In Drenthe daalt zij nu ook.")
    assert "Schrijf in één zin" in wrong.words
    assert "In Drenthe daalt zij nu ook." in wrong.words
    page = editor.follow(send(editor, None, to=to, caption="Krimp", source="CBS, 2017"))
    assert "De figuur is overgenomen." in page.words
    assert "Van vorige ronde" not in page.words
    assert "Zelfde beeld" not in page.words  # its caption was changed
    again = editor.follow(send(editor, None, to=to))
    assert "is er in deze ronde al" in again.words
    editor.get(f"{URL}/van_vorige_ronde/kaart-krimp?ronde={made.round.name}", status=404)


def test_a_figure_that_was_taken_over_as_it_was_says_so(editor: Client, made: AgreedRound) -> None:
    put(made)
    recording.create_round(
        made.session, SYSTEM, name="2020", title="", subtitle="", previous=made.round, outline="", at=NOW
    )
    made.session.commit()
    to = f"{URL}/van_vorige_ronde/kaart-krimp?ronde=2020"
    page = editor.follow(send(editor, None, to=to, source=""))
    said = f"Zelfde beeld en woorden als in ronde {made.round.name}. Kijk na of ze nog kloppen."
    assert said in page.words
