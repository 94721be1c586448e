"""The list of Veldwerk: what is shown, and what is chosen in it."""

from datetime import timedelta

import pytest
from checking import Client, Page, words
from recorded import Recorded
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor
from surveyapp.core.db import utcnow
from surveyapp.core.dutch import local
from surveyapp.readings.links.operations import open_reading
from surveyapp.verification.sending.operations import send_record


@pytest.fixture
def desk(client: Client, session: Session, staff: MakeUser) -> Client:
    """Three interviews of this person: one to send, one late, one opened; and one of somebody else."""
    who = staff(RoleName.INTERVIEWER)
    made = Recorded.of(session)
    for name, kind, days in (("Oost-Drenthe", "regio", None), ("Drenthe", "provincie", 1), ("BZK", "rijk", 30)):
        interview = made.interview(name, kind, by=[who], short="BZK" if kind == "rijk" else "")
        made.save(interview, "1", "Een antwoord.")
        if days:
            at = utcnow() - timedelta(days=5)
            record = send_record(
                session,
                Actor.system(),
                interview,
                deadline=local(at + timedelta(days=days)).date(),
                link_days=60,
                contact="team@example.org",
                at=at,
            )
            if kind == "rijk":
                open_reading(session, Actor.system(), record.verifications[0], at=at)
    made.interview("Achterhoek", by=[staff(RoleName.INTERVIEWER)])
    return client.login(who)


def shown(page: Page) -> list[str]:
    """The organisations: a link to those that one may open, words for the others."""
    return [" ".join(words(next(th.iter("a"), th)).split()) for th in page.all("th", scope="row")]


@pytest.mark.parametrize(
    ("query", "organisations"),
    [
        ("", {"Regio Oost-Drenthe", "Provincie Drenthe", "Ministerie van BZK", "Regio Achterhoek"}),
        ("?stand=recording", {"Regio Oost-Drenthe"}),
        ("?stand=waiting", {"Provincie Drenthe", "Ministerie van BZK"}),
        ("?laat=1", {"Provincie Drenthe"}),
        ("?ongeopend=1", {"Provincie Drenthe"}),
        ("?waar=region", {"Regio Oost-Drenthe", "Regio Achterhoek"}),
        ("?waar=ministry", {"Ministerie van BZK"}),
        ("?waar=in:drenthe", {"Regio Oost-Drenthe", "Provincie Drenthe", "Regio Achterhoek"}),
        (
            "?stand=nonsense&waar=",
            {"Regio Oost-Drenthe", "Provincie Drenthe", "Ministerie van BZK", "Regio Achterhoek"},
        ),
        ("?stand=approved", set()),
    ],
)
def test_the_list_shows_what_was_asked(desk: Client, query: str, organisations: set[str]) -> None:
    assert set(shown(desk.get(f"/veldwerk{query}", title="Veldwerk"))) == organisations


def test_everything_of_ones_own_that_is_shown_can_be_chosen_at_once(desk: Client) -> None:
    page = desk.get("/veldwerk?stand=waiting")
    assert not [box for box in page.all("input", name="interview") if "checked" in box.attrib]
    page = desk.get(page.links()["Alle 2 kiezen"])
    assert len([box for box in page.all("input", name="interview") if "checked" in box.attrib]) == 2
    assert len(desk.get("/veldwerk?alles=1").all("input", name="interview")) == 3, "not that of somebody else"


def test_an_editor_chooses_nothing(client: Client, session: Session, staff: MakeUser) -> None:
    Recorded.of(session).interview()
    page = client.login(staff(RoleName.EDITOR)).get("/veldwerk")
    assert not page.all("input", name="interview")
    assert not page.all("button", name="action")
