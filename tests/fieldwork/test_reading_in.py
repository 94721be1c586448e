"""Interview files: what a file may bring in, and for whom."""

import io
from datetime import UTC, datetime

import pytest
from agreed_round import AgreedRound
from checking import Client, Page
from flask import Flask
from recorded import SYSTEM
from setting import MakeUser
from sqlalchemy import select
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.models import User
from surveyapp.accounts.staff.rules import RoleName
from surveyapp.core.audit import Actor, AuditEvent
from surveyapp.core.config import resource_dir
from surveyapp.interviews.files.operations import FileError, import_interview
from surveyapp.interviews.recording.models import Interview
from surveyapp.interviews.recording.queries import interviews_in, newest_revisions
from surveyapp.interviews.recording.rules import InterviewState
from surveyapp.mail.received.models import Notice

NOW = datetime(2018, 5, 22, 10, 0, tzinfo=UTC)
FILE = "round: '2018'\nquestionnaire: regio\norganisation: Oost-Drenthe\n"
OVERWRITES = FILE + "answers: {2b: Iets heel anders.}\n"
JOINS = FILE + "respondents: [{name: Ik, role: ik, email: ik@example.org}]\nanswers: {}\n"
WITHOUT_WORDS = FILE + "answers: {}\n"


@pytest.fixture
def holder(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER, name="Interviewer Noord")


@pytest.fixture
def colleague(staff: MakeUser) -> User:
    return staff(RoleName.INTERVIEWER, name="Interviewer Zuid")


@pytest.fixture
def made(session: Session) -> AgreedRound:
    return AgreedRound.of(session)


@pytest.fixture
def agreed(made: AgreedRound, holder: User) -> Interview:
    interview = made.agreed(made.organisation("Oost-Drenthe"), {"2b": "Er is gesloopt."})
    interview.interviewers = [holder]
    made.session.commit()
    return interview


@pytest.fixture
def recording(made: AgreedRound, holder: User) -> Interview:
    interview = made.interview(made.organisation("Oost-Drenthe"), {"2b": "Er is gesloopt."})
    interview.interviewers = [holder]
    made.session.commit()
    return interview


def read_in(client: Client, source: str, status: int) -> Page:
    sent = {"kind": "interviews", "files": [(io.BytesIO(source.encode()), "od.yaml")]}
    return client.post("/veldwerk/inlezen", sent, status=status)


def standing(interview: Interview, session: Session) -> tuple[object, ...]:
    """What of an interview a file could change."""
    newest = newest_revisions(session, [interview.id])[interview.id]
    people = sorted((one.email, one.name, one.must_agree) for one in interview.everybody)
    return interview.state, interview.held_on, people, sorted((item, one.text) for item, one in newest.items())


@pytest.mark.parametrize("source", [OVERWRITES, JOINS, WITHOUT_WORDS, FILE + "date: '2018-01-01'\nanswers: {}\n"])
def test_nobody_reads_a_file_into_a_colleagues_interview(
    client: Client, session: Session, recording: Interview, colleague: User, source: str
) -> None:
    client.login(colleague)
    before, events = standing(recording, session), len(session.scalars(select(AuditEvent)).all())
    page = read_in(client, source, 422)
    assert "het interview met Regio Oost-Drenthe in ronde 2018 is van Interviewer Noord" in page.words
    assert standing(recording, session) == before
    assert len(session.scalars(select(AuditEvent)).all()) == events


def test_the_operation_itself_asks_whether_the_actor_may(
    session: Session, recording: Interview, holder: User, colleague: User, staff: MakeUser
) -> None:
    def run(actor: Actor, *people: User) -> int:
        return import_interview(
            session,
            actor,
            OVERWRITES,
            "od.yaml",
            questionnaires=resource_dir("questionnaires"),
            interviewers=people,
            at=NOW,
        ).saved

    editor = staff(RoleName.EDITOR)
    for actor in (Actor("staff", colleague.id), Actor("staff", editor.id), Actor("respondent", holder.id)):
        with pytest.raises(FileError, match="is van Interviewer Noord"):
            run(actor)
    with pytest.raises(FileError, match="is van Interviewer Noord"):
        run(SYSTEM, colleague)
    assert recording.id
    assert run(SYSTEM) == 1
    assert run(SYSTEM, holder) == 0


@pytest.mark.parametrize("source", [JOINS, JOINS.replace("ik@example.org", "oost-drenthe@example.org")])
def test_after_sending_a_file_changes_nobody_who_must_agree(
    client: Client, session: Session, agreed: Interview, holder: User, source: str
) -> None:
    before = standing(agreed, session)
    assert before[0] is InterviewState.APPROVED
    page = read_in(client.login(holder), source, 422)
    assert "Wijzig personen bij Datum en personen" in page.words
    assert standing(agreed, session) == before


def test_an_agreed_interview_stays_agreed_after_a_file_without_words(
    client: Client, session: Session, agreed: Interview, holder: User
) -> None:
    before = standing(agreed, session)
    read_in(client.login(holder), WITHOUT_WORDS, 302)
    same = "respondents: [{name: A. Respondent, role: beleidsadviseur, email: oost-drenthe@example.org}]\nanswers: {}\n"
    read_in(client, FILE + same, 302)
    assert standing(agreed, session) == before


def test_interviewers_hear_of_a_file_that_somebody_else_read_in(
    app: Flask, session: Session, recording: Interview, holder: User, staff: MakeUser
) -> None:
    chief = Client(app, session).login(staff(RoleName.ADMINISTRATOR, name="Beheer"))
    read_in(chief, OVERWRITES, 302)
    (notice,) = session.scalars(select(Notice)).all()
    assert (notice.user_id, notice.interview_id) == (holder.id, recording.id)
    assert notice.text == "Beheer heeft een bestand ingelezen: 1 nieuwe versie."
    read_in(Client(app, session).login(holder), OVERWRITES.replace("anders", "nieuws"), 302)
    assert len(session.scalars(select(Notice)).all()) == 1


def test_an_administrator_who_reads_a_file_in_is_no_interviewer_of_it(
    app: Flask, session: Session, made: AgreedRound, colleague: User, staff: MakeUser
) -> None:
    made.organisation("Oost-Drenthe")
    made.organisation("De Marne")
    read_in(Client(app, session).login(staff(RoleName.ADMINISTRATOR)), OVERWRITES, 302)
    read_in(Client(app, session).login(colleague), OVERWRITES.replace("Oost-Drenthe", "De Marne"), 302)
    assert [one.interviewers for one in interviews_in(session, made.round)] == [[], [colleague]]
