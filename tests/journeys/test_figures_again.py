"""An editor takes a figure of the round before over, after a look at its words."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from agreed_round import NOW, SYSTEM, AgreedRound
from browsing import DESK, Person
from live import free_port, served
from PIL import Image
from playwright.sync_api import Browser, expect
from setting import MakeApp, session_of, user_maker

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.interviews.recording import operations as recording
from surveyapp.report.figure_editing import operations as figures
from surveyapp.report.figures.image_reader import cleaned
from surveyapp.report.material.figures import FigureData
from surveyapp.sample.load import PASSWORD

EDITOR = "redactie@example.org"


def an_image() -> bytes:
    out = BytesIO()
    Image.new("RGB", (640, 400), "#7fa9b0").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def base(make_app: MakeApp) -> Iterator[str]:
    """A server with a figure in one round, and a round after it."""
    app = make_app()
    with session_of(app) as session:
        user_maker(session)(RoleName.EDITOR, email=EDITOR, name="Redactie", password=PASSWORD)
        made = AgreedRound.of(session)
        said = FigureData("Krimp in 2017", "Kaart: in Drenthe daalt de bevolking.", "CBS, 2017")
        figures.add_figure(session, SYSTEM, made.round, "kaart-krimp", said, cleaned(an_image()), at=NOW)
        recording.create_round(
            session, SYSTEM, name="2020", title="", subtitle="", previous=made.round, outline="", at=NOW
        )
        session.commit()
        with served(app, free_port()) as address:
            yield address


@pytest.mark.timeout(200)
def test_a_figure_of_the_round_before_comes_along_by_choice(chromium: Browser, base: str) -> None:
    editor = Person(chromium, base, DESK).login(EDITOR).go("/rapport/figuren?ronde=2020")
    page = editor.page
    expect(page.get_by_role("heading", name="Van vorige ronde")).to_be_visible()
    editor.looks("figuren-van-vorige-ronde", whole=True)
    editor.follow("Nakijken en overnemen")
    expect(page.get_by_text("De woorden noemen 2017.")).to_be_visible()
    editor.looks("figuur-overnemen", whole=True)
    page.set_viewport_size({"width": 390, "height": 900})
    editor.looks("figuur-overnemen-390", whole=True)
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.get_by_label("Bijschrift").fill("Krimp in 2020")
    editor.press("Overnemen")
    expect(page.get_by_text("De figuur is overgenomen.")).to_be_visible()
    expect(page.get_by_role("heading", name="Krimp in 2020")).to_be_visible()
    expect(page.get_by_role("heading", name="Van vorige ronde")).to_have_count(0)
    editor.looks()
