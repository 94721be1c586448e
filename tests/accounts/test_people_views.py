import pytest
import sqlalchemy as sa
from checking import Client
from flask import Flask
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff import queries
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.mail.outbox.models import OutboxMail


@pytest.fixture
def administrator(client: Client, staff: MakeUser) -> Client:
    return client.login(staff(RoleName.ADMINISTRATOR, name="Bea Beheer"))


def test_an_administrator_adds_a_person(administrator: Client, session: Session) -> None:
    administrator.get("/mensen/nieuw", title="Persoon toevoegen")
    page = administrator.post(
        "/mensen/nieuw",
        {"name": "Ed Redacteur", "email": "ed@example.org", "roles": ["editor", "interviewer"]},
    )
    page = administrator.follow(page, title="Mensen")
    assert "Ed Redacteur is toegevoegd en krijgt een mail" in page.words
    user = queries.find_user_by_email(session, "ed@example.org")
    assert user
    assert set(user.role_names) == {RoleName.EDITOR, RoleName.INTERVIEWER}
    assert session.scalars(sa.select(OutboxMail.to_address)).all() == ["ed@example.org"]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"name": ""}, "Vul een naam in."),
        ({"email": "geen adres"}, "Dit is geen geldig e-mailadres."),
        ({"roles": []}, "Kies minstens één rol."),
        ({"roles": ["boss"]}, "Kies minstens één rol."),
        ({"email": "INTERVIEWER2@example.org"}, "Er is al een account"),
    ],
)
def test_what_is_wrong_stands_at_the_field(
    administrator: Client, session: Session, staff: MakeUser, wrong: dict, error: str
) -> None:
    staff(RoleName.INTERVIEWER)
    data = {"name": "Ed", "email": "ed@example.org", "roles": ["editor"]} | wrong
    page = administrator.post("/mensen/nieuw", data, status=400)
    assert error in page.words
    assert page.one("input", name="email").get("value") == data["email"]
    assert len(queries.users(session)) == 2


def test_no_box_is_obligatory_by_itself(administrator: Client) -> None:
    page = administrator.get("/mensen/nieuw")
    assert all("required" not in box.keys() for box in page.all("input", type="checkbox"))  # noqa: SIM118


def test_an_administrator_changes_roles(administrator: Client, staff: MakeUser) -> None:
    user = staff(RoleName.INTERVIEWER)
    page = administrator.get(f"/mensen/{user.id}", title=user.name)
    assert [box.get("value") for box in page.all("input", name="roles") if "checked" in box.attrib] == ["interviewer"]
    administrator.post(f"/mensen/{user.id}", {"name": "Ine", "roles": ["editor"], "active": "y"}, status=302)
    assert (user.name, user.role_names, user.active) == ("Ine", (RoleName.EDITOR,), True)


def test_whoever_is_taken_out_of_service_is_logged_out_at_once(
    administrator: Client, app: Flask, session: Session, staff: MakeUser
) -> None:
    user = staff(RoleName.EDITOR)
    other = Client(app, session).login(user)
    administrator.post(f"/mensen/{user.id}", {"name": user.name, "roles": ["editor"]}, status=302)
    assert other.get("/wachtwoord", status=302).location.startswith("/inloggen")
    assert (
        "Inloggen is niet gelukt"
        in other.post("/inloggen", {"email": user.email, "password": "correct-paard-batterij"}).words
    )


def test_the_last_administrator_cannot_step_down(administrator: Client, session: Session) -> None:
    (user,) = queries.users(session)
    page = administrator.post(f"/mensen/{user.id}", {"name": "x", "roles": ["editor"], "active": "y"}, status=400)
    assert "Er moet één beheerder overblijven" in page.words
    assert user.name == "Bea Beheer"


def test_the_mail_can_be_sent_again(administrator: Client, session: Session, staff: MakeUser) -> None:
    user = staff(RoleName.EDITOR, password=None)
    assert "Nog geen wachtwoord" in administrator.get("/mensen").words
    administrator.post(f"/mensen/{user.id}/uitnodiging", status=302)
    assert session.scalars(sa.select(OutboxMail.to_address)).all() == [user.email]


def test_nobody_there_is_a_404(administrator: Client) -> None:
    administrator.get("/mensen/999", status=404)


@pytest.mark.parametrize("role", [RoleName.EDITOR, RoleName.INTERVIEWER])
def test_others_do_not_see_people(client: Client, staff: MakeUser, role: RoleName) -> None:
    client.login(staff(role))
    client.get("/mensen", status=403)
    client.post("/mensen/nieuw", {"name": "x"}, status=403)
    assert "Mensen" not in client.get("/wachtwoord").links()
