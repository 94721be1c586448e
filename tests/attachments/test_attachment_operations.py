import pytest
from recorded import NOW, SYSTEM, Recorded
from setting import MakeUser
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveyapp.accounts.staff.rules import RoleName
from surveyapp.attachments import operations, queries
from surveyapp.attachments.models import StoredFile
from surveyapp.attachments.operations import CheckedFile
from surveyapp.core.audit import Actor, AuditEvent, verify_chain
from surveyapp.core.errors import NotFound

PDF = CheckedFile.of("Bijlage.pdf", b"%PDF-1.7 bijlage")


@pytest.fixture
def made(any_session: Session) -> Recorded:
    return Recorded.of(any_session)


def files(made: Recorded) -> int:
    return made.session.scalar(select(func.count()).select_from(StoredFile)) or 0


def test_a_file_stands_with_its_interview_and_with_no_other(made: Recorded, any_staff: MakeUser) -> None:
    user = any_staff(RoleName.INTERVIEWER)
    interview, other = made.interview(), made.interview("Eemsdelta")
    kept = operations.attach(made.session, Actor("staff", user.id), interview, PDF, at=NOW)
    found = queries.get_attachment(made.session, interview, kept.id)
    assert (found.name, found.file.content, found.author) == ("Bijlage.pdf", PDF.content, user)
    assert queries.count_attachments(made.session, interview.id) == 1
    with pytest.raises(NotFound):
        queries.get_attachment(made.session, other, kept.id)


def test_the_same_file_twice_is_one_attachment_and_in_two_interviews_one_file(made: Recorded) -> None:
    interview, other = made.interview(), made.interview("Eemsdelta")
    first = operations.attach(made.session, SYSTEM, interview, PDF, at=NOW)
    renamed = CheckedFile.of("anders.pdf", PDF.content)
    assert operations.attach(made.session, SYSTEM, interview, renamed, at=NOW) is first
    second = operations.attach(made.session, SYSTEM, other, renamed, at=NOW)
    assert files(made) == 1
    operations.detach(made.session, SYSTEM, interview, first, at=NOW)
    assert queries.get_attachment(made.session, other, second.id).file.content == PDF.content
    operations.detach(made.session, SYSTEM, other, second, at=NOW)
    assert files(made) == 0


def test_adding_and_taking_away_is_written_down(made: Recorded) -> None:
    interview = made.interview()
    kept = operations.attach(made.session, SYSTEM, interview, PDF, at=NOW)
    operations.detach(made.session, SYSTEM, interview, kept, at=NOW)
    events = made.session.scalars(select(AuditEvent).where(AuditEvent.action.like("attachment.%"))).all()
    assert [(one.action, one.subject_id) for one in events] == [
        ("attachment.add", interview.id),
        ("attachment.remove", interview.id),
    ]
    assert "Bijlage" not in "".join(one.detail for one in events)
    assert verify_chain(made.session).broken_at is None
