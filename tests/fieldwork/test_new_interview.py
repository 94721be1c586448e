"""What the page to add an interview says when there is nobody to choose."""

from checking import Client
from recorded import Recorded
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.questionnaires.rules import OrganisationKind

ALL = "Elke bekende organisatie heeft al een interview in deze ronde."


def test_that_everybody_has_an_interview_is_said_only_when_it_is_so(
    client: Client, staff: MakeUser, session: Session
) -> None:
    made, chief = Recorded.of(session), client.login(staff(RoleName.ADMINISTRATOR))
    page = chief.get("/veldwerk/interview")
    assert ALL not in page.words
    assert "Er zijn nog geen organisaties." in page.words
    made.interview("Drenthe", "provincie")
    assert ALL in chief.get("/veldwerk/interview").words
    made.organisation("Zeeland", OrganisationKind.PROVINCE)
    assert ALL not in chief.get("/veldwerk/interview").words
