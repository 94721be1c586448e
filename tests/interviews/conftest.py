"""The desk of one interview, and the interviewer who sits at it."""

import pytest
from checking import Client
from recorded import Recorded
from setting import MakeUser
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.interviews.recording.models import Interview


@pytest.fixture
def interviewer(staff: MakeUser) -> User:
    """Somebody with one interview."""
    return staff(RoleName.INTERVIEWER, name="Interviewer Noord")


@pytest.fixture
def made(session: Session) -> Recorded:
    """The round in which it is."""
    return Recorded.of(session)


@pytest.fixture
def interview(made: Recorded, interviewer: User) -> Interview:
    """Nothing recorded yet."""
    return made.interview(by=[interviewer])


@pytest.fixture
def desk(client: Client, interview: Interview, interviewer: User) -> Client:
    """The interviewer's browser."""
    assert interview.interviewers == [interviewer]
    return client.login(interviewer)
