"""What an editor types is shown as the page that it will fill."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from agreed_round import NOW, SYSTEM, AgreedRound
from checking import Client
from drawn import image
from PIL import Image
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.processes import rendering
from surveyapp.processes.render_process import Pictures
from surveyapp.processes.rendering import TooLong
from surveyapp.report.figure_editing.operations import add_figure
from surveyapp.report.figures.image_reader import cleaned
from surveyapp.report.material.figures import FigureData
from surveyapp.report.previews import pages

PAGE = "/rapport/paragraaf/methodiek/bladzijde"

pytestmark = pytest.mark.usefixtures("made")


@pytest.fixture
def made(session: Session) -> AgreedRound:
    return AgreedRound.of(session)


@pytest.fixture
def editor(client: Client, staff: MakeUser) -> Client:
    return client.login(staff(RoleName.EDITOR, name="Ed Redacteur"))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the process was asked to print, without that process."""
    found: list[str] = []

    def pictures(html: str, **_how: object) -> Pictures:
        found.append(html)
        return Pictures((b"PNG",), 3)

    monkeypatch.setattr(rendering.previews, "pictures", pictures)
    pages._pictures.cache_clear()
    yield found
    pages._pictures.cache_clear()


def test_the_typed_text_is_shown_as_pages(editor: Client) -> None:
    answer: Any = editor.post(PAGE, json={"text": "Er was *overleg*.\n\n" + "Woorden genoeg. " * 700}).json

    assert answer["pages"] > len(answer["images"]) == pages.MOST
    picture = Image.open(BytesIO(b64decode(answer["images"][0].removeprefix("data:image/png;base64,"))))
    assert picture.size == (893, 1263)
    assert len(picture.convert("L").getcolors(256) or []) > 2


def test_it_is_the_section_with_its_number_its_codes_and_no_markup(
    editor: Client, made: AgreedRound, asked: list[str]
) -> None:
    made.agreed(made.organisation("Oost-Drenthe"), {"1": "Gewerkt."})

    editor.post(PAGE, json={"text": "Bij {interviews} [oost-drenthe.1] <script>[^1]\n\n[^1]: Noot."})

    (html,) = asked
    assert '<h2 class="n2" id="paragraaf-methodiek"><span class="nr">1.4</span> Methodiek</h2>' in html
    assert 'Bij 1<span> </span><span class="src">OD 1</span> &lt;script&gt;<span class="fn">Noot.</span>' in html


def test_figures_stand_there_and_drawings_as_their_captions(
    editor: Client, made: AgreedRound, asked: list[str]
) -> None:
    content = cleaned(image())
    said = FigureData("Krimp", "In Drenthe daalt de bevolking.", "CBS")
    add_figure(made.session, SYSTEM, made.round, "kaart", said, content, at=NOW)

    editor.post(PAGE, json={"text": "Eerst.\n\n{figuur-themas}\n\nDan.\n\n{figuur-kaart}\n\n{figuur-weg}"})

    (html,) = asked
    assert '<p class="caption"><b>Figuur 1.</b> Over welke thema’s de organisaties antwoord gaven</p>' in html
    assert f"data:image/png;base64,{b64encode(content.content).decode()}" in html
    assert '<p class="caption"><b>Figuur 2.</b> Krimp. Bron: CBS</p>' in html
    assert "<p>{figuur-weg}</p>" in html


def test_the_same_text_is_printed_once(editor: Client, asked: list[str]) -> None:
    answers = [editor.post(PAGE, json={"text": text}).json for text in ("Een", "Een ", "Twee", "Een")]

    assert len(asked) == 2
    assert answers[0] == answers[1] == answers[3] == {"images": ["data:image/png;base64,UE5H"], "pages": 3}


def test_what_cannot_be_shown_says_why(editor: Client, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    editor.post(PAGE, json={"text": "x" * 2_000_000}, status=422)
    editor.post("/rapport/paragraaf/nergens/bladzijde", json={"text": "x"}, status=404)
    assert asked == []

    def late(*_given: object, **_how: object) -> Pictures:
        raise TooLong

    monkeypatch.setattr(rendering.previews, "pictures", late)
    assert "duurde te lang" in editor.post(PAGE, json={"text": "x"}, status=422).json["error"]  # type: ignore[index]


def test_only_editors_see_it(client: Client, staff: MakeUser) -> None:
    client.login(staff(RoleName.INTERVIEWER)).post(PAGE, json={"text": "x"}, status=403)
