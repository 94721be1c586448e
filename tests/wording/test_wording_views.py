import pytest
from checking import Client
from recorded import Recorded
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.mail.texts.queries import current_words
from surveyapp.mail.texts.rules import kinds

OWN = {"subject": "Kijk na", "above": "Dag {naam},", "below": "Dank.", "base": "0"}


@pytest.fixture
def made(session: Session) -> Recorded:
    return Recorded.of(session)


@pytest.fixture
def administrator(client: Client, staff: MakeUser) -> Client:
    return client.login(staff(RoleName.ADMINISTRATOR))


def address(made: Recorded, rest: str = "") -> str:
    return f"/mailteksten/{made.round.id}{rest}"


def previewed(client: Client, made: Recorded, **typed: str) -> str:
    """What the frame shows of what is typed."""
    form = OWN | typed | {"csrf_token": client.csrf_token()}
    response = client.browser.post(address(made, "/record/voorbeeld"), data=form)
    assert response.status_code == 200
    assert "script-src" not in response.headers["Content-Security-Policy"]
    return response.text


def test_every_mail_can_be_opened_and_shows_how_it_looks(administrator: Client, made: Recorded) -> None:
    page = administrator.follow(administrator.get("/mailteksten", status=302), title="Mailteksten")
    for kind in kinds().values():
        assert page.links()[kind.label] == address(made, f"/{kind.key}")
        form = administrator.get(address(made, f"/{kind.key}"), title=kind.label)
        assert form.one("iframe").get("sandbox") == ""
        assert "mevrouw Jansen" in administrator.browser.get(address(made, f"/{kind.key}/voorbeeld")).text


def test_words_are_saved_and_put_back(administrator: Client, made: Recorded, session: Session) -> None:
    page = administrator.follow(administrator.post(address(made, "/record"), OWN, status=303))
    assert "De tekst is opgeslagen" in page.words
    assert "Deze ronde heeft een eigen tekst." in page.words
    assert "Eigen tekst" in administrator.get(address(made)).words
    assert current_words(session, made.round, kinds()["record"]).words.above == "Dag {naam},"
    administrator.post(address(made, "/record/standaard"), {"base": "1"}, status=303)
    assert "terug naar de standaardtekst" in administrator.get(address(made, "/record/versies")).words
    assert current_words(session, made.round, kinds()["record"]).standard


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(administrator: Client, made: Recorded) -> None:
    page = administrator.post(address(made, "/record"), OWN | {"above": "Dag {naan},", "subject": ""}, status=422)
    assert "{naan} bestaat niet. U kunt kiezen uit {naam}" in page.words
    assert "Vul een onderwerp in." in page.words
    assert (page.one("textarea", name="above").text or "").strip() == "Dag {naan},"
    page = administrator.post(address(made, "/record"), OWN | {"above": "x" * 300_000}, status=422)
    assert "te lang" in page.words


def test_a_colleague_who_was_first_keeps_their_words(administrator: Client, made: Recorded) -> None:
    administrator.post(address(made, "/record"), OWN, status=303)
    page = administrator.post(address(made, "/record"), OWN | {"subject": "Te laat"}, status=409)
    assert "Een collega heeft deze tekst intussen gewijzigd" in page.words
    assert page.one("input", name="subject").get("value") == "Te laat"
    assert {field.get("value") for field in page.all("input", name="base")} == {"1"}


def test_the_preview_shows_what_is_typed_and_keeps_nothing(
    administrator: Client, made: Recorded, session: Session
) -> None:
    shown = previewed(administrator, made, above="Dag {naam}, <script>alert(1)</script>")
    assert "Dag mevrouw Jansen, &lt;script&gt;" in shown
    assert "<script" not in shown
    plain = previewed(administrator, made, above="Dag {naam}, <script>alert(1)</script>", soort="plat")
    assert "<pre>Kijk na" in plain
    assert "<script" not in plain
    assert "{naan} bestaat niet" in previewed(administrator, made, above="{naan}")
    assert current_words(session, made.round, kinds()["record"]).standard


def test_the_sender_has_a_name_and_a_signature(administrator: Client, made: Recorded) -> None:
    typed = {"subject": "Team Noord", "above": "Groet,\n{interviewer}", "base": "0"}
    page = administrator.follow(administrator.post(address(made, "/sender"), typed, status=303))
    assert page.one("input", name="subject").get("value") == "Team Noord"
    assert not page.all("textarea", name="below")
    assert "Groet,<br>" in administrator.browser.get(address(made, "/record/voorbeeld")).text


def test_what_is_not_there_is_not_found(administrator: Client, made: Recorded) -> None:
    administrator.get(address(made, "/niets"), status=404)
    administrator.get("/mailteksten/99", status=404)
